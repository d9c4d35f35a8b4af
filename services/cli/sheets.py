"""Writes tables row by row, however many: CSV, lines of JSON, or a workbook (XLSX) that streams into its zip.

A text that a spreadsheet would take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import contextlib
import csv
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import orjson
import typer

Cell = str | int | float | bool | None
Write = Callable[[Sequence[Cell]], None]

MOST_ROWS: Final = 1_048_576
"""Rows of one sheet of a workbook."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NUL: Final = {code: None for code in range(32) if code not in {9, 10, 13}}
_PARTS: Final = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Antiphon" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": "<Relationships "
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


@contextlib.contextmanager
def opened(path: Path, columns: Sequence[str]) -> Iterator[Write]:
    """A table to write rows into; its form is the ending of its name.

    Raises:
        typer.BadParameter: for an ending that is none of them.
    """
    forms = {".csv": _csv, ".jsonl": _jsonl, ".xlsx": _xlsx}
    form = forms.get(path.suffix.lower())
    if form is None:
        raise typer.BadParameter(f"{path.name} must end with {', '.join(forms)}.")
    with form(path, columns) as write:
        yield write


@contextlib.contextmanager
def _csv(path: Path, columns: Sequence[str]) -> Iterator[Write]:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        yield lambda row: writer.writerow([_harmless(cell) for cell in row])


@contextlib.contextmanager
def _jsonl(path: Path, columns: Sequence[str]) -> Iterator[Write]:
    with path.open("wb") as file:
        yield lambda row: _nothing(file.write(orjson.dumps(dict(zip(columns, row, strict=True))) + b"\n"))


@contextlib.contextmanager
def _xlsx(path: Path, columns: Sequence[str]) -> Iterator[Write]:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in _PARTS.items():
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{content}')
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">')
            sheet.write(b"<sheetData>")
            written = 0

            def write(row: Sequence[Cell]) -> None:
                nonlocal written
                written += 1
                if written > MOST_ROWS:
                    raise typer.BadParameter(
                        f"A workbook holds {MOST_ROWS:,} rows; export to .csv or .jsonl."
                    )
                sheet.write(f"<row>{''.join(map(_xml, row))}</row>".encode())

            write(columns)
            yield write
            sheet.write(b"</sheetData></worksheet>")


def _xml(cell: Cell) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"<c><v>{cell}</v></c>"
    text = "" if cell is None else str(cell).translate(_NUL)
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _nothing(_: object) -> None:
    """What was answered is of no interest."""
