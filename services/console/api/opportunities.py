"""Opportunities as JSON: the same actions the page has, for programs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import errors
from services.console.adapters.rooms import ask
from services.console.api.desk import Desk
from services.console.api.messages import as_json

router = APIRouter(tags=["opportunities"])

Uid = Annotated[str, Path(pattern="^[a-z0-9-]{1,63}$", description="Last part of the opportunity's name.")]


class Brand(BaseModel):
    """Which brand's queue."""

    brand: Annotated[str, Field(description="Only this brand, as `brands/{brand}`; empty means any.")] = ""


class Hold(BaseModel):
    """The lease that gives the right."""

    lease_token: Annotated[int, Field(gt=0, description="Fencing token of the caller's lease.")]


class End(BaseModel):
    """How an opportunity ends."""

    lease_token: Annotated[
        int, Field(ge=0, description="Token of the caller's lease; 0 when nobody has one.")
    ] = 0
    reason: Annotated[str, Field(max_length=500, description="Why, for the record.")] = ""


@router.get("/opportunities", summary="A page of the queue, in its order")
async def list_opportunities(
    desk: Desk,
    page_size: Annotated[int, Query(ge=0)] = 0,
    page_token: str = "",
    brand: str = "",
    state: Annotated[list[str] | None, Query(description="Only these states, for example `OPEN`.")] = None,
) -> dict[str, Any]:
    request = routing.ListOpportunitiesRequest(
        page_size=page_size, page_token=page_token, brand=brand, states=[_state(each) for each in state or ()]
    )
    return as_json(await ask("router", desk.rooms.router.ListOpportunities(request)))


@router.get("/opportunities/{uid}", summary="One opportunity with its conversation and its reason")
async def get_opportunity(desk: Desk, uid: Uid) -> dict[str, Any]:
    return as_json(
        await ask("router", desk.rooms.router.GetOpportunity(routing.GetOpportunityRequest(name=name(uid))))
    )


@router.post("/opportunities:claimNext", summary="Take the next opportunity")
async def claim_next(desk: Desk, body: Brand | None = None) -> dict[str, Any]:
    request = routing.ClaimNextOpportunityRequest(brand=body.brand if body else "")
    return as_json(await ask("router", desk.rooms.router.ClaimNextOpportunity(request)))


@router.post("/opportunities/{uid}:claim", summary="Take this opportunity")
async def claim(desk: Desk, uid: Uid) -> dict[str, Any]:
    request = routing.ClaimOpportunityRequest(name=name(uid))
    return as_json(await ask("router", desk.rooms.router.ClaimOpportunity(request)))


@router.post("/opportunities/{uid}:renew", summary="Keep the lease")
async def renew(desk: Desk, uid: Uid, body: Hold) -> dict[str, Any]:
    request = routing.RenewLeaseRequest(name=name(uid), lease_token=body.lease_token)
    return as_json(await ask("router", desk.rooms.router.RenewLease(request)))


@router.post("/opportunities/{uid}:release", summary="Give the lease back")
async def release(desk: Desk, uid: Uid, body: Hold) -> dict[str, Any]:
    request = routing.ReleaseOpportunityRequest(name=name(uid), lease_token=body.lease_token)
    return as_json(await ask("router", desk.rooms.router.ReleaseOpportunity(request)))


@router.post("/opportunities/{uid}:dismiss", summary="End as not worth an answer")
async def dismiss(desk: Desk, uid: Uid, body: End) -> dict[str, Any]:
    request = routing.DismissOpportunityRequest(
        name=name(uid), lease_token=body.lease_token, reason=body.reason
    )
    return as_json(await ask("router", desk.rooms.router.DismissOpportunity(request)))


@router.post("/opportunities/{uid}:resolve", summary="End as dealt with")
async def resolve(desk: Desk, uid: Uid, body: End) -> dict[str, Any]:
    request = routing.ResolveOpportunityRequest(
        name=name(uid), lease_token=body.lease_token, reason=body.reason
    )
    return as_json(await ask("router", desk.rooms.router.ResolveOpportunity(request)))


def name(uid: str) -> str:
    """Resource name of an opportunity."""
    return f"opportunities/{uid}"


def _state(text: str) -> Any:
    try:
        return routing.Opportunity.State.Value(f"STATE_{text.upper()}")
    except ValueError:
        known = ", ".join(each.removeprefix("STATE_") for each in routing.Opportunity.State.keys()[1:])
        raise errors.InvalidField("state", f"it is one of {known}, not {text!r}.") from None
