"""Column types that mean the same on both dialects."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)

NUL: Final = "\x00"
_JSON_NUL: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")

Id: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A time-ordered primary key: `bigserial` in Postgres, the row id itself in SQLite."""

Json: Final = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
"""A document; `None` is NULL."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment to the microsecond: `timestamptz` in Postgres, microseconds since 1970 in SQLite."""

    impl = sa.BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(sa.BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return (aware if dialect.name == "postgresql" else micros)((value,))[0]

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - of the base
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return EPOCH + timedelta(microseconds=value)


class Blob(TypeDecorator[bytes]):
    """Bytes, handed to both drivers as they are."""

    impl = sa.LargeBinary
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:  # noqa: ARG002 - of the base
        return None


def aware(moments: Sequence[datetime | None]) -> Sequence[datetime | None]:
    """The moments, if all have a time zone."""
    for moment in moments:
        if moment is not None and moment.tzinfo is None:
            raise ValueError(f"{moment!r} has no time zone; give an aware datetime, for example in UTC.")
    return moments


def micros(moments: Sequence[datetime | None]) -> Sequence[int | None]:
    """The moments in microseconds since 1970."""
    try:
        return [None if moment is None else (moment - EPOCH) // MICROSECOND for moment in moments]
    except TypeError:
        aware(moments)
        raise


def without_nul(document: str) -> str:
    """JSON text without escaped NUL characters, which Postgres refuses."""
    return _JSON_NUL.sub(r"\1", document) if "\\u0000" in document else document
