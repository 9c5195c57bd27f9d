"""Read the instance's settings from the environment and from the files under its var folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from requests_app.safety import private_files

# auto_vacuum is only taken before the journal mode and before the first table exists, so the
# order of these four matters.
SQLITE_PRAGMAS = (
    "PRAGMA auto_vacuum = FULL;"
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA secure_delete = ON"
)


def flag(name: str, default: bool = False) -> bool:
    """The environment variable as yes or no; anything but 1/true/yes/on is no."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """The environment variable as a whole number; raises ImproperlyConfigured, in one sentence."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number, such as 2.")
    return int(value)


def choice(name: str, allowed: tuple[str, ...]) -> str:
    """The environment variable as one of the allowed words, by default the first.

    Raises ImproperlyConfigured, in one sentence, for any other.
    """
    value = os.environ.get(name, "").strip().lower() or allowed[0]
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be {' or '.join(allowed)}.")
    return value


def private_folder(path: Path) -> Path:
    """The folder, made if missing and readable by its owner alone."""
    # mkdir gives the mode to the last folder only, so each missing one is made by itself.
    for folder in [*reversed(path.parents), path]:
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
    return path


def secret_from_file(path: Path) -> str:
    """The secret kept in the file; made at the first call (mode 0600) and stable afterwards."""
    private_folder(path.parent)
    if not path.exists():
        # Site, worker and sender start at one moment: the first makes it, the others read it.
        private_files.create_whole(path, secrets.token_urlsafe(64).encode("ascii"))
    value = path.read_text(encoding="ascii").strip()
    if len(value) < 50:
        raise ImproperlyConfigured(
            f"{path} is too short to be a secret key; restore it or delete it (signs all out)."
        )
    return value


def database(url: str, var: Path) -> dict[str, Any]:
    """Django's database settings: SQLite under the var folder, or what DATABASE_URL names.

    Raises ImproperlyConfigured, in one sentence, for a scheme that is neither.
    """
    if not url:
        return sqlite(private_folder(var) / "db.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ImproperlyConfigured(
        f"DATABASE_URL starts with {parts.scheme!r}; it must start with sqlite: or postgresql:."
    )


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite for a server: writers queue (IMMEDIATE), readers do not wait (WAL)."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
        },
    }
