"""What a query is to bring a day is told from the time that was seen, and no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.queries import expecting
from services.common.queries.expecting import Seen

START = datetime(2026, 3, 1, tzinfo=UTC)
HOURS = 24 * 7
FULL, PARTIAL, BLIND = "SIGHT_FULL", "SIGHT_PARTIAL", "SIGHT_BLIND"


def interval(source, first, last, sight, query=""):
    made = api.CoverageInterval(source=source, sight=sight, query=query)
    made.start_time.FromDatetime(START + timedelta(hours=first))
    if last is not None:
        made.end_time.FromDatetime(START + timedelta(hours=last))
    return made


def seen(*intervals, **networks):
    return expecting.seen(intervals, networks, START, START + timedelta(hours=HOURS))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([FULL, PARTIAL, BLIND]), min_size=HOURS, max_size=HOURS))
def test_days_are_those_of_a_naive_count_of_hours(sights):
    intervals = [interval("s", hour, hour + 1, sight) for hour, sight in enumerate(sights)]
    counted = sum(sight != BLIND for sight in sights) / 24
    told = seen(*intervals, s="x")["x"]
    assert told.days == pytest.approx(counted)
    assert told.whole is (PARTIAL not in sights)


def test_what_lies_outside_belongs_to_a_query_or_goes_on_is_counted_as_it_is():
    told = seen(
        interval("s", -48, 24, FULL),
        interval("s", 24, 48, FULL, query="brands/a/queries/b"),
        interval("s", 144, None, FULL),
        interval("gone", 0, 24, FULL),
        s="x",
    )
    assert told == {"x": Seen(2.0, True)}


def test_of_two_sources_of_a_network_the_one_that_saw_longest_counts():
    told = seen(interval("a", 0, 24, FULL), interval("b", 0, 96, PARTIAL), a="x", b="x", c="rss")
    assert told == {"x": Seen(4.0, False), "rss": Seen(0.0, True)}


def test_each_network_is_told_with_its_price_and_what_was_seen():
    fact = events_pb2.CapabilityFact(network="x")
    fact.calls.add(name="read_post", price_micros=5_000, currency="USD")
    sights = {"x": Seen(6.5, True), "rss": Seen(7.0, False), "reddit": Seen()}
    assert expecting.volume({"x": 7_800, "rss": 10}, sights, 7.0, {"x": fact}) == [
        "reddit: not known, for nothing of it was seen.",
        "rss: at least 1.4 a day (seen on 7.0 of 7.0 days).",
        "x: about 1,200 a day, at least 6.00 USD (seen on 6.5 of 7.0 days).",
    ]


def test_what_the_archive_cannot_know_makes_it_the_least():
    (told,) = expecting.volume({}, {"x": Seen(7.0, True)}, 7.0, {}, complete=False)
    assert told == "x: at least 0 a day (seen on 7.0 of 7.0 days)."
