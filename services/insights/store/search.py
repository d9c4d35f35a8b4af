"""Reads the archive: one mention, a stretch of a list, the counters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.insights.v1 import insights_service_pb2 as api
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.queries.filtering import Filter
from services.insights.core import digests, filters, tokens
from services.insights.store import asking, tables, tagging, textual, within

STRETCH_BYTES: Final = 1 << 20
"""A stretch ends after this many bytes of mentions, so that one answer stays far below the message limit."""

BrandSet = frozenset[str] | None
"""Brands a caller works for; None for all."""

_T = tables.mentions
_B = tables.mention_brands


class Stretch(NamedTuple):
    """Consecutive mentions of a list and the place after them.

    Attributes:
        mentions: those that a query asks for, of the ones looked at.
        place: after the last that was looked at.
        examined: how many were looked at.
    """

    mentions: Sequence[api.ArchivedMention]
    place: tokens.Place
    examined: int


def get(conn: sa.Connection, uid: bytes, visible: BrandSet) -> api.ArchivedMention | None:
    """One mention; None if it is not kept, or none of its brands is the caller's."""
    query = sa.select(_T.c.id, _T.c.mention, _T.c.score, _T.c.archive_time)
    row = conn.execute(query.where(_T.c.uid == uid, visible_to(visible))).one_or_none()
    if row is None:
        return None
    found = archived(row.mention, row.score, row.archive_time)
    found.tags[:] = tagging.of(conn, [row.id]).get(row.id, ())
    return found


def stretch(
    conn: sa.Connection,
    comparisons: Sequence[filters.Comparison],
    after: tokens.Place | None,
    count: int,
    visible: BrandSet,
    *,
    asked: Filter | None = None,
) -> Stretch | None:
    """The next mentions by time of publication: `count`, fewer when they are large, None at the end.

    With a query so many are looked at as are read at once, and at most `count` of them given.
    """
    origin, order, rest = _way(comparisons)
    needed = asking.conditions(conn, asked) if asked else []
    query = (
        sa.select(_T.c.id, _T.c.create_time, _T.c.archive_time, _T.c.mention, _T.c.score)
        .select_from(origin)
        .where(*(_condition(conn, each) for each in rest), visible_to(visible), *needed)
        .order_by(*order)
    )
    if asked:
        return page(conn, query.limit(asking.AT_ONCE), order, after, Wanted(asked.holds, count))
    return page(conn, query.limit(count), order, after)


class Wanted(NamedTuple):
    """Which mentions of those that are read are given, and how many at most."""

    holds: asking.Holds
    most: int


def page(
    conn: sa.Connection,
    query: sa.Select[Any],
    order: Sequence[sa.Column[Any]],
    after: tokens.Place | None,
    wanted: Wanted | None = None,
) -> Stretch | None:
    """The rows of a query after a place: fewer than it asks for when they are large, None at the end."""
    if after is not None:
        query = query.where(sa.tuple_(*order) > sa.tuple_(*map(sa.literal, after)))
    found: dict[int, api.ArchivedMention] = {}
    size = examined = 0
    place = after
    with conn.execute(query) as rows:
        for row in rows:
            examined += 1
            place = tokens.Place(row.create_time, row.id)
            if wanted and not wanted.holds(mention_pb2.Mention.FromString(row.mention)):
                continue
            found[row.id] = archived(row.mention, row.score, row.archive_time)
            size += len(row.mention) + len(row.score)
            if size >= STRETCH_BYTES or (wanted and len(found) == wanted.most):
                break
    for row_id, tags in tagging.of(conn, list(found)).items():
        found[row_id].tags[:] = tags
    return Stretch(list(found.values()), place, examined) if examined and place is not None else None


def summary(conn: sa.Connection) -> api.ArchiveSummary:
    """The counters."""
    answer = api.ArchiveSummary()
    counts = tables.mention_rollups
    for row in conn.execute(sa.select(counts)):
        answer.mention_count += row.mention_count
        answer.network_counts[row.network] += row.mention_count
        answer.sentiment_counts[label_name(row.sentiment)] += row.mention_count
    buried = sa.select(sa.func.coalesce(sa.func.sum(tables.tombstone_rollups.c.tombstone_count), 0))
    answer.tombstone_count = int(conn.execute(buried).scalar_one())
    return answer


def label_name(label: int) -> str:
    """`NEGATIVE` and its like; `UNSPECIFIED` where the scorer abstained."""
    try:
        return score_pb2.Sentiment.Label.Name(label).removeprefix("LABEL_")
    except ValueError:
        return "UNSPECIFIED"


def archived(mention: bytes, score: bytes, archive_time: int) -> api.ArchivedMention:
    """A mention as it is told."""
    answer = api.ArchivedMention()
    answer.mention.ParseFromString(mention)
    answer.score.ParseFromString(score)
    answer.archive_time.FromMicroseconds(archive_time)
    return answer


def _way(
    comparisons: Sequence[filters.Comparison],
) -> tuple[sa.FromClause, tuple[sa.Column[Any], ...], Sequence[filters.Comparison]]:
    """Where to read from, in which order, and what then remains to be compared.

    A brand's mentions are read along its own index; a rare brand in a large archive is found at once.
    """
    for comparison in comparisons:
        if comparison.field == "brand" and comparison.operator == "=":
            own = sa.and_(_B.c.mention_id == _T.c.id, _B.c.brand == comparison.value)
            rest = [each for each in comparisons if each is not comparison]
            return _B.join(_T, own), (_B.c.create_time, _B.c.mention_id), rest
    return _T, (_T.c.create_time, _T.c.id), comparisons


def visible_to(brands: BrandSet) -> sa.ColumnElement[bool]:
    """The condition that a mention is of one of these brands."""
    if brands is None:
        return sa.true()
    return _T.c.id.in_(sa.select(_B.c.mention_id).where(_B.c.brand.in_(sorted(brands))))


def _has_brand(brand: filters.Value) -> sa.ColumnElement[bool]:
    other = _B.alias()
    return sa.exists().where(other.c.mention_id == _T.c.id, other.c.brand == brand)


_COLUMNS: Mapping[str, sa.Column[Any]] = {
    "network": _T.c.network,
    "source": _T.c.source,
    "author": _T.c.author,
    "language": _T.c.language,
    "sentiment": _T.c.sentiment,
    "create_time": _T.c.create_time,
    "compound": _T.c.compound,
}

_OPERATORS: Mapping[str, Callable[[sa.Column[Any], filters.Value], sa.ColumnElement[bool]]] = {
    "=": lambda column, value: column == value,
    "!=": lambda column, value: column.is_distinct_from(value),
    "<": lambda column, value: column < value,
    "<=": lambda column, value: column <= value,
    ">": lambda column, value: column > value,
    ">=": lambda column, value: column >= value,
}


def _in_conversation(key: filters.Value) -> sa.ColumnElement[bool]:
    first = sa.and_(_T.c.uid == digests.uid(str(key)), _T.c.conversation_key.is_(None))
    return sa.or_(sa.func.coalesce(_T.c.conversation_key == key, sa.false()), first)


_SETS: Mapping[str, Callable[[filters.Value], sa.ColumnElement[bool]]] = {
    "brand": _has_brand,
    "conversation": _in_conversation,
}


def _condition(conn: sa.Connection, comparison: filters.Comparison) -> sa.ColumnElement[bool]:
    if comparison.field == "text":
        return textual.phrase(conn, str(comparison.value)).condition
    if comparison.field == "link":
        return within.has_link(_T.c.mention, str(comparison.value))
    if comparison.field in _SETS:
        belongs = _SETS[comparison.field](comparison.value)
        return ~belongs if comparison.operator == "!=" else belongs
    return _OPERATORS[comparison.operator](_COLUMNS[comparison.field], comparison.value)
