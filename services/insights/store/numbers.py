"""Sums over slices: from the rows of the hours where whole hours serve, from the mentions at the edges.

A mention of a forgotten author is left only as a count of its hour: it counts as said at that hour's begin.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from services.insights.core import buckets, cells, figures
from services.insights.core.slices import Cut, Rows
from services.insights.store import asking, lookups, tables, textual

_M = tables.mentions.c
_H = tables.hourly.c
_F = tables.facets.c
_S = tables.scope_matches.c
_B = tables.mention_brands.c
_G = tables.mention_tags.c

DIMENSIONS: Final = ("network", "language", "sentiment", "emotion", "intent", "country")
"""Columns of the facets that numbers are divided by."""

_T = tables.totals.c
_TOTALS: Final = tuple(column for column in _T if column.name not in ("grain", "scope", "start"))
"""In the order of `figures.Sums`."""

_WEIGHTS: Final = ("reach", "engagement", "certainty")


class Row(NamedTuple):
    """Sums of one combination of what was asked for; nought or nothing for what was not.

    Attributes:
        time: number of its unit.
        scope: set of queries.
        value: of the dimension.
        utc: day of UTC where `time` is another.
    """

    time: int
    scope: int
    value: str | int
    sums: figures.Sums
    utc: int = 0


_PLACES: Final = ("time", "scope", "value", "utc")


_DAY: Final[sa.ColumnElement[int]] = sa.literal_column(str(24 * buckets.SLOTS_PER_HOUR), sa.Integer)
_HOURS: Final[sa.ColumnElement[int]] = sa.literal_column("24", sa.Integer)
_WEEK: Final[sa.ColumnElement[int]] = sa.literal_column(str(7 * 24), sa.Integer)
_MONDAY: Final[sa.ColumnElement[int]] = sa.literal_column(str(3 * 24), sa.Integer)
"""1970 began on a Thursday."""


def tally(
    conn: sa.Connection,
    cut: Cut,
    *,
    grid: buckets.Grid = buckets.WHOLE,
    scopes: bool = False,
    column: str = "",
) -> list[Row]:
    """Sums of a slice, by time, scope and a column of the facets, as asked for."""
    first, last = _whole_hours(cut)
    if column or cut.facets or cut.of_rows or not grid.whole_hours or first >= last:
        return _by_facet(conn, cut, grid=grid, scopes=scopes, column=column)
    found = _in_total(conn, cut, grid, first, last, scopes=scopes)
    for start, end in ((cut.start, first * cells.HOUR), (last * cells.HOUR, cut.end)):
        if start < end:
            found += _by_facet(conn, cut.between(start, end), grid=grid, scopes=scopes)
    return _merged(found)


def _in_total(
    conn: sa.Connection, cut: Cut, grid: buckets.Grid, first: int, last: int, *, scopes: bool
) -> list[Row]:
    """Sums of whole hours where nobody asks for facets: by the day as far as days of UTC serve."""
    numbers = _scopes(conn, cut)
    among = lookups.among(conn, _T.scope, numbers if numbers is not None else _all_scopes(conn))
    asked = _Asked(grid, [_T.scope] if scopes else [], among)
    days = range(-(-first // 24), last // 24)
    if grid.unit not in {"", buckets.BY_DAY} or not days:
        return asked.hours(conn, first, last)
    found = asked.days(conn, days) + asked.hours(conn, first, days.start * 24)
    found += asked.hours(conn, days.stop * 24, last)
    if grid.unit and any(ahead for _, ahead in grid.shifts):
        found += asked.moved(conn, days)
    return found


class _Asked(NamedTuple):
    """Questions to the sums without facets."""

    grid: buckets.Grid
    keys: Sequence[sa.ColumnElement[Any]]
    among: sa.ColumnElement[bool]

    def hours(self, conn: sa.Connection, start: int, end: int) -> list[Row]:
        """Sums of hours, each where its begin lies on the wall."""
        keys = [_on_wall(self.grid), *self.keys] if self.grid.unit else self.keys
        return self._sums(conn, 1, range(start, end), keys) if start < end else []

    def days(self, conn: sa.Connection, days: range) -> list[Row]:
        """Sums of days of UTC."""
        keys = [_T.start.label("time"), *self.keys] if self.grid.unit else self.keys
        return self._sums(conn, 24, days, keys)

    def moved(self, conn: sa.Connection, days: range) -> list[Row]:
        """What makes days on the wall of days of UTC: hours added to the one and taken from the other.

        Of longer buckets only the days that are cut by an edge matter, and their hours are looked up.
        """
        utc, wall = (_T.start // _HOURS).label("utc"), _on_wall(self.grid)
        moved = wall.element != utc.element
        if self.grid.cut_days is not None:
            moved = lookups.among(conn, _T.start, self.grid.moved_hours())
        hours = range(days.start * 24, days.stop * 24)
        come = self._sums(conn, 1, hours, [utc, wall, *self.keys], moved)
        return come + [Row(row.utc, row.scope, row.value, figures.negated(row.sums), 0) for row in come]

    def _sums(
        self,
        conn: sa.Connection,
        grain: int,
        during: range,
        keys: Sequence[sa.ColumnElement[Any]],
        *more: sa.ColumnElement[bool],
    ) -> list[Row]:
        query = sa.select(*keys, *map(_sum, _TOTALS)).where(_T.grain == grain, self.among, *more)
        query = query.where(_T.start >= during.start, _T.start < during.stop)
        return _rows(conn.execute(query.group_by(*keys) if keys else query), keys)


def _on_wall(grid: buckets.Grid) -> sa.Label[int]:
    return _time(grid, _T.start * buckets.SLOTS_PER_HOUR)


def _rows(answer: sa.CursorResult[Any], keys: Sequence[sa.ColumnElement[Any]]) -> list[Row]:
    names = [key.name for key in keys]
    width = len(names)
    time, scope, value, utc = (names.index(name) if name in names else None for name in _PLACES)
    return [
        Row(
            0 if time is None else row[time],
            0 if scope is None else row[scope],
            "" if value is None else row[value],
            figures.Sums._make(row[width:]),
            0 if utc is None else row[utc],
        )
        for row in answer.all()
        if row[width]
    ]


def _merged(found: Sequence[Row]) -> list[Row]:
    """One row for each combination."""
    held: dict[tuple[int, int, str | int], figures.Sums] = {}
    for time, scope, value, sums, _ in found:
        at = (time, scope, value)
        before = held.get(at)
        held[at] = sums if before is None else figures.add(before, sums)
    return [Row(*at, sums) for at, sums in held.items() if sums.mentions]


def _by_facet(
    conn: sa.Connection, cut: Cut, *, grid: buckets.Grid, scopes: bool = False, column: str = ""
) -> list[Row]:
    source = _source(conn, cut, whole_hours=grid.whole_hours)
    keys = [_time(grid, source.c.slot)] if grid.unit else []
    keys += [source.c.scope] if scopes else []
    if not grid.unit:
        source = _grouped(source, keys)
        keys = [source.c[key.name] for key in keys]
    if column:
        keys.append(_F[column].label("value"))
    query = sa.select(*keys, *_sums(source.c)).select_from(
        source.join(tables.facets, _F.id == source.c.facet)
    )
    return _rows(conn.execute(query.group_by(*keys) if keys else query), keys)


def total(conn: sa.Connection, cut: Cut) -> figures.Sums:
    """Sums of a whole slice."""
    return figures.total(row.sums for row in tally(conn, cut))


def matches(conn: sa.Connection, column: str, cut: Cut) -> Mapping[int, Sequence[str]]:
    """Brands or queries of each scope, each once: those that are asked for and that the caller may see."""
    value = _S[column]
    query = sa.select(_S.scope, value).distinct().order_by(_S.scope, value)
    asked = [(cut.visible, _S.brand), (cut.brands or None, _S.brand)]
    if column == "query":
        asked.append((cut.queries or None, _S.query))
    for names, own in asked:
        if names is not None:
            query = query.where(own.in_(sorted(names)))
    found: dict[int, list[str]] = {}
    for scope, name in conn.execute(query):
        found.setdefault(scope, []).append(name)
    return found


def conditions(conn: sa.Connection, cut: Cut, *, by_brand: bool = True) -> list[sa.ColumnElement[bool]]:
    """What holds for the mentions of a slice; `by_brand` where rows of its brands are to be looked for."""
    found = [_M.create_time >= cut.start, _M.create_time < cut.end]
    asked = textual.phrase(conn, cut.text) if cut.text else None
    if (numbers := _scopes(conn, cut)) is not None:
        found.append(lookups.among(conn, _M.scope, numbers))
        if by_brand and (cut.brands or cut.visible is not None) and not (asked and asked.rare):
            named = sorted(cut.brands or cut.visible or ())
            during = (_B.create_time >= cut.start, _B.create_time < cut.end)
            found.append(_M.id.in_(sa.select(_B.mention_id).where(_B.brand.in_(named), *during)))
    if cut.facets:
        found.append(_M.facet.in_(_facets(cut)))
    if cut.authors:
        found.append(_M.author.in_(sorted(cut.authors)))
    if asked:
        found.append(asked.condition)
    if cut.tags:
        found.append(_M.id.in_(sa.select(_G.mention_id).where(_G.tag.in_(sorted(cut.tags)))))
    found.append(_M.facet.is_not(None))
    if cut.asked:
        rows = cut.rows.ids if cut.rows else asking.ids(conn, cut.asked, found)
        found.append(lookups.among(conn, _M.id, rows))
    return found


def settled(conn: sa.Connection, cut: Cut) -> Cut:
    """A slice whose query was asked, so that who reads it piece by piece asks once."""
    if not cut.asked or cut.rows:
        return cut
    found = asking.ids(conn, cut.asked, conditions(conn, cut.without_query()))
    return dataclasses.replace(cut, rows=Rows(cut.start, cut.end, found))


def _time(grid: buckets.Grid, slot: sa.ColumnElement[int]) -> sa.Label[int]:
    """The number of a grid's unit that a slot lies in."""
    if grid.unit == buckets.BY_SLOT:
        return slot.label("time")
    *changes, (_, last) = grid.shifts
    ahead: sa.ColumnElement[int] = sa.literal_column(str(last), sa.Integer)
    if changes:
        ends = (begin for begin, _ in grid.shifts[1:])
        until = zip(ends, changes, strict=True)
        whens: list[tuple[sa.ColumnElement[bool], sa.ColumnElement[int]]] = [
            (slot < end, sa.literal_column(str(before), sa.Integer)) for end, (_, before) in until
        ]
        ahead = sa.case(*whens, else_=ahead)
    if grid.unit == buckets.BY_DAY:
        return ((slot + ahead) // _DAY).label("time")
    return (((slot + ahead) // buckets.SLOTS_PER_HOUR + _MONDAY) % _WEEK).label("time")


def _source(conn: sa.Connection, cut: Cut, *, whole_hours: bool) -> Any:
    """Rows (slot, scope, facet, count and weights) that make up a slice."""
    numbers = _scopes(conn, cut)
    first, last = _whole_hours(cut)
    parts: list[sa.Select[Any]] = []
    if cut.of_rows or not whole_hours or first >= last:
        parts = _by_row(conn, cut, numbers)
    else:
        parts.append(_by_hour(conn, cut, numbers, first, last))
        if cut.start < first * cells.HOUR:
            parts += _by_row(conn, cut.between(cut.start, first * cells.HOUR), numbers)
        if last * cells.HOUR < cut.end:
            parts += _by_row(conn, cut.between(last * cells.HOUR, cut.end), numbers)
    return (parts[0] if len(parts) == 1 else sa.union_all(*parts)).subquery("source")


def _whole_hours(cut: Cut) -> tuple[int, int]:
    """First hour that a slice has as a whole, and the first that it has not."""
    return -(-cut.start // cells.HOUR), cut.end // cells.HOUR


def _by_hour(
    conn: sa.Connection, cut: Cut, numbers: Sequence[int] | None, first: int, last: int
) -> sa.Select[Any]:
    query = sa.select(
        (_H.hour * buckets.SLOTS_PER_HOUR).label("slot"),
        _H.scope,
        _H.facet,
        _H.mention_count.label("count"),
        *(_H[name] for name in _WEIGHTS),
    ).where(_H.hour >= first, _H.hour < last)
    # Always by scope, so that the key's order serves and hours are a stretch of it.
    among = lookups.among(conn, _H.scope, numbers if numbers is not None else _all_scopes(conn))
    query = query.where(among)
    return query.where(_H.facet.in_(_facets(cut))) if cut.facets else query


def _by_row(conn: sa.Connection, cut: Cut, numbers: Sequence[int] | None) -> list[sa.Select[Any]]:
    rows = sa.select(
        (_M.create_time // buckets.SLOT).label("slot"),
        _M.scope,
        _M.facet,
        sa.literal(1).label("count"),
        *(_M[name] for name in _WEIGHTS),
    ).where(*conditions(conn, cut))
    if cut.of_rows:
        return [rows]
    first, last = -(-cut.start // cells.HOUR), -(-cut.end // cells.HOUR)
    forgotten = _by_hour(conn, cut, numbers, first, last)
    return [rows, forgotten.where(_H.facet.in_(sa.select(_F.id).where(_F.erased == 1)))]


def _scopes(conn: sa.Connection, cut: Cut) -> Sequence[int] | None:
    """Scopes of a slice; None for all."""
    if cut.visible is None and not cut.brands and not cut.queries and not cut.practice:
        return None
    query = sa.select(_S.scope).distinct()
    if cut.practice:
        query = query.where(_S.scope.not_in(sa.select(_S.scope).where(_S.brand.in_(sorted(cut.practice)))))
    for column, names in ((_S.brand, cut.visible), (_S.brand, cut.brands), (_S.query, cut.queries)):
        if names is not None and (names or names is cut.visible):
            query = query.where(_S.scope.in_(sa.select(_S.scope).where(column.in_(sorted(names)))))
    return conn.execute(query).scalars().all()


def _all_scopes(conn: sa.Connection) -> Sequence[int]:
    return conn.execute(sa.select(tables.scopes.c.id)).scalars().all()


def _facets(cut: Cut) -> sa.Select[tuple[int]]:
    columns = ((_F[name], sorted(values)) for name, values in sorted(cut.facets.items()))
    return sa.select(_F.id).where(*(column.in_(values) for column, values in columns))


def _grouped(source: Any, keys: Sequence[sa.ColumnElement[Any]]) -> Any:
    """The same, with one row for each combination, before the facets are looked at."""
    added = (sa.func.sum(source.c[name]).label(name) for name in ("count", *_WEIGHTS))
    return sa.select(*keys, source.c.facet, *added).group_by(*keys, source.c.facet).subquery("grouped")


def _sums(columns: Any) -> list[sa.ColumnElement[Any]]:
    """In the order of `figures.Sums`."""

    def of(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
        return _sum(sa.case((condition, columns.count), else_=0))

    found: list[sa.ColumnElement[Any]] = [_sum(columns.count).label("count")]
    found += [of(_F.sentiment == label) for label in (1, 2, 3)]
    found += [_sum(columns[name]) for name in _WEIGHTS]
    return [*found, of(_F.corrected == 1), of(_F.erased == 1)]


def _sum(column: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """A sum as the whole number it is; Postgres would make a decimal of it, which costs more to read."""
    return sa.cast(sa.func.sum(column), sa.BigInteger)
