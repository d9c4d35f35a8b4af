"""Says what an audit found: one sentence for people, documented keys for programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from services.cli.audit import Audit, Room

EXAMPLES: Final = 10
"""Identities shown to people; `--json` has all."""

COLUMNS: Final = ("room", "done", "given up", "purged", "waits for retry", "missing")
_DAY: Final = "%d %b %Y"
_TIME: Final = "%H:%M:%S"
_UNITS: Final = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def of(outcome: Audit) -> str:
    """The verdict: whether all is accounted for, what is not, and the next step."""
    if outcome.balances:
        return f"{_all_is_well(outcome)}{_given_up(outcome)}"
    return f"{_difference(outcome)}{_examples(outcome)} {_next_step(outcome)}"


def rows(outcome: Audit) -> Iterator[tuple[str, ...]]:
    """A table row per room, as `COLUMNS` names them."""
    for name, room in (("router, decided", outcome.router), ("archive, kept", outcome.archive)):
        counts = (room.done, room.dead, room.purged, room.retrying, len(room.missing))
        yield name, *(f"{count:,}" for count in counts)


def facts(outcome: Audit) -> dict[str, Any]:
    """The documented keys of `status --audit --json`."""
    router = outcome.router
    return {
        "balances": outcome.balances,
        "verdict": of(outcome),
        "start": outcome.start.isoformat(),
        "end": outcome.end.isoformat(),
        "collected": outcome.collected,
        "decided": router.done,
        "dead": router.dead,
        "purged": router.purged,
        "retrying": router.retrying,
        "missing": list(router.missing),
        "unexplained": list(outcome.unexplained),
        "repeated": list(outcome.repeated),
        "archive": _archive(outcome.archive),
    }


def title(outcome: Audit) -> str:
    """The span in words: `Audit of 22 Nov 2026, 14:03:00 to 16:03:00 UTC`."""
    begin, end = _begin(outcome), outcome.end
    if outcome.first is None:
        return f"Audit up to {end:{_DAY}, {_TIME}} UTC"
    until = f"{end:{_TIME}}" if begin.date() == end.date() else f"{end:{_DAY}, {_TIME}}"
    return f"Audit of {begin:{_DAY}, {_TIME}} to {until} UTC"


def _archive(room: Room) -> dict[str, Any]:
    return {
        "archived": room.done,
        "dead": room.dead,
        "purged": room.purged,
        "retrying": room.retrying,
        "missing": list(room.missing),
    }


def _all_is_well(outcome: Audit) -> str:
    if not outcome.collected and outcome.start.timestamp() <= 0:
        return "The log holds no mentions, so there is nothing to account for."
    if not outcome.collected:
        return f"Nothing was collected in {_span(outcome)}, so there is nothing to account for."
    one = outcome.collected == 1
    every = "The one mention" if one else f"All {outcome.collected:,} mentions"
    return f"{every} of {_span(outcome)} {'is' if one else 'are'} accounted for."


def _given_up(outcome: Audit) -> str:
    dead = max(outcome.router.dead, outcome.archive.dead)
    if not dead:
        return ""
    return f" {dead:,} of them {_was(dead)} given up: `antiphon deadletter list` says why."


def _difference(outcome: Audit) -> str:
    parts = [
        f"{len(items):,} {what}"
        for items, what in (
            (outcome.router.missing, "without a decision"),
            (outcome.archive.missing, "not in the archive"),
        )
        if items
    ]
    said = []
    if outcome.missing:
        count, whole = len(outcome.missing), outcome.collected
        verb = "is" if count == 1 else "are"
        said.append(
            f"{count:,} of {whole:,} mentions of {_span(outcome)} {verb} missing: {', '.join(parts)}."
        )
    if outcome.unexplained:
        count = len(outcome.unexplained)
        said.append(f"{count:,} {_was(count)} decided but never collected.")
    if outcome.repeated:
        count = len(outcome.repeated)
        said.append(f"{count:,} {_was(count)} decided more than once for one brand.")
    return " ".join(said)


def _examples(outcome: Audit) -> str:
    items = (*outcome.missing, *outcome.unexplained, *outcome.repeated)
    return f" The first: {items[0]}."


def _next_step(outcome: Audit) -> str:
    paused = [trouble.consumer for trouble in outcome.troubles if trouble.paused]
    if paused:
        return f"{paused[0]} is paused; when its fault is mended: antiphon deadletter resume {paused[0]}"
    if outcome.troubles:
        late = outcome.troubles[0]
        return f"{late.consumer} is behind by {late.behind:,} messages; ask again later, or with --wait 60."
    return "Nothing is on its way any more. `antiphon status --audit --json` lists all of them; report it."


def _span(outcome: Audit) -> str:
    """`the last 2 hours`, counted from the first mention where no begin was named."""
    seconds = (outcome.end - _begin(outcome)).total_seconds()
    for unit, size in _UNITS:
        if seconds >= 2 * size:
            return f"the last {seconds / size:.0f} {unit}s"
    return "the last second"


def _begin(outcome: Audit) -> datetime:
    return outcome.first if outcome.first and outcome.start.timestamp() <= 0 else outcome.start


def _was(count: int) -> str:
    return "was" if count == 1 else "were"
