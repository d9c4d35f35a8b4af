"""Queues and agents as people write them on a command line, and as they are told."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Iterable, Mapping
from typing import Final, TypeVar

import grpc
import typer
from google.protobuf import duration_pb2

from antiphon.routing.v1 import staffing_service_pb2 as messages
from services.cli import output

Kept = TypeVar("Kept", messages.Queue, messages.Agent)

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_STRETCH: Final = re.compile(r"(\d{1,9})([smhd]?)")

STRATEGIES: Final = {
    "longest-idle": messages.Queue.STRATEGY_LONGEST_IDLE,
    "least-loaded": messages.Queue.STRATEGY_LEAST_LOADED,
}
ASSIGNMENTS: Final = {True: messages.Queue.ASSIGNMENT_PUSH, False: messages.Queue.ASSIGNMENT_PULL}
"""Whether work is offered."""
STATUSES: Final = {
    "available": messages.Agent.STATUS_AVAILABLE,
    "busy": messages.Agent.STATUS_BUSY,
    "away": messages.Agent.STATUS_AWAY,
    "offline": messages.Agent.STATUS_OFFLINE,
    "here": messages.Agent.STATUS_UNSPECIFIED,
}
"""What an agent can say; `here` is a heartbeat alone."""


def queue(name: str) -> str:
    """Resource name of a queue given by name or id; empty for none."""
    return name if not name or "/" in name else f"queues/{name}"


def agent(name: str) -> str:
    """Resource name of an agent given by name or id; empty for none."""
    return name if not name or "/" in name else f"agents/{name}"


def deadline_policy(name: str) -> str:
    """Resource name of a deadline policy given by name or id; empty for none."""
    return name if not name or "/" in name else f"deadlinePolicies/{name}"


async def found(asked: Awaitable[Kept], otherwise: Kept) -> tuple[Kept, bool]:
    """What there is, else what is to be set up anew; and whether that is so."""
    try:
        return await asked, False
    except grpc.aio.AioRpcError as error:
        if error.code() is not grpc.StatusCode.NOT_FOUND:
            raise
        return otherwise, True


def seconds(text: str) -> int:
    """A stretch of time such as `90`, `15m`, `2h` or `1d` in seconds; 0 for none.

    Raises:
        typer.BadParameter: if it is none.
    """
    if not text:
        return 0
    found = _STRETCH.fullmatch(text.strip())
    if not found:
        raise typer.BadParameter(f"{text!r} is no stretch of time; write 90s, 15m, 2h or 1d.")
    return int(found[1]) * _UNITS[found[2] or "s"]


def numbers(given: Iterable[str], what: str) -> dict[str, int]:
    """Pairs such as `french=5` as a mapping.

    Raises:
        typer.BadParameter: if one is no pair of a name and a number.
    """
    found = {}
    for pair in given:
        name, _, number = pair.partition("=")
        if not name or not number.isdecimal():
            raise typer.BadParameter(f"{pair!r} is no {what}; write name=number, for example french=5.")
        found[name] = int(number)
    return found


def step(text: str) -> messages.EscalationStep:
    """A step such as `15m:drop=french,lower=2,widen=sales` or `1h:everyone`.

    Raises:
        typer.BadParameter: if it is none.
    """
    age, _, what = text.partition(":")
    made = messages.EscalationStep(after_seconds=seconds(age))
    for part in filter(None, what.split(",")):
        word, _, value = part.partition("=")
        if word == "drop" and value:
            made.drop_skills.append(value)
        elif word == "drop-all":
            made.drop_all_skills = True
        elif word == "lower" and value.isdecimal():
            made.lower_levels = int(value)
        elif word == "widen" and value:
            made.widen_to.append(queue(value))
        elif word == "everyone":
            made.everyone = True
        else:
            raise typer.BadParameter(
                f"{part!r} is nothing that a step does; write drop=SKILL, drop-all, lower=N, widen=QUEUE "
                "or everyone."
            )
    return made


def queue_row(told: messages.Queue) -> tuple[str, ...]:
    """A queue as a row of a table."""
    flow = ""
    if told.overflow_queue:
        flow = f", then {_bare(told.overflow_queue)} after {_long(told.overflow_after_seconds)}"
    pushes = told.assignment == messages.Queue.ASSIGNMENT_PUSH
    return (
        _bare(told.name),
        "offers" if pushes else "is taken from",
        ", ".join(map(_bare, told.members)) or "everybody",
        _pairs(told.skills),
        "; ".join(map(_step, told.steps)) + flow,
        "\n".join(told.warnings),
    )


def agent_row(told: messages.Agent) -> tuple[str, ...]:
    """An agent as a row of a table."""
    soft = str(told.soft_capacity) if told.HasField("soft_capacity") else "-"
    hard = str(told.hard_capacity) if told.HasField("hard_capacity") else "-"
    return (
        _bare(told.name),
        messages.Agent.Status.Name(told.status).removeprefix("STATUS_").lower().replace("unspecified", "-"),
        f"{told.load} ({soft}/{hard})",
        _pairs(told.skills),
        ", ".join(map(_bare, told.queues)) or "all",
        "\n".join(told.warnings),
    )


def offer_row(told: messages.Offer) -> tuple[str, ...]:
    """An offer as a row of a table."""
    return (
        told.opportunity.removeprefix("opportunities/"),
        _bare(told.agent),
        output.until(told.expire_time),
        told.sender,
    )


def estimate(told: messages.QueueEstimate) -> str:
    """An estimate as a sentence."""
    if not told.HasField("wait"):
        return f"{told.queue}: {told.sentence}"
    return f"{told.queue}: about {_long(_whole(told.wait))}. {told.sentence}"


def _step(told: messages.EscalationStep) -> str:
    parts = [
        *(f"without {skill}" for skill in told.drop_skills),
        *(["without skills"] if told.drop_all_skills else []),
        *([f"levels {told.lower_levels} lower"] if told.lower_levels else []),
        *(f"also {_bare(one)}" for one in told.widen_to),
        *(["everyone"] if told.everyone else []),
    ]
    return f"{_long(told.after_seconds)}: {', '.join(parts)}"


def _whole(duration: duration_pb2.Duration) -> int:
    return duration.seconds + (1 if duration.nanos else 0)


def _long(stretch: int) -> str:
    for unit, size in (("d", 86_400), ("h", 3600), ("m", 60)):
        if stretch >= size and stretch % size == 0:
            return f"{stretch // size}{unit}"
    return f"{stretch}s"


def _pairs(told: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {level}" for name, level in sorted(told.items()))


def _bare(name: str) -> str:
    return name.partition("/")[2]
