"""Histories of opportunities: what was done is recorded, and checked against the state machine afterwards.

Whoever changes an opportunity holds its row, and writes what was done before letting go; so the order of the
audit is a witness: an order in which all that was done happened one after the other. The checker holds the
witness against three things: every step is one that the machine allows, with what its caller was answered;
what ended before something else began stands before it; and who was refused can be refused at some moment
between beginning and end. That is linearizability, item by item.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from dataclasses import dataclass, replace

from services.common.model import errors
from services.router.core import joining, opportunities
from services.router.core.opportunities import Seat


@dataclass(frozen=True, slots=True)
class Step:
    """What was done to an opportunity, as the audit has it.

    `place` orders steps, `now` is the moment that it went by, `token` what its caller brought.
    """

    place: int
    action: str
    actor: str
    now: int
    token: int = 0
    agent: str = ""
    ttl: int = 0
    other: str = ""
    beside: Seat | None = None
    """Another opportunity that the step was about, and where that stood then."""


@dataclass(frozen=True, slots=True)
class Call:
    """What somebody asked for and was answered: the step it became, or the refusal."""

    uid: str
    began: float
    ended: float
    step: Step
    refused: type[errors.Refusal] | None = None
    saw: tuple[int, str, int] | None = None
    """State, holder and token after it."""


def apply(seat: Seat, step: Step) -> Seat:
    """The machine's answer to a step; raises what it refuses."""
    who, now = step.actor, step.now
    if seat.state == opportunities.MERGED and step.action != "split-off":
        raise errors.WrongState("It is part of another one.")
    answers = {
        "merge": lambda: _merge(seat, step),
        "merged": lambda: joining.emptied(joining.ready(seat, who, now, "merged")),
        "split": lambda: joining.ready(seat, who, now, "split").regard(seat.rest, fresh=False),
        "split-off": lambda: _split_off(seat, step),
        "claim": lambda: seat.claim(who, now, step.ttl),
        "accept": lambda: seat.accept(who, now, step.ttl),
        "offer": lambda: seat.offer(step.agent, now, step.ttl),
        "decline": lambda: seat.decline(who, now),
        "renew": lambda: seat.renew(who, step.token, now, step.ttl),
        "release": lambda: seat.release(who, step.token, now),
        "resolve": lambda: seat.finish(who, step.token, now, opportunities.RESOLVED),
        "dismiss": lambda: seat.finish(who, step.token, now, opportunities.DISMISSED),
        "snooze": lambda: seat.snooze(who, step.token, now),
        "transfer": lambda: seat.hand_over(who, step.token, now),
        "wake": seat.wake,
        "return": seat.vacate,
        "expire": lambda: seat.expire(now),
        "reply": lambda: seat.answer(who, step.token, now),
        "sent": seat.answered,
        "failed": seat.unanswered,
        "news": lambda: seat.regard(opportunities.OPEN, fresh=True),
        "escalate": lambda: seat,
    }
    return answers[step.action]()


def _merge(seat: Seat, step: Step) -> Seat:
    """Who is refused may be so for one of the two alone; then nothing is told of the other."""
    stays = joining.ready(seat, step.actor, step.now, "merged")
    if step.beside is None:
        return stays
    if step.beside.state == opportunities.MERGED:
        raise errors.WrongState("The other is part of another one.")
    joins = joining.ready(step.beside, step.actor, step.now, "merged")
    return joining.together(stays, [joins], opportunities.OPEN)


def _split_off(seat: Seat, step: Step) -> Seat:
    if seat.state != opportunities.MERGED or step.beside is None:
        raise errors.WrongState("It is on its own.")
    whole = step.beside.expire(step.now)
    return joining.separate(whole, seat, opportunities.OPEN)


def beside(steps_of: dict[str, list[Step]], first: dict[str, Seat]) -> dict[str, list[Step]]:
    """The same steps, each told where the other opportunity stood that it was about."""
    every = sorted(
        ((step, uid) for uid, steps in steps_of.items() for step in steps), key=lambda pair: pair[0].place
    )
    seats, found = dict(first), defaultdict(list)
    for step, uid in every:
        told = replace(step, beside=seats[step.other]) if step.other else step
        found[uid].append(told)
        with contextlib.suppress(errors.Refusal):
            seats[uid] = apply(seats[uid], told)
    return found


def faults(first: Seat, steps: list[Step], calls: list[Call], last: Seat) -> list[str]:
    """What is wrong with the history of one opportunity; nothing when it is linearizable."""
    found: list[str] = []
    seats, seat = [first], first
    answered = {call.step.place: call for call in calls if call.refused is None}
    ordered = sorted(steps, key=lambda step: step.place)
    for step in ordered:
        try:
            after = apply(seat, step)
        except errors.Refusal as refusal:
            found.append(f"{step} was done, and the machine refuses it: {refusal}")
            return found
        if step.action in {"expire", "return", "wake"} and after == seat:
            found.append(f"{step} was done where there was nothing to do")
        if after.holder and seat.holder not in {"", after.holder} and seat.expires > step.now:
            found.append(f"{step} gave {after.holder} what {seat.holder} held")
        seat = after
        seats.append(seat)
        call = answered.get(step.place)
        if call and call.saw not in {None, (seat.state, seat.holder, seat.token)}:
            found.append(f"{step} answered {call.saw}, and the machine says {seat}")
    if (seat.state, seat.holder, seat.token) != (last.state, last.holder, last.token):
        found.append(f"the machine ends at {seat}, the table at {last}")
    return [*found, *_order(answered), *_refusals(ordered, seats, calls)]


def _order(answered: dict[int, Call]) -> list[str]:
    """What ended before something else began stands before it."""
    calls = [answered[place] for place in sorted(answered)]
    found, latest = [], 0.0
    for call in calls:
        if call.ended < latest:
            found.append(f"{call.step} ended before a step began that stands before it")
        latest = max(latest, call.began)
    return found


def _refusals(steps: list[Step], seats: list[Seat], calls: list[Call]) -> list[str]:
    """Who was refused can be refused somewhere between what ended before and what began after."""
    answered = [call for call in calls if call.refused is None]
    found = []
    for call in calls:
        if call.refused is None:
            continue
        before = [done.step.place for done in answered if done.ended < call.began]
        after = [done.step.place for done in answered if done.began > call.ended]
        low = sum(1 for step in steps if before and step.place <= max(before))
        high = sum(1 for step in steps if not after or step.place < min(after))
        if not any(_refuses(seats[at], call) for at in range(low, high + 1)):
            found.append(f"{call} was refused, and the machine would have allowed it all the time")
    return found


def _refuses(seat: Seat, call: Call) -> bool:
    try:
        apply(seat, call.step)
    except call.refused:
        return True
    except errors.Refusal:
        return False
    return False


def most_held(steps_of: dict[str, list[Step]], first: dict[str, Seat]) -> dict[str, int]:
    """The most that each holder ever had, in the order of the audit."""
    every = sorted(
        ((step, uid) for uid, steps in steps_of.items() for step in steps), key=lambda pair: pair[0].place
    )
    seats, held, most = dict(first), defaultdict(set), defaultdict(int)
    for step, uid in every:
        before, after = seats[uid], apply(seats[uid], step)
        seats[uid] = after
        if before.holder:
            held[before.holder].discard(uid)
        if after.holder:
            held[after.holder].add(uid)
            most[after.holder] = max(most[after.holder], len(held[after.holder]))
    return most
