"""Moments on the command line: to come, with a zone or in UTC, or as a stretch from now."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import typer

from services.cli import moments

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("in 2h30m", "2026-11-23T11:30:00Z"),
        ("2026-12-24T09:00Z", "2026-12-24T09:00:00Z"),
        ("2026-12-24T09:00+02:00", "2026-12-24T07:00:00Z"),
        ("2026-12-24 09:00", "2026-12-24T09:00:00Z"),
    ],
)
def test_a_moment_is_read_in_utc(text, told):
    assert moments.read(text, NOW).ToJsonString() == told


@pytest.mark.parametrize("text", ["2026-11-23 08:59", "2026-11-23T10:00+02:00"])
def test_a_moment_that_has_passed_is_refused_with_the_present_one(text):
    with pytest.raises(typer.BadParameter, match=r"has passed; it is 2026-11-23T09:00Z now"):
        moments.read(text, NOW)


def test_what_is_no_moment_is_refused_with_examples():
    with pytest.raises(typer.BadParameter, match="write it like"):
        moments.read("yesterday", NOW)
