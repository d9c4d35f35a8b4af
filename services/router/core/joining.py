"""How opportunities become one, and one becomes two: state, clocks, age and members of what comes of it.

Whoever merges or splits may hold what is concerned, nobody else may; and nothing is moved while an answer
is on its way. What is still to be done stays to be done, as old as the oldest part of it, and each clock is
that of the part for which it runs out first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Final, NamedTuple

from services.common.model import errors
from services.router.core import deadlines, names, opportunities
from services.router.core.conversations import LIVE, Conversation, Member
from services.router.core.deadlines import Clock, Clocks, DeadlinePolicy, Due
from services.router.core.opportunities import Seat

_OVER: Final = (*opportunities.FINISHED, opportunities.WATCHED, opportunities.WITHDRAWN)
"""States in which nothing is to be done; what counts most comes first."""


@dataclass(slots=True)
class Part:
    """An opportunity that is merged or split.

    Attributes:
        thread: with all its members.
        seat: where it stands, and who holds it.
        priority: that it had.
        clocks: of it, which run by `policy`.
        created: when it entered the queue.
        wake: when it comes back by itself; None for never.
    """

    thread: Conversation
    seat: Seat
    priority: int
    clocks: Clocks
    policy: DeadlinePolicy
    created: int
    wake: int | None = None


class Outcome(NamedTuple):
    """Where an opportunity stands afterwards; as in `Part`."""

    seat: Seat
    clocks: Clocks
    created: int
    wake: int | None = None


def ready(seat: Seat, holder: str, now: int, what: str) -> Seat:
    """The seat of what shall be merged or split, without a lease that has run out.

    Args:
        seat: where it stands.
        holder: who wants it; may hold it.
        now: the present moment.
        what: is done, for the refusal.

    Raises:
        LeaseHeld: if somebody else works on it.
        WrongState: if an answer is on its way.
    """
    current = seat.expire(now)
    if current.state in opportunities.HELD and current.holder != holder:
        raise current.held()
    if current.state == opportunities.ANSWERING:
        raise current.wrong(what, "A reply is on its way; wait until it is sent or has failed, or cancel it.")
    return current


def check_alike(parts: Sequence[Conversation]) -> None:
    """Whether they can be one.

    Raises:
        WrongState: if they are of several brands or networks.
    """
    first, *others = parts
    for part in others:
        name = names.opportunity(part.uid)
        if part.brand != first.brand:
            raise errors.WrongState(
                f"{name} is of another brand; merge those of one brand.", opportunity=name
            )
        if part.network != first.network:
            raise errors.WrongState(
                f"{name} is on {part.network}, where answers to it go. "
                "Merge the customers instead: their timeline shows both.",
                opportunity=name,
            )


class Gathered(NamedTuple):
    """What became of the members of opportunities that are one now.

    Attributes:
        moved: keys that came along, by uid of where they were.
        doubled: row of an opportunity and key of each member that another one stands for.
    """

    moved: Mapping[str, list[str]]
    doubled: Sequence[tuple[int, str]]


def gather(stays: Conversation, joined: Iterable[Conversation]) -> Gathered:
    """Moves all members into the one that stays.

    A mention that is in several stays once: the live one, else the latest revision.
    """
    moved: dict[str, list[str]] = {}
    doubled: list[tuple[int, str]] = []
    owner = dict.fromkeys(stays.members, stays.row)
    for thread in joined:
        moved[thread.uid] = sorted(thread.members)
        for key, member in thread.members.items():
            present = stays.members.get(key)
            if present is not None and _weight(member) <= _weight(present):
                doubled.append((thread.row, key))
                continue
            if present is not None:
                doubled.append((owner[key], key))
            stays.members[key], owner[key] = member, thread.row
        thread.members = {}
        thread.fold()
    stays.fold()
    return Gathered(moved, doubled)


def outcome(stays: Part, joined: Sequence[Part], now: int) -> Outcome:
    """Where the one that stays stands once it has the members of others."""
    every = [stays, *(replace(part, seat=part.seat.vacate()) for part in joined)]
    seat = together(stays.seat, [part.seat for part in joined], stays.thread.rest)
    state = seat.state
    if state in opportunities.PRESENT:
        alike = [_woken(part, now) for part in every if part.seat.state in opportunities.WORKABLE]
        return Outcome(seat, _soonest(alike), min(part.created for part in alike))
    if state in deadlines.PAUSING:
        alike = [part for part in every if part.seat.state == state]
        wakes = [part.wake for part in alike if part.wake is not None]
        return Outcome(seat, alike[0].clocks, min(part.created for part in alike), min(wakes, default=None))
    return Outcome(seat, stays.clocks, stays.created)


def together(stays: Seat, joined: Iterable[Seat], rest: int) -> Seat:
    """The seat of what has the members of others now; `rest` is the state that all of them alone give it."""
    state = _state([stays.state, *(seat.vacate().state for seat in joined)])
    return replace(stays if state == stays.state else stays.free(state), rest=rest)


def divide(stays: Conversation, separated: Conversation, keys: Collection[str]) -> None:
    """Moves some members out of the one that stays.

    Raises:
        WrongState: if none would move, or none would stay.
    """
    leaving = {key: member for key, member in stays.members.items() if key in keys}
    if not leaving or len(leaving) == len(stays.members):
        which = "all" if leaving else "none"
        raise errors.WrongState(
            f"It would move {which} of the mentions; choose some that leave and leave some.",
            opportunity=names.opportunity(stays.uid),
        )
    separated.members = leaving
    stays.members = {key: member for key, member in stays.members.items() if key not in keys}
    stays.fold()
    separated.fold()


def apart(whole: Part, separated: Conversation, token: int, now: int) -> tuple[Outcome, Outcome]:
    """Where both stand after a split: what stays, and what was split off. Both are as old as the whole was.

    Args:
        whole: as it was; its members are those that stay.
        separated: what was split off.
        token: of its latest lease; 0 where it is new.
        now: the present moment.
    """
    kept = whole.seat.regard(whole.thread.rest, fresh=False)
    left = separate(whole.seat, Seat(separated.uid, opportunities.MERGED, token=token), separated.rest)
    return _follow(whole, kept, now), _follow(whole, left, now)


def separate(whole: Seat, left: Seat, rest: int) -> Seat:
    """The seat of what was split off: as the whole stood, held by nobody; `rest` as in `together`."""
    state = opportunities.OPEN if whole.state in opportunities.PRESENT else whole.state
    if rest != opportunities.OPEN and state not in opportunities.FINISHED:
        state = rest
    return replace(left.free(state), rest=rest)


def emptied(seat: Seat) -> Seat:
    """The seat of one that is part of another now."""
    return replace(seat.free(opportunities.MERGED), rest=opportunities.WITHDRAWN)


def due(part: Part) -> Due:
    """When the clocks of a part run out."""
    return deadlines.due(part.clocks, part.policy, part.priority)


def _weight(member: Member) -> tuple[bool, int]:
    return member.status == LIVE, member.revision


def _state(every: Sequence[int]) -> int:
    """The state of the first once it has the members of the others."""
    first = every[0]
    if first in opportunities.HELD:
        return first
    for state in (opportunities.OPEN, opportunities.SNOOZED):
        if state in every:
            return state
    if first in opportunities.FINISHED:
        return first
    return next((state for state in _OVER if state in every), first)


def _woken(part: Part, now: int) -> Part:
    """Its clocks run, also where it was put aside."""
    clocks = deadlines.follow(part.clocks, part.seat.state, opportunities.OPEN, now, part.policy)
    return replace(part, clocks=clocks) if part.seat.state in deadlines.PAUSING else part


def _soonest(parts: Sequence[Part]) -> Clocks:
    """Each clock that of the part for which it runs out first."""
    answer = min(parts, key=lambda part: _first(due(part).answer, part.clocks.answer)).clocks
    resolution = min(parts, key=lambda part: _first(due(part).resolution, part.clocks.resolution)).clocks
    return Clocks(answer.answered, answer.answer, resolution.resolution)


def _first(moment: int | None, clock: Clock) -> tuple[float, bool]:
    return (inf if moment is None else moment, clock == Clock())


def _follow(whole: Part, seat: Seat, now: int) -> Outcome:
    clocks = deadlines.follow(whole.clocks, whole.seat.state, seat.state, now, whole.policy)
    wake = whole.wake if seat.state == opportunities.SNOOZED else None
    return Outcome(seat, clocks, whole.created, wake)
