"""Workbooks (ECMA-376, Office Open XML) that stream into their zip, with further sheets where one is full.

Texts stand in their cells, not in a table of texts, which would have to be known before the rows. What says
how many sheets there are is written last, for the same reason.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO, Final
from xml.sax.saxutils import escape

from typing_extensions import Buffer, override

from services.common.formats.columns import Cell, Column, shown

MOST_ROWS: Final = 1_048_576
"""Rows of one sheet."""
MOST_BYTES: Final = 1 << 30
"""Bytes of a sheet before it is packed, so that no reader needs the long form of sizes."""
MOST_LETTERS: Final = 32_767
"""Characters of one cell; what is longer ends there."""

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_UNPRINTABLE: Final = {code: None for code in (*range(32), 0xFFFE, 0xFFFF) if code not in {9, 10, 13}}


class _Sink(io.RawIOBase):
    """Takes what the zip writes and gives it on; there is no way back in it."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, given: Buffer, /) -> int:
        self._held += given
        return memoryview(given).nbytes

    def drained(self) -> bytes:
        """What was written since the last time."""
        found = bytes(self._held)
        self._held.clear()
        return found


class Workbook:
    """A workbook; every sheet begins with the names of the columns."""

    def __init__(self, columns: Sequence[Column], most_rows: int = MOST_ROWS) -> None:
        self._columns = columns
        self._most_rows = most_rows
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        self._sheets = self._rows = self._bytes = 0
        self._sheet: IO[bytes] = self._next()

    def take(self, rows: Sequence[Sequence[Cell]]) -> bytes:
        """See `Form.take`."""
        for row in rows:
            if self._rows >= self._most_rows or self._bytes >= MOST_BYTES:
                self._close()
                self._sheet = self._next()
            self._write([shown(*pair) for pair in zip(self._columns, row, strict=True)])
        return self._sink.drained()

    def end(self) -> bytes:
        """See `Form.end`."""
        self._close()
        for name, content in _parts(range(1, self._sheets + 1)):
            self._zip.writestr(name, _HEAD + content)
        self._zip.close()
        return self._sink.drained()

    def _next(self) -> IO[bytes]:
        self._sheets += 1
        self._rows = self._bytes = 0
        self._sheet = self._zip.open(f"xl/worksheets/sheet{self._sheets}.xml", "w")
        self._sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
        self._write([column.name for column in self._columns])
        return self._sheet

    def _write(self, row: Sequence[Cell]) -> None:
        written = f"<row>{''.join(map(_cell, row))}</row>".encode(errors="replace")
        self._sheet.write(written)
        self._rows += 1
        self._bytes += len(written)

    def _close(self) -> None:
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()


def _cell(cell: Cell) -> str:
    if not isinstance(cell, str):
        return f"<c><v>{cell}</v></c>"
    text = escape(cell[:MOST_LETTERS].translate(_UNPRINTABLE))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _parts(sheets: Sequence[int]) -> Iterator[tuple[str, str]]:
    """What stands around the sheets."""
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for at in sheets
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    content = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{rels}"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{types}</Types>'
    )
    yield "[Content_Types].xml", content
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    listed = "".join(f'<sheet name="Antiphon {at}" sheetId="{at}" r:id="r{at}"/>' for at in sheets)
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
    )
    targets = [("worksheet", f"worksheets/sheet{at}.xml") for at in sheets]
    yield "xl/_rels/workbook.xml.rels", _relations(targets)


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'
