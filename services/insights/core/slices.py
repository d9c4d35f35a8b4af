"""What is counted, read once from a request into the form that the archive keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from google.protobuf import timestamp_pb2

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.common.model import errors
from services.common.queries import filtering
from services.insights.core import cells, digests, words

DEFAULT_SPAN: Final = timedelta(days=30)
MOST_VALUES: Final = 1_000

_SECOND: Final = 1_000_000
_LISTS: Final = {
    "networks": "network",
    "languages": "language",
    "sentiments": "sentiment",
    "emotions": "emotion",
    "intents": "intent",
    "countries": "country",
}
_FLAGS: Final = ("own", "spam", "corrected", "erased")


class Rows(NamedTuple):
    """Rows of the archive that a query asks for, of what was published from `start` up to `end`."""

    start: int
    end: int
    ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class Cut:
    """Conditions that all hold.

    Attributes:
        start: first moment, in microseconds since 1970.
        end: first moment after it.
        brands: any of these asked; empty for all.
        queries: any of these matched; empty for all.
        facets: column of the facets -> values, of which any.
        authors: any of these digests; empty for all.
        text: folded words; empty for any.
        tags: any of these was given; empty for all.
        asked: a query in the language of the listener's; None for all.
        rows: what `asked` found already, of this time or a longer one; None where nobody looked.
        visible: brands of the caller, of which one must have asked; None for all.
        practice: brands that agents practise with, of which none may have asked.
    """

    start: int
    end: int
    brands: frozenset[str] = frozenset()
    queries: frozenset[str] = frozenset()
    facets: Mapping[str, frozenset[str | int]] = field(default_factory=dict)
    authors: frozenset[bytes] = frozenset()
    text: str = ""
    tags: frozenset[str] = frozenset()
    asked: filtering.Filter | None = None
    rows: Rows | None = None
    visible: frozenset[str] | None = None
    practice: frozenset[str] = frozenset()

    @property
    def of_rows(self) -> bool:
        """Whether only the mentions themselves can tell what it holds."""
        return bool(self.authors or self.text or self.tags or self.asked)

    def between(self, start: int, end: int) -> Cut:
        """The same at another time; what was found of a longer one serves."""
        serves = self.rows is not None and self.rows.start <= start and end <= self.rows.end
        return replace(self, start=start, end=end, rows=self.rows if serves else None)

    def without_query(self) -> Cut:
        """The same, whatever its mentions say."""
        return replace(self, asked=None, rows=None)

    def where(self, column: str, *values: str | int) -> Cut:
        """The same, with a facet's column narrowed to these values."""
        return replace(self, facets={**self.facets, column: frozenset(values)}, rows=None)


def read(
    given: api.Slice,
    now: datetime,
    visible: frozenset[str] | None,
    field_name: str = "slice",
    practice: frozenset[str] = frozenset(),
) -> Cut:
    """The conditions of a slice. Brands of `practice` are left out of one that names no brand and no query.

    Raises:
        InvalidField: a time, a list or a query that means nothing.
    """
    start, end = _times(given, now, field_name)
    for name in ("brands", "queries", "author_keys", "tags", *_LISTS):
        if len(getattr(given, name)) > MOST_VALUES:
            raise errors.InvalidField(f"{field_name}.{name}", f"it takes at most {MOST_VALUES:,} values.")
    text = words.fold(given.text) if given.text else ""
    if given.text and not text.strip():
        raise errors.InvalidField(f"{field_name}.text", "it has no letter or digit to look for.")
    return Cut(
        start,
        end,
        frozenset(_prefixed("brands/", given.brands)),
        frozenset(given.queries),
        _facets(given),
        frozenset(map(digests.author, given.author_keys)),
        text,
        frozenset(given.tags),
        filtering.Filter(given.query, f"{field_name}.query") if given.query else None,
        visible=visible,
        practice=frozenset() if given.brands or given.queries else practice,
    )


def told(given: api.Slice, cut: Cut) -> api.Slice:
    """A slice as it was asked for, with the times that it came to."""
    answer = api.Slice()
    answer.CopyFrom(given)
    answer.start_time.FromMicroseconds(cut.start)
    answer.end_time.FromMicroseconds(cut.end)
    answer.practice_brands[:] = sorted(cut.practice if cut.visible is None else cut.practice & cut.visible)
    return answer


def before(cut: Cut) -> tuple[int, int]:
    """The same length of time right before a slice."""
    return 2 * cut.start - cut.end, cut.start


def micros(stamp: timestamp_pb2.Timestamp) -> int:
    """Microseconds since 1970."""
    return stamp.seconds * _SECOND + stamp.nanos // 1_000


def _times(given: api.Slice, now: datetime, field_name: str) -> tuple[int, int]:
    """Times of a slice; one that names no end ends with the hour that has begun."""
    if given.HasField("end_time"):
        end = micros(given.end_time)
    else:
        end = -(-round(now.timestamp() * _SECOND) // cells.HOUR) * cells.HOUR
    start = end - DEFAULT_SPAN // timedelta(microseconds=1)
    if given.HasField("start_time"):
        start = micros(given.start_time)
    if start >= end:
        raise errors.InvalidField(f"{field_name}.start_time", "it must be before the end.")
    return start, end


def _prefixed(prefix: str, names: Iterable[str]) -> Iterable[str]:
    return (name if name.startswith(prefix) else prefix + name for name in names)


def _facets(given: api.Slice) -> dict[str, frozenset[str | int]]:
    found: dict[str, frozenset[str | int]] = {
        column: frozenset(getattr(given, name)) for name, column in _LISTS.items() if getattr(given, name)
    }
    for name in _FLAGS:
        if given.HasField(name):
            found[name] = frozenset({int(getattr(given, name))})
    return found
