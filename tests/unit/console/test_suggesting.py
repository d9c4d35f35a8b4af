"""What was judged not relevant, beside the text that somebody is writing."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from antiphon.insights.v1 import curation_service_pb2 as curation
from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import errors
from services.common.queries import judging
from services.console.api import querying, suggesting

JOBS = tuple(f"acme hiring {word}" for word in ("welders", "cooks", "drivers", "nurses", "clerks", "bakers"))
GOODS = tuple(f"acme {word} broke" for word in ("toaster", "kettle", "mixer", "oven", "grill", "lamp"))


class Rooms:
    """An archive of texts, each its own key; people judged some of them, and answered others."""

    def __init__(self, unwanted=JOBS, relevant=GOODS, answered=(), pages=1):
        self.unwanted, self.relevant, self._answered, self._pages = unwanted, relevant, answered, pages
        self.filters = []

    async def stream(self, method, message):
        self.filters.append(message.filter)
        for text in (*self.unwanted, *self.relevant, *self._answered):
            yield insights.ListMentionsResponse(mentions=[archived(text)])

    async def call(self, method, message):
        if method == suggesting.JUDGED:
            return self._page(message)
        if method == querying.FACTS:
            facts = listening.ListCapabilitiesResponse()
            facts.capabilities.add(network="x").calls.add(
                name="read_post", price_micros=500_000, currency="USD"
            )
            return facts
        return routing.ListRepliesResponse(replies=[{"mention_key": text} for text in self._answered])

    def _page(self, message):
        assert (message.parent, message.query) == ("brands/acme", "brands/acme/queries/name")
        at, size = int(message.page_token or 0), -(-len(self.unwanted) // self._pages)
        page = curation.ListRelevanceJudgementsResponse(
            judgements=[{"mention": archived(text)} for text in self.unwanted[at : at + size]]
        )
        if at + size < len(self.unwanted):
            page.next_page_token = str(at + size)
        elif self.relevant:
            page.judgements.extend(
                curation.RelevanceJudgement(mention=archived(text), relevant=True) for text in self.relevant
            )
        return page


def archived(text):
    made = insights.ArchivedMention()
    made.mention.key, made.mention.network, made.mention.text = text, "x", text
    return made


async def suggest(rooms, expression="acme", scopes=("*",)):
    state = SimpleNamespace(parts=SimpleNamespace(rooms=rooms))
    session = SimpleNamespace(session=SimpleNamespace(scopes=frozenset(scopes)))
    request = SimpleNamespace(state=session, app=SimpleNamespace(state=state))
    body = suggesting.Asking(query="brands/acme/queries/name", expression=expression)
    return await suggesting.suggest_exclusions(request, body)


@pytest.mark.parametrize("pages", [1, 3])
async def test_an_exclusion_comes_with_its_effect_and_the_examples(pages):
    rooms = Rooms(answered=["acme hiring answered"], pages=pages)
    told = await suggest(rooms)
    (exclusion,) = told.exclusions
    assert (exclusion.clause, exclusion.expression) == ("hiring", "acme -hiring")
    assert (exclusion.unwanted, exclusion.wanted, exclusion.removed, exclusion.removed_answered) == (
        6,
        1,
        7,
        1,
    )
    assert exclusion.price == "about -3.50 USD/day"
    assert [each.mention["text"] for each in told.examples] == list(JOBS)
    assert (told.unwanted, told.relevant, told.why_none) == (6, 7, "")
    assert rooms.filters[0].startswith('brand = "brands/acme" AND create_time >= 2')


async def test_the_text_that_is_written_is_tried_on_the_examples():
    told = await suggest(Rooms(), "acme -welders")
    assert [each.found for each in told.examples] == [False, True, True, True, True, True]
    done = await suggest(Rooms(), "acme -hiring")
    assert (done.exclusions, done.unwanted) == ([], 0)
    assert "nothing any more" in done.why_none


async def test_where_nobody_judged_nothing_is_looked_through():
    rooms = Rooms(unwanted=())
    told = await suggest(rooms)
    assert (told.examples, told.exclusions, told.why_none) == ([], [], judging.NOBODY)
    assert rooms.filters == []


async def test_examples_are_few_and_the_rest_is_counted():
    told = await suggest(Rooms(unwanted=tuple(f"acme hiring {number}" for number in range(60))))
    assert (len(told.examples), told.examples_left, told.unwanted) == (suggesting.SHOWN, 10, 60)


async def test_a_token_that_was_not_made_for_prices_is_told_the_rest():
    methods = (suggesting.JUDGED, querying.HISTORY, querying.REPLIES)
    told = await suggest(Rooms(), scopes={each.permission.name for each in methods})
    assert [(each.removed, each.price) for each in told.exclusions] == [(6, "")]


async def test_what_cannot_be_read_is_refused_at_its_column():
    with pytest.raises(errors.InvalidField, match="column 1"):
        await suggest(Rooms(), "(acme")


@pytest.mark.parametrize("name", ["name", "brands/acme", 'brands/a"b/queries/name', "brands/acme/queries/"])
def test_a_query_is_named_in_full(name):
    with pytest.raises(ValidationError):
        suggesting.Asking(query=name, expression="acme")
