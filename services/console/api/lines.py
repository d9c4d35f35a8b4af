"""How an address is written down: its method, its pattern, and the RPC behind it."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """One address.

    Attributes:
        verb: HTTP method.
        pattern: address after the version, in the notation of `paths`.
        rpc: `Service.Method`.
        summary: what it does.
        body: `*` for the whole request, a field of it, or empty.
        match: field of the request that `If-Match` fills.
        tag: field of the answer that is its entity tag; empty to make one of its bytes.
        spread: field of the request whose own fields are parameters of the address; those of other
            messages follow their name and a dot, `against.brands`. Empty where plain fields are all there is.
    """

    verb: str
    pattern: str
    rpc: str
    summary: str
    body: str = ""
    match: str = ""
    tag: str = ""
    spread: str = ""


def get(pattern: str, rpc: str, summary: str, **more: str) -> Line:
    """Reads."""
    return Line("GET", pattern, rpc, summary, **more)


def post(pattern: str, rpc: str, summary: str, **more: str) -> Line:
    """Does something; the body is the whole request."""
    return Line("POST", pattern, rpc, summary, body="*", **more)


def put(pattern: str, rpc: str, summary: str, body: str, **more: str) -> Line:
    """Writes one as a whole; the body is a field of the request."""
    return Line("PUT", pattern, rpc, summary, body=body, **more)


def patch(pattern: str, rpc: str, summary: str, body: str) -> Line:
    """Changes a part; the body is a field of the request."""
    return Line("PATCH", pattern, rpc, summary, body=body)


def delete(pattern: str, rpc: str, summary: str, **more: str) -> Line:
    """Drops."""
    return Line("DELETE", pattern, rpc, summary, **more)
