"""Whether the bytes of a message hold other bytes: a field of it with just that value, read by no index.

A link is asked for once in a while, by a person who waits; an index on links would cost every mention a page
of writing. The database compares the bytes where they lie, and nothing is sent or parsed that is not meant.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from antiphon.mention.v1 import mention_pb2


class _Place(FunctionElement[int]):
    """Where bytes begin within others, from 1; 0 when they are not there."""

    type: Any = sa.Integer()
    inherit_cache = True


@compiles(_Place, "sqlite")
def _sqlite(element: _Place, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(_Place, "postgresql")
def _postgres(element: _Place, compiler: SQLCompiler, **options: Any) -> str:
    return f"pg_catalog.position({compiler.process(element.clauses, **options)})"


def has_link(message: sa.Column[bytes], link: str) -> sa.ColumnElement[bool]:
    """Whether a mention has this link, with or without a stroke at its end."""
    bare = link.rstrip("/")
    fields = (mention_pb2.Mention(link=each).SerializeToString() for each in (bare, f"{bare}/"))
    return sa.or_(*(_Place(message, sa.literal(field, sa.LargeBinary)) > 0 for field in fields))
