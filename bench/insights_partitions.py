"""What months of their own would cost the mentions on Postgres: the same rows in one table and in many.

`python -m bench.insights_partitions postgresql://… [--rows N] [--months N]`, on a server that may be filled:
it makes two databases and drops them. Counts pages of 8 KiB that statements touch and bytes of the
write-ahead log: no other work on the machine changes those. The last line is one JSON object.
Decision record 0013 says what came of it.

Months are ranges of the row id, which rises with arrival: the primary key holds, retention is a prefix, and
nothing moves when an edit changes a time. What must be one of a kind, `uid`, needs a table of its own then.
"""

from __future__ import annotations

import argparse
import json
from string import Template
from typing import Any, Final, NamedTuple

import psycopg

Figures = dict[str, dict[str, int]]

_COLUMNS: Final = (
    "id bigint PRIMARY KEY, uid bytea NOT NULL, author bytea, create_time bigint NOT NULL, "
    "facet int, words text NOT NULL, mention bytea NOT NULL"
)
_ONE_TABLE: Final = (
    f"CREATE TABLE mentions ({_COLUMNS})",
    "CREATE UNIQUE INDEX ON mentions (uid)",
)
_DIVIDED: Final = (
    f"CREATE TABLE mentions ({_COLUMNS}) PARTITION BY RANGE (id)",
    "CREATE TABLE uids (uid bytea PRIMARY KEY, id bigint NOT NULL)",
)
_MONTH: Final = Template("CREATE TABLE month$at PARTITION OF mentions FOR VALUES FROM ($first) TO ($end)")
_INDEXES: Final = (
    "CREATE INDEX ON mentions (create_time, id)",
    "CREATE INDEX ON mentions (author)",
    "CREATE INDEX ON mentions USING gin (to_tsvector('simple'::regconfig, words))",
)
_ROWS: Final = """
    SELECT g::bigint AS id, substring(sha256(g::text::bytea) FOR 20) AS uid,
        substring(sha256((g % 30000)::text::bytea) FOR 16) AS author,
        g::bigint * 1000 - CASE WHEN g % 100 = 0 THEN (random() * 5000000)::bigint ELSE 0 END,
        g % 500,
        array_to_string(ARRAY(
            SELECT 'w' || (power(random(), 3) * 1500)::int FROM generate_series(1, 12) WHERE g > 0
        ), ' '),
        repeat('x', 300)::bytea
    FROM generate_series($first, $last) g
"""
"""As an archive has them: in order of arrival, one in a hundred late, words by a steep law."""

_FILLING: Final = Template(f"INSERT INTO mentions {_ROWS}")
_ARRIVING: Final = Template(f"INSERT INTO mentions {_ROWS} ON CONFLICT (uid) DO NOTHING")
_ARRIVING_DIVIDED: Final = Template(
    """
    WITH fresh AS MATERIALIZED (ROWS),
        taken AS (INSERT INTO uids SELECT uid, id FROM fresh ON CONFLICT DO NOTHING RETURNING id)
    INSERT INTO mentions SELECT fresh.* FROM fresh JOIN taken USING (id)
    """.replace("ROWS", _ROWS)
)
_KNOWN: Final = """
    SELECT mention FROM mentions WHERE uid = ANY (ARRAY(
        SELECT substring(sha256((g * 701)::text::bytea) FOR 20) FROM generate_series(1, 500) g
    ))
"""
_KNOWN_DIVIDED: Final = _KNOWN.replace("mentions WHERE uid", "uids JOIN mentions USING (id) WHERE uids.uid")
_ASKED: Final = {
    "first page of a day": Template("""
        SELECT mention FROM mentions WHERE create_time BETWEEN $begin AND $begin + $day
        ORDER BY create_time DESC, id DESC LIMIT 50
    """),
    "an author": Template("""
        SELECT mention FROM mentions WHERE author = substring(sha256('77'::bytea) FOR 16)
    """),
    "a month by facet": Template("""
        SELECT facet, count(*) FROM mentions WHERE create_time BETWEEN $begin AND $begin + 30 * $day
        GROUP BY facet
    """),
    "first page of a common word": Template("""
        SELECT mention FROM mentions
        WHERE to_tsvector('simple'::regconfig, words) @@ 'w3'::tsquery AND create_time > $begin
        ORDER BY create_time DESC, id DESC LIMIT 50
    """),
    "first page of a rare word": Template("""
        SELECT mention FROM mentions
        WHERE to_tsvector('simple'::regconfig, words) @@ 'w1499'::tsquery AND create_time > $begin
        ORDER BY create_time DESC, id DESC LIMIT 50
    """),
    "sums that the oldest month takes along": Template("""
        SELECT create_time / 3600000000, facet, count(*) FROM mentions WHERE id <= $month GROUP BY 1, 2
    """),
}
"""What the archive asks of the mentions themselves."""

_FORGETTING: Final = ("DELETE FROM mentions WHERE id <= $month", "VACUUM mentions")
_FORGETTING_DIVIDED: Final = ("DELETE FROM uids WHERE id <= $month", "DROP TABLE month0", "VACUUM uids")


class Shape(NamedTuple):
    """How many rows of how many months, and whether each month has a table."""

    rows: int
    months: int
    divided: bool

    @property
    def month(self) -> int:
        """Rows of a month."""
        return self.rows // self.months

    def asked(self) -> dict[str, str]:
        """Statements by what they ask."""
        names = {"begin": self.rows * 500, "day": self.month * 1000 // 30, "month": self.month}
        known = _KNOWN_DIVIDED if self.divided else _KNOWN
        arriving = _ARRIVING_DIVIDED if self.divided else _ARRIVING
        fresh = arriving.substitute(first=self.rows + 1, last=self.rows + 500)
        asked = {name: statement.substitute(names) for name, statement in _ASKED.items()}
        return {"500 known mentions by uid": known, "500 new mentions": fresh, **asked}


def _fill(conn: psycopg.Connection[Any], shape: Shape) -> None:
    made = list(_DIVIDED if shape.divided else _ONE_TABLE)
    if shape.divided:
        for at in range(shape.months + 1):
            first = at * shape.month + 1
            made.append(_MONTH.substitute(at=at, first=first, end=first + shape.month))
    made += [*_INDEXES, _FILLING.substitute(first=1, last=shape.rows)]
    if shape.divided:
        made += ["INSERT INTO uids SELECT uid, id FROM mentions", "VACUUM ANALYZE uids"]
    for statement in (*made, "VACUUM ANALYZE mentions"):
        conn.execute(statement.encode())


def _cost(conn: psycopg.Connection[Any], statement: str) -> dict[str, int]:
    explained = f"EXPLAIN (ANALYZE, BUFFERS, WAL, FORMAT JSON) {statement}"
    plan = _value(conn, explained)[0]["Plan"]
    return {
        "pages": plan["Shared Hit Blocks"] + plan["Shared Read Blocks"],
        "log_bytes": plan.get("WAL Bytes", 0),
    }


def _forget_month(conn: psycopg.Connection[Any], shape: Shape) -> dict[str, int]:
    """What dropping the oldest month writes, with what follows it."""
    position = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')"
    before = _value(conn, position)
    for statement in _FORGETTING_DIVIDED if shape.divided else _FORGETTING:
        conn.execute(Template(statement).substitute(month=shape.month).encode())
    return {"log_bytes": int(_value(conn, position) - before)}


def _value(conn: psycopg.Connection[Any], statement: str) -> Any:
    row = conn.execute(statement.encode()).fetchone()
    return row[0] if row else None


def measure(url: str, shape: Shape) -> Figures:
    """Figures of one shape."""
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("SET jit = off")
        empty = _value(conn, "SELECT pg_database_size(current_database())")
        _fill(conn, shape)
        size = _value(conn, "SELECT pg_database_size(current_database())") - empty
        found = {"storage": {"bytes_per_mention": round(size / shape.rows)}}
        found |= {name: _cost(conn, statement) for name, statement in shape.asked().items()}
        found["the oldest month goes"] = _forget_month(conn, shape)
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--rows", type=int, default=360_000)
    parser.add_argument("--months", type=int, default=36)
    given = parser.parse_args()
    found = {}
    with psycopg.connect(given.url, autocommit=True) as server:
        for name, divided in (("one_table", False), ("months", True)):
            server.execute(f"CREATE DATABASE bench_{name}".encode())
            try:
                url = psycopg.conninfo.make_conninfo(given.url, dbname=f"bench_{name}")
                found[name] = measure(url, Shape(given.rows, given.months, divided))
            finally:
                server.execute(f"DROP DATABASE bench_{name} WITH (FORCE)".encode())
    print(json.dumps(found))


if __name__ == "__main__":
    main()
