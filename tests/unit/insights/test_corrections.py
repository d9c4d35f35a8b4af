import pytest
import sqlalchemy as sa

from antiphon.insights.v1 import insights_service_pb2 as api
from antiphon.scoring.v1 import score_pb2
from services.common.model import errors, identity
from services.insights.core import corrections, digests
from services.insights.store import Archive, tables
from tests.unit.insights.histories import BRANDS, gone, said

NEGATIVE = score_pb2.Sentiment.LABEL_NEGATIVE
POSITIVE = score_pb2.Sentiment.LABEL_POSITIVE
SENTIMENT, SPAM, ANSWER, RELEVANT = corrections.QUESTIONS


@pytest.fixture
async def db(open_database):
    return await open_database("insights")


@pytest.fixture
async def kept(db):
    archive = Archive(db, page_size=2, on_event=lambda: None)
    await archive.take([said(str(number), brands=BRANDS[: 1 + number % 2]) for number in range(1, 6)])
    return archive


def uid(native_id="1"):
    return digests.uid(identity.make_key("x", "-", native_id))


async def correct(kept, native_id="1", who="user:ann", visible=None, **said_):
    answers = corrections.asked(api.CorrectMentionRequest(**said_))
    return await kept.correct(uid(native_id), who, answers, visible)


async def listed(kept, brand="", after=0, visible=None, *, superseded=False):
    pieces = [piece async for piece in kept.corrected(brand, after, visible, superseded=superseded)]
    return [found for piece in pieces for found in piece.mentions]


def answers(found):
    return [
        (each.corrector, each.WhichOneof("label"), getattr(each, each.WhichOneof("label")))
        for each in found.corrections
    ]


async def rows(db):
    return await db.read(lambda conn: conn.execute(sa.select(tables.corrections)).all())


async def test_a_correction_comes_back_beside_its_mention(kept):
    outcome = await correct(kept, sentiment=POSITIVE, spam=False)
    assert outcome.added == [SENTIMENT, SPAM]
    (found,) = await listed(kept)
    assert found == outcome.mention
    assert found.mention.mention.native_id == "1"
    assert found.mention.score.sentiment.label == NEGATIVE
    assert answers(found) == [("user:ann", "sentiment", POSITIVE), ("user:ann", "spam", False)]
    assert all(each.create_time.seconds > 1_600_000_000 for each in found.corrections)


async def test_saying_the_same_again_changes_nothing(kept, db):
    await correct(kept, sentiment=POSITIVE, should_answer=False)
    before = await rows(db)
    assert (await correct(kept, sentiment=POSITIVE, should_answer=False)).added == []
    assert await rows(db) == before


async def test_the_latest_of_each_question_and_person_stands_and_history_is_kept(kept):
    await correct(kept, sentiment=POSITIVE, spam=True)
    await correct(kept, sentiment=NEGATIVE, who="user:bob")
    await correct(kept, sentiment=NEGATIVE)
    (standing,) = await listed(kept)
    assert answers(standing) == [
        ("user:ann", "spam", True),
        ("user:bob", "sentiment", NEGATIVE),
        ("user:ann", "sentiment", NEGATIVE),
    ]
    (whole,) = await listed(kept, superseded=True)
    assert [each.superseded for each in whole.corrections] == [True, False, False, False]
    assert whole.corrections[0].sentiment == POSITIVE


async def test_the_same_answer_to_an_edited_mention_is_news(kept):
    await correct(kept, sentiment=POSITIVE)
    await kept.take([said("1", revision=2, text="edited")])
    assert (await correct(kept, sentiment=POSITIVE)).added == [SENTIMENT]
    (found,) = await listed(kept)
    assert [each.revision for each in found.corrections] == [2]


async def test_a_newer_score_of_a_mention_leaves_its_corrections(kept):
    await correct(kept, sentiment=POSITIVE)
    await kept.take([said("1", felt="NEUTRAL", version="vader/2")])
    (found,) = await listed(kept)
    assert found.mention.score.model_version == "vader/2"
    assert len(found.corrections) == 1


async def test_a_score_made_anew_counts_whatever_its_version_and_whenever_it_comes(kept):
    later = said("1", felt="POSITIVE", version="vader/1", rescored=1_700_000_900)
    await kept.take([later])
    await kept.take([said("1", felt="NEUTRAL", version="vader/9"), said("1", felt="NEGATIVE", rescored=1)])
    found = await kept.get(uid("1"), None)
    assert found.score == later[1]


async def test_corrected_mentions_are_listed_by_brand_and_for_those_who_may_see_them(kept):
    for number in range(1, 6):
        await correct(kept, str(number), spam=True)
    acme, globex = BRANDS
    assert [len(found.corrections) for found in await listed(kept)] == [1] * 5
    assert [found.mention.mention.native_id for found in await listed(kept, globex)] == ["1", "3", "5"]
    assert [
        found.mention.mention.native_id for found in await listed(kept, acme, visible=frozenset({globex}))
    ] == [
        "1",
        "3",
        "5",
    ]
    assert await listed(kept, visible=frozenset()) == []


async def test_a_list_goes_on_after_a_row(kept):
    for number in range(1, 6):
        await correct(kept, str(number), spam=True)
    pieces = [piece async for piece in kept.corrected("", 0, None, superseded=False)]
    assert [len(piece.mentions) for piece in pieces] == [2, 2, 1]
    rest = await listed(kept, after=pieces[0].last)
    assert [found.mention.mention.native_id for found in rest] == ["3", "4", "5"]


async def test_what_is_not_kept_or_not_the_callers_cannot_be_corrected(kept, db):
    assert await correct(kept, "99", spam=True) is None
    assert await correct(kept, "2", spam=True, visible=frozenset(BRANDS[1:])) is None
    assert await rows(db) == []


@pytest.mark.parametrize("how", ["deleted on its network", "deleted by hand", "erased with its author"])
async def test_corrections_go_with_their_mention(kept, db, how):
    await correct(kept, "1", spam=True)
    if how == "deleted on its network":
        await kept.take([gone("1")])
    elif how == "deleted by hand":
        await kept.delete(uid("1"))
    else:
        await kept.erase_author("x:-:ann")
    assert await rows(db) == []
    assert await listed(kept) == []


def test_a_request_must_say_something():
    with pytest.raises(errors.InvalidField, match="say something"):
        corrections.asked(api.CorrectMentionRequest())
    with pytest.raises(errors.InvalidField, match="LABEL_NEGATIVE"):
        corrections.asked(api.CorrectMentionRequest(sentiment=0))
    assert corrections.asked(api.CorrectMentionRequest(should_answer=False)) == {ANSWER: 0}
