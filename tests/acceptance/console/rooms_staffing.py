"""The router's own staffing and deadlines behind the desk, over a real database, where a test asks for it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from typing_extensions import override

from antiphon.routing.v1 import deadline_service_pb2_grpc as deadlines_grpc
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.common.config import DataSettings, StoreSettings
from services.common.model import errors
from services.common.store import Database, migrations
from services.router.servicer.deadlines import DeadlineServicer
from services.router.servicer.staffing import StaffingServicer
from services.router.store.staff import Staff
from tests.acceptance.console import rooms_numbers

WAITS: Final = (0,) * 101


class Deadlines(deadlines_grpc.DeadlineServiceServicer):
    """Hands on to the router's own, once there is a database."""

    real: Any = None

    def __getattribute__(self, name: str) -> Any:
        own = super().__getattribute__(name)
        return _handed_on(self, name, own) if name[:1].isupper() else own


def _handed_on(twin: Any, name: str, own: Any) -> Any:
    """Asks the router's own servicer where there is one when the call comes."""

    async def answer(request: Any, context: Any) -> Any:
        found = own if twin.real is None else getattr(twin.real, name)
        told = found(request, context)
        return await told if asyncio.iscoroutine(told) else told

    return answer


class Staffing(rooms_numbers.Staffing):
    """Hands on to the router's own, once there is a database; what is taken in is noted only."""

    real: Any = None

    def __getattribute__(self, name: str) -> Any:
        own = super().__getattribute__(name)
        mine = name in {"TakeOpportunity", "SetPresence"} or not name[:1].isupper()
        return own if mine else _handed_on(self, name, own)

    @override
    async def SetPresence(self, request: Any, context: Any) -> Any:
        if self.real is None:
            return super().SetPresence(request, context)
        try:
            return await self.real.SetPresence(request, context)
        except errors.NotFound:  # who looks at the desk here need not be set up
            return staffing.Agent()


@contextlib.asynccontextmanager
async def over_a_database(twin: Staffing, deadlines: Deadlines, folder: Path) -> AsyncIterator[Database]:
    """Gives the twins a router's database in a folder."""
    data, store = DataSettings(folder=folder), StoreSettings()
    await asyncio.to_thread(migrations.upgrade, store, data, service="router")
    db = Database.open(store, data, service="router")
    twin.real = StaffingServicer(db, None, Staff(), 300.0, WAITS, on_events=lambda: None)
    deadlines.real = DeadlineServicer(db)
    try:
        yield db
    finally:
        twin.real = deadlines.real = None
        await db.close()
