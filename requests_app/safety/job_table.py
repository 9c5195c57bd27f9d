"""The table of jobs: what takes longer than a page, and how far it is."""

from __future__ import annotations

from django.db import models

from requests_app.safety.ownership import Owned


class Job(Owned):
    """Work that goes on while the person waits: how far it is, and whether it is still wanted.

    Holds no data of anyone: `thing` and `results` are random ids, `trouble` is a code. Whoever
    works says so in `seen_at`; a job nobody has been seen at for a while has lost its worker.
    """

    RUNNING, DONE, FAILED, STOPPED = "running", "done", "failed", "stopped"

    kind = models.CharField(max_length=30)
    thing = models.UUIDField()
    state = models.CharField(max_length=10, default=RUNNING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    stop_wanted = models.BooleanField(default=False)
    trouble = models.CharField(max_length=30, blank=True)
    results = models.JSONField(default=list)
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["owner", "kind", "thing"], name="job_by_thing")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.state}, {self.done} of {self.total}"
