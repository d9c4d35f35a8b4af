"""Turns the text of a variable into a value of the declared type, or says what is wrong with it."""

from __future__ import annotations

import math
import types
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from services.common.config.kinds import Range, Secret

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})


class BadValue(ValueError):
    """The text is no value of the type; the message says what is expected."""


def is_secret(annotation: Any) -> bool:
    """Whether messages must not repeat the value."""
    return any(isinstance(mark, Secret) for mark in marks(annotation))


def marks(annotation: Any) -> tuple[Any, ...]:
    """What stands beside the type in `Annotated`."""
    return get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()


def parse(text: str, annotation: Any) -> Any:
    """The value that `text` spells.

    Raises:
        BadValue: if it spells none.
    """
    origin = get_origin(annotation)
    if origin is Annotated:
        return _parse_annotated(text, annotation)
    if origin is Literal:
        return _parse_choice(text, get_args(annotation))
    if origin in (Union, types.UnionType):
        return _parse_optional(text, annotation)
    if origin is tuple:
        return tuple(parse(part.strip(), get_args(annotation)[0]) for part in text.split(",") if part.strip())
    return _PARSERS[annotation](text)


def describe(annotation: Any) -> str:
    """The type in words, for the reference page."""
    origin = get_origin(annotation)
    if origin is Annotated:
        limits = [mark for mark in marks(annotation) if isinstance(mark, Range)]
        words = describe(get_args(annotation)[0])
        return f"{words}, {limits[0].low:,g} to {limits[0].high:,.15g}" if limits else words
    if origin is Literal:
        return " or ".join(f"`{choice}`" for choice in get_args(annotation))
    if origin in (Union, types.UnionType):
        return f"{describe(_inner(annotation))}, or empty"
    if origin is tuple:
        return f"{describe(get_args(annotation)[0])}s, separated by commas"
    return _WORDS[annotation]


def _parse_annotated(text: str, annotation: Any) -> Any:
    value = parse(text, get_args(annotation)[0])
    for mark in marks(annotation):
        if isinstance(mark, Range) and not mark.low <= value <= mark.high:
            raise BadValue(f"set it between {mark.low:,g} and {mark.high:,.15g}")
    return value


def _parse_choice(text: str, choices: tuple[str, ...]) -> str:
    for choice in choices:
        if text.casefold() == choice.casefold():
            return choice
    raise BadValue(f"set it to one of {', '.join(choices)}")


def _parse_optional(text: str, annotation: Any) -> Any:
    return parse(text, _inner(annotation)) if text else None


def _inner(annotation: Any) -> Any:
    return next(part for part in get_args(annotation) if part is not type(None))


def _parse_int(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadValue("set it to a whole number") from None


def _parse_float(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise BadValue("set it to a number") from None
    if not math.isfinite(number):
        raise BadValue("set it to a number")
    return number


def _parse_bool(text: str) -> bool:
    word = text.casefold()
    if word in TRUE_WORDS or word in FALSE_WORDS:
        return word in TRUE_WORDS
    raise BadValue("set it to true or false")


def _parse_path(text: str) -> Path:
    if not text:
        raise BadValue("set it to a path")
    return Path(text).expanduser()


_PARSERS: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: _parse_int,
    float: _parse_float,
    bool: _parse_bool,
    Path: _parse_path,
}

_WORDS: dict[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    Path: "path",
}
