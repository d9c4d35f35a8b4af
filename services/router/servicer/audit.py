"""RPC in, one read, RPC out: the audit log, and versions of what is set up."""

from __future__ import annotations

from typing import Any

from typing_extensions import override

from antiphon.routing.v1 import audit_service_pb2 as messages
from antiphon.routing.v1 import audit_service_pb2_grpc as grpc_messages
from services.common.rpc import calls
from services.common.store import Database
from services.router.store import audit, history


class AuditServicer(grpc_messages.AuditServiceServicer):
    """Answers for the audit log."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @override
    async def ListAuditEntries(
        self, request: messages.ListAuditEntriesRequest, context: Any
    ) -> messages.ListAuditEntriesResponse:
        who = calls.principal()
        return await self._db.read(lambda conn: audit.entries(conn, request, who))

    @override
    async def ListSetupVersions(
        self, request: messages.ListSetupVersionsRequest, context: Any
    ) -> messages.ListSetupVersionsResponse:
        return await self._db.read(lambda conn: history.page(conn, request))
