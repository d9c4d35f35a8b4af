"""Authors whose words must not be stored again: two small tables that several services keep.

`suppressed_authors` has sealed references (see `model.suppression`), `suppression_salts` one row: the salt,
and a mark of the seal, so that a start with another secret is refused instead of forgetting everybody who
asked to be forgotten. A connection looks its seal up once.
"""

from __future__ import annotations

import functools
import secrets
from collections.abc import Collection, Iterable
from typing import Final

import sqlalchemy as sa

from services.common.model import errors
from services.common.model.suppression import REFERENCE_BYTES, Seal
from services.common.store import bulk, secret
from services.common.store.clock import clock
from services.common.store.database import Database
from services.common.store.types import Blob, UtcDateTime

TABLE_NAME: Final = "suppressed_authors"
SALTS_NAME: Final = "suppression_salts"
_SALT_BYTES: Final = 32
_SEAL: Final = "antiphon_seal"
_ONLY: Final = 1


def define(metadata: sa.MetaData) -> sa.Table:
    """The table of suppressed authors in `metadata`, and that of its salt; the same when asked again."""
    if TABLE_NAME in metadata.tables:
        return metadata.tables[TABLE_NAME]
    sa.Table(
        SALTS_NAME,
        metadata,
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("salt", Blob, nullable=False),
        sa.Column("mark", Blob, nullable=False),
    )
    return sa.Table(
        TABLE_NAME,
        metadata,
        sa.Column("author", Blob, primary_key=True),
        sa.Column("erase_time", UtcDateTime, nullable=False),
    )


async def prepare(db: Database, table: sa.Table, legacy: sa.Column[bytes]) -> None:
    """What a service does before it works: makes the salt, and seals what an earlier program left bare.

    Raises:
        WrongState: if authors were suppressed under another secret.
    """
    await db.write(lambda conn: _verify(conn, table))
    if await db.read(lambda conn: conn.execute(sa.select(legacy).limit(1)).first()) is not None:
        await db.forget(lambda conn: _adopt(conn, table, legacy))


def remember(conn: sa.Connection, table: sa.Table, authors: Iterable[bytes]) -> int:
    """Suppresses the authors of these references; how many are new."""
    conn.info.pop(_SEAL, None)
    seal = _seal(conn, table)
    now = clock(conn)
    rows = [{"author": seal(author), "erase_time": now} for author in authors]
    return bulk.insert_new(conn, table, rows, key=("author",))


def present(conn: sa.Connection, table: sa.Table, authors: Collection[bytes]) -> frozenset[bytes]:
    """Those of the references whose authors are suppressed."""
    if not authors or not has_any(conn, table):
        return frozenset()
    seal = _seal(conn, table)
    by_seal = {seal(author): author for author in authors}
    found = conn.execute(sa.select(table.c.author).where(table.c.author.in_(list(by_seal)))).scalars()
    return frozenset(by_seal[bytes(sealed)] for sealed in found)


def everybody(conn: sa.Connection, table: sa.Table) -> tuple[frozenset[bytes], Seal | None]:
    """All sealed references, and the seal to compare others with; None while there are none."""
    found = frozenset(bytes(sealed) for sealed in conn.execute(sa.select(table.c.author)).scalars())
    return found, (_seal(conn, table) if found else None)


def has_any(conn: sa.Connection, table: sa.Table) -> bool:
    """Whether anybody is suppressed at all."""
    return conn.execute(_first(table)).first() is not None


@functools.cache
def _first(table: sa.Table) -> sa.Select[int]:
    return sa.select(sa.literal(1)).select_from(table).limit(1)


def _seal(conn: sa.Connection, table: sa.Table) -> Seal:
    """The seal of these tables, which a connection remembers; its salt is made where there is none."""
    known = conn.info.get(_SEAL)
    if isinstance(known, Seal):
        return known
    salts = table.metadata.tables[SALTS_NAME]
    row = conn.execute(sa.select(salts)).one_or_none()
    if row is None:
        return _make(conn, salts)
    seal = Seal.of(bytes(row.salt), secret.of(conn))
    if seal.mark != bytes(row.mark):
        raise errors.WrongState(
            "Authors were forgotten under another suppression key, and would be stored again; let "
            "ANTIPHON_DATA_SUPPRESSION_KEY_FILE name the file that it was."
        )
    conn.info[_SEAL] = seal
    return seal


def _make(conn: sa.Connection, salts: sa.Table) -> Seal:
    """Makes a salt, or takes that of a replica which was faster."""
    salt = secrets.token_bytes(_SALT_BYTES)
    row = {"id": _ONLY, "salt": salt, "mark": Seal.of(salt, secret.of(conn)).mark}
    bulk.insert_new(conn, salts, [row], key=("id",))
    return Seal.of(bytes(conn.execute(sa.select(salts.c.salt)).scalar_one()), secret.of(conn))


def _verify(conn: sa.Connection, table: sa.Table) -> None:
    """Makes sure of the seal; as long as nobody is suppressed, a new secret may take the place of another."""
    try:
        _seal(conn, table)
    except errors.WrongState:
        if has_any(conn, table):
            raise
        conn.execute(table.metadata.tables[SALTS_NAME].delete())
        _seal(conn, table)


def _adopt(conn: sa.Connection, table: sa.Table, legacy: sa.Column[bytes]) -> None:
    """Seals references that an earlier program kept as they were, and removes them there."""
    bare = conn.execute(sa.select(legacy)).scalars().all()
    remember(conn, table, [bytes(found)[:REFERENCE_BYTES] for found in bare])
    conn.execute(sa.delete(legacy.table))
