"""How much anybody may send at all, decided before a byte of it is read.

Somebody who is not signed in can send no files worth the name; somebody who is, one file at a time
of the size that is taken, unless the view says otherwise with `takes_up_to`. Files that pass are
kept in memory, or sealed in a scratch file, by the handlers that come after this one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from requests_app.safety.uploads import LARGEST_FILE

V = TypeVar("V", bound=Callable[..., Any])
# The other fields of the form, and what goes around each part.
_ROOM = 1024 * 1024


def takes_up_to(size: int) -> Callable[[V], V]:
    """Marks a view that takes files of so many bytes. Stands above all other decorators."""

    def marked(view: V) -> V:
        view.takes_up_to = size  # type: ignore[attr-defined]
        return view

    return marked


class Bounded(FileUploadHandler):
    """Refuses what is too large by its announced length; else leaves it to the next handler."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - the name is Django's
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > self._allowed():
            raise RequestDataTooBig("More was sent than is taken here.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def _allowed(self) -> int:
        request = self.request
        user = getattr(request, "user", None)
        if request is None or user is None or not user.is_authenticated:
            return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
        view = request.resolver_match.func if request.resolver_match else None
        return int(getattr(view, "takes_up_to", LARGEST_FILE)) + _ROOM
