"""Addresses of a person's cases."""

from __future__ import annotations

from django.urls import path

from requests_app.cases import views

app_name = "cases"
urlpatterns = [
    path("cases/", views.case_list, name="list"),
    path("cases/record-sending/", views.record_sending, name="record-sending"),
    path("cases/<uuid:case_id>/", views.case_page, name="case"),
    path("cases/<uuid:case_id>/events/", views.add_event, name="add-event"),
    path("cases/<uuid:case_id>/close/", views.close, name="close"),
    path("cases/<uuid:case_id>/deadline.ics", views.calendar, name="calendar"),
    path(
        "cases/<uuid:case_id>/letters/<uuid:letter_id>.<str:form>", views.letter_file, name="letter"
    ),
]
