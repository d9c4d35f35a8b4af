"""Twin of the listener's brands and queries: in memory, but read and refused as the listener does."""

from __future__ import annotations

from google.protobuf import empty_pb2
from typing_extensions import override

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.listening.v1 import listening_service_pb2_grpc as listening_grpc
from services.common.model import errors
from services.listener.core import checking


class Queries(listening_grpc.ListeningServiceServicer):
    """Brands, what is listened for, and readings of the past."""

    def __init__(self) -> None:
        self.brands = [
            listening.Brand(name="brands/brewster", display_name="Brewster", handles=["brewsterhelp"]),
            listening.Brand(name="brands/umbra", display_name="Umbra"),
        ]
        self.queries: dict[str, listening.Query] = {}
        self.backfills: list[listening.CreateBackfillRequest] = []

    @override
    async def ListBrands(self, request, context):
        return listening.ListBrandsResponse(brands=self.brands)

    @override
    async def ListQueries(self, request, context):
        return listening.ListQueriesResponse(queries=self.queries.values())

    @override
    async def CreateQuery(self, request, context):
        made = checking.query(request)
        if made.name in self.queries:
            raise errors.AlreadyExists(made.name)
        self.queries[made.name] = made
        told = listening.Query(backfill_sources=["sources/mastodon"])
        told.MergeFrom(made)
        return told

    @override
    async def UpdateQuery(self, request, context):
        kept = self.queries[request.query.name]
        if request.query.etag not in {"", kept.etag}:
            raise errors.StaleVersion("Somebody has changed this query since you read it; read it again.")
        kept.expression = request.query.expression
        return kept

    @override
    async def DeleteQuery(self, request, context):
        del self.queries[request.name]
        return empty_pb2.Empty()

    @override
    async def ExplainQuery(self, request, context):
        made = listening.ExplainQueryResponse()
        made.parts.add(network="bluesky", sentence="Sends everything; the query is decided here.")
        made.parts.add(
            network="x",
            sentence='Is asked for "brewster"; the rest is decided here.',
            price_micros=5_000,
            currency="USD",
        )
        return made

    @override
    async def CreateBackfill(self, request, context):
        self.backfills.append(request)
        made = listening.Backfill(source=request.backfill.source, query=request.backfill.query)
        made.estimate.call_count, made.estimate.item_count, made.estimate.price_micros = 24, 900, 0
        return made
