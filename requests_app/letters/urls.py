"""Addresses of the way to a letter."""

from __future__ import annotations

from django.urls import path, re_path

from requests_app.letters import draft_views, views

app_name = "letters"
urlpatterns = [
    path("letter/", views.write, name="write"),
    path("letter/preview/", views.preview, name="preview"),
    path("letter/companies/", views.companies, name="companies"),
    path("letter/law/", views.law_of, name="law"),
    path("letter/drafts/<uuid:draft_id>/", draft_views.resume, name="resume"),
    path("letter/drafts/<uuid:draft_id>/throw-away/", draft_views.throw_away, name="throw-away"),
    re_path(r"^letter/download/(?P<form>pdf|txt|eml)/$", views.download, name="download"),
]
