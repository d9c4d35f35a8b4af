"""How many channels customers use, whatever people said of whose accounts they are."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.common.config import DataSettings, StoreSettings
from services.common.model import suppression
from services.common.store import migrations
from services.insights.core import customers as rules
from services.insights.core.slices import Cut
from services.insights.store import archive, customers, numbers, removal, tables
from tests.unit.insights.histories import said

EVER = Cut(0, 4_000_000_000_000_000, facets={"own": frozenset({0})})
AUTHORS = ("x:-:ann", "x:-:bob", "y:-:ann", "y:-:cem", "z:-:dan")
NAMES = tuple(f"customers/{suppression.reference(author).hex()}" for author in AUTHORS)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    data = DataSettings(folder=tmp_path_factory.mktemp("customers"))
    migrations.upgrade(StoreSettings(), data, service="insights")
    engine = sa.create_engine(f"sqlite:///{data.folder / 'insights.db'}", poolclass=sa.StaticPool)
    yield engine
    engine.dispose()


@pytest.fixture
def conn(engine):
    with engine.connect() as conn, conn.begin() as transaction:
        yield conn
        transaction.rollback()


def heard(authors):
    return [
        said(str(at), network=author[0], author=author, created=1_700_000_000 + at)
        for at, author in enumerate(authors)
    ]


def know(conn, author, name, told):
    return customers.know(conn, suppression.reference(author), name, told)


words = st.tuples(st.sampled_from(AUTHORS), st.sampled_from(NAMES), st.integers(1, 3))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(AUTHORS), max_size=12), st.lists(words, max_size=8), st.randoms())
def test_channels_of_customers_equal_a_plain_recount_in_any_order(engine, authors, told, chance):
    last = {}
    for author, name, moment in told:
        if moment > last.get(author, (0, ""))[0]:
            last[author] = (moment, name)
    kept = [(author, name, moment) for author, (moment, name) in last.items()]
    with engine.connect() as conn, conn.begin() as transaction:
        archive.archive(conn, heard(authors), now=0)
        for author, name, moment in chance.sample(kept * 2, 2 * len(kept)):
            know(conn, author, name, moment)
        found = customers.use(conn, EVER)
        transaction.rollback()
    groups: dict[str, set[str]] = {}
    for author in authors:
        groups.setdefault(last[author][1] if author in last else author, set()).add(author)
    using = [{author[0] for author in group} for group in groups.values()]
    assert found.customers == len(groups)
    assert found.steps == {n: sum(len(nets) == n for nets in using) for n in {len(nets) for nets in using}}
    assert found.merged == sum(len(group) > 1 for group in groups.values())
    assert found.channels == {
        net: (sum(net in nets for nets in using), sum(nets == {net} for nets in using))
        for net in set().union(*using)
    }


def test_what_was_said_earlier_changes_nothing(conn):
    assert know(conn, AUTHORS[0], NAMES[1], 5)
    assert not know(conn, AUTHORS[0], NAMES[2], 4)
    assert know(conn, AUTHORS[0], NAMES[2], 6)


def test_a_customer_is_forgotten_with_the_author_and_no_total_changes(conn):
    archive.archive(conn, heard(AUTHORS), now=0)
    know(conn, AUTHORS[0], NAMES[0], 1)
    know(conn, AUTHORS[2], NAMES[0], 1)
    know(conn, AUTHORS[3], NAMES[0], 1)
    assert customers.use(conn, EVER).steps == {1: 2, 2: 1}
    before = numbers.total(conn, EVER)
    removal.erase_author(conn, AUTHORS[0], now=2)
    assert numbers.total(conn, EVER).mentions == before.mentions
    left = conn.execute(sa.select(tables.customer_identities)).all()
    assert {bytes(row.author) for row in left} == {suppression.reference(each) for each in AUTHORS[2:4]}
    assert len({bytes(row.customer) for row in left}) == 1
    assert bytes(left[0].customer) != rules.reference(NAMES[0])
    assert not know(conn, AUTHORS[0], NAMES[1], 9)
    assert customers.use(conn, EVER).merged == 1
