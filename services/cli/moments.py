"""Moments as people write them on a command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import typer
from google.protobuf import timestamp_pb2

from services.cli import schedules


def read(text: str, now: datetime | None = None) -> timestamp_pb2.Timestamp:
    """A moment written as `2026-12-24T09:00Z`, in UTC where it names no zone, or as `in 2h30m`."""
    stamp = timestamp_pb2.Timestamp()
    if text.startswith("in "):
        away = timedelta(seconds=schedules.seconds(text.removeprefix("in ").strip(), text))
        stamp.FromDatetime((now or datetime.now(UTC)) + away)
        return stamp
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no moment; write it like 2026-12-24T09:00Z, or like 'in 2h30m'."
        ) from None
    stamp.FromDatetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return stamp
