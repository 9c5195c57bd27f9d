"""The application: one Django app whose rooms are sub-packages."""

from django.apps import AppConfig


class RequestsAppConfig(AppConfig):
    """Letters, deadlines, reminders and complaints for people's data rights."""

    name = "requests_app"
    verbose_name = "DSR Desk"

    def ready(self) -> None:
        from requests_app.accounts import receivers, sealed_elsewhere  # noqa: F401 - connect them
