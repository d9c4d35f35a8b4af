"""RPC in, one transaction, RPC out: policies, their versions, candidates and replays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

from typing_extensions import override

from antiphon.routing.v1 import policy_service_pb2 as messages
from antiphon.routing.v1 import policy_service_pb2_grpc as grpc_messages
from services.common.model import errors
from services.common.model.principal import Principal
from services.common.rpc import calls
from services.common.store import Database
from services.router.core import names, paging
from services.router.core.intake import World
from services.router.core.policies import documents, proposing, rulebook, staffing
from services.router.core.policies.documents import LISTS, POLICY, THRESHOLDS, Document
from services.router.core.policies.problems import Problem, Unusable
from services.router.core.policies.proposing import Surroundings
from services.router.core.policies.replaying import Replay, Side
from services.router.core.signals import BrandNames
from services.router.servicer import policy_messages as told
from services.router.store import places, policies, policy_counts, seats
from services.router.store.policies import Change, Connection, Entry

LONGEST_COMMENT: Final = 500
PAGE: Final = 50
MOST_ON_A_PAGE: Final = 500
MOST_IN_A_PIECE: Final = 500
MOST_REPLAYED: Final = 1_000_000
"""Mentions of one replay: they are held as work until its end."""


class PolicyServicer(grpc_messages.PolicyServiceServicer):
    """Answers for policies.

    Args:
        db: the router's.
        world: how brands are called and what networks allow.
        waits: by priority, as the queue has them.
        on_events: is told that a transaction with events has been committed.
    """

    def __init__(
        self, db: Database, world: World, waits: tuple[int, ...], on_events: Callable[[], None]
    ) -> None:
        self._db = db
        self._world = world
        self._waits = waits
        self._on_events = on_events

    @override
    async def LintPolicy(
        self, request: messages.LintPolicyRequest, context: Any
    ) -> messages.LintPolicyResponse:
        brand = _brand(calls.principal(), request.brand)
        try:
            document = documents.parse(request.text)
        except Unusable as error:
            return messages.LintPolicyResponse(problems=[told.problem(each) for each in error.problems])
        around = await self._db.read(lambda conn: _surroundings(conn, document, brand))
        found = await asyncio.to_thread(proposing.problems, document, around)
        return messages.LintPolicyResponse(
            problems=[told.problem(each, document) for each in found],
            kind=told.kind_message(document.kind),
            entry_count=len(document.rules or document.lists or document.thresholds),
            rule_counts=around.counts,
        )

    @override
    async def TestPolicy(
        self, request: messages.TestPolicyRequest, context: Any
    ) -> messages.TestPolicyResponse:
        brand = _brand(calls.principal(), request.brand)
        document = proposing.read(request.text, POLICY, "text")
        around = await self._db.read(lambda conn: _surroundings(conn, document, brand))
        results = await asyncio.to_thread(proposing.results, document, around, self._names(brand))
        return messages.TestPolicyResponse(
            results=[
                messages.TestPolicyResponse.Result(
                    name=each.name,
                    passed=not each.sentence,
                    rule=each.rule,
                    sentence=each.sentence,
                    line=each.line,
                )
                for each in results
            ]
        )

    @override
    async def ApplyPolicy(self, request: messages.ApplyPolicyRequest, context: Any) -> messages.PolicyVersion:
        who = calls.principal()
        brand = _brand(who, request.brand, writes=True)
        document = documents.parse(request.text)
        change = Change(document.kind, document.name, brand, request.text, _comment(request.comment))
        based_on = document.based_on or 0
        if request.HasField("based_on_version"):
            based_on = request.based_on_version

        mark, warnings = await self._check(document, brand)

        def work(conn: Connection) -> Entry:
            self._check_again(conn, document, brand, mark)
            return policies.apply(conn, who, change, based_on)

        entry = await self._db.write(work)
        self._on_events()
        return told.version(entry, active=True, warnings=warnings)

    @override
    async def RollbackPolicy(
        self, request: messages.RollbackPolicyRequest, context: Any
    ) -> messages.PolicyVersion:
        who = calls.principal()
        brand = _brand(who, request.brand, writes=True)
        named = told.Named(told.kind_of(request.kind), "", 0)
        if request.name:
            named = told.version_of(request.name, told.kind_of(request.kind))
        change = Change(named.kind, named.name, brand, "", _comment(request.comment))

        document, mark = None, 0
        if named.version:
            document = documents.parse(await self._db.read(lambda conn: policies.version_text(conn, *named)))
            mark, _ = await self._check(document, brand)

        def work(conn: Connection) -> Entry:
            if document is not None:
                self._check_again(conn, document, brand, mark)
            return policies.rollback(conn, who, change, named.version)

        entry = await self._db.write(work)
        self._on_events()
        return told.version(entry, active=bool(entry.version))

    @override
    async def GetPolicy(self, request: messages.GetPolicyRequest, context: Any) -> messages.PolicyVersion:
        kind, who = told.kind_of(request.kind), calls.principal()
        brand = _brand(who, request.brand)
        if request.name:
            return await self._version(who, told.version_of(request.name, kind))
        found = await self._db.read(
            lambda conn: policies.in_force(conn, kind, brand) or policies.in_force(conn, kind, "")
        )
        if found is not None:
            return told.version(found, active=True)
        if kind != POLICY:
            raise errors.NotFound(f"A document of {kind} in force for {brand or 'all brands'}")
        text = rulebook.shipped_text()
        shipped = Entry(0, POLICY, "", documents.SHIPPED, rulebook.SHIPPED_VERSION, "", "", "", 0, text)
        return told.version(shipped, active=True)

    @override
    async def ListPolicyVersions(
        self, request: messages.ListPolicyVersionsRequest, context: Any
    ) -> messages.ListPolicyVersionsResponse:
        who = calls.principal()
        which: dict[str, Any] = {}
        if request.brand:
            which["brand"] = _brand(who, request.brand)
        if request.kind:
            which["kind"] = told.kind_of(request.kind)
        size = paging.size(request.page_size, PAGE, MOST_ON_A_PAGE)
        question = f"policies {which}"
        place = paging.decode(request.page_token, question, (int,))
        before = int(place[0]) if place else None
        brands = seats.brand_filter(who)

        def work(conn: Connection) -> tuple[list[Entry], set[int]]:
            return policies.history(conn, which, before, size + 1, brands), policies.active_ids(conn)

        found, active = await self._db.read(work)
        token = paging.encode(question, [found[size - 1].id]) if len(found) > size else ""
        versions = [told.version(each, active=each.id in active) for each in found[:size]]
        return messages.ListPolicyVersionsResponse(versions=versions, next_page_token=token)

    @override
    async def SetShadow(self, request: messages.SetShadowRequest, context: Any) -> messages.ShadowReport:
        who = calls.principal()
        brand = _brand(who, request.brand, writes=True)
        document = proposing.read(request.text, POLICY, "text") if request.text else None

        def work(conn: Connection) -> None:
            if document is not None:
                proposing.compiled(document, policies.load(conn), brand)
            name = document.name if document else ""
            policies.remember_shadow(conn, who, brand, name, request.text)

        await self._db.write(work)
        self._on_events()
        found = await self._db.read(lambda conn: policy_counts.shadow(conn, brand))
        return told.shadow(brand, *(found or (None, ())))

    @override
    async def GetShadowReport(
        self, request: messages.GetShadowReportRequest, context: Any
    ) -> messages.ShadowReport:
        brand = _brand(calls.principal(), request.brand)
        found = await self._db.read(lambda conn: policy_counts.shadow(conn, brand))
        return told.shadow(brand, *(found or (None, ())))

    @override
    async def ReplayPolicy(
        self, request_iterator: AsyncIterator[messages.ReplayPolicyRequest], context: Any
    ) -> AsyncIterator[messages.ReplayPolicyResponse]:
        who = calls.principal()
        replay: Replay | None = None
        async for request in request_iterator:
            if replay is None:
                replay = await self._begin(who, request.setup)
            elif request.HasField("setup"):
                raise errors.InvalidField("setup", "It belongs to the first request only.")
            if len(request.items) > MOST_IN_A_PIECE:
                raise errors.InvalidField(
                    "items", f"At most {MOST_IN_A_PIECE} at a time; send them in pieces."
                )
            if replay.compared.decided + len(request.items) > MOST_REPLAYED:
                sentence = f"At most {MOST_REPLAYED:,} in one replay; choose a shorter time."
                raise errors.InvalidField("items", sentence)
            pieces = [(item.mention, item.score) for item in request.items]
            await asyncio.to_thread(replay.add, pieces)
            yield messages.ReplayPolicyResponse(decided_count=replay.compared.decided)
        if replay is None:
            raise errors.InvalidField("setup", "The first request must have it.")
        live, candidate = await asyncio.to_thread(replay.results, self._waits)
        report = told.report(replay, live, candidate)
        yield messages.ReplayPolicyResponse(decided_count=replay.compared.decided, report=report)

    async def _check(self, document: Document, brand: str) -> tuple[int, list[Problem]]:
        """What is worth a look in a document, and the state of all policies under which it was looked at.

        That takes up to seconds for hundreds of rules, so nothing is locked meanwhile.
        """
        around = await self._db.read(lambda conn: _surroundings(conn, document, brand))
        warnings = await asyncio.to_thread(proposing.check, document, around, self._names(brand))
        return around.book.mark, warnings

    def _check_again(self, conn: Connection, document: Document, brand: str, mark: int) -> None:
        """The same in the transaction that keeps it, where something changed in between."""
        policies.alone(conn)
        if policies.latest(conn) != mark:
            proposing.check(document, _surroundings(conn, document, brand), self._names(brand))

    async def _version(self, who: Principal, named: told.Named) -> messages.PolicyVersion:
        """A version that is, or was, in force for all brands or for one of the caller's."""
        brands = seats.brand_filter(who)

        def work(conn: Connection) -> str:
            if not policies.visible(conn, *named, brands):
                raise errors.NotFound(f"{named.kind} {named.name}@{named.version}")
            return policies.version_text(conn, *named)

        text = await self._db.read(work)
        entry = Entry(0, named.kind, "", named.name, named.version, "", "", "", 0, text)
        return told.version(entry, active=False)

    async def _begin(self, who: Principal, setup: messages.ReplayPolicyRequest.Setup) -> Replay:
        brand = _brand(who, setup.brand)
        if not brand:
            raise errors.InvalidField("setup.brand", "is required; name the brand.")
        book = await self._db.read(policies.load)
        others = [
            proposing.read(text, kind, f"setup.{kind}")
            for kind, text in ((LISTS, setup.lists), (THRESHOLDS, setup.thresholds))
            if text
        ]
        today = staffing.parse(setup.staffing)
        then = staffing.parse(setup.candidate_staffing) if setup.candidate_staffing else today
        live = book.of(brand)
        candidate = live
        text = setup.text
        stored = book.stored(POLICY, brand)
        if not text and others and stored is not None:
            text = stored.text
        if text:
            candidate = proposing.compiled(proposing.read(text, POLICY, "setup.text"), book, brand, *others)
        return Replay(brand, Side(live, today), Side(candidate, then), self._world)

    def _names(self, brand: str) -> BrandNames:
        """How the brand of examples is called."""
        return self._world.names(brand or "brands/brand")


def _surroundings(conn: Connection, document: Document, brand: str) -> Surroundings:
    before = policies.latest_text(conn, document.kind, document.name)
    return Surroundings(
        policies.load(conn),
        brand,
        places.known(conn),
        policy_counts.of_policy(conn, document.name),
        documents.parse(before) if before else None,
    )


def _brand(who: Principal, asked: str, *, writes: bool = False) -> str:
    """The brand of a request; empty for all, which only who works for all may change."""
    brand = names.brand(asked)
    if brand and not who.works_for(brand):
        raise errors.NotPermitted(f"You do not work for {brand}; ask a lead to add you.", brand=brand)
    if writes and not brand and not who.works_for("*"):
        raise errors.NotPermitted("Only who works for all brands may change what holds for all; name one.")
    return brand


def _comment(text: str) -> str:
    if len(text) > LONGEST_COMMENT:
        raise errors.InvalidField("comment", f"it is longer than {LONGEST_COMMENT} characters; shorten it.")
    return text.strip()
