"""The archive itself: what was said, what people correct of it, and what is forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

from google.protobuf import empty_pb2
from typing_extensions import override

from antiphon.insights.v1 import insights_service_pb2 as api
from antiphon.insights.v1 import insights_service_pb2_grpc as api_grpc
from services.common.model import errors, identity, suppression
from services.common.obs import metrics
from services.common.queries.filtering import Filter
from services.common.rpc import calls
from services.insights.core import corrections, digests, filters, tokens
from services.insights.servicer.calling import visible
from services.insights.store import Archive, Item

MOST_EXAMINED: Final = 100_000
"""Mentions that one call of `ListMentions` asks a query of: a second or two."""
MOST_ITEMS: Final = 10_000
"""Items asked for in one request of `FindMissingItems`."""


class InsightsServicer(api_grpc.InsightsServiceServicer):
    """Answers questions about the archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    @override
    async def GetMention(self, request: api.GetMentionRequest, context: Any) -> api.ArchivedMention:
        found = await self._archive.get(_uid(request.name), visible())
        if found is None:
            raise errors.NotFound(request.name)
        return found

    @override
    async def ListMentions(
        self, request: api.ListMentionsRequest, context: Any
    ) -> AsyncIterator[api.ListMentionsResponse]:
        if request.limit < 0:
            raise errors.InvalidField("limit", "it cannot be negative; 0 means no limit.")
        comparisons = filters.parse(request.filter)
        asked = Filter(request.query) if request.query else None
        # Nothing stands between the two that either could hold.
        question = f"{request.filter}\0{request.query}" if request.query else request.filter
        after = tokens.decode(request.resume_token, question)
        examined = 0
        async for piece in self._archive.stretches(comparisons, after, request.limit, visible(), asked):
            examined += piece.examined
            enough = asked is not None and examined >= MOST_EXAMINED
            yield api.ListMentionsResponse(
                mentions=piece.mentions,
                resume_token=tokens.encode(piece.place, question),
                examined_count=examined,
                unfinished=enough,
            )
            if enough:
                return

    @override
    async def DeleteMention(self, request: api.DeleteMentionRequest, context: Any) -> empty_pb2.Empty:
        if not await self._archive.delete(_uid(request.name)):
            raise errors.NotFound(request.name)
        metrics.ARCHIVE_DELETIONS.labels("hand").inc()
        return empty_pb2.Empty()

    @override
    async def EraseAuthor(self, request: api.EraseAuthorRequest, context: Any) -> api.EraseAuthorResponse:
        count = await self._archive.erase_told(_forgotten(request))
        metrics.ERASURES.inc()
        metrics.ARCHIVE_DELETIONS.labels("erasure").inc(count)
        return api.EraseAuthorResponse(deleted_count=count)

    @override
    async def GetErasurePreview(
        self, request: api.GetErasurePreviewRequest, context: Any
    ) -> api.ErasurePreview:
        return await self._archive.erasure_preview(suppression.reference_asked(request.author_key))

    @override
    async def GetArchiveSummary(
        self, request: api.GetArchiveSummaryRequest, context: Any
    ) -> api.ArchiveSummary:
        return await self._archive.summary()

    @override
    async def FindMissingItems(
        self, request_iterator: AsyncIterator[api.FindMissingItemsRequest], context: Any
    ) -> AsyncIterator[api.FindMissingItemsResponse]:
        async for request in request_iterator:
            if len(request.items) > MOST_ITEMS:
                raise errors.InvalidField(
                    "items", f"holds {len(request.items):,}; ask for at most {MOST_ITEMS:,} in one request."
                )
            items = [_item(at, item) for at, item in enumerate(request.items)]
            yield api.FindMissingItemsResponse(indexes=await self._archive.missing(items))

    @override
    async def CorrectMention(self, request: api.CorrectMentionRequest, context: Any) -> api.CorrectedMention:
        uid, said = _uid(request.name), corrections.asked(request)
        theirs, brand = visible(), request.brand
        if brand:
            theirs = frozenset({brand}) if theirs is None else theirs & {brand}
        holder = calls.principal().holder
        outcome = await self._archive.correct(uid, holder, said, theirs, brand=brand or None)
        if outcome is None:
            raise errors.NotFound(request.name)
        for question in outcome.added:
            metrics.CORRECTIONS.labels(corrections.QUESTIONS[question]).inc()
        return outcome.mention

    @override
    async def ListCorrections(
        self, request: api.ListCorrectionsRequest, context: Any
    ) -> AsyncIterator[api.ListCorrectionsResponse]:
        scope = f"corrections {request.brand} {request.show_superseded}"
        place = tokens.decode(request.resume_token, scope)
        after = place.id if place else 0
        async for piece in self._archive.corrected(
            request.brand, after, visible(), superseded=request.show_superseded
        ):
            token = tokens.encode(tokens.Place(0, piece.last), scope)
            yield api.ListCorrectionsResponse(mentions=piece.mentions, resume_token=token)


def _forgotten(request: api.EraseAuthorRequest) -> str:
    """SHA-256 of the key of whom a request names, by their key or by that digest itself."""
    if bool(request.author_key) == bool(request.author_key_sha256):
        raise errors.InvalidField("author_key", "name an author by author_key or by author_key_sha256.")
    if request.author_key:
        suppression.reference_asked(request.author_key)
        return identity.author_digest(request.author_key)
    if suppression.reference_told(request.author_key_sha256) is None:
        raise errors.InvalidField("author_key_sha256", "it must be a digest of 64 hexadecimal digits.")
    return request.author_key_sha256.lower()


def _uid(name: str) -> bytes:
    prefix, _, last = name.partition("/")
    uid = digests.uid_of_name(last) if prefix == "mentions" else None
    if uid is None:
        raise errors.InvalidField(
            "name", "it must have the form mentions/{uid}, uid of 32 letters and digits."
        )
    return uid


def _item(at: int, item: api.FindMissingItemsRequest.Item) -> Item:
    digest = item.author_key_sha256
    author = suppression.reference_told(digest) if digest else None
    if digest and author is None:
        raise errors.InvalidField(
            f"items[{at}].author_key_sha256", "it must be a SHA-256 digest of 64 hexadecimal digits."
        )
    return Item(digests.uid(item.mention_key), item.revision, author)
