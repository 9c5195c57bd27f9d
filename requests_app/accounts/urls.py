"""Addresses about the person."""

from __future__ import annotations

from django.urls import path

from requests_app.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/<str:token>/", views.sign_in_link, name="sign-in-link"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("settings/", views.reminder_settings, name="settings"),
]
