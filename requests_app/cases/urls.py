"""Addresses of a person's cases."""

from __future__ import annotations

from django.urls import path

from requests_app.cases import (
    bulk_views,
    evidence_views,
    feed_views,
    follow_up_views,
    letters_views,
    overview_views,
    reply_views,
    round_views,
    sending_views,
    statistics_views,
    undo_views,
    views,
)

app_name = "cases"
urlpatterns = [
    path("cases/", overview_views.case_list, name="list"),
    path("cases/month/", overview_views.this_month, name="this-month"),
    path("cases/month/<int:year>-<int:number>/", overview_views.month, name="month"),
    path("cases/bulk/", bulk_views.bulk, name="bulk"),
    path("cases/letters/<uuid:job_id>/", letters_views.page, name="letters"),
    path("cases/letters/<uuid:job_id>/stop/", letters_views.stop, name="letters-stop"),
    path("cases/letters/<uuid:job_id>/<uuid:file_id>/", letters_views.take, name="letters-file"),
    path("cases/several/", round_views.several, name="several"),
    path("cases/several/<uuid:round_id>/", round_views.round_page, name="round"),
    path("cases/feeds/", feed_views.manage, name="feeds"),
    path("cases/feeds/<uuid:feed_id>/revoke/", feed_views.revoke, name="revoke-feed"),
    path("calendar/<str:token>.ics", feed_views.feed, name="feed"),
    path("statistics/", statistics_views.statistics, name="statistics"),
    path("cases/undo/<uuid:submission>/", undo_views.undo, name="undo"),
    path("cases/record-sending/", sending_views.record_sending, name="record-sending"),
    path("cases/<uuid:case_id>/", views.case_page, name="case"),
    path("cases/<uuid:case_id>/sent/", views.mark_sent, name="mark-sent"),
    path("cases/<uuid:case_id>/events/", views.add_event, name="add-event"),
    path("cases/<uuid:case_id>/events/<uuid:event_id>/", views.correct, name="correct"),
    path("cases/<uuid:case_id>/reply/", reply_views.reply, name="reply"),
    path("cases/<uuid:case_id>/files/", evidence_views.listing, name="files"),
    path("cases/<uuid:case_id>/files/<uuid:file_id>/", evidence_views.take, name="file"),
    path(
        "cases/<uuid:case_id>/files/<uuid:file_id>/picture/",
        evidence_views.look,
        name="file-picture",
    ),
    path(
        "cases/<uuid:case_id>/files/<uuid:file_id>/remove/",
        evidence_views.remove,
        name="remove-file",
    ),
    path("cases/<uuid:case_id>/close/", views.close, name="close"),
    path("cases/<uuid:case_id>/reopen/", views.reopen, name="reopen"),
    path("cases/<uuid:case_id>/deadline.ics", feed_views.case_file, name="calendar"),
    path("cases/<uuid:case_id>/write/<slug:kind>/", follow_up_views.write, name="write"),
    path(
        "cases/<uuid:case_id>/letters/<uuid:letter_id>.<str:form>", views.letter_file, name="letter"
    ),
]
