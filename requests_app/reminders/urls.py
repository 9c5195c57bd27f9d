"""The address in each mail's header that switches its occasion off."""

from __future__ import annotations

from django.urls import path

from requests_app.reminders import views
from requests_app.reminders.choices import OFF_PATH

app_name = "reminders"
urlpatterns = [path(f"{OFF_PATH}<str:token>/", views.off, name="off")]
