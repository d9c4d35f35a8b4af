"""Files of rows come back as they were, whatever the form and however many pieces they were made in."""

import csv
import io
import json
import zipfile
from xml.etree import ElementTree as ET

import arro3.io
import pytest

from antiphon.insights.v1 import reporting_service_pb2 as api
from services.common import formats
from services.common.formats import Column, Kind
from services.common.formats.parquet import Parquet
from services.common.formats.workbook import Workbook

COLUMNS = (Column("at", Kind.MOMENT), Column("text"), Column("count", Kind.WHOLE), Column("share", Kind.REAL))
MOMENT = 1_700_000_000_000_000
ROWS = [(MOMENT + at, f"Straße <{at}> & \x01co", at - 3, at / 4) for at in range(7)]


def written(form, rows=ROWS):
    pieces = [form.take(rows[:2]), form.take([]), form.take(rows[2:]), form.end()]
    return b"".join(pieces)


def opened(name):
    return formats.opened(api.ExportSliceRequest.Format.Value(f"FORMAT_{name}"), COLUMNS)


def test_values_parted_by_commas_come_back():
    head, *rows = csv.reader(io.StringIO(written(opened("CSV")).decode(), newline=""))
    assert head == ["at", "text", "count", "share"]
    assert rows[0][0] == "2023-11-14T22:13:20Z"
    assert rows[1][0] == "2023-11-14T22:13:20.000001Z"
    assert [row[1:] for row in rows] == [[text, str(count), str(share)] for _, text, count, share in ROWS]


def test_a_spreadsheet_runs_nothing_that_a_stranger_wrote():
    line = formats.opened(0, (Column("text"),)).take([("=cmd()",)]).splitlines()[1]
    assert line == b"'=cmd()"


def test_lines_of_json_come_back():
    rows = [json.loads(line) for line in written(opened("JSONL")).splitlines()]
    assert [(row["text"], row["count"], row["share"]) for row in rows] == [row[1:] for row in ROWS]


def cells(book, sheet):
    root = ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))  # noqa: S314  # we wrote it
    return [["".join(cell.itertext()) for cell in row] for row in root[0]]


@pytest.mark.parametrize(("most_rows", "sheets"), [(1_000, 1), (4, 3)])
def test_a_workbook_goes_on_in_another_sheet_where_one_is_full(most_rows, sheets):
    with zipfile.ZipFile(io.BytesIO(written(Workbook(COLUMNS, most_rows)))) as book:
        assert book.testzip() is None
        found = [cells(book, at) for at in range(1, sheets + 1)]
        listed = ET.fromstring(book.read("xl/workbook.xml"))[0]  # noqa: S314  # same
    assert len(listed) == sheets
    assert all(sheet[0] == ["at", "text", "count", "share"] for sheet in found)
    texts = [row[1] for sheet in found for row in sheet[1:]]
    assert texts == [text.replace("\x01", "") for _, text, _, _ in ROWS]


@pytest.mark.parametrize("group", [3, 10_000])
def test_parquet_is_read_by_somebody_elses_reader(tmp_path, group):
    file = tmp_path / "rows.parquet"
    file.write_bytes(written(Parquet(COLUMNS, group)))
    table = arro3.io.read_parquet(file).read_all()
    kinds = ['Timestamp(µs, "UTC")', "Utf8", "Int64", "Float64"]
    assert all(kind in str(field.type) for kind, field in zip(kinds, table.schema, strict=True))
    columns = [[cell.as_py() for cell in table.column(at)] for at in range(4)]
    moments = [round(moment.timestamp() * 1e6) for moment in columns[0]]
    assert [tuple(row) for row in zip(moments, *columns[1:], strict=True)] == ROWS


def test_a_file_of_nothing_is_whole(tmp_path):
    file = tmp_path / "rows.parquet"
    file.write_bytes(written(opened("PARQUET"), []))
    assert arro3.io.read_parquet(file).read_all().num_rows == 0
    with zipfile.ZipFile(io.BytesIO(written(opened("XLSX"), []))) as book:
        assert cells(book, 1) == [["at", "text", "count", "share"]]


def test_more_rows_take_no_more_memory_than_a_group():
    form = Parquet(COLUMNS, 4)
    sizes = [len(form.take(ROWS[:3])) for _ in range(6)]
    assert sizes[0] == len(b"PAR1")
    assert all(sizes[at] > 0 for at in (1, 2, 3, 5))
