"""Who is signed in."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.common.model.principal import ROLES
from services.console.api.desk import Desk

router = APIRouter(tags=["session"])


class Me(BaseModel):
    """The caller, as every service sees them."""

    subject: str = Field(examples=["alice"])
    holder: str = Field(description="How leases, replies and the audit name them.", examples=["user:alice"])
    roles: list[str] = Field(examples=[list(ROLES[:2])])
    brands: list[str] = Field(description="Ids of brands, or `*` for all.", examples=[["*"]])


@router.get("/me", summary="Who is signed in")
async def me(desk: Desk) -> Me:
    principal = desk.principal
    return Me(
        subject=principal.subject,
        holder=principal.holder,
        roles=sorted(principal.roles),
        brands=sorted(principal.brands),
    )
