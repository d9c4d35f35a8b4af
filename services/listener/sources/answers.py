"""What an HTTP answer means to a source, told the same way whichever network gave it."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from services.listener.sources import base

_LONGEST_WAIT_SECONDS: Final = 86_400.0
_NEEDS_A_PERSON: Final = {
    400: "refuses the request; check the source's settings",
    401: "does not accept the credentials; set new ones",
    403: "does not let us read; check the credentials and their rights",
    404: "has nothing at that address; check it",
    410: "says that it is gone for good; delete the source",
}


def retry_after(response: httpx.Response, now: datetime | None = None) -> float | None:
    """Seconds the network asks to wait, from a number or a date; None when it does not say."""
    raw = response.headers.get("retry-after", "").strip()
    if not raw:
        return None
    try:
        seconds = float(raw)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(raw) - (now or datetime.now(UTC))).total_seconds()
        except (ValueError, TypeError):
            return None
    return min(max(seconds, 0.0), _LONGEST_WAIT_SECONDS) if math.isfinite(seconds) else None


def check(response: httpx.Response, what: str) -> None:
    """Lets success pass; `what` names the network in the sentence.

    Raises:
        SourceError: of the kind that the status calls for.
    """
    status = response.status_code
    if response.is_success or status == httpx.codes.NOT_MODIFIED:
        return
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise base.SourceRateLimited(f"{what} asks us to slow down (429).", retry_after(response))
    if status in _NEEDS_A_PERSON:
        raise base.SourceRejected(f"{what} {_NEEDS_A_PERSON[status]} ({status}).")
    raise base.SourceUnreachable(f"{what} answers with {status}; it is tried again.", retry_after(response))


def unreachable(error: httpx.HTTPError, what: str) -> base.SourceUnreachable:
    """The error for a request that got no answer."""
    return base.SourceUnreachable(f"{what} cannot be reached ({describe(error)}); it is tried again.")


def describe(error: httpx.HTTPError) -> str:
    """What happened, in words without addresses or contents."""
    if isinstance(error, httpx.ConnectTimeout):
        return "no connection in time"
    if isinstance(error, httpx.ConnectError):
        return "connection refused"
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx.TooManyRedirects):
        return "too many redirects"
    return "connection lost"


def never_left(error: httpx.HTTPError) -> bool:
    """Whether the request provably never reached the network: there was no connection to send it on."""
    return isinstance(
        error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.UnsupportedProtocol
    )


def unsent(error: base.SourceError) -> base.Refused | base.NeverLeft:
    """What becomes of an answer when something that comes before it failed: not one byte of it has left."""
    if isinstance(error, base.SourceRejected):
        return base.Refused(error.sentence, permanent=True)
    if isinstance(error, base.SourceRateLimited):
        return base.Refused(error.sentence, permanent=False, retry_after=error.retry_after)
    return base.NeverLeft(error.sentence)


def unanswered(error: httpx.HTTPError, what: str) -> base.NeverLeft | base.Unknown:
    """What becomes of an answer when the request that carries it got none; `what` names the network."""
    reason = f"{what} gave no answer: {describe(error)}."
    return base.NeverLeft(reason) if never_left(error) else base.Unknown(reason)
