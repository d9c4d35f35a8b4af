"""Reference facts on a real nats-server."""

from __future__ import annotations

import pytest

from antiphon.events.v1 import events_pb2
from services.common.bus import ReferenceReader
from tests.fixtures.nats import eventually


def brand(name: str) -> events_pb2.ReferenceFact:
    return events_pb2.ReferenceFact(brand=events_pb2.BrandFact(name=f"brands/{name}", aliases=[name.title()]))


def capability(network: str, limit: int) -> events_pb2.ReferenceFact:
    fact = events_pb2.CapabilityFact(network=network, max_reply_length=limit, checked_date="2026-01-01")
    return events_pb2.ReferenceFact(capability=fact)


@pytest.fixture
async def reader(bus):
    reader = ReferenceReader(bus)
    yield reader
    await reader.stop()


async def test_everything_known_is_loaded_before_start_returns(bus, reader):
    for number in range(200):
        await bus.publish_reference("brand", f"b{number}", brand(f"b{number}"))
    await bus.publish_reference("capability", "bluesky", capability("bluesky", 300))
    await reader.start()
    assert len(reader.brands) == 200
    assert reader.brands["b7"].aliases == ["B7"]
    assert reader.capabilities["bluesky"].max_reply_length == 300


async def test_an_empty_log_is_loaded_at_once(reader):
    await reader.start()
    assert (dict(reader.brands), dict(reader.capabilities)) == ({}, {})


async def test_only_the_newest_value_of_a_fact_is_kept(bus, reader):
    for limit in (100, 200, 300):
        await bus.publish_reference("capability", "x", capability("x", limit))
    assert (await bus.connection.js.stream_info("REFERENCE")).state.messages == 1
    await reader.start()
    assert reader.capabilities["x"].max_reply_length == 300


async def test_changes_are_followed_and_told(bus, reader):
    told = []
    reader.on_change(lambda kind, name: told.append((kind, name)))
    await bus.publish_reference("brand", "acme", brand("acme"))
    await reader.start()
    await bus.publish_reference("capability", "x", capability("x", 280))
    await eventually(lambda: "x" in reader.capabilities)
    await bus.publish_reference("brand", "acme", events_pb2.ReferenceFact())
    await eventually(lambda: "acme" not in reader.brands)
    assert told == [("brand", "acme"), ("capability", "x"), ("brand", "acme")]


async def test_unreadable_and_unknown_facts_are_passed_over(bus, reader):
    await bus.publish("reference.brand.bad", b"\xff", message_id="1")
    await bus.publish_reference("moon", "phase", events_pb2.ReferenceFact())
    await bus.publish_reference("brand", "acme", brand("acme"))
    await reader.start()
    assert list(reader.brands) == ["acme"]


async def test_changes_during_an_outage_of_the_log_arrive_afterwards(bus, reader, nats_server):
    await bus.publish_reference("brand", "acme", brand("acme"))
    await reader.start()
    nats_server.restart()
    await bus.publish_reference("brand", "other", brand("other"))
    await eventually(lambda: "other" in reader.brands)
    assert "acme" in reader.brands


async def test_facts_do_not_age(bus):
    assert (await bus.connection.js.stream_info("REFERENCE")).config.max_age == 0
