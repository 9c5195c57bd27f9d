"""Addresses of the directory's pages and of its read-only JSON."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_safe

from requests_app.directory import api, views

app_name = "directory"
urlpatterns = [
    path("directory/", views.platform_list, name="list"),
    path("directory/own/", views.own_list, name="own-list"),
    path("directory/own/add/", views.own_add, name="own-add"),
    path("directory/own/<uuid:identity>/", views.own_change, name="own-change"),
    path("directory/own/<uuid:identity>/delete/", views.own_delete, name="own-delete"),
    path("directory/own/<uuid:identity>/export/", views.own_export, name="own-export"),
    path("directory/platforms/<slug:identity>/", views.platform_page, name="platform"),
    path("api/directory/", require_safe(api.home), name="api"),
    path("api/directory/platforms/", require_safe(api.platform_list), name="api-platforms"),
    path(
        "api/directory/platforms/<slug:identity>/",
        require_safe(api.platform_detail),
        name="api-platform",
    ),
    path("api/directory/authorities/", require_safe(api.authority_list), name="api-authorities"),
    path(
        "api/directory/authorities/<slug:identity>/",
        require_safe(api.authority_detail),
        name="api-authority",
    ),
]
