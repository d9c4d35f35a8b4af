"""Settings of queues and agents, changed in what a command line names; all else stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import typer
from google.protobuf.message import Message

from services.cli import staffing

NONE: Final = "none"
"""What people write for a capacity without a limit."""

Given = Mapping[str, Any]
"""Fields with their new values; None where nothing was said, `NONE` where the field is to be empty."""


def change(message: Message, given: Given) -> bool:
    """Puts what was said into a message; whether anything was."""
    said = {field: value for field, value in given.items() if value is not None}
    for field, value in said.items():
        message.ClearField(field)
        if isinstance(value, Mapping):
            getattr(message, field).update(value)
        elif isinstance(value, (list, tuple)):
            getattr(message, field).extend(value)
        elif value != NONE:
            setattr(message, field, value)
    return bool(said)


def names(given: Sequence[str] | None, name: Callable[[str], str]) -> list[str] | None:
    """Resource names; an empty word stands for none of them."""
    return None if given is None else [name(one) for one in given if one]


def numbers(given: Sequence[str] | None, what: str) -> dict[str, int] | None:
    """Pairs such as `french=5`; an empty word stands for none of them."""
    return None if given is None else staffing.numbers(filter(None, given), what)


def seconds(text: str | None) -> int | None:
    """A stretch of time; an empty word stands for none."""
    return None if text is None else staffing.seconds(text)


def steps(given: Iterable[str] | None) -> list[Message] | None:
    """Steps; an empty word stands for none of them."""
    return None if given is None else [staffing.step(one) for one in given if one]


def choice(given: str | None, known: Mapping[str, Any], what: str) -> Any:
    """One of the words that a field knows.

    Raises:
        typer.BadParameter: if it is none of them.
    """
    if given is not None and given not in known:
        raise typer.BadParameter(f"{given!r} is no {what}; write {' or '.join(known)}.")
    return None if given is None else known[given]


def capacity(given: str | None) -> int | str | None:
    """A capacity, or `none` for no limit.

    Raises:
        typer.BadParameter: if it is neither.
    """
    if given is None or given == NONE:
        return given
    if not given.isdecimal():
        raise typer.BadParameter(f"{given!r} is no capacity; write a number, or none for no limit.")
    return int(given)
