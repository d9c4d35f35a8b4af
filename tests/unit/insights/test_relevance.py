"""What people judged to be about a brand or not: kept by brand, the last first, gone with its mention."""

from __future__ import annotations

import functools

import pytest
import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import curation_service_pb2 as curation
from antiphon.insights.v1 import insights_service_pb2 as insights
from services.common.bus import DONE, Batch
from services.common.model import errors, identity
from services.common.obs import metrics
from services.insights.adapters import judgements
from services.insights.core import changing, corrections, digests
from services.insights.store import Archive, changes, relevance, tables
from services.insights.store.relevance import Asked
from tests.unit.insights.histories import BRANDS, gone, said

ACME, GLOBEX = BRANDS
NO, YES = "NOT_RELEVANT", "NO_ANSWER_NEEDED"


@pytest.fixture
async def db(open_database):
    return await open_database("insights")


@pytest.fixture
async def kept(db):
    archive = Archive(db, page_size=2, on_event=lambda: None)
    await archive.take([said(number, brands=BRANDS[: 1 + int(number) % 2]) for number in "12345"])
    return archive


async def judge(kept, native_id, cause, brand=ACME, who="user:ann"):
    key = identity.make_key("x", "-", native_id)
    item = events_pb2.MentionJudgement(mention_key=key, brand=brand, cause=cause, actor=who)
    batch = Batch([item], b"", "judgements.acme", 1, None, tries=0)
    assert await judgements.JudgementConsumer(kept).handle(batch) == [DONE]


OF_ACME = Asked(ACME)


async def page(db, asked=OF_ACME, most=10, before=0, visible=None):
    read = functools.partial(relevance.page, asked=asked, most=most, before=before, visible=visible)
    return await db.read(read)


async def listed(db, *asked, **more):
    found = (await page(db, Asked(*(asked or [ACME])), **more)).judgements
    return [(each.mention.mention.native_id, each.relevant) for each in found]


async def test_the_last_judged_come_first_each_with_the_last_word(kept, db):
    await judge(kept, "1", NO)
    await judge(kept, "2", YES)
    await judge(kept, "3", NO)
    assert await listed(db) == [("3", False), ("2", True), ("1", False)]
    await judge(kept, "1", YES, who="user:bob")
    assert await listed(db) == [("1", True), ("3", False), ("2", True)]
    assert await listed(db, ACME, "", False) == [("3", False)]
    assert await listed(db, ACME, "", True) == [("1", True), ("2", True)]
    (found, *_) = (await page(db)).judgements
    assert found.judge == "user:bob"
    assert found.create_time.seconds > 1_600_000_000
    assert found.mention.score.sentiment.label


async def test_who_knows_better_says_so_and_has_the_last_word(kept, db):
    await judge(kept, "1", NO)
    request = insights.CorrectMentionRequest(relevant=True, spam=False, brand=ACME)
    said_ = corrections.asked(request)
    assert said_ == {corrections.RELEVANT: 1, 2: 0}
    uid = digests.uid(identity.make_key("x", "-", "1"))
    await kept.correct(uid, "user:bob", said_, frozenset({ACME}), brand=ACME)
    assert await listed(db) == [("1", True)]
    with pytest.raises(errors.InvalidField, match="for which brand"):
        corrections.asked(insights.CorrectMentionRequest(relevant=True))


async def test_what_is_not_about_one_brand_may_be_about_another(kept, db):
    await judge(kept, "1", NO)
    await judge(kept, "1", YES, GLOBEX)
    assert await listed(db) == [("1", False)]
    assert await listed(db, GLOBEX) == [("1", True)]
    history = await db.read(lambda conn: conn.execute(sa.select(tables.corrections)).all())
    held = {(row.question, row.label, row.brand) for row in history}
    assert held == {(3, 0, None), (corrections.RELEVANT, 0, ACME), (corrections.RELEVANT, 1, GLOBEX)}


async def test_saying_the_same_again_for_a_brand_adds_nothing(kept, db):
    await judge(kept, "1", NO)
    await judge(kept, "1", NO)
    count = sa.select(sa.func.count()).select_from(tables.corrections)
    assert await db.read(lambda conn: conn.execute(count).scalar_one()) == 2


async def test_judgements_are_read_by_query_and_by_those_who_may_see_them(kept, db):
    for number in "123":
        await judge(kept, number, NO)
    assert len(await listed(db, ACME, f"{ACME}/queries/name")) == 3
    assert await listed(db, ACME, f"{ACME}/queries/other") == []
    assert await listed(db, GLOBEX, f"{GLOBEX}/queries/name") == []
    assert [native_id for native_id, _ in await listed(db, visible=frozenset({GLOBEX}))] == ["3", "1"]


async def test_pages_go_on_before_the_last_of_the_page_before(kept, db):
    for number in "12345":
        await judge(kept, number, NO)
    found, before = [], 0
    while True:
        piece = await page(db, most=2, before=before)
        found.append([each.mention.mention.native_id for each in piece.judgements])
        before = piece.before
        if not before:
            break
    assert found == [["5", "4"], ["3", "2"], ["1"]]


async def test_an_edit_makes_a_judgement_void(kept, db):
    await judge(kept, "2", NO)
    await kept.take([said("2", revision=2, text="edited")])
    assert await listed(db) == []
    await judge(kept, "2", NO)
    assert await listed(db) == [("2", False)]


@pytest.mark.parametrize("how", ["deleted on its network", "deleted by hand", "erased with its author"])
async def test_a_judgement_goes_with_its_mention(kept, db, how):
    await judge(kept, "1", NO)
    if how == "deleted on its network":
        await kept.take([gone("1")])
    elif how == "deleted by hand":
        await kept.delete(digests.uid(identity.make_key("x", "-", "1")))
    else:
        await kept.erase_author("x:-:ann")
    assert await listed(db) == []
    count = sa.select(sa.func.count()).select_from(tables.corrections)
    assert await db.read(lambda conn: conn.execute(count).scalar_one()) == 0


async def test_a_change_of_many_and_its_undoing_leave_what_was_judged(kept, db):
    await judge(kept, "1", NO)
    asked = curation.ChangeMentionsRequest(names=["mentions/x"], should_answer=True, spam=True)
    wish = changing.read(asked, "user:ann")
    uids = [digests.uid(identity.make_key("x", "-", number)) for number in "12"]
    target = changes.Target(None, uids, None)
    number = await db.write(lambda conn: changes.begin(conn, changing.kept(asked, "user:ann"), 1))
    assert await db.write(lambda conn: changes.piece(conn, number, wish, target, (0, 2))) is not None
    assert await listed(db) == [("1", False)]
    while await db.write(lambda conn: changes.undo(conn, number, "user:ann", 3)):
        pass
    assert await listed(db) == [("1", False)]
    (left,) = [
        found async for piece in kept.corrected("", 0, None, superseded=True) for found in piece.mentions
    ]
    told = [(each.WhichOneof("label"), each.relevant, each.brand) for each in left.corrections]
    assert told == [("should_answer", False, ""), ("relevant", False, ACME)]


async def test_a_judgement_of_a_brand_changes_no_number_and_is_counted(kept, db):
    def numbers(conn):
        return [conn.execute(sa.select(each)).all() for each in (tables.mention_rollups, tables.totals)]

    def counted():
        return metrics.CORRECTIONS.labels("relevant")._value.get()

    before, count = await db.read(numbers), counted()
    await judge(kept, "1", NO)
    assert await db.read(numbers) == before
    assert counted() == count + 1
