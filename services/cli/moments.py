"""Moments as people write them on a command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import typer
from google.protobuf import timestamp_pb2

from services.cli import schedules


def read(text: str, now: datetime | None = None) -> timestamp_pb2.Timestamp:
    """A moment to come, written as `2026-12-24T09:00Z`, in UTC where it names no zone, or as `in 2h30m`.

    Raises:
        typer.BadParameter: if it is none, or has passed.
    """
    stamp, present = timestamp_pb2.Timestamp(), now or datetime.now(UTC)
    if text.startswith("in "):
        away = timedelta(seconds=schedules.seconds(text.removeprefix("in ").strip(), text))
        stamp.FromDatetime(present + away)
        return stamp
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no moment; write it like 2026-12-24T09:00Z, or like 'in 2h30m'."
        ) from None
    told = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if told < present:
        raise typer.BadParameter(
            f"{text!r} has passed; it is {present:%Y-%m-%dT%H:%MZ} now, in UTC. Write a later one."
        )
    stamp.FromDatetime(told)
    return stamp
