"""What every form of file is given: columns with a kind, and rows in their order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final, NamedTuple, Protocol

Cell = str | int | float

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(Enum):
    """What a column holds: a moment is microseconds since 1970 in UTC."""

    TEXT = "text"
    WHOLE = "whole"
    REAL = "real"
    MOMENT = "moment"


class Column(NamedTuple):
    """One column."""

    name: str
    kind: Kind = Kind.TEXT


class Form(Protocol):
    """A file that grows."""

    def take(self, rows: Sequence[Sequence[Cell]]) -> bytes:
        """Writes rows; the bytes that are ready, which may be those of earlier rows or none."""

    def end(self) -> bytes:
        """The rest of the file."""


def shown(column: Column, cell: Cell) -> Cell:
    """A cell for forms that know no moments: those as RFC 3339 has them."""
    if column.kind is not Kind.MOMENT:
        return cell
    moment = _EPOCH + timedelta(microseconds=int(cell))
    return moment.isoformat(timespec="microseconds" if moment.microsecond else "seconds").replace(
        "+00:00", "Z"
    )
