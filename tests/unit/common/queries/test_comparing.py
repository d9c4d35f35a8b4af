"""What another wording changes: counted once, priced, and told with what the archive cannot know."""

from __future__ import annotations

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common import queries
from services.common.queries import comparing


def mention(day, network="x"):
    made = mention_pb2.Mention(network=network)
    made.create_time.FromJsonString(f"2026-01-{day:02}T00:00:00Z")
    return made


def fact(network, micros, currency=""):
    made = events_pb2.CapabilityFact(network=network)
    made.calls.add(name=comparing.READING, price_micros=micros, currency=currency)
    made.calls.add(name="publish", price_micros=9_000_000)
    return made


def test_what_both_find_changes_no_number():
    change = comparing.Change()
    assert change.look(mention(1), before=True, after=True) == comparing.KEPT
    assert (change.added, change.removed, dict(change.networks)) == (0, 0, {})


def test_more_and_fewer_are_counted_by_network():
    change = comparing.Change()
    assert change.look(mention(1), before=False, after=True) == comparing.ADDED
    assert change.look(mention(1, "reddit"), before=True, after=False) == comparing.REMOVED
    assert (change.added, change.removed, dict(change.networks)) == (1, 1, {"x": 1, "reddit": -1})


def test_a_stretch_goes_from_the_first_to_the_last_in_any_order_and_is_a_day_at_least():
    span = comparing.Span()
    assert span.days == 1.0
    for day in (5, 1, 3):
        span.look(mention(day))
    assert (span.seen, span.days) == (3, 4.0)


def test_prices_add_up_by_currency_and_only_of_reading():
    facts = {"x": fact("x", 500_000), "news": fact("news", 1_000_000, "EUR"), "free": fact("free", 0)}
    told = comparing.price({"x": 4, "news": -2, "free": 9, "unknown": 9}, 2.0, facts)
    assert told == "about +1.00 USD/day, about -1.00 EUR/day"


def test_a_new_query_is_counted_on_what_other_queries_brought():
    told = comparing.coverage(None, queries.parse("acme OR akme"))
    assert 'asked for "acme", "akme" from now on' in told


def test_a_query_that_no_search_knows_says_so():
    assert "cannot be asked" in comparing.coverage(queries.parse("acme"), queries.parse("lang:en"))


def test_a_wider_query_for_the_same_words_finds_more_than_was_kept():
    told = comparing.coverage(queries.parse("acme lang:en"), queries.parse("acme"))
    assert "is not counted" in told


def test_a_query_with_one_condition_more_leaves_nothing_out():
    assert comparing.coverage(queries.parse("acme"), queries.parse("acme -jobs")) == ""
