"""JSON of answers and events, as bytes."""

from __future__ import annotations

import json

import pytest

from services.console.core.writing import written


def test_what_is_written_is_read_as_it_was():
    content = {
        "text": 'Grüße "👋"\u2028\n\r\x00',
        "n": [1, -0.5, 1e300, 2**63],
        "no": None,
        "yes": True,
        "": {},
    }
    assert json.loads(written(content)) == content


@pytest.mark.parametrize("blank", [b"\n", b"\r", b": ", b", "])
def test_it_has_no_line_ends_and_no_needless_blanks(blank):
    assert blank not in written({"a": ["\n\r", 1], "b": {"c": 2}})


def test_half_characters_become_question_marks():
    assert written({"text": "a\ud83d"}) == b'{"text":"a?"}'


def test_numbers_of_any_size_are_written():
    assert json.loads(written({"n": 2**70})) == {"n": 2**70}
