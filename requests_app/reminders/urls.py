"""What comes by mail: its page in the settings, and the address in each mail's header."""

from __future__ import annotations

from django.urls import path

from requests_app.reminders import views
from requests_app.reminders.choices import OFF_PATH

app_name = "reminders"
urlpatterns = [
    path("settings/mail/", views.choices, name="choices"),
    path(f"{OFF_PATH}<str:token>/", views.off, name="off"),
]
