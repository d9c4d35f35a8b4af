"""Posts to chats and to systems of ours, with the standard library: a post now and then needs no more.

Addresses come from people's settings, so a connection that leads inside the house is closed before anything
is said on it, unless the settings allow it. Redirects are not followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import ssl
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

SECONDS: Final = 10.0
"""Longest that a step of a post may take."""
_MOST_BYTES: Final = 2_000


def post(url: str, body: bytes, headers: Mapping[str, str], *, allow_private: bool) -> str:
    """Posts JSON; why it was not taken, in a sentence, or nothing. Blocks; run it in a thread."""
    parts = urlsplit(url)
    host, path = parts.hostname or "", parts.path or "/"
    connection = _connection(parts.scheme, host, parts.port)
    try:
        connection.connect()
        if not allow_private and not _is_public(connection):
            return (
                f"{host} leads to a private address; set ANTIPHON_INSIGHTS_ALLOW_PRIVATE_ADDRESSES=true "
                "where that is intended."
            )
        target = f"{path}?{parts.query}" if parts.query else path
        connection.request("POST", target, body, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        answer.read(_MOST_BYTES)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        return f"{host} cannot be reached ({type(fault).__name__})."
    finally:
        connection.close()
    return "" if 200 <= answer.status < 300 else f"{host} answers with {answer.status}."


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=SECONDS)
    return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context())


def _is_public(connection: http.client.HTTPConnection) -> bool:
    """Whether the other end belongs to the open internet, also where IPv6 wraps an IPv4 address."""
    address = ipaddress.ip_address(connection.sock.getpeername()[0].partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address.sixtofour or address
    return address.is_global and not address.is_multicast
