"""Addresses of a person's own data."""

from __future__ import annotations

from django.urls import path

from requests_app.accounts import own_data_views as views

urlpatterns = [
    path("settings/your-data/", views.overview, name="own-data"),
    path("settings/your-data/export/", views.export, name="export"),
    path("settings/your-data/take-over/", views.take_over, name="take-over"),
    path("settings/your-data/closed-cases/", views.keep_for, name="keep-for"),
    path("settings/your-data/consent/<slug:name>/", views.consent, name="consent"),
    path("settings/your-data/erase/", views.erase, name="erase"),
    path("settings/your-data/log/", views.audit_log, name="audit"),
]
