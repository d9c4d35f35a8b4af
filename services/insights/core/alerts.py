"""When a watched slice is worth a word, and when it has had one already."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.common.model import errors
from services.insights.core import buckets, cells, channels, naming, spikes
from services.insights.core.spikes import Found

PAST_HOURS: Final = spikes.WEEK * spikes.WEEKS + 1
"""Hours before the first that is judged which tell what is usual."""

COOLDOWN: Final = timedelta(hours=1)
_DIRECTIONS: Final = {
    api.Alert.KIND_UNSPECIFIED: api.Spike.DIRECTION_SPIKE,
    api.Alert.KIND_SPIKE: api.Spike.DIRECTION_SPIKE,
    api.Alert.KIND_DIP: api.Spike.DIRECTION_DIP,
}


def check(alert: api.Alert, *, named: bool) -> None:
    """Refuses an alert that means nothing.

    Raises:
        InvalidField: what is wrong with it.
    """
    if named:
        naming.check(alert.name, "alerts", "alert.name")
    if named and not alert.slice.brands:
        raise errors.InvalidField("alert.slice.brands", "name a brand: its webhooks are told.")
    if len(alert.channels) > channels.MOST_OF_AN_ALERT:
        raise errors.InvalidField("alert.channels", f"it takes at most {channels.MOST_OF_AN_ALERT}.")
    if alert.slice.HasField("start_time") or alert.slice.HasField("end_time"):
        raise errors.InvalidField("alert.slice", "an alert watches the present; leave the times out.")
    if alert.kind == api.Alert.KIND_THRESHOLD and alert.threshold < 1:
        raise errors.InvalidField("alert.threshold", "it must be 1 or more.")
    for name in ("quiet_start_hour", "quiet_end_hour"):
        if not 0 <= getattr(alert, name) < 24:
            raise errors.InvalidField(f"alert.{name}", "it must be an hour from 0 to 23.")
    buckets.zone(alert.time_zone)


def found(alert: api.Alert, counts: Sequence[int], seen: Sequence[bool], first: int) -> list[Found]:
    """What an alert looks for, from an hour on; hours that were not seen are nothing."""
    if alert.kind == api.Alert.KIND_THRESHOLD:
        return [
            Found(at, at + 1, int(api.Spike.DIRECTION_SPIKE), counts[at], float(alert.threshold), 0.0)
            for at in range(first, len(counts))
            if seen[at] and counts[at] > alert.threshold
        ]
    direction = _DIRECTIONS[alert.kind]
    held = spikes.find(counts, seen, first, alert.sensitivity)
    return [each for each in held if each.direction == direction]


def told(alert: api.Alert, events: Iterable[Found], start: int, tell_time: int = 0) -> list[Found]:
    """Of what was found those that are told, with cooldown and quiet hours kept; hour 0 begins at `start`.

    What begins in quiet hours and lasts past them is told; what does not is not.
    """
    where = buckets.zone(alert.time_zone)
    kept, last = [], tell_time
    for each in events:
        moment = _first_loud(alert, where, start, each)
        if moment is None or (last and moment - last < _cooldown(alert)):
            continue
        last = moment
        kept.append(each)
    return kept


def sentence(alert: api.Alert, each: Found) -> str:
    """What is told of it."""
    name = alert.display_name or alert.name.removeprefix("alerts/")
    if alert.kind == api.Alert.KIND_THRESHOLD:
        return f"{name}: {each.count:,} mentions in an hour, more than {alert.threshold:,}."
    kind = "fewer" if each.direction == api.Spike.DIRECTION_DIP else "more"
    hours = "an hour" if each.last - each.first == 1 else f"{each.last - each.first} hours"
    return f"{name}: {each.count:,} mentions in {hours}, {kind} than the {each.usual:,.0f} to be expected."


def _first_loud(alert: api.Alert, where: zoneinfo.ZoneInfo, start: int, each: Found) -> int | None:
    moments = (start + hour * cells.HOUR for hour in range(each.first, each.last))
    return next((moment for moment in moments if not _is_quiet(alert, where, moment)), None)


def _is_quiet(alert: api.Alert, where: zoneinfo.ZoneInfo, moment: int) -> bool:
    first, last, hour = alert.quiet_start_hour, alert.quiet_end_hour, buckets.on_wall(moment, where).hour
    return first <= hour < last if first <= last else hour >= first or hour < last


def _cooldown(alert: api.Alert) -> int:
    given = alert.cooldown.ToTimedelta() if alert.HasField("cooldown") else COOLDOWN
    return given // timedelta(microseconds=1)
