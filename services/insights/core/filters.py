"""The filter language of `ListMentions`: a small part of AIP-160, read once into comparisons.

Faults name the column, so that a person finds the place in what they typed:
`filter: column 12: sentiment takes NEGATIVE, NEUTRAL or POSITIVE, not "angry".`
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NoReturn

from antiphon.scoring.v1 import score_pb2
from services.common.model import errors
from services.insights.core import digests, words

EQUALITY: Final = ("=", "!=")
ORDER: Final = ("<", "<=", ">", ">=")
HAS: Final = (":",)

LONGEST: Final = 10_000

SENTIMENTS: Final[Mapping[str, int]] = {
    "NEGATIVE": score_pb2.Sentiment.LABEL_NEGATIVE,
    "NEUTRAL": score_pb2.Sentiment.LABEL_NEUTRAL,
    "POSITIVE": score_pb2.Sentiment.LABEL_POSITIVE,
}

Value = str | int | float | bytes


@dataclass(frozen=True, slots=True)
class Comparison:
    """One condition. `value` is in the form the archive keeps: digests, microseconds, folded words."""

    field: str
    operator: str
    value: Value


class _Fault(Exception):
    """A value that its field does not take; the sentence says what it takes."""


@dataclass(frozen=True, slots=True)
class _Field:
    operators: tuple[str, ...]
    read: Callable[[str], Value]


def _prefixed(prefix: str) -> Callable[[str], Value]:
    return lambda text: text if text.startswith(prefix) else prefix + text


def _sentiment(text: str) -> Value:
    if text not in SENTIMENTS:
        raise _Fault(f'sentiment takes NEGATIVE, NEUTRAL or POSITIVE, not "{text}"')
    return SENTIMENTS[text]


def _time(text: str) -> Value:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise _Fault(f'create_time takes a time with its zone such as 2026-01-31T09:00:00Z, not "{text}"')
    return round(moment.timestamp() * 1_000_000)


def _number(text: str) -> Value:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise _Fault(f'compound takes a number from -1 to 1, not "{text}"')
    return number


def _words(text: str) -> Value:
    folded = words.fold(text)
    if not folded.strip():
        raise _Fault(f'text takes a word or a "phrase", and "{text}" has no letter or digit')
    return folded


def _link(text: str) -> Value:
    if not text.startswith(("https://", "http://")):
        raise _Fault(f'link takes a whole one such as https://example.com/1, not "{text}"')
    return text


def _digest(text: str) -> Value:
    return digests.author(text)


FIELDS: Final[Mapping[str, _Field]] = {
    "brand": _Field(EQUALITY, _prefixed("brands/")),
    "network": _Field(EQUALITY, str.lower),
    "source": _Field(EQUALITY, _prefixed("sources/")),
    "author": _Field(EQUALITY, _digest),
    "language": _Field(EQUALITY, str.lower),
    "sentiment": _Field(EQUALITY, _sentiment),
    "conversation": _Field(EQUALITY, str),
    "link": _Field(("=",), _link),
    "create_time": _Field(ORDER, _time),
    "compound": _Field(ORDER, _number),
    "text": _Field(HAS, _words),
}

_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_OPERATOR = re.compile(r"!=|<=|>=|[=<>:]")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_BARE = re.compile(r'[^\s"()=<>!]+')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def parse(text: str) -> tuple[Comparison, ...]:
    """The comparisons of a filter, all of which must hold; none for an empty filter.

    Raises:
        InvalidField: if `text` is not of the documented subset.
    """
    if len(text) > LONGEST:
        raise errors.InvalidField("filter", f"it has {len(text)} characters; at most {LONGEST} are read.")
    return tuple(_Reader(text).comparisons())


class _Reader:
    """Walks once over the text, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = _SPACE.match(text).end()  # type: ignore[union-attr]  # \s* always matches

    def comparisons(self) -> Iterator[Comparison]:
        if self._ended():
            return
        yield self._comparison()
        while not self._ended():
            self._conjunction()
            yield self._comparison()

    def _comparison(self) -> Comparison:
        start = self._at
        name = self._take(_NAME)
        if name is None:
            self._refuse(self._at, f"a field is expected here: one of {', '.join(FIELDS)}")
        if name in {"NOT", "OR"}:
            self._refuse(start, f"{name} is not supported; join comparisons with AND")
        if name not in FIELDS:
            self._refuse(start, f'there is no field "{name}"; the fields are {", ".join(FIELDS)}')
        field = FIELDS[name]
        operator = self._operator(name, field)
        return Comparison(name, operator, self._value(name, operator, field))

    def _operator(self, name: str, field: _Field) -> str:
        at = self._at
        operator = self._take(_OPERATOR)
        if operator not in field.operators:
            self._refuse(at, f"{name} is compared with {' or '.join(field.operators)}")
        return operator

    def _value(self, name: str, operator: str, field: _Field) -> Value:
        at = self._at
        raw = self._quoted() if self._text.startswith('"', at) else self._take(_BARE)
        if raw is None:
            self._refuse(at, f"a value is expected after {name} {operator}")
        try:
            return field.read(raw)
        except _Fault as fault:
            self._refuse(at, str(fault))

    def _quoted(self) -> str:
        found = _QUOTED.match(self._text, self._at)
        if found is None:
            self._refuse(self._at, 'this quotation mark is never closed; add a second "')
        self._move(found.end())
        return _ESCAPE.sub(r"\1", found[1])

    def _conjunction(self) -> None:
        at = self._at
        if self._take(_NAME) != "AND":
            self._refuse(at, "AND is expected between two comparisons")
        if self._ended():
            self._refuse(at, "AND has nothing after it")

    def _take(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.match(self._text, self._at)
        if found is None:
            return None
        self._move(found.end())
        return found[0]

    def _move(self, to: int) -> None:
        self._at = _SPACE.match(self._text, to).end()  # type: ignore[union-attr]  # \s* always matches

    def _ended(self) -> bool:
        return self._at >= len(self._text)

    def _refuse(self, at: int, problem: str) -> NoReturn:
        raise errors.InvalidField("filter", f"column {at + 1}: {problem}.")
