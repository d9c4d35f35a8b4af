"""A query before it listens: read, mended, and set beside what listens now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import errors
from services.console.api import querying


class Rooms:
    """An archive of some texts, of which some were answered."""

    def __init__(self, *texts, answered=()):
        self._texts = texts
        self._answered = answered
        self.intervals = []

    async def stream(self, method, message):
        for number, text in enumerate(self._texts):
            piece = insights.ListMentionsResponse()
            piece.mentions.add().mention.MergeFrom(mention(number, text))
            yield piece

    async def call(self, method, message):
        if method == querying.FACTS:
            facts = listening.ListCapabilitiesResponse()
            facts.capabilities.add(network="x").calls.add(
                name="read_post", price_micros=200_000, currency="USD"
            )
            return facts
        if method == querying.TYPES:
            return listening.ListSourceTypesResponse(source_types=[{"name": "x", "network": "x"}])
        if method == querying.SOURCES:
            return listening.ListSourcesResponse(sources=[{"name": "sources/x", "type": "x"}])
        if method == querying.SIGHT:
            return listening.ListCoverageResponse(intervals=self.intervals)
        page = routing.ListRepliesResponse()
        for number in self._answered:
            page.replies.add(mention_key=f"x:-:{number}")
        return page


def mention(number, text):
    made = insights.ArchivedMention().mention
    made.key, made.network, made.text = f"x:-:{number}", "x", text
    return made


def asked(rooms=None, scopes=("*",)):
    session = SimpleNamespace(scopes=frozenset(scopes))
    parts = SimpleNamespace(rooms=rooms)
    state = SimpleNamespace(parts=parts)
    return SimpleNamespace(state=SimpleNamespace(session=session), app=SimpleNamespace(state=state))


async def read(text):
    return await querying.read_query(asked(), querying.Reading(expression=text))


async def compare(rooms, **body):
    return await querying.compare_queries(asked(rooms), querying.Comparing(**body))


async def test_a_query_is_told_in_plain_words_with_what_networks_are_asked():
    told = await read("(acme OR akme) NOT jobs lang:en")
    assert told.words == "mentions of acme or akme, not jobs, in English"
    assert (told.problem, set(told.asked)) == (None, {"acme", "akme"})


async def test_what_cannot_be_read_is_told_at_its_column_and_mended():
    told = await read("(acme OR akme")
    assert told.problem is not None
    assert (told.problem.column, told.fix, told.words) == (1, "(acme OR akme)", "")


async def test_what_it_can_hardly_have_meant_is_worth_a_look():
    assert (await read("acme NOT acme")).findings


async def test_a_new_query_is_previewed_on_the_archive_with_the_places():
    told = await compare(Rooms("Acme is late", "nothing", "my ACME leaks"), expression="acme")
    assert (told.seen, told.found, told.added, told.removed) == (3, 2, 2, 0)
    assert [(each.change, each.spans) for each in told.samples] == [("added", [(0, 4)]), ("added", [(3, 7)])]


async def test_a_change_tells_what_comes_what_goes_and_what_of_it_was_answered():
    rooms = Rooms("acme", "akme", "acme jobs", answered=[2])
    told = await compare(rooms, expression="(acme OR akme) NOT jobs", before="acme")
    assert (told.found, told.added, told.removed, told.removed_answered) == (2, 1, 1, 1)
    assert {each.change for each in told.samples} == {"kept", "added", "removed"}


async def test_a_change_tells_its_price_a_day_and_what_the_archive_cannot_know_yet():
    rooms = Rooms("acme", "akme", "my akme")
    told = await compare(rooms, expression="acme OR akme", before="acme")
    assert told.price == "about +0.40 USD/day"
    assert 'asked for "akme" from now on' in told.coverage


async def test_a_narrower_query_costs_less_and_hides_nothing():
    told = await compare(Rooms("acme", "acme jobs"), expression="acme -jobs", before="acme")
    assert (told.price, told.coverage) == ("about -0.20 USD/day", "")


async def test_a_token_that_was_not_made_for_prices_is_told_the_rest():
    request = asked(
        Rooms("acme"), scopes={querying.HISTORY.permission.name, querying.REPLIES.permission.name}
    )
    told = await querying.compare_queries(request, querying.Comparing(expression="acme"))
    assert (told.added, told.price) == (1, "")


async def test_samples_are_few_and_what_changes_stays_longest():
    told = await compare(Rooms("akme", *["acme"] * 200), expression="acme OR akme", before="acme")
    assert len(told.samples) == querying.SAMPLES
    assert told.samples[0].change == "added"


async def test_what_cannot_be_read_is_not_compared():
    with pytest.raises(errors.InvalidField, match="column 1"):
        await compare(Rooms(), expression="(acme")


async def test_what_a_query_is_to_bring_a_day_is_told_from_what_was_seen():
    rooms = Rooms(*["acme"] * 30, "nothing")
    told = await compare(rooms, expression="acme", days=4)
    assert told.volume == ["x: not known, for nothing of it was seen."]
    half = listening.CoverageInterval(source="sources/x", sight="SIGHT_FULL")
    half.start_time.FromDatetime(datetime.now(UTC) - timedelta(days=3))
    rooms.intervals = [half]
    told = await compare(rooms, expression="acme", before="acme OR akme", days=4)
    assert told.volume == ["x: at least 10 a day, at least 2.00 USD (seen on 3.0 of 4.0 days)."]
