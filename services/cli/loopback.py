"""Takes back what a network's page gives: on a port of this machine (RFC 8252), or pasted by a person."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from services.common.model import errors

WAIT_SECONDS: Final = 900.0
"""As long as the listener keeps what was begun."""
_HERE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_SHOWN: Final = b"Antiphon has it. You can close this page."


class NotAgreed(errors.AntiphonError):
    """No code came back."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came back."""

    code: str
    state: str


def is_here(uri: str) -> bool:
    """Whether an address is of this machine."""
    parts = urlsplit(uri)
    return parts.scheme == "http" and parts.hostname in _HERE


def read(pasted: str, state: str) -> Came:
    """What a pasted address holds; a bare code belongs to `state`.

    Raises:
        NotAgreed: the network says no, or there is no code.
    """
    text = pasted.strip()
    if "://" not in text and "code=" not in text:
        return Came(text, state)
    return _came(urlsplit(text).query or text)


async def wait(uri: str) -> Came:
    """What the browser brings to that address of this machine.

    Raises:
        NotAgreed: the network says no, nobody came in time, or the port is taken.
    """
    parts = urlsplit(uri)
    came: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = (await reader.readline()).split(b" ")[1:2]
        asked = urlsplit(target[0].decode("latin-1")) if target else urlsplit("")
        right = asked.path == (parts.path or "/")
        _show(writer, b"200 OK" if right else b"404 Not Found", _SHOWN if right else b"")
        await writer.drain()
        writer.close()
        if right and not came.done():
            came.set_result(asked.query)

    try:
        server = await asyncio.start_server(take, parts.hostname, parts.port or 80)
    except OSError:
        raise NotAgreed(f"{uri} is taken on this machine; use --redirect or --paste.") from None
    async with server:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                return _came(await came)
        except TimeoutError:
            raise NotAgreed("Nobody agreed in time; run the command again.") from None


def _show(writer: asyncio.StreamWriter, status: bytes, words: bytes) -> None:
    head = b"HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    writer.write(head % (status, len(words)) + words)


def _came(query: str) -> Came:
    said = dict(parse_qsl(query.lstrip("?")))
    if not said.get("code"):
        raise NotAgreed("The network gave no code; agree on its page, or ask its support why it refuses.")
    return Came(said["code"], said.get("state", ""))
