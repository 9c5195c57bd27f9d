"""The one error of this room: a field and one sentence a person can act on."""

from __future__ import annotations


class LetterError(ValueError):
    """A letter cannot be written from what was given.

    ``field`` names the part of the request at fault (``"writer.name"``, ``"language"``), so that
    a form can put the sentence beside its field; ``message`` is one sentence that says what is
    allowed.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
