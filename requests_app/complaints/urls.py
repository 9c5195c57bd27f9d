"""Addresses of complaints."""

from __future__ import annotations

from django.urls import path

from requests_app.complaints import views

app_name = "complaints"
urlpatterns = [
    path("cases/<uuid:case_id>/<slug:kind>/", views.write, name="write"),
]
