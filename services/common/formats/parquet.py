"""Apache Parquet from the standard library alone: plain pages packed with gzip, a group of rows at a time.

A library for it weighs ten times as much as all the rest of the archive. What we write is the simplest
part of the format, which every reader knows: required columns, one page each in a group, no dictionaries.
Source: Apache Parquet, parquet.thrift and Encodings.md.
"""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from services.common.formats import thrift
from services.common.formats.columns import Cell, Column, Kind

GROUP: Final = 10_000
"""Rows of a group: what is held at once."""

_MAGIC: Final = b"PAR1"
_PLAIN: Final = 0
_RLE: Final = 3
_GZIP: Final = 2
_REQUIRED: Final = 0
_DATA_PAGE: Final = 0


class _Type(NamedTuple):
    """How a kind is stored: numbers of its physical and its converted type, and its plain encoding."""

    physical: int
    converted: int | None
    encode: Callable[[Sequence[Cell]], bytes]


def _texts(cells: Sequence[Cell]) -> bytes:
    encoded = [str(cell).encode(errors="replace") for cell in cells]
    return b"".join(struct.pack("<i", len(each)) + each for each in encoded)


def _wholes(cells: Sequence[Cell]) -> bytes:
    return struct.pack(f"<{len(cells)}q", *cells)


def _reals(cells: Sequence[Cell]) -> bytes:
    return struct.pack(f"<{len(cells)}d", *cells)


_TYPES: Final[Mapping[Kind, _Type]] = {
    Kind.TEXT: _Type(6, 0, _texts),
    Kind.WHOLE: _Type(2, None, _wholes),
    Kind.REAL: _Type(5, None, _reals),
    Kind.MOMENT: _Type(2, 10, _wholes),
}


class Parquet:
    """A table of required columns."""

    def __init__(self, columns: Sequence[Column], group: int = GROUP) -> None:
        self._columns = columns
        self._group = group
        self._waiting: list[Sequence[Cell]] = []
        self._groups: list[thrift.Value] = []
        self._rows = 0
        self._at = len(_MAGIC)
        self._ready = bytearray(_MAGIC)

    def take(self, rows: Sequence[Sequence[Cell]]) -> bytes:
        """See `Form.take`."""
        self._waiting += rows
        while len(self._waiting) >= self._group:
            self._write(self._waiting[: self._group])
            del self._waiting[: self._group]
        return self._drained()

    def end(self) -> bytes:
        """See `Form.end`."""
        if self._waiting:
            self._write(self._waiting)
        footer = self._footer().data
        self._ready += footer + struct.pack("<i", len(footer)) + _MAGIC
        return self._drained()

    def _drained(self) -> bytes:
        found = bytes(self._ready)
        self._ready.clear()
        return found

    def _write(self, rows: Sequence[Sequence[Cell]]) -> None:
        chunks, whole = [], 0
        for column, cells in zip(self._columns, zip(*rows, strict=True), strict=True):
            chunk, size = self._chunk(column, cells)
            chunks.append(chunk)
            whole += size
        fields = [(1, thrift.many(chunks)), (2, thrift.i64(whole)), (3, thrift.i64(len(rows)))]
        self._groups.append(thrift.struct(fields))
        self._rows += len(rows)

    def _chunk(self, column: Column, cells: Sequence[Cell]) -> tuple[thrift.Value, int]:
        """Writes a column of a group; how the footer describes it, and its bytes before packing."""
        kind = _TYPES[column.kind]
        plain = kind.encode(cells)
        packed = gzip.compress(plain, compresslevel=6, mtime=0)
        page = _page(len(cells), len(plain), len(packed))
        begin = self._at
        self._ready += page + packed
        self._at += len(page) + len(packed)
        size = len(page) + len(plain)
        described = thrift.struct(
            [
                (1, thrift.i32(kind.physical)),
                (2, thrift.many([thrift.i32(_PLAIN)])),
                (3, thrift.many([thrift.text(column.name)])),
                (4, thrift.i32(_GZIP)),
                (5, thrift.i64(len(cells))),
                (6, thrift.i64(size)),
                (7, thrift.i64(len(page) + len(packed))),
                (9, thrift.i64(begin)),
            ]
        )
        return thrift.struct([(2, thrift.i64(begin)), (3, described)]), size

    def _footer(self) -> thrift.Value:
        root = thrift.struct([(4, thrift.text("mentions")), (5, thrift.i32(len(self._columns)))])
        fields = [
            (1, thrift.i32(1)),
            (2, thrift.many([root, *map(_described, self._columns)])),
            (3, thrift.i64(self._rows)),
            (4, thrift.many(self._groups) if self._groups else _NONE),
            (6, thrift.text("Antiphon")),
        ]
        return thrift.struct(fields)


_NONE: Final = thrift.Value(9, b"\x0c")
"""A list of no structs."""


def _page(count: int, plain: int, packed: int) -> bytes:
    """The head of a page. A required column has no levels, so nothing is encoded as these say."""
    inner = [(1, count), (2, _PLAIN), (3, _RLE), (4, _RLE)]
    held = thrift.struct([(at, thrift.i32(number)) for at, number in inner])
    sizes = [(1, thrift.i32(_DATA_PAGE)), (2, thrift.i32(plain)), (3, thrift.i32(packed))]
    return thrift.struct([*sizes, (5, held)]).data


def _described(column: Column) -> thrift.Value:
    kind = _TYPES[column.kind]
    fields = [(1, thrift.i32(kind.physical)), (3, thrift.i32(_REQUIRED)), (4, thrift.text(column.name))]
    if kind.converted is not None:
        fields.append((6, thrift.i32(kind.converted)))
    return thrift.struct(fields)
