"""Files of rows, made piece by piece: CSV, lines of JSON, workbooks, Parquet.

Each form takes rows and gives bytes, so that a file of any length needs no more memory than a page of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from antiphon.insights.v1 import reporting_service_pb2 as api
from services.common.formats.columns import Cell, Column, Form, Kind
from services.common.formats.lines import Csv, JsonLines
from services.common.formats.parquet import Parquet
from services.common.formats.workbook import Workbook

__all__ = ["FORMS", "Cell", "Column", "Form", "Kind", "opened"]

_R: Final = api.ExportSliceRequest

FORMS: Final[Mapping[int, tuple[str, str, Callable[[Sequence[Column]], Form]]]] = {
    _R.FORMAT_UNSPECIFIED: ("csv", "text/csv; charset=utf-8", Csv),
    _R.FORMAT_CSV: ("csv", "text/csv; charset=utf-8", Csv),
    _R.FORMAT_JSONL: ("jsonl", "application/jsonl", JsonLines),
    _R.FORMAT_XLSX: (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Workbook,
    ),
    _R.FORMAT_PARQUET: ("parquet", "application/vnd.apache.parquet", Parquet),
}
"""Ending, media type and maker of each form."""


def opened(form: int, columns: Sequence[Column]) -> Form:
    """A file to write rows into."""
    return FORMS[form][2](columns)
