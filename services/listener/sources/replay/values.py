"""Values of records as the contracts want them: dates, counts, flags, names.

Every function gives the value or raises `ValueError` with the rest of a sentence that begins with the
field's name.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from antiphon.mention.v1 import mention_pb2
from services.listener.sources import items

_MAX_INT64: Final = 2**63 - 1
_YEAR_9999_US: Final = 253_402_300_799_000_000
_NETWORK: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_NETWORK_NAMES: Final = {"twitter": "x", "x.com": "x", "bsky": "bluesky", "feed": "rss"}

_Kind = mention_pb2.Mention.Kind
_KINDS: Final = {
    "post": _Kind.KIND_POST,
    "tweet": _Kind.KIND_POST,
    "status": _Kind.KIND_POST,
    "article": _Kind.KIND_POST,
    "reply": _Kind.KIND_REPLY,
    "answer": _Kind.KIND_REPLY,
    "comment": _Kind.KIND_COMMENT,
    "review": _Kind.KIND_REVIEW,
    "message": _Kind.KIND_MESSAGE,
    "dm": _Kind.KIND_MESSAGE,
    "repost": _Kind.KIND_REPOST,
    "retweet": _Kind.KIND_REPOST,
    "quote": _Kind.KIND_QUOTE,
}
KINDS: Final = {
    spelling: kind for name, kind in _KINDS.items() for spelling in (name, name.upper(), name.title())
}
"""Form of a contribution by its name in a record."""


def moment(value: object) -> items.Stamp:
    """A date: ISO 8601 (UTC where no zone is given), RFC 2822, or seconds, ms, µs or ns since 1970."""
    if type(value) is str:
        return _moment_of_text(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _moment_of_number(value)
    raise ValueError("is no date; write it as 2026-01-31T12:00:00Z or as seconds since 1970.")


def _moment_of_text(text: str) -> items.Stamp:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        parsed = _unusual_date(text.strip())
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=UTC)
    return items.Stamp(math.floor(parsed.timestamp()), parsed.microsecond * 1000)


def _unusual_date(text: str) -> datetime:
    try:
        stamp = _moment_of_number(float(text))
        return datetime.fromtimestamp(stamp.seconds, UTC).replace(microsecond=stamp.nanos // 1000)
    except (ValueError, OverflowError):
        pass
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        raise ValueError(
            "is no date that we know; write it as 2026-01-31T12:00:00Z or as seconds since 1970."
        ) from None


def _moment_of_number(number: float) -> items.Stamp:
    if not math.isfinite(number):
        raise ValueError("is no date; write seconds since 1970.")
    size = abs(number)
    scale = 1_000_000 if size < 1e11 else 1_000 if size < 1e14 else 1 if size < 1e17 else 0.001
    micros = round(number * scale)
    if not -_YEAR_9999_US // 4 < micros < _YEAR_9999_US:
        raise ValueError("is a date outside the years we can hold; write seconds since 1970.")
    return items.stamp_of_us(micros)


def count(value: object) -> int | None:
    """A number of likes and the like; None where it is no such number, which loses nothing."""
    if type(value) is int:
        return value if 0 <= value <= _MAX_INT64 else None
    if isinstance(value, float | str):
        try:
            number = float(value)
        except ValueError:
            return None
        return int(number) if 0 <= number < 2**53 else None
    return None


def identifier(value: object) -> str:
    """An identifier as text."""
    if type(value) is str:
        return value.strip()
    if type(value) is int:
        return str(value)
    raise ValueError("is neither text nor a whole number; write it as text, so that no digit is lost.")


def flag(value: object) -> bool:
    """Whether something is so."""
    return value is True or (
        isinstance(value, str | int) and str(value).strip().lower() in {"1", "true", "yes", "y"}
    )


def rating(value: object) -> float | None:
    """A rating from 0 to 1; None where the value is none."""
    try:
        number = float(value)  # type: ignore[arg-type]  # whatever the file held; the refusal is caught
    except (TypeError, ValueError):
        return None
    return number if 0 <= number <= 1 else None


def network(value: object) -> str:
    """The name of a network as it stands in keys and subjects."""
    name = str(value).strip().lower()
    name = _NETWORK_NAMES.get(name, name)
    if not _NETWORK.fullmatch(name):
        raise ValueError("is no name of a network; use letters, digits and hyphens, for example bluesky.")
    return name
