"""Twins of what helps to write: drafts, notes, saved replies, what a network takes; and of customers."""

from __future__ import annotations

from typing_extensions import override

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import customer_service_pb2 as customers
from antiphon.routing.v1 import customer_service_pb2_grpc as customers_grpc
from antiphon.routing.v1 import drafting_service_pb2 as drafting
from antiphon.routing.v1 import drafting_service_pb2_grpc as drafting_grpc
from services.common.rpc import calls


class Drafting(drafting_grpc.DraftingServiceServicer):
    """Drafts, notes and saved replies in memory."""

    def __init__(self) -> None:
        self.drafts: dict[str, drafting.Draft] = {}
        self.notes: dict[str, list[drafting.Note]] = {}
        self.macros: dict[str, str] = {}

    @override
    async def ListSendingPauses(self, request, context):
        return drafting.ListSendingPausesResponse()

    @override
    async def GetCommitmentSummary(self, request, context):
        told = drafting.CommitmentSummary()
        told.lines.add(brand="brands/brewster", kept_count=9, kept_late_count=2, overdue_count=1)
        return told

    @override
    async def GetDraft(self, request, context):
        return self.drafts.get(request.name, drafting.Draft(name=request.name))

    @override
    async def UpdateDraft(self, request, context):
        before = self.drafts.get(request.draft.name)
        made = drafting.Draft(
            name=request.draft.name,
            text=request.draft.text,
            author=calls.principal().holder,
            revision=(before.revision if before else 0) + 1,
        )
        if before is not None and before.author != made.author:
            made.others.append(drafting.Draft(text=before.text, author=before.author))
        self.drafts[made.name] = made
        return made

    @override
    async def ListNotes(self, request, context):
        return drafting.ListNotesResponse(notes=self.notes.get(request.parent, []))

    @override
    async def CreateNote(self, request, context):
        kept = self.notes.setdefault(request.parent, [])
        made = drafting.Note(
            name=f"{request.parent}/notes/{len(kept)}",
            text=request.note.text,
            author=calls.principal().holder,
        )
        made.create_time.GetCurrentTime()
        kept.append(made)
        return made

    @override
    async def ListMacros(self, request, context):
        made = drafting.ListMacrosResponse()
        for name, text in self.macros.items():
            made.macros.add(name=f"macros/{name}", display_name=name.capitalize(), texts={"en": text})
        return made

    @override
    async def GetRenderedMacro(self, request, context):
        return drafting.RenderedMacro(text=self.macros[request.name.removeprefix("macros/")], language="en")


class Customers(customers_grpc.CustomerServiceServicer):
    """Everybody is one customer with one identity."""

    @override
    async def LookUpCustomer(self, request, context):
        made = customers.Customer(name="customers/one", opportunity_count=1)
        identity = made.identities.add(network="sandbox", origin="customers/one")
        identity.author.key, identity.author.display_name = "sandbox:-:mira", "Mira Okafor"
        identity.last_time.GetCurrentTime()
        return made

    @override
    async def ListTimelineEntries(self, request, context):
        return customers.ListTimelineEntriesResponse()

    @override
    async def ListMerges(self, request, context):
        return customers.ListMergesResponse()


def check(request: listening.CheckReplyRequest) -> listening.CheckReplyResponse:
    """A network that takes 300 characters and two pictures through its API, from one account."""
    return listening.CheckReplyResponse(
        way=listening.CheckReplyResponse.WAY_API,
        length=len(request.text),
        max_length=300,
        length_unit=events_pb2.CapabilityFact.LENGTH_UNIT_GRAPHEME,
        fits=len(request.text) <= 300,
        source="sources/sandbox",
        possible_sources=["sources/sandbox"],
        max_media_count=2,
        max_media_bytes=1024 * 1024,
        media_types=["image/png", "image/jpeg"],
    )
