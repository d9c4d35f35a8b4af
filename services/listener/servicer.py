"""RPC in, one call of what does the work, RPC out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, TypeVar

from google.protobuf import empty_pb2
from typing_extensions import override

from antiphon.listening.v1 import listening_service_pb2 as api
from antiphon.listening.v1 import listening_service_pb2_grpc as api_grpc
from antiphon.mention.v1 import mention_pb2
from services.common.model import clock as clocks
from services.common.model import errors, suppression
from services.common.rpc import calls
from services.common.store import Database
from services.listener.adapters import addressing, branding, configuring, training
from services.listener.adapters.accounts import Accounts, source_of
from services.listener.adapters.answerability import Answerability
from services.listener.adapters.backfills import Backfills
from services.listener.adapters.budgets import Budgets
from services.listener.adapters.deliveries import Deliveries
from services.listener.adapters.finding import Finding
from services.listener.adapters.ingest import Ingest
from services.listener.adapters.lessons import Lessons
from services.listener.adapters.owning import brand_of as _brand_of
from services.listener.adapters.owning import own_brand as _own_brand
from services.listener.adapters.owning import own_query as _query
from services.listener.adapters.owning import source_name as _source
from services.listener.adapters.replay import Replay
from services.listener.adapters.trying import Trying
from services.listener.adapters.watching import Watching
from services.listener.core import checking, delivery, explaining, naming, paging, sight
from services.listener.sources import registry
from services.listener.store import (
    backfills,
    connections,
    coverage,
    erasures,
    event_deliveries,
    seen,
    watchlist,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """What the servicer hands calls to."""

    db: Database
    watching: Watching
    ingest: Ingest
    replay: Replay
    deliveries: Deliveries
    answerability: Answerability
    finding: Finding
    backfills: Backfills
    budgets: Budgets
    accounts: Accounts
    lessons: Lessons
    trying: Trying
    capabilities: addressing.Capabilities
    clock: clocks.Clock
    on_change: Callable[[], None]
    webhooks: str = ""
    """Address before the ids of the sources that networks bring news to; empty while nobody lets them in."""


class ListeningServicer(api_grpc.ListeningServiceServicer):
    """Answers calls to the listener."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @override
    async def GetBrand(self, request: api.GetBrandRequest, context: Any) -> api.Brand:
        name = _own_brand("name", request.name)
        return await self._desk.db.read(lambda conn: watchlist.get_brand(conn, name))

    @override
    async def ListBrands(self, request: api.ListBrandsRequest, context: Any) -> api.ListBrandsResponse:
        size = paging.size(request.page_size)
        after = paging.read_token(request.page_token, "brands")
        found = await self._desk.db.read(lambda conn: watchlist.list_brands(conn, after, size + 1))
        page, token = _page([(brand.name, brand) for brand in found], size, "brands")
        return api.ListBrandsResponse(
            brands=[brand for brand in page if calls.principal().works_for(brand.name)],
            next_page_token=token,
        )

    @override
    async def CreateBrand(self, request: api.CreateBrandRequest, context: Any) -> api.Brand:
        brand = checking.brand(request)
        _own_brand("brand_id", brand.name)
        return await self._change(lambda conn: branding.create(conn, brand))

    @override
    async def UpdateBrand(self, request: api.UpdateBrandRequest, context: Any) -> api.Brand:
        _own_brand("brand.name", request.brand.name)
        return await self._change(lambda conn: branding.update(conn, request))

    @override
    async def DeleteBrand(self, request: api.DeleteBrandRequest, context: Any) -> empty_pb2.Empty:
        name = _own_brand("name", request.name)
        await self._change(lambda conn: watchlist.delete_brand(conn, name))
        return empty_pb2.Empty()

    @override
    async def GetLesson(self, request: api.GetLessonRequest, context: Any) -> api.Lesson:
        return await self._desk.lessons.look(_own_brand("brand", request.brand))

    @override
    async def StartLesson(self, request: api.StartLessonRequest, context: Any) -> api.Lesson:
        _own_brand("brand", request.brand)
        try:
            return await self._desk.lessons.start(request)
        finally:
            await self._desk.watching.refresh()

    @override
    async def EndLesson(self, request: api.EndLessonRequest, context: Any) -> api.Lesson:
        return await self._desk.lessons.end(_own_brand("brand", request.brand))

    @override
    async def ListQueries(self, request: api.ListQueriesRequest, context: Any) -> api.ListQueriesResponse:
        size = paging.size(request.page_size)
        is_all = naming.brand_id("parent", request.parent, wildcard=True) == naming.ALL
        brand = None if is_all else _own_brand("parent", request.parent)
        after = paging.read_token(request.page_token, "queries", request.parent)
        found = await self._desk.db.read(lambda conn: watchlist.list_queries(conn, brand, after, size + 1))
        page, token = _page([(query.name, query) for query in found], size, "queries", request.parent)
        return api.ListQueriesResponse(
            queries=[query for query in page if calls.principal().works_for(_brand_of(query.name))],
            next_page_token=token,
        )

    @override
    async def CreateQuery(self, request: api.CreateQueryRequest, context: Any) -> api.Query:
        brand = _own_brand("parent", request.parent)
        query = checking.query(request)

        def work(conn: connections.Handle) -> api.Query:
            training.check_query(conn, brand)
            created = watchlist.create_query(conn, brand, query)
            coverage.begin_query(conn, created.name)
            return created

        created = await self._change(work)
        created.backfill_sources.extend(await self._desk.backfills.offers())
        return created

    @override
    async def UpdateQuery(self, request: api.UpdateQueryRequest, context: Any) -> api.Query:
        query = checking.changed_query(request)
        _own_brand("query.name", _brand_of(query.name))
        return await self._change(
            lambda conn: watchlist.update_query(conn, query, take_over=request.take_over)
        )

    @override
    async def DeleteQuery(self, request: api.DeleteQueryRequest, context: Any) -> empty_pb2.Empty:
        naming.query_ids("name", request.name)
        _own_brand("name", _brand_of(request.name))
        await self._change(lambda conn: watchlist.delete_query(conn, request.name, request.managed_in))
        return empty_pb2.Empty()

    @override
    async def ExplainQuery(self, request: api.ExplainQueryRequest, context: Any) -> api.ExplainQueryResponse:
        return explaining.explain(request, self._desk.capabilities)

    @override
    async def GetSource(self, request: api.GetSourceRequest, context: Any) -> api.Source:
        name = _source("name", request.name)
        source = await self._desk.db.read(lambda conn: connections.get(conn, name))
        await self._describe([source])
        return source

    @override
    async def ListSources(self, request: api.ListSourcesRequest, context: Any) -> api.ListSourcesResponse:
        size = paging.size(request.page_size)
        after = paging.read_token(request.page_token, "sources")
        found = await self._desk.db.read(lambda conn: connections.list_all(conn, after, size + 1))
        page, token = _page([(source.name, source) for source in found], size, "sources")
        await self._describe(page)
        return api.ListSourcesResponse(sources=page, next_page_token=token)

    @override
    async def CreateSource(self, request: api.CreateSourceRequest, context: Any) -> api.Source:
        source = checking.source(request)
        self._desk.accounts.vault.check(source)
        created = await self._change(lambda conn: configuring.create(conn, source))
        await self._describe([created])
        return created

    @override
    async def UpdateSource(self, request: api.UpdateSourceRequest, context: Any) -> api.Source:
        _source("source.name", request.source.name)
        vault = self._desk.accounts.vault
        changed = await self._change(lambda conn: configuring.update(conn, vault, request.source))
        await self._describe([changed])
        return changed

    @override
    async def DeleteSource(self, request: api.DeleteSourceRequest, context: Any) -> empty_pb2.Empty:
        name = _source("name", request.name)
        await self._desk.accounts.delete(name)
        self._desk.on_change()
        await self._desk.watching.refresh()
        return empty_pb2.Empty()

    @override
    async def PauseSource(self, request: api.PauseSourceRequest, context: Any) -> api.Source:
        name = _source("name", request.name)
        return await self._change(lambda conn: connections.pause(conn, name))

    @override
    async def ResumeSource(self, request: api.ResumeSourceRequest, context: Any) -> api.Source:
        name = _source("name", request.name)
        return await self._change(lambda conn: connections.resume(conn, name))

    @override
    async def IngestMentions(
        self, request: api.IngestMentionsRequest, context: Any
    ) -> api.IngestMentionsResponse:
        return await self._desk.ingest.take(request)

    @override
    async def ReplayRecords(
        self, request_iterator: AsyncIterator[api.ReplayRecordsRequest], context: Any
    ) -> AsyncIterator[api.ReplayRecordsResponse]:
        async for response in self._desk.replay.run(request_iterator):
            yield response

    @override
    async def Deliver(self, request: api.DeliverRequest, context: Any) -> api.Delivery:
        return delivery.as_message(await self._desk.deliveries.deliver(request))

    @override
    async def Moderate(self, request: api.ModerateRequest, context: Any) -> api.Delivery:
        act = request.WhichOneof("act")
        if act is None:
            raise errors.InvalidField("moderation", "is needed; say what to do.")
        wanted = api.DeliverRequest(request_id=request.request_id)
        getattr(wanted, act).CopyFrom(getattr(request, act))
        await self._check_brand(f"{act}.mention_key", getattr(wanted, act).mention_key)
        return delivery.as_message(await self._desk.deliveries.deliver(wanted))

    async def _check_brand(self, field: str, key: str) -> None:
        """A person touches on a network only what belongs to a brand of theirs."""
        known = (await self._desk.db.read(lambda conn: seen.find(conn, [key]))).get(key)
        if known is None:
            raise errors.NotFound(key, "only what was collected here can be acted on")
        if known.brands and not any(map(calls.principal().works_for, known.brands)):
            raise errors.NotPermitted(f"{field}: you do not work for its brand; ask an administrator.")

    @override
    async def GetDelivery(self, request: api.GetDeliveryRequest, context: Any) -> api.Delivery:
        return delivery.as_message(
            await self._desk.deliveries.get(addressing.check_request_id(request.request_id))
        )

    @override
    async def ListEventDeliveries(
        self, request: api.ListEventDeliveriesRequest, context: Any
    ) -> api.ListEventDeliveriesResponse:
        _source("parent", request.parent)
        return await self._desk.db.read(lambda conn: event_deliveries.page(conn, request))

    @override
    async def RetryEventDelivery(
        self, request: api.RetryEventDeliveryRequest, context: Any
    ) -> api.EventDelivery:
        source, number = naming.event_delivery("name", request.name)
        return await self._desk.db.write(lambda conn: event_deliveries.retry(conn, source, number))

    @override
    async def SendTestEvent(self, request: api.SendTestEventRequest, context: Any) -> api.TestEvent:
        return await self._desk.trying.send(_source("name", request.name))

    @override
    async def CreateBackfill(self, request: api.CreateBackfillRequest, context: Any) -> api.Backfill:
        _source("backfill.source", request.backfill.source)
        _query("backfill.query", request.backfill.query)
        return await self._desk.backfills.create(request)

    @override
    async def GetBackfill(self, request: api.GetBackfillRequest, context: Any) -> api.Backfill:
        naming.backfill_id("name", request.name)
        return await self._desk.db.read(lambda conn: backfills.get(conn, request.name))

    @override
    async def ListBackfills(
        self, request: api.ListBackfillsRequest, context: Any
    ) -> api.ListBackfillsResponse:
        size = paging.size(request.page_size)
        source = _source("source", request.source) if request.source else ""
        before = int(paging.read_token(request.page_token, "backfills", source) or 0)
        found = await self._desk.db.read(lambda conn: backfills.list_all(conn, source, before, size + 1))
        entries = [(str(position), backfill) for position, backfill in found]
        page, token = _page(entries, size, "backfills", source)
        return api.ListBackfillsResponse(backfills=page, next_page_token=token)

    @override
    async def PauseBackfill(self, request: api.PauseBackfillRequest, context: Any) -> api.Backfill:
        return await self._ask_backfill(request.name, backfills.State.STATE_PAUSED)

    @override
    async def ResumeBackfill(self, request: api.ResumeBackfillRequest, context: Any) -> api.Backfill:
        return await self._ask_backfill(request.name, backfills.State.STATE_PENDING)

    @override
    async def CancelBackfill(self, request: api.CancelBackfillRequest, context: Any) -> api.Backfill:
        return await self._ask_backfill(request.name, backfills.State.STATE_CANCELLED)

    async def _ask_backfill(self, name: str, state: backfills.State) -> api.Backfill:
        naming.backfill_id("name", name)
        return await self._desk.db.write(lambda conn: backfills.ask(conn, name, state))

    @override
    async def CheckReply(self, request: api.CheckReplyRequest, context: Any) -> api.CheckReplyResponse:
        if request.brand:
            _own_brand("brand", request.brand)
        return await self._desk.answerability.check(request, calls.principal())

    @override
    async def FindAuthor(self, request: api.FindAuthorRequest, context: Any) -> mention_pb2.Author:
        _own_brand("brand", request.brand)
        return await self._desk.finding.find(request)

    @override
    async def ListCapabilities(
        self, request: api.ListCapabilitiesRequest, context: Any
    ) -> api.ListCapabilitiesResponse:
        size = paging.size(request.page_size)
        after = paging.read_token(request.page_token, "capabilities")
        found = [entry for entry in sorted(self._desk.capabilities.items()) if entry[0] > after]
        page, token = _page(found[: size + 1], size, "capabilities")
        return api.ListCapabilitiesResponse(capabilities=page, next_page_token=token)

    @override
    async def ListCoverage(self, request: api.ListCoverageRequest, context: Any) -> api.ListCoverageResponse:
        size = paging.size(request.page_size)
        source = _source("parent", request.parent, wildcard=True)
        scope = coverage.Scope(
            source=None if source == f"sources/{naming.ALL}" else source,
            ends_after=request.start_time.ToDatetime(UTC) if request.HasField("start_time") else None,
            begins_before=request.end_time.ToDatetime(UTC) if request.HasField("end_time") else None,
            query=_query("query", request.query),
        )
        token_scope = (
            "coverage",
            *map(str, (scope.source, scope.ends_after, scope.begins_before, scope.query)),
        )
        after = int(paging.read_token(request.page_token, *token_scope) or 0)
        found = await self._desk.db.read(lambda conn: coverage.list_intervals(conn, scope, after, size + 1))
        page, token = _page([(str(position), interval) for position, interval in found], size, *token_scope)
        response = api.ListCoverageResponse(intervals=page, next_page_token=token)
        sight.sum_up(response, scope.ends_after, scope.begins_before or self._desk.clock.now())
        return response

    @override
    async def GetErasurePreview(
        self, request: api.GetErasurePreviewRequest, context: Any
    ) -> api.ErasurePreview:
        author = suppression.reference_asked(request.author_key)
        return await self._desk.db.read(lambda conn: erasures.preview(conn, author))

    @override
    async def ListSourceTypes(
        self, request: api.ListSourceTypesRequest, context: Any
    ) -> api.ListSourceTypesResponse:
        return api.ListSourceTypesResponse(source_types=registry.describe())

    @override
    async def ConnectAccount(self, request: api.ConnectAccountRequest, context: Any) -> api.Account:
        account = await self._desk.accounts.connect(request)
        await self._desk.watching.refresh()
        return account

    @override
    async def BeginAuthorization(
        self, request: api.BeginAuthorizationRequest, context: Any
    ) -> api.BeginAuthorizationResponse:
        return await self._desk.accounts.begin(request, calls.principal().subject)

    @override
    async def CompleteAuthorization(
        self, request: api.CompleteAuthorizationRequest, context: Any
    ) -> api.Account:
        account = await self._desk.accounts.complete(request, calls.principal().subject)
        await self._desk.watching.refresh()
        return account

    @override
    async def GetAccount(self, request: api.GetAccountRequest, context: Any) -> api.Account:
        return await self._desk.accounts.roll.get(source_of("name", request.name))

    @override
    async def ListAccounts(self, request: api.ListAccountsRequest, context: Any) -> api.ListAccountsResponse:
        size = paging.size(request.page_size)
        after = paging.read_token(request.page_token, "accounts")
        found = await self._desk.accounts.roll.list_all(after, size + 1)
        rows = [(account.name.removesuffix("/account"), account) for account in found]
        page, token = _page(rows, size, "accounts")
        return api.ListAccountsResponse(accounts=page, next_page_token=token)

    @override
    async def DisconnectAccount(self, request: api.DisconnectAccountRequest, context: Any) -> empty_pb2.Empty:
        await self._desk.accounts.disconnect(request)
        await self._desk.watching.refresh()
        return empty_pb2.Empty()

    async def _describe(self, sources: Sequence[api.Source]) -> None:
        """Adds what is not in the table: budget, what ails its account, where its network finds us."""
        await self._desk.budgets.describe(sources)
        await self._desk.accounts.roll.describe(sources)
        for source in sources:
            kind = registry.SOURCES.get(source.type)
            if self._desk.webhooks and kind is not None and kind.receives:
                source.webhook_uri = f"{self._desk.webhooks}/{source.name.removeprefix('sources/')}"

    async def _change(self, work: Callable[[connections.Handle], T]) -> T:
        """Commits a change and has it take effect before the call returns."""
        changed = await self._desk.db.write(work)
        self._desk.on_change()
        await self._desk.watching.refresh()
        return changed


def _page(entries: Sequence[tuple[str, T]], size: int, *scope: str) -> tuple[list[T], str]:
    """A page of entries with their positions, of which one more than its size was asked for."""
    token = paging.make_token(entries[size - 1][0], *scope) if len(entries) > size else ""
    return [entry for _, entry in entries[:size]], token
