"""The router's own report of care behind the desk, over a real database, where a test asks for it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from typing_extensions import override

from antiphon.routing.v1 import care_service_pb2 as api
from antiphon.routing.v1 import care_service_pb2_grpc as care_grpc
from services.common.config import DataSettings, StoreSettings
from services.common.model.clock import SystemClock
from services.common.store import Database, migrations
from services.router.servicer.care import CareServicer
from services.router.store import tables

S: Final = api.CareStep
MINUTE: Final = 60_000_000

_DONE: Final = (
    ("alice", "north", "general", (S.KIND_TAKEN,) * 12 + (S.KIND_FIRST_ANSWER,) * 9 + (S.KIND_RESOLVED,) * 9),
    ("alice", "north", "general", (S.KIND_FIRST_ANSWER_MET,) * 8 + (S.KIND_FIRST_ANSWER_MISSED,)),
    ("alice", "north", "general", (S.KIND_ASKED,) * 4 + (S.KIND_SATISFIED,) * 3 + (S.KIND_DISSATISFIED,)),
    ("bob", "", "billing", (S.KIND_TAKEN,) * 5 + (S.KIND_FIRST_ANSWER,) * 3 + (S.KIND_DISMISSED,) * 2),
    ("bob", "", "billing", (S.KIND_HANDLED,) * 5 + (S.KIND_TRANSFERRED, S.KIND_REOPENED)),
    ("", "", "billing", (S.KIND_FIRST_ANSWER_MISSED,) * 4),
)
_TIMED: Final = {S.KIND_TAKEN, S.KIND_HANDLED, S.KIND_FIRST_ANSWER}


class Care(care_grpc.CareServiceServicer):
    """Hands on to the router's own, once there is a database."""

    real: CareServicer | None = None

    @override
    async def GetCareReport(self, request: Any, context: Any) -> Any:
        return await self.real.GetCareReport(request, context) if self.real else api.CareReport()

    @override
    async def ListCareSteps(self, request: Any, context: Any) -> Any:
        return await self.real.ListCareSteps(request, context) if self.real else api.ListCareStepsResponse()

    @override
    async def ExportCareSteps(self, request: Any, context: Any) -> AsyncIterator[Any]:
        if self.real:
            async for piece in self.real.ExportCareSteps(request, context):
                yield piece


@contextlib.asynccontextmanager
async def over_a_database(twin: Care, folder: Path) -> AsyncIterator[None]:
    """Gives the twin a router's database in a folder, with what three days of work left there."""
    data, store = DataSettings(folder=folder), StoreSettings()
    await asyncio.to_thread(migrations.upgrade, store, data, service="router")
    db = Database.open(store, data, service="router")
    await db.write(lambda conn: conn.execute(tables.care_steps.insert(), list(_rows())))
    twin.real = CareServicer(db, SystemClock())
    try:
        yield
    finally:
        twin.real = None
        await db.close()


def _rows() -> list[dict[str, Any]]:
    now = time.time_ns() // 1000
    done = [(who, kind) for *who, kinds in _DONE for kind in kinds]
    return [
        {
            "time": now - (len(done) - at) * 55 * MINUTE,
            "kind": kind,
            "brand": "brands/brewster",
            "opportunity_uid": "a" * 32,
            "queue": queue,
            "agent": agent,
            "team": team,
            "duration": (at + 1) * MINUTE if kind in _TIMED else None,
        }
        for at, ((agent, team, queue), kind) in enumerate(done)
    ]
