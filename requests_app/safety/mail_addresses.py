"""One form of a mail address, for finding whose it is and for sending to it.

Were the two made by different rules, an address could count as somebody's and yet be delivered to
somebody else. So a domain becomes its A-label (RFC 5890) by one rule that never makes two domains
one; Python's own codec follows Unicode 3.2 and takes "straße" for "strasse". An address in which a
character stands for another one (a superscript, a full-width letter, an invisible joiner) is taken
nowhere: other programs would read it as the address that it looks like.
"""

from __future__ import annotations

import unicodedata

# Read as a full stop by some programs, and as a letter by others.
_IDEOGRAPHIC_STOP = "\u3002"


def is_plain(address: str) -> bool:
    """Whether every character stands for itself, and those before the @ are ASCII."""
    local, _at, domain = address.rpartition("@")
    return (
        local.isascii()
        and unicodedata.normalize("NFKC", domain) == domain
        and not any(unicodedata.category(c)[0] in "CZ" for c in domain)
        and _IDEOGRAPHIC_STOP not in domain
    )


def normal(address: str) -> str:
    """The address in lower case, its domain in ASCII: equal for those that differ in case only."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local}{at}{ascii_domain(domain)}"


def for_the_wire(address: str) -> str:
    """The address in ASCII, else as it was given; raises ValueError for what is not plain."""
    if address.isascii():
        return address
    if not is_plain(address):
        raise ValueError("An address of the mail cannot be written in ASCII.")
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{ascii_domain(domain)}"


def ascii_domain(domain: str) -> str:
    """The domain in lower case with the A-label of every label that is not ASCII."""
    return ".".join(_a_label(label) for label in domain.lower().split("."))


def _a_label(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
