"""Why an original could not be shown."""

from __future__ import annotations

# The codes; what each is called stands in the words of the bundle's language as trouble_<code>.
CODES = (
    "damaged", "password", "too_many_pages", "picture_too_large", "too_heavy", "unknown_type",
)  # fmt: skip


class Trouble(Exception):
    """An original that cannot be shown; `code` is one of CODES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
