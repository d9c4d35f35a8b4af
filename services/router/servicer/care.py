"""RPC in, one read, RPC out: reports of care, the steps behind them, and files of those."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from typing import Any, Final

from typing_extensions import override

from antiphon.routing.v1 import care_service_pb2 as messages
from antiphon.routing.v1 import care_service_pb2_grpc as grpc_messages
from services.common import formats
from services.common.model import errors
from services.common.model.clock import Clock
from services.common.model.principal import Principal
from services.common.rpc import calls
from services.common.store import Database
from services.router.core import care
from services.router.store import reporting

AT_ONCE: Final = 2_000
"""Steps read in one transaction, and held at once."""


class CareServicer(grpc_messages.CareServiceServicer):
    """Answers for what people did."""

    def __init__(
        self, db: Database, clock: Clock, training: Callable[[], Collection[str]] = frozenset
    ) -> None:
        self._db = db
        self._clock = clock
        self._training = training

    @override
    async def GetCareReport(
        self, request: messages.GetCareReportRequest, context: Any
    ) -> messages.CareReport:
        who = calls.principal()
        return await self._db.read(lambda conn: reporting.report(conn, request, who, self._training()))

    @override
    async def ListCareSteps(
        self, request: messages.ListCareStepsRequest, context: Any
    ) -> messages.ListCareStepsResponse:
        who = calls.principal()
        return await self._db.read(lambda conn: reporting.page(conn, request, who, self._training()))

    @override
    async def ExportCareSteps(
        self, request: messages.ExportCareStepsRequest, context: Any
    ) -> AsyncIterator[messages.ExportCareStepsResponse]:
        if request.format not in formats.FORMS:
            raise errors.InvalidField("format", "it must be FORMAT_CSV, _JSONL, _XLSX or _PARQUET.")
        who, asked = calls.principal(), request.filter
        wanted = await self._db.read(lambda conn: reporting.span(conn, asked))
        answer = self._first(request)
        answer.total_row_count = await self._db.read(
            lambda conn: reporting.size(conn, asked, wanted, who, self._training())
        )
        yield answer
        file = formats.opened(request.format, care.COLUMNS)
        written, after = 0, None
        while True:
            found = await self._next(asked, wanted, who, after)
            if not found:
                break
            data = await asyncio.to_thread(file.take, [care.row(step) for step in found])
            written, after = written + len(found), (found[-1].time, found[-1].id)
            yield self._piece(data, written, answer)
        yield self._piece(await asyncio.to_thread(file.end), written, answer)

    async def _next(
        self, asked: messages.CareFilter, wanted: care.Wanted, who: Principal, after: tuple[int, int] | None
    ) -> list[care.Step]:
        return await self._db.read(
            lambda conn: reporting.steps(
                conn, asked, wanted, who, after=after, limit=AT_ONCE, practice=self._training()
            )
        )

    def _first(self, request: messages.ExportCareStepsRequest) -> messages.ExportCareStepsResponse:
        ending, media_type, _ = formats.FORMS[request.format]
        day = self._clock.now().date().isoformat()
        return messages.ExportCareStepsResponse(
            content_type=media_type, file_name=f"antiphon-care-{day}.{ending}"
        )

    def _piece(
        self, data: bytes, written: int, first: messages.ExportCareStepsResponse
    ) -> messages.ExportCareStepsResponse:
        return messages.ExportCareStepsResponse(
            data=data, row_count=written, total_row_count=first.total_row_count
        )
