"""RPC in, one transaction, RPC out: customers."""

from __future__ import annotations

from typing import Any

from typing_extensions import override

from antiphon.routing.v1 import customer_service_pb2 as messages
from antiphon.routing.v1 import customer_service_pb2_grpc as grpc_messages
from services.common.model import errors, suppression
from services.common.rpc import calls
from services.common.store import Database
from services.router.core import customers, names
from services.router.store import customers as stored


class CustomerServicer(grpc_messages.CustomerServiceServicer):
    """Answers for customers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @override
    async def LookUpCustomer(
        self, request: messages.LookUpCustomerRequest, context: Any
    ) -> messages.Customer:
        who = calls.principal()
        if bool(request.opportunity) == bool(request.author_key):
            raise errors.InvalidField("opportunity", "name either an opportunity or an author_key.")
        if request.opportunity:
            uid = names.opportunity_uid(request.opportunity, "opportunity")
            return await self._db.read(lambda conn: stored.look_up(conn, who, uid))
        author = suppression.reference_asked(request.author_key)
        return await self._db.read(lambda conn: stored.show(conn, who, stored.of_author(conn, author)))

    @override
    async def GetCustomer(self, request: messages.GetCustomerRequest, context: Any) -> messages.Customer:
        return await self._customer(customers.uid(request.name))

    @override
    async def UpdateCustomer(
        self, request: messages.UpdateCustomerRequest, context: Any
    ) -> messages.Customer:
        who, uid = calls.principal(), customers.uid(request.customer.name, "customer.name")
        await self._db.write(lambda conn: stored.update(conn, who, uid, request.customer))
        return await self._customer(uid)

    @override
    async def ListTimelineEntries(
        self, request: messages.ListTimelineEntriesRequest, context: Any
    ) -> messages.ListTimelineEntriesResponse:
        who = calls.principal()
        return await self._db.read(lambda conn: stored.timeline(conn, who, request))

    @override
    async def GetMergePreview(
        self, request: messages.GetMergePreviewRequest, context: Any
    ) -> messages.MergePreview:
        who, uid = calls.principal(), customers.uid(request.name)
        joined = customers.uid(request.joined, "joined")
        return await self._db.read(lambda conn: stored.preview_merge(conn, who, uid, joined))

    @override
    async def MergeCustomers(self, request: messages.MergeCustomersRequest, context: Any) -> messages.Merge:
        who, uid = calls.principal(), customers.uid(request.name)
        joined, reason = customers.uid(request.joined, "joined"), customers.reason(request.reason)
        return await self._db.write(lambda conn: stored.merge(conn, who, uid, joined, reason))

    @override
    async def ListMerges(
        self, request: messages.ListMergesRequest, context: Any
    ) -> messages.ListMergesResponse:
        who, uid = calls.principal(), customers.uid(request.parent, "parent")
        found = await self._db.read(lambda conn: stored.merges(conn, who, uid))
        return messages.ListMergesResponse(merges=found)

    @override
    async def GetUnmergePreview(
        self, request: messages.GetUnmergePreviewRequest, context: Any
    ) -> messages.MergePreview:
        who, asked = calls.principal(), customers.merge_id(request.name)
        return await self._db.read(lambda conn: stored.preview_unmerge(conn, who, asked))

    @override
    async def UnmergeCustomers(
        self, request: messages.UnmergeCustomersRequest, context: Any
    ) -> messages.Merge:
        who, asked = calls.principal(), customers.merge_id(request.name)
        reason = customers.reason(request.reason)
        return await self._db.write(lambda conn: stored.unmerge(conn, who, asked, reason))

    async def _customer(self, uid: str) -> messages.Customer:
        who = calls.principal()
        return await self._db.read(lambda conn: stored.show(conn, who, uid))
