"""Files of lines: comma-separated values (RFC 4180), and an object of JSON on every line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Final

from services.common.formats.columns import Cell, Column, shown

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell; what strangers wrote must not begin so."""


class Csv:
    """Comma-separated values, with the names of the columns first."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text)
        self._writer.writerow([column.name for column in columns])

    def take(self, rows: Sequence[Sequence[Cell]]) -> bytes:
        """See `Form.take`."""
        for row in rows:
            self._writer.writerow([_harmless(shown(*pair)) for pair in zip(self._columns, row, strict=True)])
        return self.end()

    def end(self) -> bytes:
        """See `Form.end`."""
        found = self._text.getvalue().encode(errors="replace")
        self._text.seek(0)
        self._text.truncate()
        return found


class JsonLines:
    """Objects, one a line."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns

    def take(self, rows: Sequence[Sequence[Cell]]) -> bytes:
        """See `Form.take`."""
        return b"".join(map(self._line, rows))

    def _line(self, row: Sequence[Cell]) -> bytes:
        told = {column.name: shown(column, cell) for column, cell in zip(self._columns, row, strict=True)}
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        return text.encode(errors="replace") + b"\n"

    def end(self) -> bytes:
        """See `Form.end`."""
        return b""


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
