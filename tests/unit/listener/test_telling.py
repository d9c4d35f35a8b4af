"""Which changes a customer's system is told, and how long it is tried."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from antiphon.events.v1 import events_pb2
from services.listener.core import telling
from services.listener.core.telling import Attempted

_E = events_pb2.EngagementEvent
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def event(kind=_E.KIND_REPLY_CHANGED, brand="brands/acme", time=NOW):
    told = _E(kind=kind, brand=brand, opportunity="opportunities/x", reply_state="SENT")
    told.event_time.FromDatetime(time)
    return told


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({}, False),
        ({"events": "all"}, True),
        ({"events": "reply-changed"}, True),
        ({"events": " Reply-Changed , opportunity-opened "}, True),
        ({"events": "opportunity-opened"}, False),
        ({"events": "all", "brand": "acme"}, True),
        ({"events": "all", "brand": "brands/acme"}, True),
        ({"events": "all", "brand": "bolt"}, False),
    ],
)
def test_a_source_is_told_what_its_settings_name(config, told):
    assert telling.wants(config, NOW, event()) == told


def test_what_happened_before_a_source_listened_is_not_told_it():
    wish = {"events": "all"}
    assert telling.wants(wish, NOW, event(time=NOW + timedelta(seconds=1)))
    assert not telling.wants(wish, NOW, event(time=NOW - timedelta(seconds=1)))


def test_a_kind_nobody_knows_is_refused_with_those_there_are():
    assert telling.wish_fault("all") is None
    assert telling.wish_fault("reply-changed, opportunity-claimed") is None
    fault = telling.wish_fault("reply-changed, replies")
    assert fault.startswith("replies:")
    assert "opportunity-opened" in fault


def test_a_change_is_told_with_its_type_its_id_and_its_fields():
    identifier = telling.event_id(event())
    assert identifier == telling.event_id(event())
    assert identifier != telling.event_id(event(brand="brands/bolt"))
    judged = event()
    judged.mention_author = b"digest"
    told = json.loads(telling.body(judged, identifier))
    assert (told["type"], told["id"]) == ("reply-changed", identifier)
    assert told["opportunity"] == "opportunities/x"
    assert not {"kind", "mention_author"} & set(told)


def test_what_is_not_taken_is_tried_ever_later_and_given_up_after_a_day():
    found = Attempted(telling.QUEUED, 0, 0, "", NOW, NOW)
    now, pauses = NOW, []
    while found.due is not None:
        found = found.refused(500, "no", now)
        if found.due is not None:
            pauses.append(found.due - now)
            now = found.due
    assert found.state == telling.GIVEN_UP
    assert pauses == sorted(pauses)
    assert pauses[0] == telling.FIRST_PAUSE
    assert pauses[-1] == telling.LONGEST_PAUSE
    assert telling.PATIENCE <= now - NOW <= telling.PATIENCE + telling.LONGEST_PAUSE


def test_a_receiver_that_asks_to_wait_is_left_alone_for_so_long():
    found = Attempted(telling.QUEUED, 0, 0, "", NOW, NOW).refused(429, "slow", NOW, 600)
    assert found.due == NOW + timedelta(seconds=600)
    taken = found.taken(204)
    assert (taken.state, taken.due, taken.attempts, taken.reason) == (telling.DELIVERED, None, 2, "")
