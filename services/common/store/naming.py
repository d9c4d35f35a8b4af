"""One naming rule for constraints, so that a migration can name them on both dialects."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

CONVENTION: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def metadata() -> sa.MetaData:
    """An empty collection of tables whose constraints get predictable names."""
    return sa.MetaData(naming_convention=CONVENTION)
