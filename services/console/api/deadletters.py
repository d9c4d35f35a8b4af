"""What consumers of the log gave up, for administrators: to look at, to try again, to throw away.

In a cluster the console's user of the log has exactly the rights for this, by the names of the consumers.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field

from services.common.bus import Bus
from services.common.bus.deadletters import Entry
from services.common.bus.observing import ConsumerLag
from services.common.model import errors
from services.console.api.access import MANAGE_LOG, Doors, check
from services.console.api.session import Body, Text, expiry
from services.console.store import entries

CONSUMER = r"^[a-z0-9-]{1,63}$"
MOST = 500

Count = Annotated[int, Field(ge=1, le=2**53)]

router = APIRouter(tags=["log"])


class Letter(Body):
    """An item that was given up."""

    name: str = Field(description="Format: `deadLetters/{number}`.")
    consumer: str
    subject: str
    item_id: str = Field(description="Format: `{key}@{revision}`; empty when it cannot be read.")
    reason: str
    cause: str
    tries: int
    dead_time: str


class Letters(Body):
    """Items that were given up, oldest first."""

    dead_letters: list[Letter]


class Choice(Body):
    """Which of a consumer's."""

    consumer: str = Field(pattern=CONSUMER, examples=["router"])
    numbers: list[Count] = Field(default=[], max_length=MOST, description="Of dead letters; empty for all.")


class Done(Body):
    """How many."""

    count: int


class Consumer(Body):
    """How far a consumer is."""

    name: str
    stream: str
    pending: int
    in_flight: int
    paused: bool


class Consumers(Body):
    """Consumers of the log."""

    consumers: list[Consumer]


class Named(Body):
    """One consumer."""

    consumer: str = Field(pattern=CONSUMER, examples=["router"])
    why: Text = Field(default="", description="For whoever reads the audit.", examples=["A rule is mended."])


class Halted(Named):
    """One consumer that is to wait."""

    why: Text = Field(min_length=1, description="For whoever reads the audit.", examples=["A rule is wrong."])


@router.get("/deadLetters", summary="What was given up")
async def list_dead_letters(
    request: Request,
    consumer: Annotated[str, Query(pattern=r"^([a-z0-9-]{1,63})?$")] = "",
    page_size: Annotated[int, Query(alias="pageSize", ge=0, le=MOST)] = 0,
) -> Letters:
    found = await _log(request).deadletters.list(consumer or None, limit=page_size or MOST)
    return Letters(dead_letters=[_letter(each) for each in found])


@router.post("/deadLetters:replay", summary="Let their consumer see them again")
async def replay_dead_letters(request: Request, body: Choice) -> Done:
    count = await _log(request).deadletters.replay(body.consumer, body.numbers or None)
    await _note(request, "deadletters.replay", body.consumer)
    return Done(count=count)


@router.post("/deadLetters:purge", summary="Throw them away")
async def purge_dead_letters(request: Request, body: Choice) -> Done:
    count = await _log(request).deadletters.purge(body.consumer, body.numbers or None)
    await _note(request, "deadletters.purge", body.consumer)
    return Done(count=count)


@router.get("/consumers", summary="How far each consumer of the log is")
async def list_consumers(request: Request) -> Consumers:
    return Consumers(consumers=[_consumer(each) for each in await _log(request).lags()])


@router.post("/consumers:pause", summary="Have a consumer wait; what comes stays on the log")
async def pause_consumer(request: Request, body: Halted) -> Done:
    await _log(request).pause(body.consumer)
    await _note(request, "consumers.pause", body.consumer, body.why)
    return Done(count=1)


@router.post("/consumers:resume", summary="Let a consumer go on that waits")
async def resume_consumer(request: Request, body: Named) -> Done:
    await _log(request).resume(body.consumer)
    await _note(request, "consumers.resume", body.consumer, body.why)
    return Done(count=1)


def _log(request: Request) -> Bus:
    check(request, MANAGE_LOG)
    found: Bus | None = request.app.state.parts.boards.log
    if found is None:
        raise errors.LogUnavailable("The event log does not answer just now; try again in a moment.")
    return found


async def _note(request: Request, action: str, consumer: str, why: str = "") -> None:
    doors: Doors = request.app.state.doors
    holder = request.state.session.principal.holder
    await doors.accounts.note(entries.Entry(holder, action, f"consumers/{consumer}", why=why))


def _letter(entry: Entry) -> Letter:
    letter = entry.letter
    return Letter(
        name=f"deadLetters/{entry.sequence}",
        consumer=letter.consumer,
        subject=letter.subject,
        item_id=letter.item_id,
        reason=letter.reason,
        cause=letter.cause,
        tries=letter.tries,
        dead_time=expiry(entry.time),
    )


def _consumer(lag: ConsumerLag) -> Consumer:
    return Consumer(
        name=lag.name, stream=lag.stream, pending=lag.pending, in_flight=lag.in_flight, paused=lag.paused
    )
