"""Settings of an instance. Every choice of the operator comes from the environment (README)."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import django_htmx
from bootstrap_wrapper import get_bootstrap_dir
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from dsr_project.environment import (
    choice,
    database,
    flag,
    number,
    private_folder,
    secret_from_file,
)
from dsr_project.sign_in import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("DSR_VAR") or BASE_DIR / "var").absolute()

DEBUG = flag("DEBUG")
SITE_URL = (os.environ.get("SITE_URL") or "http://localhost:8000").rstrip("/")
_site = urlsplit(SITE_URL)
HTTPS = _site.scheme == "https"
BEHIND_TLS_PROXY = flag("BEHIND_TLS_PROXY")
# How many proxies of ours put an address into X-Forwarded-For; the header counts for nothing else.
TRUSTED_PROXY_COUNT = number("TRUSTED_PROXIES", 1 if BEHIND_TLS_PROXY else 0)
# One owner, signed in by the printed link; sign-up is closed. An organisation switches it off and
# says whether people may sign up by themselves.
PERSONAL_INSTANCE = flag("PERSONAL_INSTANCE", default=True)
SIGN_UP = choice("SIGN_UP", ("closed", "open"))
# A page of figures on how companies answer, for companies about which 20 people or more wrote.
STATISTICS = flag("STATISTICS")

SECRET_KEY = os.environ.get("SECRET_KEY") or secret_from_file(VAR_DIR / "keys" / "session.key")
SECRET_KEY_FALLBACKS = [k for k in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if k]
ALLOWED_HOSTS = [
    host
    for host in os.environ.get("ALLOWED_HOSTS", _site.hostname or "localhost").split(",")
    if host
]
if not HTTPS:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]

# The vault's key-encryption keys: from the environment ("1:base64,2:base64"), else this file.
VAULT_KEYS = os.environ.get("VAULT_KEYS", "")
VAULT_KEY_FILE = Path(os.environ.get("VAULT_KEY_FILE") or VAR_DIR / "keys" / "vault.key")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "requests_app",
]

MIDDLEWARE = [
    "requests_app.web.middleware.SecurityHeaders",
    # The audit log notes the network of whoever does something.
    "requests_app.safety.origin.RequestOrigin",
    # Bootstrap's style sheet is 232 kB plain and 31 kB packed. Pages vary in length (Django pads
    # them), so that packing tells nothing about what is in them.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "requests_app.web.middleware.HelpfulRefusals",
]

ROOT_URLCONF = "dsr_project.urls"
WSGI_APPLICATION = "dsr_project.wsgi.application"
CSRF_FAILURE_VIEW = "requests_app.web.errors.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "requests_app.web.context.instance",
            ],
            # Django looks for tags in the app's own folder only; ours stand in their rooms.
            "libraries": {
                "desk_addresses": "requests_app.web.addresses",
                "desk_dates": "requests_app.web.dates",
            },
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "requests_app.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "web:home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "requests_app.accounts.passwords.NotTooLong"},
]

# Signing in by address stands in a file of its own.
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

LANGUAGE_CODE = "en"
# English stands in the source; every catalogue in locale/ is one more language.
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGES = [
    (code, _(LANG_INFO[code]["name"]))
    for code in ("en", *sorted(path.name for path in LOCALE_PATHS[0].iterdir() if path.is_dir()))
]
USE_I18N = True
FORMAT_MODULE_PATH = ["dsr_project.formats"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = private_folder(VAR_DIR / "static")
# Bootstrap and htmx come from their Python packages: nothing is fetched from another host.
STATICFILES_DIRS = [
    BASE_DIR / "requests_app" / "static",
    ("bootstrap", get_bootstrap_dir()),
    ("htmx", Path(django_htmx.__file__).parent / "static" / "django_htmx"),
]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 86400

# Sealed, found by a hash of the cookie, and ended by the server: after so long without use, and
# in any case after so many days. On one's own computer both are long.
SESSION_ENGINE = "requests_app.accounts.sessions"
SESSION_IDLE_HOURS = number("SESSION_IDLE_HOURS", 14 * 24 if PERSONAL_INSTANCE else 2)
SESSION_DAYS = number("SESSION_DAYS", 90 if PERSONAL_INSTANCE else 14)
SESSION_COOKIE_AGE = SESSION_DAYS * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = HTTPS
# What asks from beside the proxy whether the instance lives: it speaks plainly.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if BEHIND_TLS_PROXY:
    # Only behind a proxy that strips this header from what comes in (docs/operating.md).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_PERMISSIONS = 0o600
# First how much at all; then small ones in memory, larger ones in a scratch file that is sealed:
# Django's temporary files would hold them in clear.
FILE_UPLOAD_HANDLERS = [
    "requests_app.safety.upload_handler.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "requests_app.vault.scratch.SealedUploadHandler",
]
UPLOAD_QUOTA_MB = number("UPLOAD_QUOTA_MB", 500)
# Bytes of one request with files: as much as an export of everything may have.
LARGEST_UPLOAD = UPLOAD_QUOTA_MB * 1_000_000 + 130 * 1024 * 1024

# Mail: EMAIL_URL, else the file the owner's settings page writes, else files under var/mail.
EMAIL_URL = os.environ.get("EMAIL_URL", "")
EMAIL_URL_FILE = VAR_DIR / "keys" / "mail.url"
MAIL_FOLDER = VAR_DIR / "mail"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM") or f"DSR Desk <reminders@{_site.hostname}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Who runs this instance, for its privacy notice. On a personal instance it is the person.
OPERATOR = {
    "name": os.environ.get("OPERATOR_NAME", ""),
    "address": os.environ.get("OPERATOR_ADDRESS", ""),
    "contact": os.environ.get("OPERATOR_CONTACT", ""),
    "data_protection_officer": os.environ.get("OPERATOR_DPO", ""),
    "authority": os.environ.get("OPERATOR_AUTHORITY", ""),
    "hosting": os.environ.get("OPERATOR_HOSTING", ""),
    "backup_days": number("BACKUP_DAYS", 30),
}

# Celery is only a doorbell: what is due stands in the database (docs/architecture.md).
REDIS_URL = os.environ.get("REDIS_URL", "")
# Without a broker nothing may reach for one by chance: Celery would try RabbitMQ.
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False

# The limits on attempts live in the cache, so it must be one for all processes, and there without
# Redis. Its keys are hashed and its values are counts and times.
CACHES = {"default": {"BACKEND": "requests_app.safety.limits.DatabaseCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "requests_app.safety.log_lines.ImpersonalFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "requests_app": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
