"""What it means when X says no, to reading and to answering."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx
import msgspec

from services.listener.sources import answers, base

WHAT: Final = "X"

_LONGEST_WAIT_SECONDS: Final = 86_400.0
_CAPS: Final = ("usage-cap", "usagecap", "monthly", "spend", "credit")
_SUMMONED: Final = ("mentioned", "engaged", "summon", "reply to this conversation", "quoted")
_TWICE: Final = ("duplicate",)
_FOR_GOOD: Final = {
    400: "X refuses it as it is (400); check its length and its characters.",
    401: "X does not accept the account's access (401); connect it with `antiphon source connect`.",
    404: "What it is about is no longer on X (404).",
    413: "X takes no pictures of that size (413).",
}


def told_time(response: httpx.Response) -> datetime | None:
    """The time by the network's clock when it answered, to the second; None when it does not say."""
    try:
        told = parsedate_to_datetime(response.headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def retry_after(response: httpx.Response, now: datetime) -> float | None:
    """Seconds to wait: X tells the moment at which its window begins anew, in seconds since 1970."""
    asked = answers.retry_after(response, now)
    if asked is not None:
        return asked
    try:
        reset = float(response.headers["x-rate-limit-reset"])
    except (KeyError, ValueError):
        return None
    seconds = reset - (told_time(response) or now).timestamp()
    return min(max(seconds, 0.0), _LONGEST_WAIT_SECONDS)


def check(response: httpx.Response, now: datetime) -> None:
    """Lets success pass.

    Raises:
        SourceError: of the kind that the refusal calls for.
    """
    if response.is_success:
        return
    status, words = response.status_code, problem(response)
    if status == httpx.codes.PAYMENT_REQUIRED or (status in {403, 429} and _has(words, _CAPS)):
        raise base.SourceQuotaSpent(
            f"The app's credits or its month on X are used up ({status}); add credits or wait.",
            retry_after(response, now),
        )
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise base.SourceRateLimited("X asks us to slow down (429).", retry_after(response, now))
    if status == httpx.codes.UNAUTHORIZED:
        raise base.SourceRejected(
            "X does not accept the credentials (401); set a new bearer_token or connect the account again."
        )
    if status == httpx.codes.FORBIDDEN:
        raise base.SourceRejected(
            "X does not let the app do this (403); check its plan and what the account has allowed."
        )
    answers.check(response, WHAT)


def outcome(response: httpx.Response, now: datetime) -> base.ReplyOutcome:
    """What an answer other than success means for something we sent."""
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return base.Refused(
            "X asks us to slow down (429).", permanent=False, retry_after=retry_after(response, now)
        )
    if status == httpx.codes.PAYMENT_REQUIRED:
        return base.Refused("The app's credits on X are used up (402); add credits.", permanent=False)
    if status == httpx.codes.FORBIDDEN:
        return base.Refused(_forbidden(problem(response)), permanent=True)
    if status in _FOR_GOOD:
        return base.Refused(_FOR_GOOD[status], permanent=True)
    if response.is_client_error:
        return base.Refused(f"X refuses it ({status}).", permanent=True)
    return base.Unknown(f"X answered with {status}, which does not say whether it has it.")


def _forbidden(words: str) -> str:
    if _has(words, _TWICE):
        return "X already has a post of the account with these words (403); change them."
    if _has(words, _SUMMONED):
        return (
            "X lets the app answer only authors who mentioned or quoted the account (403); "
            "answer by hand on X, or ask the author to mention the account."
        )
    return (
        "X does not let the account do this (403): the author may limit who answers, or the account has not "
        "allowed it; connect the account again or do it by hand on X."
    )


def _has(words: str, signs: tuple[str, ...]) -> bool:
    return any(sign in words for sign in signs)


def problem(response: httpx.Response) -> str:
    """The words of a refusal in lower case, for finding signs in; never shown or logged."""
    try:
        told = msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        return ""
    return " ".join(_words(told)).lower()


def _words(told: Any) -> list[str]:
    if not isinstance(told, dict):
        return []
    found = [str(told[name]) for name in ("type", "title", "detail", "reason") if name in told]
    for entry in told.get("errors") or ():
        if isinstance(entry, dict):
            found += [str(entry[name]) for name in ("type", "title", "detail", "message") if name in entry]
    return found
