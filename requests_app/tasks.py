"""Where Celery looks for tasks: gathers what the rooms define."""

from requests_app.reminders.tasks import help_with_the_backlog, sweep_what_is_due

__all__ = ["help_with_the_backlog", "sweep_what_is_due"]
