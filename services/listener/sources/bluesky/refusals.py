"""What it means when a server of the AT Protocol says no, to reading and to answering."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import httpx
from atproto_client import exceptions

from services.listener.sources import answers, base, windows

WHAT: Final = "Bluesky"

FAILED: Final = (exceptions.AtProtocolError, httpx.HTTPError, ValueError)
"""What the library raises when a request does not come to a good end; a body that is no JSON among them."""

_ENDED: Final = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing"})
_UNUSABLE: Final = frozenset(
    {
        "AccountDeactivated",
        "AccountSuspended",
        "AccountTakedown",
        "AuthFactorTokenRequired",
        "AuthenticationRequired",
        "InvalidToken",
        "ExpiredToken",
    }
)


def name(error: Exception) -> str:
    """What the network calls it, for example `ExpiredToken`; empty when it does not say."""
    return str(getattr(_content(error), "error", "") or "")


def session_ended(error: Exception) -> bool:
    """Whether the request was refused for want of a session that is still good."""
    return name(error) in _ENDED or _status(error) == httpx.codes.UNAUTHORIZED


def failure(error: Exception, now: datetime) -> base.SourceError:
    """What a request that failed means to reading."""
    if isinstance(error, base.SourceError):
        return error
    if (lost := _lost(error)) is not None:
        return answers.unreachable(lost, WHAT)
    status = _status(error)
    if status == httpx.codes.TOO_MANY_REQUESTS:
        wait = windows.wait(_headers(error), now)
        return base.SourceRateLimited(f"{WHAT} asks us to slow down (429).", wait)
    if status == httpx.codes.UNAUTHORIZED or name(error) in _UNUSABLE:
        return base.SourceRejected(
            f"{WHAT} does not accept the account's identifier and app_password ({status}); make an app "
            "password in its settings and connect the account again."
        )
    return _told(status, _headers(error))


def _told(status: int, headers: dict[str, str]) -> base.SourceError:
    try:
        answers.check(httpx.Response(status or 200, headers=headers), WHAT)
    except base.SourceError as told:
        return told
    return base.SourceUnreachable(f"{WHAT} sent an answer that cannot be read; it is tried again.")


def outcome(error: Exception, now: datetime) -> base.ReplyOutcome:
    """What it means to something we sent."""
    if (lost := _lost(error)) is not None:
        reason = f"{WHAT} gave no answer: {answers.describe(lost)}."
        return base.NeverLeft(reason) if answers.never_left(lost) else base.Unknown(reason)
    status = _status(error)
    needs_a_person = status == httpx.codes.UNAUTHORIZED or name(error) in _UNUSABLE
    if needs_a_person or status == httpx.codes.TOO_MANY_REQUESTS:
        return answers.unsent(failure(error, now))
    if httpx.codes.is_client_error(status) and status != httpx.codes.REQUEST_TIMEOUT:
        return base.Refused(f"{WHAT} refused it ({status}): {_said(error)}", permanent=True)
    said = f"failed with {status}" if status else "sent an answer that cannot be read"
    return base.Unknown(f"{WHAT} {said}; it may have it or not.")


def absent(error: Exception) -> bool:
    """Whether the network says that there is no such record, or no such account."""
    return name(error) in {"RecordNotFound", "RepoNotFound", "NotFound"} or (
        _status(error) == httpx.codes.BAD_REQUEST and "could not locate record" in _said(error).lower()
    )


def _said(error: Exception) -> str:
    words = str(getattr(_content(error), "message", "") or name(error) or "no reason given")
    return words[:300].rstrip(".") + "."


def _lost(error: Exception) -> httpx.HTTPError | None:
    if isinstance(error, httpx.HTTPError):
        return error
    return error.__cause__ if isinstance(error.__cause__, httpx.HTTPError) else None


def _response(error: Exception) -> Any:
    return error.response if isinstance(error, exceptions.RequestErrorBase) else None


def _content(error: Exception) -> Any:
    return getattr(_response(error), "content", None)


def _status(error: Exception) -> int:
    return int(getattr(_response(error), "status_code", 0))


def _headers(error: Exception) -> dict[str, str]:
    return dict(getattr(_response(error), "headers", {}))
