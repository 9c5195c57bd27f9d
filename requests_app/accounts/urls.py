"""Addresses about the person."""

from __future__ import annotations

from django.urls import path

from requests_app.accounts import (
    mail_server_views,
    own_data_urls,
    reauthentication,
    security,
    views,
)

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/<str:token>/", views.sign_in_link, name="sign-in-link"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("start-over/", views.start_over, name="start-over"),
    path("settings/", views.reminder_settings, name="settings"),
    path("settings/mail-server/", mail_server_views.mail_server, name="mail-server"),
    path("settings/security/password/", security.password, name="password"),
    path("settings/security/sessions/end/", security.end_other_sessions, name="end-sessions"),
    path(
        "settings/security/sessions/<uuid:session_id>/end/",
        security.end_session,
        name="end-session",
    ),
    path("confirm/link/", reauthentication.by_link, name="confirm-by-link"),
    path("confirm/code/", reauthentication.by_code, name="confirm-by-code"),
    *own_data_urls.urlpatterns,
]
