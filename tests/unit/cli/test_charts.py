"""Charts of the terminal, files of an export, and the options of a slice."""

import pytest
import typer

from antiphon.scoring.v1 import score_pb2
from services.cli import charts, sliced
from services.cli.charts import Point

OPTIONS = ("brand", "query", "network", "language", "sentiment", "emotion", "intent", "country", "author")
NOTHING = {
    **dict.fromkeys(OPTIONS),
    "tagged": None,
    "spam": None,
    "own": None,
    "text": "",
    "matching": "",
    "since": "",
    "until": "",
}


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


def test_a_query_is_told_back_or_refused_at_its_column():
    assert sliced.reading("refund NOT jobs") == "mentions of refund, not jobs"
    with pytest.raises(typer.BadParameter, match=r"--matching: column 1: .*never closed.* Try: \(refund\)"):
        sliced.reading("(refund")
    made = []

    @sliced.sliced
    def command(what):
        made.append(what)

    given = {**NOTHING, "matching": "(refund"}
    with pytest.raises(typer.BadParameter):
        command(**given)
    assert not made
    command(**{**given, "matching": "refund"})
    assert made[0].query == "refund"
