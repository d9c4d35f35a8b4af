"""Whoever is forgotten is in no table of the archive afterwards, and every total is as it was."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from antiphon.insights.v1 import analytics_service_pb2 as api
from antiphon.insights.v1 import curation_service_pb2 as changes_api
from antiphon.insights.v1 import dashboard_service_pb2 as dashboards_api
from antiphon.insights.v1 import reporting_service_pb2 as reporting_api
from services.common.config import DataSettings, StoreSettings
from services.common.model import errors, identity, suppression
from services.common.store import migrations
from services.insights.core import answering, changing, communities, dashboards, digests, folding
from services.insights.core.messages import Message
from services.insights.core.slices import Cut
from services.insights.store import (
    alerts,
    analyst,
    archive,
    changes,
    channels,
    corrections,
    customers,
    numbers,
    reading,
    removal,
    tables,
    threads,
)
from tests.unit.insights.histories import said

WHO = "x:-:zebrafinch"
WORDS = "quokka in my suitcase"
TRACES = (b"zebrafinch", b"quokka", WHO.encode(), suppression.reference(WHO))
ALL = Cut(0, 4_000_000_000_000_000)
OTHERS = Cut(ALL.start, ALL.end, facets={"own": frozenset({0})})


@pytest.fixture
def conn(tmp_path):
    migrations.upgrade(StoreSettings(), DataSettings(folder=tmp_path), service="insights")
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'insights.db'}")
    with engine.connect() as conn, conn.begin():
        yield conn
    engine.dispose()


@pytest.fixture
def lived(conn):
    """An archive in which somebody asked, answered, was thanked, corrected, tagged, watched and merged."""
    first = identity.make_key("x", "-", "1")
    own, score = said("4", author="x:-:acme", conversation=first, text="zebrafinch, we look for it")
    own.mention.author.own, own.mention.parent_key = True, first
    told = [
        said("1", author=WHO, text=WORDS, created=1_700_000_000),
        said("2", author="x:-:bob", text="where is the gate", created=1_700_000_010),
        said("3", author=WHO, text=f"gate four, {WORDS}", conversation=identity.make_key("x", "-", "2")),
        said("5", author="x:-:bob", conversation=identity.make_key("x", "-", "2"), felt="POSITIVE"),
        (own, score),
    ]
    told[2][0].mention.create_time.seconds = 1_700_000_020
    told[3][0].mention.create_time.seconds = 1_700_000_030
    for item, _ in told:
        item.mention.author.handle = item.mention.author.key.rpartition(":")[2]
    archive.archive(conn, told, now=0)
    uid = digests.uid(first)
    corrections.correct(conn, corrections.Correcting(uid, "user:ann", {1: 3}, 1), None)
    target, wish = changes.Target(None, (uid,), None), changing.Wish("user:ann", {}, ("seen",), ())
    number = changes.begin(conn, changes_api.MentionChange(add_tags=["seen"]), 1)
    changes.piece(conn, number, wish, target, (0, 1))
    alert = api.Alert(name="alerts/one", slice=api.Slice(brands=["brands/acme"], author_keys=[WHO]))
    alerts.create(conn, alert, 1)
    channels.create(conn, reporting_api.Channel(name="channels/post"), b"", 1)
    message = Message("1", "alert", "one: 3 mentions", "zebrafinch again", "https://desk.test/?author=" + WHO)
    alerts.tell(conn, api.Alert(name=alert.name, channels=["channels/post"]), message, 2)
    customers.know(conn, suppression.reference(WHO), f"customers/{suppression.reference(WHO).hex()}", 1)
    customers.know(conn, suppression.reference("x:-:bob"), f"customers/{suppression.reference(WHO).hex()}", 1)
    return conn


def traces(conn):
    """Tables in which something of the person is left."""
    found = set()
    for table in tables.metadata.sorted_tables:
        if table is tables.events_out:  # told to the other stores, by a digest, and gone then
            continue
        for row in conn.execute(sa.select(table)):
            kept = b"\0".join(
                each if isinstance(each, bytes) else str(each).encode() for each in row if each is not None
            )
            found |= {table.name for trace in TRACES if trace in kept}
    return found


def totals(conn):
    return [
        (dimension, [(value, sums.mentions) for value, sums in parts], total.mentions)
        for dimension in folding.COLUMNS
        for parts, total in [divided(conn, dimension)]
    ]


def divided(conn, dimension):
    rows = analyst.rows(conn, ALL, dimension)
    parts = folding.parts(rows, dimension, analyst.matches(conn, ALL, dimension))
    return sorted(parts), numbers.total(conn, ALL)


def givers(conn):
    asked = threads.asked(conn, OTHERS, 100)
    found = communities.given(answering.answers(threads.turns(conn, asked.keys), asked.rows))
    return {each.author_key for each in communities.authors(found, 9)}


def test_nothing_is_left_of_a_person_and_no_total_changes(lived):
    assert traces(lived) >= {"mentions", "alerts", "channel_deliveries", "customer_identities"}
    assert givers(lived) == {WHO}
    before = totals(lived)
    removal.erase_author(lived, WHO, now=9)
    assert traces(lived) == set()
    assert totals(lived) == before
    assert givers(lived) == set()
    people, count = reading.people(lived, OTHERS, 9)
    assert ([each.key for each in people], count) == (["x:-:bob"], 1)
    assert customers.use(lived, OTHERS).steps == {1: 1}
    assert not lived.execute(sa.select(tables.mention_tags)).all()


def test_a_dashboard_cannot_name_a_person():
    tile = dashboards_api.Dashboard.Tile(kind="KIND_TREND", title="All", slice=api.Slice(author_keys=[WHO]))
    kept = dashboards_api.Dashboard(name="dashboards/one", display_name="One", tiles=[tile])
    with pytest.raises(errors.InvalidField, match="outlives who is forgotten") as refused:
        dashboards.check(kept)
    assert "zebrafinch" not in str(refused.value)
