"""How often rules decided, and what a candidate beside them would have decided otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from services.common.store import bulk
from services.router.core.policies.comparing import Beside, Pair
from services.router.store import tables

_C: Final = tables.rule_counts.c
_S: Final = tables.policy_shadows.c
_F: Final = tables.shadow_differences.c

SAMPLES: Final = 20
"""Mentions that are kept of each difference."""


def add(conn: sa.Connection, fired: Mapping[tuple[str, str], int], now: int) -> None:
    """Adds to how often rules decided; by policy and rule."""
    if not fired:
        return
    rows = [(policy, rule, count, now) for (policy, rule), count in sorted(fired.items())]
    block = bulk.Block(("policy", "rule", "decisions", "latest_time"), rows)
    key, add, update = ("policy", "rule"), ("decisions",), ("latest_time",)
    bulk.count(conn, tables.rule_counts, block, key, add=add, update=update)


def of_policy(conn: sa.Connection, name: str) -> dict[str, int]:
    """How often each rule of a policy decided, in all its versions."""
    query = sa.select(_C.rule, _C.decisions).where(_C.policy == name)
    return {row.rule: row.decisions for row in conn.execute(query)}


def add_beside(conn: sa.Connection, found: Mapping[str, Beside]) -> None:
    """Adds what candidates decided in a batch, by the brand they were set for."""
    for brand, beside in sorted(found.items()):
        updated = conn.execute(
            tables.policy_shadows.update()
            .where(_S.brand == brand)
            .values(decided=_S.decided + beside.decided, changed=_S.changed + beside.changed)
        )
        if updated.rowcount:
            _add_pairs(conn, brand, beside)


def _add_pairs(conn: sa.Connection, brand: str, beside: Beside) -> None:
    known = {_pair(row): row for row in conn.execute(_differences(brand))}
    rows = []
    for pair, (count, keys) in sorted(beside.pairs.items()):
        before = known.get(pair)
        samples = before.samples.splitlines() if before else []
        samples += [key for key in keys if key not in samples]
        rows.append(
            {
                "brand": brand,
                **pair._asdict(),
                "count": count + (before.mentions if before else 0),
                "samples": "\n".join(samples[:SAMPLES]),
            }
        )
    bulk.upsert(
        conn, tables.shadow_differences, rows, key=("brand", *Pair._fields), update=("count", "samples")
    )  # fmt: skip


def shadow(conn: sa.Connection, brand: str) -> tuple[Any, Sequence[Any]] | None:
    """The candidate of a brand and its differences, most frequent first; None when there is none."""
    row = conn.execute(sa.select(tables.policy_shadows).where(_S.brand == brand)).one_or_none()
    if row is None:
        return None
    query = _differences(brand).order_by(_F["count"].desc(), _F.id)
    return row, conn.execute(query).all()


def _differences(brand: str) -> sa.Select[Any]:
    return sa.select(*_F, _F["count"].label("mentions")).where(_F.brand == brand)


def _pair(row: Any) -> Pair:
    return Pair(row.live, row.candidate, row.live_rule, row.candidate_rule)
