"""Notices for a phone: whether this browser gets them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from services.common.model import errors
from services.console.adapters.pushing import Pushes
from services.console.api.access import OWN_ACCOUNT, check
from services.console.api.desk import Parts
from services.console.api.session import Body, Text
from services.console.core.pushing import LONGEST_ADDRESS, Quiet

router = APIRouter(tags=["session"])


class Push(Body):
    """What a browser needs to be told, and whether it is."""

    public_key: str = Field(description="Key that notices are sent under (VAPID), URL-safe base64.")
    subscribed: bool = Field(description="Whether the browser of this session is told.")


class Subscription(Body):
    """A browser, as its push service knows it; its parts are those of `PushSubscription`."""

    endpoint: Annotated[str, Field(max_length=LONGEST_ADDRESS, pattern=r"^[^\x00]*$")] = Field(
        examples=["https://updates.push.services.mozilla.com/wpush/v2/abc"]
    )
    key: Text = Field(description="`keys.p256dh`.")
    secret: Text = Field(description="`keys.auth`.")
    quiet_from: Text = Field(default="", description="Hours without notices, such as 22:00; empty for none.")
    quiet_to: Text = ""
    zone: Text = Field(default="UTC", description="Time zone of these hours.")


@router.get("/push", summary="Whether this browser is told on the phone, and under which key")
async def get_push(request: Request) -> Push:
    pushes, secret = _own(request)
    return Push(public_key=await pushes.public_key(), subscribed=await pushes.subscribed(secret))


@router.put("/push", summary="Tell this browser what is offered, called for and due", status_code=204)
async def subscribe(request: Request, body: Subscription) -> Response:
    """Until the session ends. A notice carries its kind and the id of a conversation, nothing else."""
    pushes, secret = _own(request)
    if not secret:
        raise errors.InvalidField("session", "is needed: only browsers are told; programs read /events.")
    quiet = Quiet(body.quiet_from, body.quiet_to, body.zone)
    await pushes.subscribe(secret, body.endpoint, body.key, body.secret, quiet)
    return Response(status_code=204)


@router.delete("/push", summary="Tell this browser nothing any more", status_code=204)
async def unsubscribe(request: Request) -> Response:
    pushes, secret = _own(request)
    await pushes.unsubscribe(secret)
    return Response(status_code=204)


def _own(request: Request) -> tuple[Pushes, str]:
    parts: Parts = request.app.state.parts
    return parts.pushes, check(request, OWN_ACCOUNT).secret
