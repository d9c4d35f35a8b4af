"""Policies in the tables: what is in force, what is counted, and what is kept of each item."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import customers
from services.router.core.policies import sentences
from services.router.store import acquaintances, erasures, intake, policies, policy_counts, tables
from services.router.store.policies import Change
from services.router.store.shelf import Shelf
from tests.acceptance.router.conftest import BRAND, scored
from tests.acceptance.router.test_crashes import WAITS, World
from tests.acceptance.router.test_erasures import digest

LEA = Principal("lea", "user", frozenset({"lead"}))
TEXT = """
name: care
then: default
rules:
  - name: parcel
    when: says('parcel')
    queue: parcels
    priority: {}
    because: "{{author.handle}} asks for a parcel."
"""
CHANGE = Change("policy", "care", "", TEXT.format("+9"), "")


@pytest.fixture
async def database(open_database):
    return await open_database("router")


async def record(database, *items, shelf=None):
    return await database.write(lambda conn: intake.record(conn, list(items), World(), WAITS, shelf))


async def member(database):
    columns = tables.members.c
    query = sa.select(columns.rule, columns.because, columns.priority, columns.parts, columns.route)
    return await database.read(lambda conn: conn.execute(query).one())


async def test_every_batch_is_decided_by_what_is_in_force_then(database):
    shelf = Shelf()
    await record(database, scored("1", conversation="a"), shelf=shelf)
    await database.write(lambda conn: policies.apply(conn, LEA, CHANGE, 0))
    await record(database, scored("2", conversation="b"), shelf=shelf)
    await database.write(lambda conn: policies.rollback(conn, LEA, CHANGE, 0))
    await record(database, scored("3", conversation="c"), shelf=shelf)
    rules = sa.select(tables.members.c.rule).order_by(tables.members.c.id)
    found = await database.read(lambda conn: list(conn.execute(rules).scalars()))
    assert [rule.partition(" ")[0] for rule in found] == ["default@3", "care@1", "default@3"]


async def test_rules_are_counted_in_all_versions(database):
    await database.write(lambda conn: policies.apply(conn, LEA, CHANGE, 0))
    await record(database, scored("1"), scored("2"))
    await database.write(lambda conn: policies.apply(conn, LEA, CHANGE._replace(text=TEXT.format("-1")), 1))
    await record(database, scored("3"))
    counts = await database.read(lambda conn: policy_counts.of_policy(conn, "care"))
    assert counts == {"parcel": 3}


async def test_what_decided_is_kept_and_goes_with_its_author(database):
    await database.write(lambda conn: policies.apply(conn, LEA, CHANGE, 0))
    await record(database, scored("1"))
    kept = await member(database)
    assert kept.rule == "care@1 parcel"
    assert sentences.sentence(kept.because, "") == "person asks for a parcel."
    assert "9 rule parcel" in kept.parts
    await database.write(lambda conn: erasures.erase(conn, [digest("sandbox:-:person")], World(), WAITS))
    gone = await member(database)
    assert (gone.because, gone.rule, gone.parts, gone.route) == ("", "", "", "")


@pytest.mark.parametrize(("priority", "moved"), [("+9", 9), ("80", None)])
async def test_a_newer_score_keeps_what_the_rule_did_to_the_priority(database, priority, moved):
    await database.write(
        lambda conn: policies.apply(conn, LEA, CHANGE._replace(text=TEXT.format(priority)), 0)
    )
    item = scored("1")
    await record(database, item)
    before = await member(database)
    item.score.priority.value += 10
    item.score.rescore_time.FromSeconds(1_700_000_500)
    await record(database, item)
    after = await member(database)
    assert after.rule == before.rule
    assert after.because == before.because
    assert after.priority == (before.priority + 10 if moved else 80)


async def test_versions_rise_and_a_stale_change_is_refused(database):
    first = await database.write(lambda conn: policies.apply(conn, LEA, CHANGE, 0))
    second = await database.write(lambda conn: policies.apply(conn, LEA, CHANGE, 1))
    assert (first.version, second.version) == (1, 2)
    for based_on in (0, 1, 3):
        with pytest.raises(errors.StaleVersion):
            await database.write(lambda conn, base=based_on: policies.apply(conn, LEA, CHANGE, base))
    assert len(await database.read(lambda conn: policies.history(conn, {}, None, 10, None))) == 2


async def test_what_is_not_there_cannot_be_put_in_force(database):
    with pytest.raises(errors.NotFound):
        await database.write(lambda conn: policies.rollback(conn, LEA, CHANGE, 4))
    with pytest.raises(errors.NotFound):
        await database.write(lambda conn: policies.rollback(conn, LEA, CHANGE._replace(brand=BRAND), 0))


async def test_only_who_works_for_a_brand_sees_its_versions(database):
    await database.write(lambda conn: policies.apply(conn, LEA, CHANGE._replace(brand=BRAND), 0))

    def seen(conn):
        return [
            policies.visible(conn, "policy", "care", 1, brands)
            for brands in (None, [BRAND], ["brands/other"])
        ]

    assert await database.read(seen) == [True, True, False]
    listed = await database.read(lambda conn: policies.history(conn, {}, None, 10, ["brands/other"]))
    assert listed == []


async def test_a_change_is_told_on_the_log_and_in_the_audit(database):
    await database.write(lambda conn: policies.apply(conn, LEA, CHANGE._replace(brand=BRAND), 0))
    columns = tables.events_out.c
    query = sa.select(columns.subject, columns.payload)
    (told,) = await database.read(lambda conn: conn.execute(query).all())
    event = events_pb2.EngagementEvent.FromString(told.payload)
    assert told.subject == "engagements.acme"
    assert (event.kind, event.actor) == (events_pb2.EngagementEvent.KIND_POLICY_CHANGED, "user:lea")
    assert event.detail == "apply: policy care@1 for brands/acme"
    noted = sa.select(tables.audit.c.action, tables.audit.c.actor, tables.audit.c.detail)
    (entry,) = await database.read(lambda conn: conn.execute(noted).all())
    assert tuple(entry) == ("policy.apply", "user:lea", "policy care@1 for brands/acme")


TAGGED = """
name: care
then: default
rules:
  - name: gold
    when: "'gold' in customer.tags"
    queue: gold
    because: "A gold customer with {customer.opportunities} conversations."
  - name: again
    when: customer.opportunities > 0
    queue: again
    because: We met.
"""


async def test_a_policy_may_ask_who_the_customer_is(database):
    await database.write(lambda conn: policies.apply(conn, LEA, CHANGE._replace(text=TAGGED), 0))
    await record(database, scored("1", conversation="a"))
    await record(database, scored("2", conversation="b"))
    uid = customers.uid_of(digest("sandbox:-:person"))
    tagged = {"uid": uid, "display_name": "", "note": "", "tags": '["gold"]', "update_time": 1}
    await database.write(lambda conn: conn.execute(tables.customers.insert().values(**tagged)))
    await record(database, scored("3", conversation="c"))
    columns = tables.members.c
    query = sa.select(columns.rule, columns.because).order_by(columns.id)
    found = await database.read(lambda conn: conn.execute(query).all())
    assert [row.rule.partition(" ")[2] for row in found] == ["asks-the-brand", "again", "gold"]
    assert sentences.sentence(found[2].because, "") == "A gold customer with 2 conversations."


async def test_all_that_a_person_is_counts_as_one_customer(database):
    await database.write(lambda conn: policies.apply(conn, LEA, CHANGE._replace(text=TAGGED), 0))
    await record(database, scored("1", conversation="a"))
    other = digest("elsewhere:-:person")
    belongs = {"author": other, "customer": customers.uid_of(digest("sandbox:-:person"))}
    await database.write(lambda conn: conn.execute(tables.identities.insert().values(**belongs)))
    known = await database.read(lambda conn: acquaintances.of(conn, {other, digest("nobody:-:else")}))
    assert {author: each.opportunities for author, each in known.items()} == {other: 1}
