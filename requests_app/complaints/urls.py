"""Addresses of complaints."""

from __future__ import annotations

from django.urls import path

from requests_app.complaints import authority_views, bundle_views, views

app_name = "complaints"
urlpatterns = [
    path("cases/<uuid:case_id>/authority/", authority_views.page, name="authority"),
    path("cases/<uuid:case_id>/bundle/", bundle_views.page, name="bundle"),
    path("cases/<uuid:case_id>/bundle/stop/", bundle_views.stop, name="bundle-stop"),
    path("cases/<uuid:case_id>/bundle/<uuid:file_id>/", bundle_views.take, name="bundle-file"),
    path("cases/<uuid:case_id>/<slug:kind>/papers/", bundle_views.add_paper, name="add-paper"),
    path("cases/<uuid:case_id>/<slug:kind>/letter/", views.letter, name="letter"),
    path("cases/<uuid:case_id>/<slug:kind>/", views.write, name="write"),
]
