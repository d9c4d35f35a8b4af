"""Which addresses a source may talk to.

A source's address comes from a person's settings, or from a redirect of a stranger's server. So every
connection looks the name up itself, refuses addresses inside the house, and connects to exactly what it
looked at: a name that points elsewhere a moment later changes nothing.
"""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import socket
import ssl
from typing import Final

import httpx

from services.listener.sources import base

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 30.0

_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""What a NAT64 gateway turns into IPv4 (RFC 6052, section 2.1)."""
_TRANSLATED_AT_HOME: Final = ipaddress.IPv6Network("64:ff9b:1::/48")
"""The same for translations that only the house knows (RFC 8215)."""
_COMPATIBLE: Final = ipaddress.IPv6Network("::/96")
"""IPv4 in the last bytes (RFC 4291, section 2.5.5.1); long out of use, and some systems still follow it."""


async def resolve(host: str, port: int, *, allow_private: bool) -> str:
    """An address of that host that may be talked to.

    Raises:
        SourceRejected: it has only private addresses, and those are not allowed.
        SourceUnreachable: it has none now.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise base.SourceUnreachable(
            f"The name {host} cannot be resolved; check the address or the network."
        ) from None
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if allow_private or is_public(address):
            return address
    raise base.SourceRejected(
        f"{host} leads to a private address, which is not allowed; "
        "set ANTIPHON_LISTENER_ALLOW_PRIVATE_ADDRESSES=true where that is intended."
    )


def is_public(address: str) -> bool:
    """Whether an address belongs to the open internet, also when IPv6 wraps an IPv4 address."""
    parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.is_site_local or parsed in _TRANSLATED_AT_HOME:
            return False
        parsed = _wrapped(parsed) or parsed
    return parsed.is_global and not parsed.is_multicast


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that traffic to this one reaches; None where it stands for itself."""
    if address in _TRANSLATED or address in _COMPATIBLE:
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour


@functools.cache
def _trust() -> ssl.SSLContext:
    """The certificates that are trusted; reading them takes 20 ms, which every connection anew would pay."""
    return httpx.create_ssl_context(trust_env=False)


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends requests, redirects among them, only where `resolve` lets them."""

    def __init__(self, *, allow_private: bool, keep_alive: bool) -> None:
        # A kept connection belongs to an address; two names on one address must not share it.
        limits = httpx.Limits(max_connections=20, max_keepalive_connections=4 if keep_alive else 0)
        self._inner = httpx.AsyncHTTPTransport(verify=_trust(), limits=limits, trust_env=False)
        self._allow_private = allow_private

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        address = await resolve(host, port, allow_private=self._allow_private)
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)  # the Host header was set before and stays
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


def client(
    *, allow_private: bool, keep_alive: bool = False, read_seconds: float = READ_SECONDS
) -> httpx.AsyncClient:
    """A client for one source."""
    return httpx.AsyncClient(
        transport=GuardedTransport(allow_private=allow_private, keep_alive=keep_alive),
        timeout=httpx.Timeout(read_seconds, connect=CONNECT_SECONDS),
        headers={"User-Agent": "Antiphon/0.1 (social care desk)"},
        max_redirects=5,
    )
