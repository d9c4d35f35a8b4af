"""Publishing single messages on a real nats-server."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from services.common.bus import Bus
from services.common.model import errors
from tests.fixtures import log
from tests.fixtures.nats import eventually, quick_settings

KIBIBYTE = 1024


async def test_a_publish_returns_the_place_of_its_message(bus):
    first = await bus.publish("mentions.x", b"one", message_id="1")
    second = await bus.publish("mentions.x", b"two", message_id="2")
    assert (first.stream, first.sequence, first.duplicate) == ("MENTIONS", 1, False)
    assert second.sequence == 2


async def test_the_same_message_id_is_stored_once(bus):
    await bus.publish("mentions.x", b"one", message_id="1")
    again = await bus.publish("mentions.x", b"one", message_id="1")
    assert again.duplicate
    assert len(await log.stored(bus, "mentions.>")) == 1


async def test_a_subject_without_a_stream_is_refused_before_it_is_sent(bus):
    with pytest.raises(ValueError, match=r"No stream holds subject 'gossip\.x'"):
        await bus.publish("gossip.x", b"", message_id="1")


async def test_a_payload_beyond_the_limit_of_the_log_is_refused_with_both_sizes(bus):
    with pytest.raises(errors.InvalidField, match=r"payload: is 8,388,6\d\d bytes .* takes 8,388,608"):
        await bus.publish("mentions.x", bytes(8 * KIBIBYTE * KIBIBYTE), message_id="1")
    await bus.publish("mentions.x", bytes(8 * KIBIBYTE * KIBIBYTE - 64), message_id="2")


async def test_publishing_goes_on_through_kills_of_the_server_without_loss_or_repeat(bus, nats_server):
    acknowledged = []

    async def publish_all():
        for number in range(300):
            ack = await bus.publish("mentions.x", b"%d" % number, message_id=str(number))
            acknowledged.append(ack.sequence)

    publishing = asyncio.create_task(publish_all())
    for count in (50, 120, 200):
        await eventually(lambda wanted=count: len(acknowledged) >= wanted)
        nats_server.restart()
    await asyncio.wait_for(publishing, 60)
    assert [int(one.payload) for one in await log.stored(bus, "mentions.>")] == list(range(300))


async def test_a_publish_waits_while_the_server_is_down(bus, nats_server):
    nats_server.kill()
    await eventually(lambda: not bus.is_up)
    publishing = asyncio.create_task(bus.publish("mentions.x", b"late", message_id="1"))
    done, _ = await asyncio.wait({publishing}, timeout=0.3)
    assert not done
    nats_server.start()
    assert (await asyncio.wait_for(publishing, 30)).sequence == 1


async def test_a_server_that_comes_back_with_an_empty_disk_gets_its_streams_again(
    bus, make_nats, nats_server
):
    await bus.publish("mentions.x", b"before", message_id="1")
    nats_server.kill()
    nats_server.wipe()
    nats_server.start()
    ack = await asyncio.wait_for(bus.publish("mentions.x", b"after", message_id="2"), 30)
    assert ack.sequence == 1


async def test_a_full_stream_refuses_with_a_typed_error_and_takes_messages_again_when_there_is_room(
    nats_server,
):
    settings = quick_settings(nats_server, stream_max_bytes=64 * KIBIBYTE)
    bus = await Bus.connect(settings, service="test")
    sent = 0

    async def publish_until_refused():
        nonlocal sent
        while True:
            await bus.publish("mentions.x", bytes(8 * KIBIBYTE), message_id=str(sent))
            sent += 1

    with pytest.raises(errors.LogFull, match="MENTIONS is full") as refused:
        await publish_until_refused()
    assert refused.value.metadata == {"stream": "MENTIONS"}
    assert sent >= 6
    assert len(await log.stored(bus, "mentions.>")) == sent
    await bus.connection.js.purge_stream("MENTIONS")
    await bus.publish("mentions.x", bytes(8 * KIBIBYTE), message_id=str(sent))
    await bus.close()


async def test_connecting_waits_for_a_server_that_is_not_there_yet(make_nats):
    server = make_nats()
    connecting = asyncio.create_task(Bus.connect(quick_settings(server), service="test"))
    done, _ = await asyncio.wait({connecting}, timeout=0.6)
    assert not done
    server.start()
    bus = await asyncio.wait_for(connecting, 30)
    assert bus.is_up
    await bus.close()


async def test_connecting_can_be_given_up(make_nats):
    connecting = asyncio.create_task(Bus.connect(quick_settings(make_nats()), service="test"))
    await asyncio.wait({connecting}, timeout=0.1)
    connecting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await connecting


async def test_a_wrong_token_is_refused_with_a_sentence(make_nats, tmp_path):
    server = make_nats("authorization { token: right }")
    server.start()
    (tmp_path / "token").write_text("wrong")
    settings = quick_settings(server, token_file=tmp_path / "token")
    with pytest.raises(errors.LogUnavailable, match="ANTIPHON_BUS_TOKEN_FILE"):
        await asyncio.wait_for(Bus.connect(settings, service="test"), 20)
    (tmp_path / "token").write_text("right\n")
    bus = await asyncio.wait_for(Bus.connect(settings, service="test"), 20)
    await bus.close()


async def test_an_unreadable_token_file_is_named(make_nats, tmp_path):
    settings = quick_settings(make_nats(), token_file=tmp_path / "missing")
    with pytest.raises(errors.LogUnavailable, match="missing cannot be read"):
        await Bus.connect(settings, service="test")


async def test_a_server_without_room_for_the_streams_is_told_apart(make_nats):
    server = make_nats(store="1MB")
    server.start()
    with pytest.raises(errors.LogUnavailable, match="no room for stream MENTIONS of 67108864 bytes"):
        await asyncio.wait_for(Bus.connect(quick_settings(server), service="test"), 20)


async def test_streams_are_kept_as_the_design_says(bus):
    for name in ("MENTIONS", "SCORED", "ENGAGEMENTS", "ERASURES", "JUDGEMENTS", "RETRY", "DEADLETTER"):
        config = (await bus.connection.js.stream_info(name)).config
        assert (config.retention, config.storage, config.discard) == ("limits", "file", "new")
        assert (config.max_age, config.max_bytes) == (7 * 86_400, 64 * KIBIBYTE * KIBIBYTE)
        assert config.max_msgs_per_subject == -1
    for name in ("REFERENCE", "SUSPECT"):
        assert (await bus.connection.js.stream_info(name)).config.max_msgs_per_subject == 1


async def test_a_changed_limit_reaches_the_streams_at_the_next_start(bus, bus_settings):
    await bus.publish("mentions.x", b"kept", message_id="1")
    second = await Bus.connect(replace(bus_settings, stream_max_bytes=32 * KIBIBYTE * KIBIBYTE), service="b")
    info = await bus.connection.js.stream_info("MENTIONS")
    assert (info.config.max_bytes, info.state.messages) == (32 * KIBIBYTE * KIBIBYTE, 1)
    await second.close()


async def test_questions_to_an_absent_log_are_refused_with_a_sentence(bus, nats_server):
    nats_server.kill()
    await eventually(lambda: not bus.is_up)
    with pytest.raises(errors.LogUnavailable, match="cannot be reached; check that NATS runs there"):
        await bus.fills()
