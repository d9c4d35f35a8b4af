"""Settings of the router alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from services.common.config.kinds import Range


@dataclass(frozen=True, slots=True)
class RouterSettings:
    """The router: the queue, leases and replies."""

    lease_seconds: Annotated[float, Range(5, 86_400)] = 300.0
    """Seconds an agent holds an opportunity without renewing."""

    patience_max_seconds: Annotated[float, Range(1, 30 * 86_400)] = 259_200.0
    """Seconds an opportunity of priority 0 may wait: three days. The proven bound of every wait."""

    patience_min_seconds: Annotated[float, Range(1, 30 * 86_400)] = 300.0
    """Seconds an opportunity of priority 100 may wait: five minutes."""

    decision_retention_days: Annotated[float, Range(0, 3650)] = 400
    """Days a decision is kept; 0 keeps for ever. What comes again later is decided again. Always a day longer
    than the log keeps messages, so that the audit can compare the two; tombstones stay."""

    opportunity_retention_days: Annotated[float, Range(0, 3650)] = 400
    """Days an opportunity is kept after it was closed, with its mentions and replies; 0 keeps for ever.
    One in which something is still to be done is never dropped."""

    audit_retention_days: Annotated[float, Range(0, 3650)] = 730
    """Days it is kept who did what; 0 keeps for ever."""

    tick_seconds: Annotated[float, Range(0.05, 3600)] = 2.0
    """Seconds between looks for leases that ran out and windows that closed; a claim looks by itself."""

    presence_seconds: Annotated[float, Range(5, 86_400)] = 60.0
    """Seconds without a heartbeat after which an agent has vanished, and what the agent holds returns."""

    push_seconds: Annotated[float, Range(0.05, 3600)] = 1.0
    """Seconds between rounds that offer work, wake what was put aside and let queues ask for less."""

    outbox_poll_seconds: Annotated[float, Range(0.01, 60)] = 1.0
    """Seconds between looks at waiting replies; an accepted one is looked at at once."""

    incident_window_seconds: Annotated[float, Range(60, 30 * 86_400)] = 86_400.0
    """Seconds for which what was said is remembered, so that what is like it becomes one incident: a day."""

    incident_answers_per_day: Annotated[int, Range(0, 100_000)] = 0
    """Answers that commands may send to many members of incidents, per network and day; 0 refuses all.
    Networks may take many like answers for spam."""

    undo_seconds: Annotated[float, Range(0, 3600)] = 0.0
    """Seconds in which an accepted reply can be taken back before it leaves; a brand may set its own."""

    hand_off_seconds: Annotated[float, Range(60, 7 * 86_400)] = 1800.0
    """Seconds after which an answer that somebody gives on the network itself comes back as work unless it is
    confirmed."""
