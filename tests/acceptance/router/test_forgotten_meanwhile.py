"""Words that wait while somebody they may speak of is forgotten are refused, not saved behind the erasure."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from antiphon.routing.v1 import drafting_service_pb2 as drafting
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import errors, identity
from services.common.rpc import calls
from services.router.core import facts
from services.router.servicer.drafting import DraftingServicer, Timing
from services.router.servicer.routing import RoutingServicer
from services.router.store import erasures, intake, queue, tables
from tests.acceptance.router.conftest import scored
from tests.acceptance.router.test_conversations import name, uid
from tests.acceptance.router.test_crashes import ALICE, TTL, WAITS, World

EVE = "sandbox:-:eve"


class Slow:
    """A database in which whoever writes waits until an erasure is done."""

    def __init__(self, db):
        self._db = db
        self.read = db.read

    async def write(self, work):
        digest = bytes.fromhex(identity.author_digest(EVE))[: facts.DIGEST_BYTES]
        await self._db.forget(lambda conn: erasures.erase(conn, [digest], World(), WAITS))
        return await self._db.write(work)


@pytest.fixture
async def db(open_database):
    database = await open_database("router")
    await database.write(
        lambda conn: intake.record(
            conn, [scored("1", key=EVE), scored("2", conversation="1")], World(), WAITS
        )
    )  # fmt: skip
    return database


@pytest.mark.usefixtures("alice")
async def test_an_answer_that_waited_for_an_erasure_is_not_sent_to_who_is_left(db):
    await db.write(lambda conn: queue.claim(conn, ALICE, uid("1"), TTL))
    desk = RoutingServicer(Slow(db), World(), 300.0, lambda: None, lambda: None)
    wish = routing.CreateReplyRequest(
        parent=name(uid("1")),
        reply=routing.Reply(text="Dear Eve"),
        lease_token=1,
        request_id=str(uuid.uuid4()),
    )
    with pytest.raises(errors.WrongState, match="was forgotten while this was being saved"):
        await desk.CreateReply(wish, None)
    assert await db.read(lambda conn: conn.execute(sa.select(tables.replies)).all()) == []


@pytest.fixture
def alice(monkeypatch):
    monkeypatch.setattr(calls, "principal", lambda: ALICE)


@pytest.mark.usefixtures("alice")
async def test_a_draft_that_waited_for_an_erasure_is_refused_and_what_is_written_afterwards_is_kept(db):
    desk = DraftingServicer(Slow(db), World(), Timing(0, 0, WAITS), lambda: None, lambda: None)
    draft = drafting.Draft(name=f"{name(uid('1'))}/draft", text="Dear Eve")
    with pytest.raises(errors.WrongState, match="was forgotten while this was being saved"):
        await desk.UpdateDraft(drafting.UpdateDraftRequest(draft=draft), None)
    assert await db.read(lambda conn: conn.execute(sa.select(tables.drafts)).all()) == []
    note = drafting.CreateNoteRequest(parent=name(uid("1")), note=drafting.Note(text="Someone is cross."))
    assert (await desk.CreateNote(note, None)).text == "Someone is cross."
