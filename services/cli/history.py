"""History of the archive as commands read it: by time and brand, taken up again where a stream breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import grpc

from antiphon.insights.v1 import insights_service_pb2 as insights
from services.cli.session import Session

MOST_BREAKS = 20
"""Breaks of the stream without a mention between them after which it is given up."""

PAUSE_SECONDS = 0.5


async def total(opened: Session, span: str, limit: int) -> int | None:
    """How many there will be; None where only the stream will tell."""
    if span:
        return limit or None
    stub = await opened.insights()
    summary = await stub.GetArchiveSummary(insights.GetArchiveSummaryRequest())
    return min(summary.mention_count, limit) if limit else summary.mention_count


async def read(opened: Session, span: str, limit: int) -> AsyncIterator[Sequence[insights.ArchivedMention]]:
    """Archived mentions, oldest first; a stream that breaks is taken up again where it was."""
    stub = await opened.insights()
    token, seen, breaks = "", 0, 0
    while True:
        request = insights.ListMentionsRequest(filter=span, resume_token=token)
        request.limit = max(0, limit - seen)
        try:
            async for piece in stub.ListMentions(request):
                token, breaks = piece.resume_token, 0
                seen += len(piece.mentions)
                yield piece.mentions
        except grpc.aio.AioRpcError as error:
            breaks += 1
            if error.code() is not grpc.StatusCode.UNAVAILABLE or breaks > MOST_BREAKS:
                raise
            if not limit or seen < limit:
                await asyncio.sleep(PAUSE_SECONDS)
                continue
        return


def span(since: datetime | None, until: datetime | None, brand: str) -> str:
    """The filter of the archive for a time, as UTC where none is said, and a brand."""
    parts = [f'brand = "{brand}"'] if brand else []
    parts += [
        f"create_time {operator} {moment.replace(tzinfo=moment.tzinfo or UTC).isoformat()}"
        for operator, moment in ((">=", since), ("<", until))
        if moment is not None
    ]
    return " AND ".join(parts)
