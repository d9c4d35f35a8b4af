from __future__ import annotations

import asyncio
import contextlib
import socket

import pytest

from services.cli import loopback
from tests.fixtures.nats import eventually


@pytest.mark.parametrize(
    "pasted",
    [
        "c0de",
        " c0de \n",
        "https://desk.example/back?code=c0de&state=st",
        "code=c0de&state=st",
        "?code=c0de&state=st",
    ],
)
def test_an_address_or_a_bare_code_can_be_pasted(pasted):
    assert loopback.read(pasted, "st") == loopback.Came("c0de", "st")


def test_the_state_that_came_is_told_so_that_a_wrong_one_is_seen():
    assert loopback.read("https://desk.example/back?code=c&state=other", "st").state == "other"


def test_a_refusal_is_a_sentence():
    with pytest.raises(loopback.NotAgreed, match="gave no code"):
        loopback.read("https://desk.example/back?error=access_denied", "st")


@pytest.mark.parametrize(
    ("uri", "here"),
    [
        ("http://127.0.0.1:8731/connected", True),
        ("http://localhost/", True),
        ("https://127.0.0.1/", False),
        ("http://desk.example/", False),
    ],
)
def test_only_plain_addresses_of_this_machine_are_waited_at(uri, here):
    assert loopback.is_here(uri) is here


async def visit(port, target):
    streams = []

    async def connects():
        with contextlib.suppress(OSError):
            streams.extend(await asyncio.open_connection("127.0.0.1", port))
        return streams

    await eventually(connects)
    reader, writer = streams
    writer.write(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return answer


async def test_what_the_browser_brings_is_taken_and_other_visits_are_not(free_port):
    waiting = asyncio.create_task(loopback.wait(f"http://127.0.0.1:{free_port}/connected"))
    assert (await visit(free_port, "/favicon.ico")).startswith(b"HTTP/1.1 404")
    assert b"You can close this page" in await visit(free_port, "/connected?code=c0de&state=st")
    async with asyncio.timeout(10):
        assert await waiting == loopback.Came("c0de", "st")


async def test_a_taken_port_is_told():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        with pytest.raises(loopback.NotAgreed, match="--paste"):
            await loopback.wait(f"http://127.0.0.1:{held.getsockname()[1]}/")
