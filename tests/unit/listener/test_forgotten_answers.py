"""Our answers to people who asked to be forgotten lose their words: at once, or when they have ended."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import suppression
from services.listener.adapters import addressing
from services.listener.core import delivery
from services.listener.store import deliveries, erasures

NOW = datetime(2026, 1, 31, tzinfo=UTC)
EVE, ADAM = suppression.reference("forum:-:eve"), suppression.reference("forum:-:adam")
State = delivery.State


@pytest.fixture
async def db(open_database):
    return await open_database("listener")


async def keep(db, name, state, author, *, due=False):
    made = delivery.Record(name, "sources/s", "forum:-:1", "forum:-:1", "Dear Eve", NOW, NOW)
    reason = "" if state == State.STATE_SENT else "Eve blocks you."
    due_time = NOW if due else None
    made = dataclasses.replace(made, state=state, reason=reason, mention_author=author, due_time=due_time)
    await db.write(lambda conn: deliveries.insert(conn, made, b"digest"))
    return made


async def kept(db, name):
    return await db.read(lambda conn: deliveries.get(conn, name))


async def forget(db, *authors):
    await db.forget(lambda conn: erasures.remember(conn, authors))


@pytest.mark.parametrize("state", delivery.FINAL)
async def test_a_finished_answer_loses_its_words(db, state):
    await keep(db, "theirs", state, EVE)
    other = await keep(db, "other", state, ADAM)
    await forget(db, EVE)
    found = await kept(db, "theirs")
    assert (found.text, found.mention_author) == ("", b"")
    assert found.reason == ("" if state == State.STATE_SENT else delivery.FORGOTTEN)
    assert await kept(db, "other") == other


async def test_an_answer_under_way_keeps_its_words_until_it_has_ended(db):
    made = await keep(db, "theirs", State.STATE_PUBLISHING, EVE, due=True)
    await forget(db, EVE)
    assert (await kept(db, "theirs")).text == "Dear Eve"

    def work(conn):
        turn = deliveries.take(conn, "theirs", NOW, NOW + timedelta(minutes=1))
        ended = dataclasses.replace(turn.record, state=State.STATE_SENT, due_time=None)
        deliveries.save(conn, turn, ended)
        return deliveries.forget_if_asked(conn, ended)

    assert await db.write(work)
    assert ((await kept(db, "theirs")).text, made.text) == ("", "Dear Eve")


async def test_a_preview_counts_what_an_erasure_then_takes(db):
    await keep(db, "theirs", State.STATE_SENT, EVE)
    await keep(db, "other", State.STATE_SENT, ADAM)
    assert await db.read(lambda conn: erasures.preview(conn, EVE)) == api.ErasurePreview(delivery_count=1)
    await forget(db, EVE)
    assert await db.read(lambda conn: erasures.preview(conn, EVE)) == api.ErasurePreview(suppressed=True)


def test_whom_an_answer_is_to_does_not_make_it_another():
    payload = api.ReplyPayload(mention_key="forum:-:1", text="Hello")
    known = api.ReplyPayload(mention_key="forum:-:1", text="Hello", mention_author=EVE)
    one, other = (addressing.digest(api.DeliverRequest(reply=reply)) for reply in (payload, known))
    assert one == other
