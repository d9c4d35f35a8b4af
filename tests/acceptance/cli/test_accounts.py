"""Accounts are connected from the command line, and no secret is shown."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]

SECRET = "a-token-nobody-may-see"


async def test_an_account_is_connected_shown_and_disconnected(running):
    await running("source", "add", "shop", "sandbox", "--set", "url=http://127.0.0.1:9")
    connected = await running(
        "source", "connect", "shop", "--from-file", "-", "--json", stdin=f"token={SECRET}\n".encode()
    )
    assert connected.object["name"] == "sources/shop/account"
    assert connected.object["secret_names"] == ["token"]
    (listed,) = (await running("source", "accounts", "--json")).objects
    assert listed == connected.object
    shown = await running("source", "accounts")
    assert "shop" in shown.out
    assert "never" in shown.out
    gone = await running("source", "disconnect", "shop")
    assert "revoke" in gone.out + gone.err
    assert (await running("source", "accounts", "--json")).objects == []
    everything = b"".join(file.read_bytes() for file in running.folder.rglob("*") if file.is_file())
    assert SECRET.encode() not in everything


async def test_what_cannot_be_connected_is_a_sentence(running):
    await running("source", "add", "feed", "rss", "--set", "url=http://127.0.0.1:9/feed.xml")
    refused = await running("source", "connect", "feed", check=False)
    assert refused.code == 1
    assert "reads without an account" in refused.err
    await running("source", "add", "other", "sandbox", "--set", "url=http://127.0.0.1:9")
    refused = await running("source", "connect", "other", check=False)
    assert "--from-file" in refused.err
    both = ("--stdin", "--from-file", "no-such-file")
    refused = await running("source", "connect", "other", *both, stdin=b"token=x", check=False)
    assert refused.code == 2
    assert "cannot both be given" in refused.err
    refused = await running("source", "connect", "other", "--from-file", "-", stdin=b"tokn=x", check=False)
    assert "known are token" in refused.err
