"""Where answers are given equals what a slow reading of the archive's threads comes to."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antiphon.scoring.v1 import findings_pb2
from services.common.config import DataSettings, StoreSettings
from services.common.model import identity
from services.common.store import migrations
from services.insights.core import answering, communities
from services.insights.core.slices import Cut
from services.insights.store import archive, threads
from tests.unit.insights.histories import said

START = 1_700_000_000
PEOPLE = ("x:-:ann", "x:-:bob", "x:-:cem", "")
NATIVE = "12345678"


@st.composite
def histories(draw):
    """Up to eight contributions to two threads, in any order of rows, some of them by a brand's account."""
    made = []
    minutes = draw(st.permutations(range(8)))
    for at, number in enumerate(NATIVE[: draw(st.integers(2, 8))]):
        thread = draw(st.sampled_from(NATIVE[:2])) if at > 1 else number
        item, score = said(
            number,
            author=draw(st.sampled_from(PEOPLE)),
            conversation=identity.make_key("x", "-", thread),
            created=START + minutes[at] * 60,
            felt=draw(st.sampled_from(["NEGATIVE", "NEUTRAL", "POSITIVE", ""])),
        )
        mention = item.mention
        mention.link = f"https://{draw(st.sampled_from(['one', 'two']))}.test/{number}"
        mention.author.own = draw(st.integers(0, 5)) == 0
        mention.accepted = draw(st.booleans())
        if parent := draw(st.sampled_from(["", *NATIVE])) if at > 1 else "":
            mention.parent_key = identity.make_key("x", "-", parent)
        if draw(st.booleans()):
            score.intents.add(kind=findings_pb2.Intent.KIND_PRAISE, probability=0.9)
        made.append((item, score))
    return made


def recounted(facts):
    """Answers, thanks and acceptances by place and by author, found by looking at every pair."""
    rows = [(at, item.mention, score) for at, (item, score) in enumerate(facts)]
    places, authors = Counter(), Counter()
    for at, answer, _ in rows:
        question = None if answer.author.own or answer.conversation_key == answer.key else asked(rows, at)
        first = next((said for _, said, _ in rows if said.key == answer.conversation_key), None)
        if question is None or (first and first.author.key == answer.author.key != ""):
            continue
        thanked = any(
            thanks(score) and said.author.key == question.author.key != "" and speaks_to(rows, later) == at
            for later, said, score in rows
        )
        worth = Counter(
            answers=1, thanked=thanked, accepted=answer.accepted, valued=thanked or answer.accepted
        )
        for name, count in worth.items():
            places[answer.link.split("/")[2], name] += count
            if answer.author.key:
                authors[answer.author.key, name] += count
    return +places, +authors


def before(rows, at):
    """Rows of the same thread before this one, the latest first."""
    here = rows[at][1]
    same = [row for row in rows if row[1].conversation_key == here.conversation_key]
    earlier = [row for row in same if (row[1].create_time.seconds, row[0]) < (here.create_time.seconds, at)]
    return sorted(earlier, key=lambda row: (row[1].create_time.seconds, row[0]), reverse=True)


def asked(rows, at):
    here = rows[at][1]
    others = [
        row[1]
        for row in rows
        if row[1].author.key != here.author.key
        and not row[1].author.own
        and row[1].conversation_key == here.conversation_key
    ]
    if here.parent_key:
        return next(
            (
                each
                for each in others
                if each.key == here.parent_key and each.create_time.seconds <= here.create_time.seconds
            ),
            None,
        )
    return next((row[1] for row in before(rows, at) if row[1] in others), None)


def thanks(score):
    praises = bool(score.intents) and score.intents[0].kind == findings_pb2.Intent.KIND_PRAISE
    return score.sentiment.label == 3 or (praises and score.sentiment.label != 1)


def speaks_to(rows, at):
    """Row that a contribution speaks to."""
    here = rows[at][1]
    inside = {row[1].key: row for row in rows if row[1].conversation_key == here.conversation_key}
    named = inside.get(here.parent_key)
    if here.parent_key and named is None:
        return None
    if named is not None and named[1].author.key != here.author.key:
        return named[0] if named[1].create_time.seconds <= here.create_time.seconds else None
    return next((row[0] for row in before(rows, at) if row[1].author.key != here.author.key), None)


def told(found):
    counts = Counter()
    for each in found:
        name = each.place or each.author_key
        counts[name, "answers"] += each.answer_count
        counts[name, "thanked"] += each.thanked_count
        counts[name, "accepted"] += each.accepted_count
        counts[name, "valued"] += each.valued_count
    return +counts


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    data = DataSettings(folder=tmp_path_factory.mktemp("communities"))
    migrations.upgrade(StoreSettings(), data, service="insights")
    engine = sa.create_engine(f"sqlite:///{data.folder / 'insights.db'}", poolclass=sa.StaticPool)
    yield engine
    engine.dispose()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=histories())
def test_communities_equal_a_plain_recount(engine, facts):
    with engine.connect() as conn, conn.begin() as transaction:
        archive.archive(conn, facts, now=0)
        asked = threads.asked(conn, Cut(0, 4_000_000_000_000_000, facets={"own": frozenset({0})}), 10_000)
        turns = threads.turns(conn, asked.keys)
        transaction.rollback()
    found = communities.given(answering.answers(turns, asked.rows))
    places, authors = recounted(facts)
    assert told(communities.places(found, 100)) == places
    assert told(communities.authors(found, 100)) == authors
