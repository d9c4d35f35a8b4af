"""What was promised to customers: pending until its moment, then work again until somebody ends it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from antiphon.routing.v1 import drafting_service_pb2 as drafting
from services.common.model import errors
from services.router.core import names
from services.router.core.replyability import SECOND

_C = drafting.Commitment

PENDING: Final = int(_C.STATE_PENDING)
DUE: Final = int(_C.STATE_DUE)
KEPT: Final = int(_C.STATE_KEPT)
CANCELLED: Final = int(_C.STATE_CANCELLED)
OPEN: Final = (PENDING, DUE)
"""States in which it is still to be kept."""

LONGEST_TEXT: Final = 500
FURTHEST: Final = 366 * 86_400 * SECOND
"""How far ahead something may be promised, in microseconds."""

SUMMED_UP: Final = 30 * 86_400 * SECOND
"""How long a summary looks back where nobody says, in microseconds."""

_NAME: Final = re.compile(r"opportunities/([a-z2-7]{32})/commitments/(\d{1,18})")


class CommitmentId(NamedTuple):
    """A commitment: the uid of its opportunity and its number."""

    opportunity: str
    number: int


def span(asked: drafting.GetCommitmentSummaryRequest, now: int) -> tuple[int, int]:
    """Begin and end of what is summed up, in microseconds since 1970.

    Raises:
        InvalidField: if the one is not before the other.
    """
    end = asked.end_time.ToMicroseconds() if asked.HasField("end_time") else now
    start = asked.start_time.ToMicroseconds() if asked.HasField("start_time") else end - SUMMED_UP
    if start >= end:
        raise errors.InvalidField("start_time", "it must be before the end.")
    return start, end


def name(uid: str, number: int) -> str:
    """Resource name of a commitment."""
    return f"{names.opportunity(uid)}/commitments/{number}"


def read_name(text: str) -> CommitmentId:
    """The commitment a request names."""
    found = _NAME.fullmatch(text)
    if not found:
        raise errors.InvalidField(
            "name", f"{text!r} is none; write opportunities/{{opportunity}}/commitments/{{commitment}}."
        )
    return CommitmentId(found[1], int(found[2]))


def check(asked: drafting.Commitment, now: int) -> int:
    """When it is due, if it can be kept.

    Raises:
        InvalidField: if it says nothing, too much, or is due in the past or in more than a year.
    """
    if not asked.text.strip():
        raise errors.InvalidField("commitment.text", "is empty; write what was promised.")
    if len(asked.text) > LONGEST_TEXT:
        raise errors.InvalidField("commitment.text", f"is longer than {LONGEST_TEXT} characters; shorten it.")
    if not asked.HasField("due_time"):
        raise errors.InvalidField("commitment.due_time", "is needed; say by when.")
    due = asked.due_time.ToMicroseconds()
    if not now < due <= now + FURTHEST:
        raise errors.InvalidField("commitment.due_time", "must be in the future, at most a year away.")
    return due


def end(name_: CommitmentId, state: int, *, kept: bool) -> int:
    """The state it ends in.

    Raises:
        WrongState: if it has ended otherwise.
    """
    wanted = KEPT if kept else CANCELLED
    if state not in (*OPEN, wanted):
        told = _C.State.Name(_C.State.ValueType(state)).removeprefix("STATE_")
        raise errors.WrongState(
            f"The commitment is {told.lower()} already; make a new one where something else was promised.",
            commitment=name(*name_),
            state=told,
        )
    return wanted
