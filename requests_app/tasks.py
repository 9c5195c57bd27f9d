"""Where Celery looks for tasks: gathers what the rooms define."""

from requests_app.accounts.tasks import keep_promises_of_the_day
from requests_app.reminders.tasks import help_with_the_backlog, sweep_what_is_due

__all__ = ["help_with_the_backlog", "keep_promises_of_the_day", "sweep_what_is_due"]
