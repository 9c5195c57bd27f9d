"""Addresses of the shell."""

from __future__ import annotations

from django.urls import path

from requests_app.web import guides, styleguide, views
from requests_app.web.language import set_language

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("to/<slug:identity>/", views.platform, name="platform"),
    path("sample/", views.sample, name="sample"),
    path("guides/", guides.index, name="guides"),
    path("guides/<slug:identity>/", guides.guide, name="guide"),
    path("privacy/", views.privacy, name="privacy"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("language/", set_language, name="set-language"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
