from __future__ import annotations

import pytest

from services.common.model import lengths, links


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("plain words", 11),
        ("na\u00efve \u2013 \u201cquoted\u201d", 16),
        ("e\u0301", 1),
        ("日本語", 6),
        ("привет", 6),
        ("한국", 4),
        ("👍", 2),
        ("👍🏽", 2),
        ("👨\u200d👩\u200d👧", 2),
        ("🇩🇪🇫🇷", 4),
        ("🇩", 2),
        ("1\ufe0f\u20e3", 2),
        ("❤\ufe0f", 2),
        ("©", 1),
        ("©\ufe0f", 2),
        ("…", 2),
        ("https://acme.example.com/a/very/long/path?with=much&more=of_it", 23),
        ("http://a.co", 23),
        ("acme.com", 23),
        ("see acme.com.", 4 + 23 + 1),
        ("write to us@acme.com", 20),
        ("(https://acme.com/x_(y))", 25),
        ("https://acme.com日本", 23 + 4),
        ("1.5 and e.g. this", 17),
    ],
)
def test_weighted_characters_count_as_x_does(text, weight):
    assert lengths.measure(text, "WEIGHTED") == weight


def test_a_name_that_may_be_no_link_counts_as_the_longer_of_the_two():
    assert lengths.measure("a.zz", "WEIGHTED") == 23
    long = "some-very-long-name-of-a-machine.internal"
    assert lengths.measure(long, "WEIGHTED") == len(long)


def test_a_link_counts_alike_where_the_network_says_so():
    text = "é https://acme.com/" + "x" * 80
    assert lengths.measure(text, "CHARACTER", 23) == 2 + 23
    assert lengths.measure(text, "BYTE", 23) == 3 + 23
    assert lengths.measure("acme.com", "CHARACTER", 23) == 8


@pytest.mark.parametrize(
    "text", ["a-" * 50_000, "a." * 50_000, "https://a.com/" + "(a" * 50_000, "a@" * 50_000]
)
def test_hostile_texts_are_counted_too(text):
    assert lengths.measure(text, "WEIGHTED") == len(text) or next(links.find(text))


def test_links_are_found_where_they_stand():
    text = "at https://acme.com/a, or acme.org"
    assert [text[link.start : link.end] for link in links.find(text)] == ["https://acme.com/a", "acme.org"]
    assert [link.bare for link in links.find(text)] == [False, True]
