"""Every number equals a plain recount, whatever was told, corrected, deleted or forgotten before."""

import zoneinfo
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antiphon.insights.v1 import analytics_service_pb2 as api
from antiphon.insights.v1 import curation_service_pb2 as api_changes
from services.common.config import DataSettings, StoreSettings
from services.common.model import identity
from services.common.store import migrations
from services.insights.core import buckets, changing, digests, figures, folding
from services.insights.core.slices import Cut
from services.insights.store import (
    analyst,
    archive,
    changes,
    corrections,
    exporting,
    numbers,
    removal,
    tables,
)
from tests.unit.insights import recounting
from tests.unit.insights.histories import BRANDS, gone, said

AUTHORS = ("x:-:ann", "x:-:bob", "y:-:cem")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")
BUCKETS = (api.BUCKET_HOUR, api.BUCKET_DAY, api.BUCKET_WEEK, api.BUCKET_MONTH)
DIMENSIONS = (0, *folding.COLUMNS, *folding.SCOPED)
CHANGES = (
    datetime(2025, 10, 26, 1, tzinfo=UTC),  # clocks go back in Berlin
    datetime(2026, 3, 8, 7, tzinfo=UTC),  # and forward in New York
    datetime(2026, 3, 29, 1, tzinfo=UTC),  # and in Berlin
    datetime(2026, 4, 4, 15, tzinfo=UTC),  # by half an hour on Lord Howe
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    data = DataSettings(folder=tmp_path_factory.mktemp("numbers"))
    migrations.upgrade(StoreSettings(), data, service="insights")
    engine = sa.create_engine(f"sqlite:///{data.folder / 'insights.db'}", poolclass=sa.StaticPool)
    yield engine
    engine.dispose()


change_of_clocks = st.shared(st.sampled_from(CHANGES), key="change")
"""All of one history and its questions lies about one change, so that they meet."""

moments = st.builds(
    lambda change, minutes: int((change + timedelta(minutes=minutes)).timestamp()),
    change_of_clocks,
    st.integers(-30, 30).map(lambda step: step * 7),
)


@st.composite
def facts(draw, times):
    """One fact about one of a few mentions, each of which has its time and author."""
    number = draw(st.integers(0, len(times) - 1))
    network = "xy"[number % 2]
    if draw(st.integers(0, 8)) == 0:
        return gone(str(number), network=network)
    item, score = said(
        str(number),
        network=network,
        revision=draw(st.integers(0, 1)),
        author=AUTHORS[number % 3],
        text=draw(st.sampled_from(["lost bag", "nice seat"])),
        felt=draw(st.sampled_from(["NEGATIVE", "NEUTRAL", "POSITIVE", ""])),
        language=draw(st.sampled_from(["en", "de"])),
        brands=draw(st.lists(st.sampled_from(BRANDS), unique=True, max_size=2)),
        created=times[number],
    )
    mention = item.mention
    mention.author.location = draw(st.sampled_from(["", "Lyon, France", "Kyiv, Ukraine", "the moon"]))
    mention.author.follower_count = draw(st.integers(0, 5))
    mention.author.own = number == 3
    mention.engagement.like_count = draw(st.integers(0, 3))
    mention.engagement.view_count = draw(st.sampled_from([0, 0, 70]))
    score.sentiment.probability = draw(st.sampled_from([0, 0.5, 0.75]))
    score.spam.present = draw(st.integers(0, 3)) == 0
    score.emotion.label = draw(st.integers(0, 2))
    score.intents.add(kind=draw(st.integers(1, 3)))
    return item, score


@st.composite
def histories(draw):
    """What happens to an archive, step by step."""
    times = draw(st.lists(moments, min_size=4, max_size=7))
    step = st.one_of(
        st.tuples(st.just("tell"), st.lists(facts(times), min_size=1, max_size=6)),
        st.tuples(st.just("tell"), st.lists(facts(times), min_size=3, max_size=8)),
        st.tuples(st.just("correct"), st.integers(0, 6), st.sampled_from([(1, 1), (1, 3), (2, 0), (2, 1)])),
        st.tuples(st.just("change"), cuts(), st.sampled_from([{1: 1}, {1: 3, 2: 1}, {2: 0}, {}])),
        st.tuples(st.just("undo"), st.integers(1, 3)),
        st.tuples(st.just("delete"), st.integers(0, 6)),
        st.tuples(st.just("erase"), st.sampled_from(AUTHORS)),
    )
    return draw(st.lists(step, min_size=2, max_size=6))


@st.composite
def cuts(draw):
    change = draw(change_of_clocks)
    start = change + timedelta(minutes=draw(st.sampled_from([-1441, -120, -60, 0, -15])))
    end = start + timedelta(minutes=draw(st.sampled_from([60, 75, 120, 1500, 100_000])))
    some = st.lists(st.sampled_from(BRANDS), unique=True, max_size=2).map(frozenset)
    chosen = draw(
        st.sampled_from(
            [
                {},
                {"sentiment": frozenset({1, 3})},
                {"network": frozenset({"x"}), "spam": frozenset({0})},
                {"corrected": frozenset({1})},
                {"own": frozenset({0}), "country": frozenset({"FR", ""})},
            ]
        )
    )
    return Cut(
        int(start.timestamp()) * 1_000_000,
        int(end.timestamp()) * 1_000_000,
        brands=draw(some),
        facets=chosen,
        text=draw(st.sampled_from(["", "", " bag "])),
        tags=draw(st.sampled_from([frozenset(), frozenset(), frozenset({"seen", "never"})])),
        visible=draw(st.sampled_from([None, None, frozenset(BRANDS[:1])])),
    )


def uid(number):
    return digests.uid(identity.make_key("xy"[number % 2], "-", str(number)))


def tell(conn, history):
    """Does the steps; what is left of the forgotten, as a plain recount knows it."""
    left = []
    for now, (kind, *step) in enumerate(history):
        if kind == "tell":
            archive.archive(conn, step[0], now=now)
        elif kind == "correct":
            question, label = step[1]
            wish = corrections.Correcting(uid(step[0]), "user:ann", {question: label}, now)
            corrections.correct(conn, wish, None)
        elif kind == "change":
            change(conn, step[0], changing.Wish("user:bob", step[1], ("seen",), ()), now)
        elif kind == "undo":
            while changes.undo(conn, step[0], "user:ann", now):
                pass
        elif kind == "delete":
            removal.delete(conn, uid(step[0]), now=now)
        else:
            theirs = [each for each in recounting.records(conn) if each.author == step[0]]
            before = numbers.total(conn, EVER).mentions
            removal.erase_author(conn, step[0], now=now)
            assert numbers.total(conn, EVER).mentions == before
            left += map(recounting.forgotten, theirs)
    return [*recounting.records(conn), *left]


def change(conn, cut, wish, now):
    """Changes what a slice has, a row at a time."""
    target = changes.Target(cut, (), None)
    number = changes.begin(conn, api_changes.MentionChange(), now)
    last, expected = 0, changes.count(conn, target)
    while last is not None:
        last = changes.piece(conn, number, wish, target, (last, now))
    assert changes.get(conn, number).mention_count == expected


EVER = Cut(0, 4_000_000_000_000_000)


@given(
    histories(), st.lists(st.tuples(cuts(), st.sampled_from(DIMENSIONS)), min_size=1, max_size=4), st.data()
)
@settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_number_equals_a_plain_recount(engine, history, asked, data):
    with engine.connect() as conn, conn.begin() as transaction:
        for table in tables.metadata.sorted_tables:
            conn.execute(sa.delete(table))
        found = tell(conn, history)
        for cut, dimension in asked:
            held = [each for each in found if recounting.holds(each, cut)]
            check_parts(conn, cut, dimension, held)
            where = zoneinfo.ZoneInfo(data.draw(st.sampled_from(ZONES)))
            check_trend(conn, cut, data.draw(st.sampled_from(BUCKETS)), where, held)
            check_week(conn, cut, where, held)
            open_to = [each for each in held if not each.facet["erased"]]
            query = sa.select(sa.func.count()).where(*numbers.conditions(conn, cut))
            assert conn.execute(query).scalar_one() == len(open_to)
            check_file(conn, cut, open_to)
        transaction.rollback()


def check_file(conn, cut, held):
    """A file has a row for each mention that opens, and each counts there as it counts in the sums."""
    rows = exporting.piece(conn, cut, None)
    assert [row.create_time for row in rows] == sorted(each.moment for each in held)
    names = ("network", "language", "country", "sentiment", "emotion", "intent", "spam", "corrected")
    shown = Counter((row.reach, row.engagement, *(getattr(row, name) for name in names)) for row in rows)
    assert shown == Counter(
        (each.sums.reach, each.sums.engagement, *(each.facet[name] for name in names)) for each in held
    )


def check_parts(conn, cut, dimension, held):
    rows = analyst.rows(conn, cut, dimension)
    assert figures.total(row.sums for row in rows) == figures.total(each.sums for each in held)
    if dimension:
        parts = dict(folding.parts(rows, dimension, analyst.matches(conn, cut, dimension)))
        expected = recounting.grouped(held, lambda each: values(each, dimension, cut))
        assert parts == expected


def values(each, dimension, cut):
    if dimension in folding.COLUMNS:
        column = folding.COLUMNS[dimension]
        return [folding.name(column, each.facet[column])]
    position = 0 if dimension == api.DIMENSION_BRAND else 1
    return {
        match[position]
        for match in each.matches
        if (not cut.brands or match[0] in cut.brands) and (cut.visible is None or match[0] in cut.visible)
    }


def check_trend(conn, cut, bucket, where, held):
    edges = buckets.edges(cut.start, cut.end, bucket, where)
    grid = buckets.grid(cut.start, cut.end, bucket, where)
    line = folding.in_buckets(analyst.rows(conn, cut, 0, grid), edges, grid.moment)
    shown = [label(edge, bucket, where) for edge in edges[:-1]]
    expected = recounting.grouped(held, lambda each: [label(each.moment, bucket, where)])
    assert len(set(shown)) == len(shown)
    assert {at: sums for at, sums in zip(shown, line, strict=True) if sums.mentions} == expected


def label(moment, bucket, where):
    """What a clock and a calendar on the wall say of a moment."""
    shown = buckets.on_wall(moment, where)
    if bucket == api.BUCKET_HOUR:
        return shown.date(), shown.hour, shown.utcoffset()
    if bucket == api.BUCKET_WEEK:
        return shown.isocalendar()[:2]
    return shown.date() if bucket == api.BUCKET_DAY else (shown.year, shown.month)


def check_week(conn, cut, where, held):
    cells = folding.in_week(analyst.rows(conn, cut, 0, buckets.weekly(cut.start, cut.end, where)))
    expected = recounting.grouped(held, lambda each: [place(each.moment, where)])
    assert cells == expected


def place(moment, where):
    shown = buckets.on_wall(moment, where)
    return shown.isoweekday(), shown.hour
