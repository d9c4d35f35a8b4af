"""RPC in, one transaction, RPC out: everything about answers but writing and sending them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

from google.protobuf import empty_pb2
from typing_extensions import override

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import drafting_service_pb2 as drafting
from antiphon.routing.v1 import drafting_service_pb2_grpc as drafting_grpc
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import errors
from services.common.rpc import calls
from services.common.store import Database
from services.router.core import commitments as promises
from services.router.core import drafts as drafting_rules
from services.router.core import macros as rendering
from services.router.core import names
from services.router.core.world import Facts
from services.router.store import (
    answering_settings,
    commitments,
    consent,
    drafts,
    erased,
    lists,
    macros,
    notes,
    pauses,
    queue,
    replying,
    seats,
)

T = TypeVar("T")

_SETTINGS: Final = "/answeringSettings"
_EMPTY: Final = empty_pb2.Empty


class Timing(NamedTuple):
    """How long things may take, in microseconds.

    Attributes:
        undo: in which an accepted answer can be taken back, where the brand says nothing.
        hand_off: after which a hand-off comes back as work unless it is confirmed.
        waits: patience by priority.
    """

    undo: int
    hand_off: int
    waits: tuple[int, ...]


class DraftingServicer(drafting_grpc.DraftingServiceServicer):
    """Answers for drafts, notes, approval, pauses, macros, commitments and how brands answer.

    `on_events` is told that a transaction with events has been committed, `on_reply` that a reply may leave.
    """

    def __init__(
        self,
        db: Database,
        world: Facts,
        timing: Timing,
        on_events: Callable[[], None],
        on_reply: Callable[[], None],
    ) -> None:
        self._db = db
        self._world = world
        self._timing = timing
        self._on_events = on_events
        self._on_reply = on_reply

    @override
    async def GetDraft(self, request: drafting.GetDraftRequest, context: Any) -> drafting.Draft:
        who, uid = calls.principal(), drafting_rules.uid(request.name)
        return await self._db.look_up(lambda conn: drafts.get(conn, who, uid))

    @override
    async def UpdateDraft(self, request: drafting.UpdateDraftRequest, context: Any) -> drafting.Draft:
        who, uid = calls.principal(), drafting_rules.uid(request.draft.name)

        def work(conn: queue.Connection) -> drafting.Draft:
            drafts.write(conn, who, uid, request.draft.text, request.revision)
            return drafts.get(conn, who, uid)

        return await self._writing(uid, work)

    @override
    async def DeleteDraft(self, request: drafting.DeleteDraftRequest, context: Any) -> empty_pb2.Empty:
        who, uid = calls.principal(), drafting_rules.uid(request.name)
        await self._changing(lambda conn: drafts.delete(conn, who, uid, request.revision))
        return _EMPTY()

    @override
    async def CreateNote(self, request: drafting.CreateNoteRequest, context: Any) -> drafting.Note:
        who, uid = calls.principal(), names.opportunity_uid(request.parent, "parent")
        return await self._writing(uid, lambda conn: notes.write(conn, who, uid, request.note.text))

    @override
    async def ListNotes(self, request: drafting.ListNotesRequest, context: Any) -> drafting.ListNotesResponse:
        who = calls.principal()
        return await self._db.look_up(lambda conn: notes.listed(conn, who, request))

    @override
    async def ApproveReply(self, request: drafting.ApproveReplyRequest, context: Any) -> routing.Reply:
        who, name = calls.principal(), names.reply_id(request.name)
        wording = replying.Wording(request.text, request.alternative)
        return await self._deciding(
            name,
            lambda conn: replying.approve(
                conn, who, name, wording, world=self._world, undo=self._timing.undo
            ),
        )

    @override
    async def RejectReply(self, request: drafting.RejectReplyRequest, context: Any) -> routing.Reply:
        who, name = calls.principal(), names.reply_id(request.name)
        return await self._deciding(name, lambda conn: replying.reject(conn, who, name, request.reason))

    @override
    async def ReleaseReply(self, request: drafting.ReleaseReplyRequest, context: Any) -> routing.Reply:
        who, name = calls.principal(), names.reply_id(request.name)
        return await self._deciding(
            name,
            lambda conn: replying.release(
                conn, who, name, request.lease_token, world=self._world, undo=self._timing.undo
            ),
        )

    @override
    async def HandOffOpportunity(
        self, request: drafting.HandOffOpportunityRequest, context: Any
    ) -> drafting.HandOff:
        who = calls.principal()
        name = names.ReplyId(names.opportunity_uid(request.name), names.request_id(request.request_id))

        def work(conn: queue.Connection) -> drafting.HandOff:
            link = replying.hand_off(
                conn, who, name, request.lease_token, text=request.text, ttl=self._timing.hand_off
            )
            view = drafting.HandOff(reply=lists.reply(conn, name, who), link=link)
            accepted = view.reply.create_time.ToMicroseconds()
            view.expire_time.FromMicroseconds(accepted + self._timing.hand_off)
            return view

        return await self._changing(work)

    @override
    async def ConfirmReply(self, request: drafting.ConfirmReplyRequest, context: Any) -> routing.Reply:
        who, name = calls.principal(), names.reply_id(request.name)
        return await self._deciding(
            name,
            lambda conn: replying.confirm(
                conn, who, name, link=request.link, text=request.text, waits=self._timing.waits
            ),
        )

    @override
    async def CreateApprovalRule(
        self, request: drafting.CreateApprovalRuleRequest, context: Any
    ) -> drafting.ApprovalRule:
        who, asked = calls.principal(), request.approval_rule
        self._check_known(names.brand(asked.brand), names.network(asked.network))
        return await self._db.write(lambda conn: consent.add(conn, who, asked))

    @override
    async def ListApprovalRules(
        self, request: drafting.ListApprovalRulesRequest, context: Any
    ) -> drafting.ListApprovalRulesResponse:
        who = calls.principal()
        rules = await self._db.read(lambda conn: consent.listed(conn, who))
        return drafting.ListApprovalRulesResponse(approval_rules=rules)

    @override
    async def DeleteApprovalRule(
        self, request: drafting.DeleteApprovalRuleRequest, context: Any
    ) -> empty_pb2.Empty:
        who = calls.principal()
        await self._db.write(lambda conn: consent.remove(conn, who, request.name))
        return _EMPTY()

    @override
    async def PauseSending(self, request: drafting.PauseSendingRequest, context: Any) -> routing.SendingPause:
        who, brand = calls.principal(), names.brand(request.brand)
        network = names.network(request.network)
        self._check_known(brand, network)
        return await self._changing(lambda conn: pauses.pause(conn, who, brand, network, request.reason))

    @override
    async def ResumeSending(self, request: drafting.ResumeSendingRequest, context: Any) -> empty_pb2.Empty:
        who, brand = calls.principal(), names.brand(request.brand)
        await self._changing(lambda conn: pauses.resume(conn, who, brand, names.network(request.network)))
        self._on_reply()
        return _EMPTY()

    @override
    async def ListSendingPauses(
        self, request: drafting.ListSendingPausesRequest, context: Any
    ) -> drafting.ListSendingPausesResponse:
        who = calls.principal()
        found = await self._db.read(lambda conn: pauses.listed(conn, who))
        return drafting.ListSendingPausesResponse(sending_pauses=found)

    @override
    async def CreateMacro(self, request: drafting.CreateMacroRequest, context: Any) -> drafting.Macro:
        who = calls.principal()
        return await self._db.write(lambda conn: macros.add(conn, who, request.macro_id, request.macro))

    @override
    async def UpdateMacro(self, request: drafting.UpdateMacroRequest, context: Any) -> drafting.Macro:
        who = calls.principal()
        return await self._db.write(lambda conn: macros.change(conn, who, request.macro))

    @override
    async def DeleteMacro(self, request: drafting.DeleteMacroRequest, context: Any) -> empty_pb2.Empty:
        who = calls.principal()
        await self._db.write(lambda conn: macros.remove(conn, who, request.name))
        return _EMPTY()

    @override
    async def ListMacros(
        self, request: drafting.ListMacrosRequest, context: Any
    ) -> drafting.ListMacrosResponse:
        who = calls.principal()
        return await self._db.read(lambda conn: macros.listed(conn, who, request))

    @override
    async def GetRenderedMacro(
        self, request: drafting.GetRenderedMacroRequest, context: Any
    ) -> drafting.RenderedMacro:
        who = calls.principal()
        return await self._db.read(lambda conn: self._render(conn, request, who))

    @override
    async def CreateCommitment(
        self, request: drafting.CreateCommitmentRequest, context: Any
    ) -> drafting.Commitment:
        who, uid = calls.principal(), names.opportunity_uid(request.parent, "parent")
        return await self._writing(uid, lambda conn: commitments.add(conn, who, uid, request.commitment))

    @override
    async def ListCommitments(
        self, request: drafting.ListCommitmentsRequest, context: Any
    ) -> drafting.ListCommitmentsResponse:
        who = calls.principal()
        return await self._db.read(lambda conn: commitments.listed(conn, who, request))

    @override
    async def GetCommitmentSummary(
        self, request: drafting.GetCommitmentSummaryRequest, context: Any
    ) -> drafting.CommitmentSummary:
        who = calls.principal()
        return await self._db.read(lambda conn: commitments.summary(conn, who, request))

    @override
    async def EndCommitment(
        self, request: drafting.EndCommitmentRequest, context: Any
    ) -> drafting.Commitment:
        who, name = calls.principal(), promises.read_name(request.name)
        return await self._changing(lambda conn: commitments.end(conn, who, name, kept=request.kept))

    @override
    async def GetAnsweringSettings(
        self, request: drafting.GetAnsweringSettingsRequest, context: Any
    ) -> drafting.AnsweringSettings:
        who, brand = calls.principal(), _brand_of(request.name)
        return await self._db.read(lambda conn: answering_settings.view(conn, who, brand))

    @override
    async def UpdateAnsweringSettings(
        self, request: drafting.UpdateAnsweringSettingsRequest, context: Any
    ) -> drafting.AnsweringSettings:
        who, brand = calls.principal(), _brand_of(request.answering_settings.name)

        def work(conn: queue.Connection) -> drafting.AnsweringSettings:
            answering_settings.write(conn, who, brand, request.answering_settings)
            return answering_settings.view(conn, who, brand)

        return await self._db.write(work)

    def _render(
        self, conn: queue.Connection, request: drafting.GetRenderedMacroRequest, who: Any
    ) -> drafting.RenderedMacro:
        macro = macros.read(conn, who, request.name)
        found = seats.find(conn, names.opportunity_uid(request.opportunity, "opportunity"), who)
        if macro.brand and macro.brand != found.brand:
            raise errors.InvalidField("name", f"{macro.name} is for {macro.brand}; choose another.")
        language = rendering.language(macro, request.language, macros.spoken(conn, found))
        known = rendering.Facts(
            seats.latest_member(conn, found).mention,
            who.holder,
            self._world.brand(found.brand) or events_pb2.BrandFact(name=found.brand),
            found.seat.uid,
        )
        return drafting.RenderedMacro(text=rendering.render(macro.texts[language], known), language=language)

    def _check_known(self, brand: str, network: str) -> None:
        """Whether what is to be stopped or watched exists: a slip of the pen must not look like a stop."""
        if brand and self._world.brand(brand) is None:
            raise errors.InvalidField("brand", f"nobody watches {brand}; see `antiphon brand list`.")
        if network and not self._world.capability(network).known:
            raise errors.InvalidField("network", f"{network!r} is not known; see the reference of networks.")

    async def _changing(self, work: Callable[[queue.Connection], T]) -> T:
        made = await self._db.write(work)
        self._on_events()
        return made

    async def _writing(self, uid: str, work: Callable[[queue.Connection], T]) -> T:
        """Keeps words about an opportunity, unless somebody in it is forgotten while they wait."""
        before = await self._db.read(lambda conn: erased.count(conn, uid))

        def checked(conn: queue.Connection) -> T:
            written = work(conn)
            erased.check(conn, uid, before)
            return written

        return await self._changing(checked)

    async def _deciding(self, name: names.ReplyId, work: Callable[[queue.Connection], None]) -> routing.Reply:
        who = calls.principal()
        await self._changing(work)
        self._on_reply()
        # Read after the commit, so that events of the brand do not wait for it.
        return await self._db.look_up(lambda conn: lists.reply(conn, name, who))


def _brand_of(name: str) -> str:
    brand = names.brand(name.removesuffix(_SETTINGS))
    if not name.endswith(_SETTINGS) or not brand:
        raise errors.InvalidField("name", f"{name!r} is none; write brands/{{brand}}/answeringSettings.")
    return brand
