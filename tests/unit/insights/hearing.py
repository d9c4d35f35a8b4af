"""Those who are told: a mail server and a web server on real sockets, which remember what they hear."""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
import json
from dataclasses import dataclass, field

from aiosmtpd import smtp


@dataclass
class Heard:
    """What came, and how to answer."""

    port: int = 0
    posts: list = field(default_factory=list)
    """Path, headers in lower case, body."""
    letters: list = field(default_factory=list)
    statuses: list = field(default_factory=list)
    """Statuses of the next answers; then 200."""

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # aiosmtpd asks for the name
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return f"{self.statuses.pop(0)} no" if self.statuses else "250 OK"

    async def answer(self, reader, writer):
        with contextlib.suppress(asyncio.IncompleteReadError), contextlib.closing(writer):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
            body = await reader.readexactly(int(headers["content-length"]))
            self.posts.append((head[0].split()[1], headers, body))
            status = self.statuses.pop(0) if self.statuses else 200
            writer.write(f"HTTP/1.1 {status} said\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
        await writer.wait_closed()

    def said(self):
        return [json.loads(body) for _, _, body in self.posts]


@contextlib.asynccontextmanager
async def web_server():
    heard = Heard()
    server = await asyncio.start_server(heard.answer, "127.0.0.1", 0)
    async with server:
        heard.port = server.sockets[0].getsockname()[1]
        yield heard


@contextlib.asynccontextmanager
async def mail_server():
    heard = Heard()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: smtp.SMTP(heard, loop=loop), "127.0.0.1", 0)
    async with server:
        heard.port = server.sockets[0].getsockname()[1]
        yield heard
