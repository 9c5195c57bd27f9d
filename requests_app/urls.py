"""Every address of the site: gathers what the rooms define."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("requests_app.web.urls")),
    path("", include("requests_app.accounts.urls")),
    path("", include("requests_app.accounts.sign_in_urls")),
    path("", include("requests_app.letters.urls")),
    path("", include("requests_app.cases.urls")),
    path("", include("requests_app.complaints.urls")),
    path("", include("requests_app.directory.urls")),
    path("", include("requests_app.reminders.urls")),
]
