"""Traces of errors for the log: where it happened and what kind it was, without what people wrote.

Libraries like to quote the data they failed on: databases a row, validators the input. They do so after
the first line or at length, so of a message only the beginning of its first line is kept.
Messages of our own errors are written by us, hold no personal data, and stay whole.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any, Final

from services.common.model import errors

MAX_MESSAGE: Final = 200
"""Characters kept of a message of somebody else's error."""

CAUSE: Final = "The error above caused this one:"
CONTEXT: Final = "While the error above was handled, this one happened:"


def add_trace(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor: turns `exc_info` into the text `exception`."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = render(error)
    return event


def render(error: BaseException) -> str:
    """The error with its causes, oldest first, and the members of groups."""
    return "\n".join(_lines(error, set()))


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _lines(before, seen)
        yield CAUSE if error.__cause__ is not None else CONTEXT
    yield "Traceback (most recent call last):"
    yield from (line.rstrip("\n") for line in traceback.format_tb(error.__traceback__))
    yield f"{type(error).__qualname__}: {message_of(error)}"
    if isinstance(error, BaseExceptionGroup):
        for number, inner in enumerate(error.exceptions, 1):
            yield f"  {number} of {len(error.exceptions)}:"
            yield from (f"  {line}" for line in _lines(inner, seen))


def message_of(error: BaseException) -> str:
    """What the error says, as far as a log may repeat it."""
    if isinstance(error, errors.AntiphonError):
        return str(error)
    first = str(error).partition("\n")[0]
    return first if len(first) <= MAX_MESSAGE else f"{first[:MAX_MESSAGE]}…"
