"""Where the present request comes from, no more precisely than a network."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_network: ContextVar[str] = ContextVar("network", default="")


def truncated(address: str) -> str:
    """The network of an address: its first 24 bits (IPv6: 48); "" for what is no address."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    bits = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network((found, bits), strict=False))


def network() -> str:
    """The network of whoever makes the present request; "" outside of a request."""
    return _network.get()


@contextmanager
def request_from(address: str) -> Iterator[None]:
    """What runs inside is done at the request of somebody at this address."""
    mark = _network.set(truncated(address))
    try:
        yield
    finally:
        _network.reset(mark)


def address_of(request: HttpRequest) -> str:
    """The address of whoever makes the request, as far as our own proxies vouch for it.

    Each of TRUSTED_PROXY_COUNT proxies adds one to X-Forwarded-For; what stands before those was
    written by the visitor.
    """
    count: int = getattr(settings, "TRUSTED_PROXY_COUNT", 0)
    passed_on = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if 0 < count <= len(passed_on):
        return passed_on[-count]
    return str(request.META.get("REMOTE_ADDR", ""))


class RequestOrigin:
    """Middleware: for the time of a request, whatever is recorded knows its network."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with request_from(address_of(request)):
            return self.get_response(request)
