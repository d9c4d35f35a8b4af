"""How long a network asks to wait when it tells, not the pause, but when its window begins anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from services.listener.sources import answers

RESETS: Final = ("ratelimit-reset", "x-ratelimit-reset")
"""Headers with such a moment: seconds since 1970 (atproto, GoToSocial) or ISO 8601 (Mastodon)."""

_LONGEST_WAIT_SECONDS: Final = 86_400.0


def wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to wait; `Retry-After` has the say, and a moment counts by the network's own clock.

    Args:
        headers: of the answer, with lower-case names or in any case if the mapping does not mind.
        now: the time here, where the network does not tell its own.
    """
    asked = answers.retry_after(httpx.Response(429, headers=dict(headers)), now)
    if asked is not None:
        return asked
    told = next((headers[name] for name in RESETS if headers.get(name)), "")
    reset = _moment(told)
    if reset is None:
        return None
    seconds = reset.timestamp() - (_date(headers.get("date", "")) or now).timestamp()
    return min(max(seconds, 0.0), _LONGEST_WAIT_SECONDS)


def _moment(told: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(told), UTC)
    except (ValueError, OverflowError, OSError):
        pass
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _date(told: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
