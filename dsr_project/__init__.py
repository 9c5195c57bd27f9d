"""Wiring of the project: settings, URLs, Celery, servers. No rule and no view lives here."""

from dsr_project.celery import app as celery_app

__all__ = ["celery_app"]
