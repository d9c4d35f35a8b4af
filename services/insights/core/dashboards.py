"""Dashboards: questions that are kept, who may see them, and when reports of them are due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from antiphon.insights.v1 import analytics_service_pb2 as analytics
from antiphon.insights.v1 import dashboard_service_pb2 as api
from services.common.model import errors
from services.common.model.principal import ROLES, Principal
from services.insights.core import buckets, naming, slices

MOST_TILES: Final = 24
LONGEST_NAME: Final = 200
LONGEST_SPAN: Final = timedelta(days=3 * 366)
DEFAULT_SPAN: Final = slices.DEFAULT_SPAN
DEFAULT_TTL: Final = timedelta(days=7)
LONGEST_TTL: Final = timedelta(days=366)
NOTED_EVERY: Final = timedelta(hours=1)
"""How often the use of a link is written down at most; looking stays reading otherwise."""

_CHANGERS: Final = frozenset({"lead", "administrator"})
_NEXT_DAYS: Final = 32
"""Days among which every rhythm has one."""


def check(dashboard: api.Dashboard) -> None:
    """Refuses a dashboard that asks nothing, or that keeps what is somebody's to forget.

    Raises:
        InvalidField: what is wrong with it.
    """
    naming.check(dashboard.name, "dashboards", "dashboard.name")
    if not 0 < len(dashboard.display_name.strip()) <= LONGEST_NAME:
        raise errors.InvalidField("dashboard.display_name", f"it must have 1 to {LONGEST_NAME} characters.")
    if not 0 < len(dashboard.tiles) <= MOST_TILES:
        raise errors.InvalidField("dashboard.tiles", f"it takes 1 to {MOST_TILES} tiles.")
    if unknown := set(dashboard.roles) - set(ROLES):
        raise errors.InvalidField("dashboard.roles", f"{min(unknown)} is none of {', '.join(ROLES)}.")
    buckets.zone(dashboard.time_zone)
    for at, tile in enumerate(dashboard.tiles):
        _check_tile(tile, f"dashboard.tiles[{at}]")


def _check_tile(tile: api.Dashboard.Tile, field: str) -> None:
    if tile.kind not in api.Dashboard.Tile.Kind.values() or not tile.kind:
        raise errors.InvalidField(f"{field}.kind", "it must be KIND_TREND, KIND_BREAKDOWN or their like.")
    if not 0 < len(tile.title.strip()) <= LONGEST_NAME:
        raise errors.InvalidField(f"{field}.title", f"it must have 1 to {LONGEST_NAME} characters.")
    if tile.slice.HasField("start_time") or tile.slice.HasField("end_time"):
        raise errors.InvalidField(f"{field}.slice", "it has no times of its own; give a span before now.")
    if tile.slice.author_keys:
        raise errors.InvalidField(f"{field}.slice.author_keys", "a dashboard outlives who is forgotten.")
    if tile.kind == api.Dashboard.Tile.KIND_BREAKDOWN and not tile.dimension:
        raise errors.InvalidField(f"{field}.dimension", "say what it is divided by.")
    span = tile.span.ToTimedelta() if tile.HasField("span") else DEFAULT_SPAN
    if not timedelta(hours=1) <= span <= LONGEST_SPAN:
        raise errors.InvalidField(f"{field}.span", "it must be an hour to three years.")


def kept(dashboard: api.Dashboard, creator: str) -> api.Dashboard:
    """A dashboard as it is kept."""
    found = api.Dashboard()
    found.CopyFrom(dashboard)
    found.creator = creator
    found.roles[:] = sorted(set(dashboard.roles))
    for name in ("create_time", "update_time"):
        found.ClearField(name)
    return found


def is_seen(dashboard: api.Dashboard, principal: Principal) -> bool:
    """Whether somebody sees a dashboard: it is theirs, or shared with a role of theirs."""
    return dashboard.creator == principal.holder or not principal.roles.isdisjoint(dashboard.roles)


def is_changed(dashboard: api.Dashboard, principal: Principal) -> bool:
    """Whether somebody who sees a dashboard may change it."""
    return dashboard.creator == principal.holder or not principal.roles.isdisjoint(_CHANGERS)


def asked(tile: api.Dashboard.Tile, now: datetime) -> analytics.Slice:
    """What a tile is about now; whole hours, so that pages made together ask the same."""
    found = analytics.Slice()
    found.CopyFrom(tile.slice)
    end = now.replace(minute=0, second=0, microsecond=0)
    span = tile.span.ToTimedelta() if tile.HasField("span") else DEFAULT_SPAN
    found.end_time.FromDatetime(end)
    found.start_time.FromDatetime(end - span)
    return found


def ttl(request: api.CreateDashboardLinkRequest) -> timedelta:
    """How long a link shows.

    Raises:
        InvalidField: it is too short or too long.
    """
    found = request.ttl.ToTimedelta() if request.HasField("ttl") else DEFAULT_TTL
    if not timedelta(minutes=1) <= found <= LONGEST_TTL:
        raise errors.InvalidField("ttl", "it must be a minute to 366 days.")
    return found


def is_noted(use_time: int | None, now: int) -> bool:
    """Whether a use of a link now is written down, after the one noted before; microseconds since 1970."""
    return use_time is None or now - use_time >= NOTED_EVERY // timedelta(microseconds=1)


def check_report(report: api.Report) -> None:
    """Refuses a report that is never sent.

    Raises:
        InvalidField: what is wrong with it.
    """
    naming.check(report.name, "reports", "report.name")
    naming.check(report.dashboard, "dashboards", "report.dashboard")
    naming.check(report.channel, "channels", "report.channel")
    if report.rhythm not in _RHYTHMS:
        raise errors.InvalidField("report.rhythm", "it must be RHYTHM_DAILY, _WEEKLY or _MONTHLY.")
    if not 0 <= report.hour < 24:
        raise errors.InvalidField("report.hour", "it must be an hour from 0 to 23.")


def next_time(report: api.Report, time_zone: str, after: datetime) -> datetime:
    """When a report is sent next; an hour that the clocks leave out is the one after it."""
    where = buckets.zone(time_zone)
    today = after.astimezone(where).date()
    for day in _days(today):
        moment = datetime.combine(day, time(report.hour), where).astimezone(UTC)
        if moment > after and _is_day(report.rhythm, day):
            return moment
    raise AssertionError(report.rhythm)  # every rhythm has a day among so many


def _days(first: date) -> Iterable[date]:
    return (first + timedelta(days=ahead) for ahead in range(_NEXT_DAYS + 1))


def _is_day(rhythm: int, day: date) -> bool:
    if rhythm == api.Report.RHYTHM_WEEKLY:
        return day.weekday() == 0
    return rhythm == api.Report.RHYTHM_DAILY or day.day == 1


_RHYTHMS: Final = (api.Report.RHYTHM_DAILY, api.Report.RHYTHM_WEEKLY, api.Report.RHYTHM_MONTHLY)
