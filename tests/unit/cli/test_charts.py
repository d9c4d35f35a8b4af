"""Charts of the terminal, files of an export, and the options of a slice."""

import csv
import json
import zipfile
from xml.etree import ElementTree as ET

import pytest
import typer

from antiphon.scoring.v1 import score_pb2
from services.cli import charts, sheets, sliced
from services.cli.charts import Point

OPTIONS = ("brand", "query", "network", "language", "sentiment", "emotion", "intent", "country", "author")
NOTHING = {**dict.fromkeys(OPTIONS), "spam": None, "own": None, "text": "", "since": "", "until": ""}


def test_a_blind_bucket_is_shaded_and_never_looks_like_silence():
    drawn = charts.line([Point(8), Point(0), Point(0, is_blind=True), Point(4, is_partial=True)])
    assert drawn == "[cyan]█[/][cyan]▁[/][dim]░[/][yellow]▄[/]"


def test_long_lines_are_squeezed_without_losing_a_mention():
    points = charts.squeezed([Point(1, is_blind=number % 2 == 0) for number in range(500)])
    assert len(points) <= charts.WIDTH
    assert sum(point.mentions for point in points) == 500
    assert not any(point.is_blind for point in points)
    assert all(point.is_partial for point in points)


def test_bars_follow_their_share():
    assert charts.bar(0) == ""
    assert charts.bar(1) == "█" * 24
    assert charts.bar(0.5, 3) == "█▌"


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx"])
def test_rows_come_back_from_the_file_they_were_written_to(tmp_path, ending):
    file = tmp_path / f"rows.{ending}"
    with sheets.opened(file, ("text", "count")) as write:
        write(("Straße <b> & \x01co", 3))
        write(("=cmd()", 4))
    rows = {"csv": from_csv, "jsonl": from_jsonl, "xlsx": from_xlsx}[ending](file)
    assert [row[1] for row in rows] == ["3", "4"]
    assert rows[0][0].startswith("Straße <b> & ")
    assert rows[1][0] == ("'=cmd()" if ending == "csv" else "=cmd()")


def from_csv(file):
    return list(csv.reader(file.read_text().splitlines()))[1:]


def from_jsonl(file):
    return [[str(cell) for cell in json.loads(line).values()] for line in file.read_text().splitlines()]


def from_xlsx(file):
    with zipfile.ZipFile(file) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314  # we wrote it
    return [["".join(cell.itertext()) for cell in row] for row in sheet[0]][1:]


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(typer.BadParameter, match="csv"), sheets.opened(tmp_path / "rows.pdf", ()):
        pass


def test_options_become_a_slice():
    given = {**NOTHING, "brand": ["acme"], "sentiment": ["negative"], "since": "2026-01-02", "spam": False}
    found = sliced.read(**given)
    assert list(found.brands) == ["brands/acme"]
    assert list(found.sentiments) == [score_pb2.Sentiment.LABEL_NEGATIVE]
    assert found.start_time.ToJsonString() == "2026-01-02T00:00:00Z"
    assert found.HasField("spam")
    assert not found.HasField("own")
    assert not found.HasField("end_time")


def test_a_moment_may_be_so_long_ago_and_nonsense_is_refused():
    assert sliced.moment("1h") < sliced.moment("0h")
    with pytest.raises(typer.BadParameter, match="30d"):
        sliced.moment("yesterday")


def test_a_feeling_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(typer.BadParameter, match="negative, neutral, positive"):
        sliced.read(**{**NOTHING, "sentiment": ["angry"]})
