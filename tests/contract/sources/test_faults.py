"""What wires, servers and quotas do wrong: told by kind, in a sentence, in time; reading goes on after it."""

from __future__ import annotations

import pytest

from services.listener.sources import base as sources
from tests.fixtures.peers import gate
from tests.fixtures.peers.base import WORD, Lack
from tests.fixtures.peers.reading import DEADLINE

pytestmark = pytest.mark.needs(Lack.PULL)


async def stumbles(reading, key, kind, *, seconds=DEADLINE):
    """The source says what is wrong, within the time that every source has for it."""
    with pytest.raises(kind) as caught:
        await reading.see(key, seconds=seconds)
    sentence = caught.value.sentence
    assert sentence.endswith(".")
    assert "Traceback" not in sentence
    assert not [secret for secret in reading.peer.credentials().values() if secret and secret in sentence]
    return caught.value


async def goes_on(reading, key):
    reading.peer.gate.clear()
    await reading.see(key)


@pytest.mark.needs(Lack.RATE_LIMITS, Lack.RETRY_AFTER)
async def test_a_network_that_says_how_long_to_wait_is_believed(peer, reading):
    key = await peer.post(f"{WORD} still there")
    peer.limit(7, times=None)
    fault = await stumbles(reading, key, sources.SourceRateLimited)
    assert 5 <= fault.retry_after <= 9
    await goes_on(reading, key)


@pytest.mark.needs(Lack.RATE_LIMITS)
async def test_a_network_that_does_not_say_how_long_to_wait_leaves_it_to_us(peer, reading):
    key = await peer.post(f"{WORD} still there")
    peer.limit(None, times=None)
    fault = await stumbles(reading, key, sources.SourceRateLimited)
    assert fault.retry_after is None or fault.retry_after > 0
    await goes_on(reading, key)


@pytest.mark.needs(Lack.STATUS)
@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_that_fails_is_told(peer, reading, status):
    key = await peer.post(f"{WORD} still there")
    peer.gate.plan(gate.Status(status), times=None)
    await stumbles(reading, key, sources.SourceUnreachable)
    await goes_on(reading, key)


async def test_a_server_that_is_not_there_is_told(peer, reading):
    key = await peer.post(f"{WORD} still there")
    await peer.gate.shut()
    await stumbles(reading, key, sources.SourceUnreachable)
    await peer.gate.open()
    await goes_on(reading, key)


async def test_a_connection_that_is_dropped_is_told(peer, reading):
    key = await peer.post(f"{WORD} still there")
    peer.gate.plan(gate.Dropped(), times=None)
    await stumbles(reading, key, sources.SourceUnreachable)
    await goes_on(reading, key)


async def test_a_connection_that_is_half_open_is_told_in_time(peer, reading):
    key = await peer.post(f"{WORD} still there")
    peer.gate.plan(gate.HalfOpen(), times=None)
    await stumbles(reading, key, sources.SourceUnreachable)
    await goes_on(reading, key)


async def test_an_answer_that_ends_in_the_middle_is_told_and_nothing_is_lost(peer, reading):
    key = await peer.post(f"{WORD} still there")
    peer.gate.plan(gate.Cut(), gate.Target.READING, times=None)
    await stumbles(reading, key, sources.SourceUnreachable)
    await goes_on(reading, key)


async def test_an_answer_that_comes_slowly_comes(peer, reading):
    key = await peer.post(f"{WORD} still there")
    peer.gate.plan(gate.Slow(), times=None)
    await reading.see(key)


@pytest.mark.needs(Lack.STATUS)
async def test_a_page_that_is_something_else_altogether_is_told(peer, reading):
    key = await peer.post(f"{WORD} still there")
    said = gate.Status(200, {"content-type": "text/html"}, b"<html><body>Under construction</body></html>")
    peer.gate.plan(said, gate.Target.READING, times=None)
    await stumbles(reading, key, sources.SourceError)
    await goes_on(reading, key)


@pytest.mark.needs(Lack.HEARTBEAT)
async def test_a_live_connection_that_falls_silent_beyond_its_heartbeat_is_told(peer, reading):
    assert reading.kind.heartbeat_seconds
    await reading.see(await peer.post(f"{WORD} before"))

    def freeze(_now):
        peer.gate.freeze()

    with pytest.raises(sources.SourceUnreachable) as caught:
        await reading.until(freeze, seconds=4 * reading.kind.heartbeat_seconds + DEADLINE)
    assert caught.value.sentence.endswith(".")
    peer.gate.thaw()
    await reading.see(await peer.post(f"{WORD} after"))


@pytest.mark.needs(Lack.CREDENTIALS)
async def test_credentials_revoked_while_running_need_a_person(peer, reading):
    await reading.see(await peer.post(f"{WORD} before"))
    missed = await peer.post(f"{WORD} after")
    peer.revoke()
    await stumbles(reading, missed, sources.SourceRejected, seconds=3600)
    peer.restore()
    await reading.see(missed)


@pytest.mark.parametrize("peer", ["jetstream", "rss", "sandbox"], indirect=True)
@pytest.mark.parametrize("status", [401, 404, 410])
async def test_what_stays_so_until_a_person_changes_something_is_told_as_that(peer, reading, status):
    key = await peer.post(f"{WORD} still there")
    peer.gate.plan(gate.Status(status), times=None)
    fault = await stumbles(reading, key, sources.SourceRejected)
    assert str(status) in fault.sentence
    await goes_on(reading, key)
