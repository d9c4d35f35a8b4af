"""Files of slices, streamed as they are made: nothing of them is kept, and nothing holds a whole one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Final

from typing_extensions import override

from antiphon.insights.v1 import analytics_service_pb2 as analytics
from antiphon.insights.v1 import reporting_service_pb2 as api
from antiphon.insights.v1 import reporting_service_pb2_grpc as api_grpc
from services.common import formats
from services.common.model import errors
from services.common.model.clock import Clock
from services.insights.core import buckets, exports
from services.insights.servicer.calling import visible
from services.insights.servicer.numbers import Numbers
from services.insights.store.analyst import Analyst

PIECE_BYTES: Final = 1 << 20
"""Most bytes of one answer, far below the limit of a message."""
MOST_SUMS: Final = 1_000_000
"""Parts of a file of sums: all there are."""

_SUMS: Final = api.ExportSliceRequest.CONTENT_SUMS


class Files(api_grpc.ReportingServiceServicer):
    """Writes files."""

    def __init__(self, analyst: Analyst, numbers: Numbers, clock: Clock) -> None:
        self._analyst = analyst
        self._db = analyst.db
        self._numbers = numbers
        self._clock = clock

    def _now(self) -> int:
        """Microseconds since 1970."""
        return round(self._clock.now().timestamp() * 1_000_000)

    @override
    async def ExportSlice(
        self, request: api.ExportSliceRequest, context: Any
    ) -> AsyncIterator[api.ExportSliceResponse]:
        if request.format not in formats.FORMS:
            raise errors.InvalidField("format", "it must be FORMAT_CSV, _JSONL, _XLSX or _PARQUET.")
        buckets.zone(request.time_zone)
        made = self._sums(request) if request.content == _SUMS else self._mentions(request)
        async for answer in made:
            yield answer

    async def _mentions(self, request: api.ExportSliceRequest) -> AsyncIterator[api.ExportSliceResponse]:
        theirs = visible()
        cut = self._numbers.cut(request.slice)
        whole = (await self._analyst.divided(cut, 0)).total
        file = formats.opened(request.format, exports.MENTIONS)
        answer = self._first(request, "mentions", whole.mentions - whole.erased)
        yield answer
        async for found in self._analyst.exported(cut):
            data = await asyncio.to_thread(_written, file, found, theirs)
            answer.row_count += len(found)
            for piece in _pieces(data, answer):
                yield piece
        for piece in _pieces(await asyncio.to_thread(file.end), answer):
            yield piece

    async def _sums(self, request: api.ExportSliceRequest) -> AsyncIterator[api.ExportSliceResponse]:
        asked = analytics.GetTrendRequest(
            slice=request.slice,
            bucket=request.bucket,
            time_zone=request.time_zone,
            dimension=request.dimension,
        )
        trend = await self._numbers.trend(asked, MOST_SUMS)
        answer = self._first(request, "sums", len(trend.series) * len(trend.spans))
        yield answer
        data = await asyncio.to_thread(_summed, request.format, trend)
        answer.row_count = answer.total_row_count
        for piece in _pieces(data, answer):
            yield piece

    def _first(self, request: api.ExportSliceRequest, what: str, total: int) -> api.ExportSliceResponse:
        ending, media_type, _ = formats.FORMS[request.format]
        day = self._clock.now().date().isoformat()
        return api.ExportSliceResponse(
            content_type=media_type, file_name=f"antiphon-{what}-{day}.{ending}", total_row_count=total
        )


def _written(file: formats.Form, found: Sequence[exports.Counted], theirs: frozenset[str] | None) -> bytes:
    return file.take([exports.mention_row(each, theirs) for each in found])


def _summed(form: int, trend: analytics.Trend) -> bytes:
    file = formats.opened(form, exports.SUMS)
    return file.take(list(exports.sum_rows(trend))) + file.end()


def _pieces(data: bytes, so_far: api.ExportSliceResponse) -> Iterator[api.ExportSliceResponse]:
    """Bytes as answers, one at least, each with how far it is."""
    for at in range(0, max(len(data), 1), PIECE_BYTES):
        yield api.ExportSliceResponse(
            data=data[at : at + PIECE_BYTES],
            row_count=so_far.row_count,
            total_row_count=so_far.total_row_count,
        )
