"""What a query finds in the archive is what it means, whatever is looked up on the way."""

import dataclasses

import pytest
import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.scoring.v1 import score_pb2
from services.common import queries
from services.common.model import errors, identity
from services.common.queries.filtering import Filter
from services.insights.core import narrowing
from services.insights.core.slices import Cut
from services.insights.store import Analyst, Archive, asking, indexing, numbers, tables, textual
from tests.fixtures.queries import making, oracle

EVER = Cut(0, 4_000_000_000_000_000)
MENTIONS = 240
STRANGE = (
    "acme는 늦다",
    "สวัสดี acme ครับ",
    "ac\u200bme is late",
    "la\ufe0fte again",
    "l\u0640ate",
    "が acme が",
    "हिन्दी late",
    "東京acme駅",
    "ﾊﾟ late",
)
BEYOND = (
    "acme 는",
    "ครับ",
    '"acme is"',
    "が",
    "हिन्दी",
    "東京 駅",
    "late NOT acme",
    "パ",
    "created:2026-02-01..",
    "source:(x OR one)",
    "source:two NOT late",
    "in_thread_of:x:-:3",
    "in_thread_of:(x:-:3 OR n:s:1) acme",
)


def made(number, mention):
    mention.native_id = f"{number}"
    mention.key = identity.make_key("x", "-", f"{number}")
    mention.name = identity.mention_name(mention.key)
    mention.collect_time.seconds = 1_769_860_800 + number
    if number % 50 == 3:
        mention.conversation_key = mention.key
    mention.matches.add(brand=f"brands/{'ab'[number % 2]}")
    return events_pb2.MentionItem(mention=mention), score_pb2.Score()


def mentions():
    make = making.Maker(7)
    kept = [make.mention() for _ in range(MENTIONS)]
    for places in (kept, reversed(kept)):  # among the rows from before, and among those that were looked at
        for mention, text in zip(places, STRANGE, strict=False):
            mention.text = text
    return [made(number, mention) for number, mention in enumerate(kept)]


def expressions(count):
    make = making.Maker(8)
    return [*BEYOND, *(make.expression(2) for _ in range(count))]


@pytest.fixture
async def kept(open_database, request, monkeypatch):
    """An archive of which the index of words has come so far, with rows from before that nobody looked at."""
    db = await open_database("insights")
    archive = Archive(db, page_size=10, on_event=list)
    facts = mentions()
    await archive.take(facts)
    await db.write(
        lambda conn: conn.execute(
            sa.update(tables.mentions).where(tables.mentions.c.id <= 40).values(odd=None)
        )
    )
    if db.dialect == "sqlite":
        monkeypatch.setattr(indexing, "AT_ONCE", request.param)
        await db.write(indexing.piece)
    return db, archive, [item.mention for item, _ in facts]


WHEREVER_THE_MARK_IS = pytest.mark.parametrize(
    ("dialect", "kept"), [("sqlite", 0), ("sqlite", 100), ("sqlite", 1000), ("postgresql", 0)], indirect=True
)


def meant(expression, among):
    root = queries.parse(expression).root
    return {each.key for each in among if oracle.evaluate(root, each) is not None}


async def listed(archive, expression, limit=0, after=None):
    pieces = [each async for each in archive.stretches((), after, limit, None, Filter(expression))]
    return [each.mention.key for piece in pieces for each in piece.mentions], pieces


@WHEREVER_THE_MARK_IS
@pytest.mark.parametrize("common", [0, 20_000])
async def test_lists_hold_what_a_query_means(kept, monkeypatch, common):
    _, archive, said = kept
    monkeypatch.setattr(textual, "COMMON", common)
    for expression in expressions(150):
        found, _ = await listed(archive, expression)
        assert len(found) == len(set(found))
        assert set(found) == meant(expression, said), expression


@WHEREVER_THE_MARK_IS
async def test_slices_count_what_a_query_means(kept):
    db, _, said = kept
    of_a = [each for each in said if each.matches[0].brand == "brands/a"]
    for expression in expressions(60):
        cut = dataclasses.replace(EVER, brands=frozenset({"brands/a"}), asked=Filter(expression))
        total = await db.read(lambda conn, cut=cut: numbers.total(conn, cut))
        assert total.mentions == len(meant(expression, of_a)), expression


@pytest.mark.parametrize(("dialect", "kept"), [("sqlite", 1000), ("postgresql", 0)], indirect=True)
async def test_the_mentions_behind_a_number_are_those_it_counts(kept):
    db, _, said = kept
    cut = dataclasses.replace(EVER, asked=Filter("acme NOT late"))
    pieces = [piece async for piece in Analyst(db, page_size=7).mentions(cut, None, 0)]
    assert {each.mention.key for piece in pieces for each in piece.mentions} == meant("acme NOT late", said)
    counted = [row async for rows in Analyst(db, page_size=7).exported(cut) for row in rows]
    assert len(counted) == len(meant("acme NOT late", said))


@pytest.mark.parametrize(("dialect", "kept"), [("sqlite", 1000), ("postgresql", 0)], indirect=True)
async def test_a_list_stops_at_its_limit_and_goes_on_after_it(kept, monkeypatch):
    _, archive, said = kept
    monkeypatch.setattr(asking, "AT_ONCE", 3)
    first, pieces = await listed(archive, "acme", limit=4)
    assert len(first) == 4
    rest, _ = await listed(archive, "acme", after=pieces[-1].place)
    assert set(first) | set(rest) == meant("acme", said)
    assert not set(first) & set(rest)


@pytest.mark.parametrize(("dialect", "kept"), [("sqlite", 1000), ("postgresql", 0)], indirect=True)
@pytest.mark.parametrize(
    ("bound", "sentence"), [("EXAMINED_AT_MOST", "be read"), ("FOUND_AT_MOST", "asks for more")]
)
async def test_a_slice_that_asks_for_too_much_is_refused_with_the_way_out(kept, monkeypatch, bound, sentence):
    db, *_ = kept
    monkeypatch.setattr(asking, bound, 5)
    cut = dataclasses.replace(EVER, asked=Filter("NOT zebra", "slice.query"))
    with pytest.raises(
        errors.InvalidField, match=rf"slice.query: .*{sentence}.* choose less time"
    ) as refused:
        await db.read(lambda conn: numbers.total(conn, cut))
    assert refused.value.field == "slice.query"


def needed(expression):
    return narrowing.of(queries.parse(expression))


def test_what_a_query_needs():
    assert needed("refund OR (late parcel)").words == {"refund", "parcel"}
    assert needed('"never again" NOT refund').words == {"again"} or needed('"never again"').words == {"never"}
    assert needed("lost NEAR/3 (parcel OR letter)").words in ({"lost"}, {"parcel", "letter"})
    assert needed("title:zebra").words == {"zebra"}
    for unsure in ("NOT refund", "ref*", "refund OR lang:de", "bio:zebra", "/refund/", "🔥"):
        assert needed(unsure).words is None
    days = needed("refund created:2026-01-02..2026-01-03")
    assert (days.start, days.end) == (1_767_312_000_000_000, 1_767_484_800_000_000)
    assert needed("refund OR created:2026-01-02").start is None
    assert needed("refund source:(x OR bluesky)").sources == {"x", "bluesky"}
    assert needed("in_thread_of:x:-:3").threads == {"x:-:3"}
    for unsure in ("NOT source:x", "source:x OR refund", "refund"):
        assert needed(unsure).sources is None
