"""Folds rows of sums into what is asked for: buckets, parts, hours of the week."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol

from antiphon.insights.v1 import analytics_service_pb2 as api
from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.common.model import errors
from services.insights.core import buckets, figures
from services.insights.core.figures import Sums

OTHER: Final = "other"

COLUMNS: Final[Mapping[int, str]] = {
    api.DIMENSION_NETWORK: "network",
    api.DIMENSION_LANGUAGE: "language",
    api.DIMENSION_SENTIMENT: "sentiment",
    api.DIMENSION_EMOTION: "emotion",
    api.DIMENSION_INTENT: "intent",
    api.DIMENSION_COUNTRY: "country",
}
"""Dimensions that are columns of the facets."""

SCOPED: Final[Mapping[int, str]] = {api.DIMENSION_BRAND: "brand", api.DIMENSION_QUERY: "query"}
"""Dimensions of which a mention may have several values."""

_ENUMS: Final[Mapping[str, tuple[Callable[[int], str], str]]] = {
    "sentiment": (score_pb2.Sentiment.Label.Name, "LABEL_"),
    "emotion": (findings_pb2.Emotion.Label.Name, "LABEL_"),
    "intent": (findings_pb2.Intent.Kind.Name, "KIND_"),
}


class Row(Protocol):
    """Sums of one combination."""

    @property
    def time(self) -> int: ...
    @property
    def scope(self) -> int: ...
    @property
    def value(self) -> str | int: ...
    @property
    def sums(self) -> Sums: ...


def known(dimension: int, *, needed: bool) -> None:
    """Refuses a dimension that this build does not know.

    Raises:
        InvalidField: it is unknown, or there is none and one is needed.
    """
    if dimension in COLUMNS or dimension in SCOPED or (not dimension and not needed):
        return
    raise errors.InvalidField("dimension", "give one of DIMENSION_BRAND, _NETWORK, _LANGUAGE and their like.")


def name(column: str, value: str | int) -> str:
    """A value of a column as it is told."""
    if column not in _ENUMS:
        return str(value)
    spelled, prefix = _ENUMS[column]
    try:
        return spelled(int(value)).removeprefix(prefix)
    except ValueError:
        return "UNSPECIFIED"


def by_value(
    rows: Iterable[Row], dimension: int, matches: Mapping[int, Sequence[str]]
) -> dict[str, list[Row]]:
    """Rows by what they are told as; a row of two brands is a row of both."""
    column, found = COLUMNS.get(dimension, ""), dict[str, list[Row]]()
    for row in rows:
        values: Sequence[str] = ("",)
        if dimension in SCOPED:
            values = matches.get(row.scope, ())
        elif column:
            values = (name(column, row.value),)
        for value in values:
            found.setdefault(value, []).append(row)
    return found


def parts(
    rows: Iterable[Row], dimension: int, matches: Mapping[int, Sequence[str]]
) -> list[tuple[str, Sums]]:
    """Sums by value, the largest first."""
    groups = by_value(rows, dimension, matches)
    return largest({value: figures.total(row.sums for row in group) for value, group in groups.items()})


def largest(sums: Mapping[str, Sums]) -> list[tuple[str, Sums]]:
    """By count, then by name."""
    return sorted(sums.items(), key=lambda part: (-part[1].mentions, part[0]))


def in_buckets(rows: Iterable[Row], edges: Sequence[int], moment: Callable[[int], int]) -> list[Sums]:
    """Sums of each bucket; `moment` is the first of what a row's time stands for."""
    groups: dict[int, list[Sums]] = {}
    places: dict[int, int] = {}
    for row in rows:
        if (place := places.get(row.time)) is None:
            place = places[row.time] = buckets.of(edges, moment(row.time))
        groups.setdefault(place, []).append(row.sums)
    return [figures.total(groups.get(at, ())) for at in range(len(edges) - 1)]


def in_week(rows: Iterable[Row]) -> dict[tuple[int, int], Sums]:
    """Sums by weekday (1 for Monday) and hour, of rows by hour of the week."""
    return {(row.time // 24 + 1, row.time % 24): row.sums for row in rows}


def few(lines: Mapping[str, list[Sums]], count: int) -> list[tuple[str, list[Sums]]]:
    """The largest lines, and the others added up as one."""
    order = [value for value, _ in largest({value: figures.total(line) for value, line in lines.items()})]
    found = [(value, lines[value]) for value in order[:count]]
    if rest := [lines[value] for value in order[count:]]:
        found.append((OTHER, [figures.total(column) for column in zip(*rest, strict=True)]))
    return found
