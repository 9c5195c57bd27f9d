"""Gunicorn's settings, for `make run` and for the container alike:
`gunicorn --config python:dsr_project.web_server dsr_project.wsgi`.
"""

import os

bind = f"{os.environ.get('BIND') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = 4
# The site is imported once and then forked: half the time and memory of importing it per worker.
preload_app = True
# A letter takes well under a second; a worker silent for a minute hangs and is replaced.
timeout = 60
graceful_timeout = 5
# No access log: addresses and IP numbers of visitors are nobody's business.
accesslog = None
# What it says of itself, and of requests it cannot read, names no one either.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "requests_app.safety.log_lines.ImpersonalFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
# Gunicorn's own remote control would leave a socket in the person's home folder.
control_socket_disable = True
