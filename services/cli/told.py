"""How people and times of an opportunity are told in a terminal, in the words of the glossary."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import deadline_service_pb2 as deadlines
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.scoring.v1 import score_pb2
from services.cli import output, schedules
from services.common.model import masking_personal

ENDS = (("answer by", "reply_window_end_time"), ("due", "deadline_time"))
"""What an opportunity's time can end with: the network's window for answers, and our own deadline."""

_STATES = {"near": ": about to be missed", "missed": ": missed", "paused": ": paused"}

NO_END = "\N{EN DASH}"


def author(mention: mention_pb2.Mention) -> str:
    """Who wrote it: the handle, else the name, else `someone`; not every network has handles."""
    if mention.author.handle:
        return f"@{mention.author.handle}"
    return mention.author.display_name or "someone"


def text(mention: mention_pb2.Mention, score: score_pb2.Score) -> str:
    """What it says, as lists show it: personal data in it is hidden."""
    return masking_personal.mask(mention.text, score.personal_data) or mention.title


def time_left(opportunity: routing.Opportunity, now: datetime | None = None) -> str:
    """The end that comes first: `due: 19 min`, `answer by: 2 h`, `due: 5 min over`; a dash without any."""
    ends = [
        (output.moment(getattr(opportunity, field)), name)
        for name, field in ENDS
        if opportunity.HasField(field)
    ]
    if not ends:
        return NO_END
    moment, name = min(ends)
    seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    return f"{name}: {output.span(abs(seconds))}{'' if seconds > 0 else ' over'}"


def clocks(opportunity: routing.Opportunity) -> Iterator[str]:
    """Each clock in a line, with its exact time: `first answer due 2026-11-23T09:30Z, 12m of 30m used`."""
    for clock in opportunity.clocks:
        name = deadlines.DeadlineClock.Kind.Name(clock.kind).removeprefix("KIND_").replace("_", " ").lower()
        state = deadlines.DeadlineClock.State.Name(clock.state).removeprefix("STATE_").lower()
        due = f" due {output.moment(clock.due_time):%Y-%m-%dT%H:%MZ}" if clock.HasField("due_time") else ""
        used = f"{schedules.length(clock.used)} of {schedules.length(clock.target)} used"
        yield f"{name}{due}, {used}{_STATES.get(state, '')}"
