import pytest

from services.common.model import errors
from services.insights.core import digests, filters
from services.insights.core.filters import Comparison


def test_an_empty_filter_compares_nothing():
    assert filters.parse("  ") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("network = bluesky", Comparison("network", "=", "bluesky")),
        ("network=BLUESKY", Comparison("network", "=", "bluesky")),
        ("brand = acme", Comparison("brand", "=", "brands/acme")),
        ("brand != brands/acme", Comparison("brand", "!=", "brands/acme")),
        ("source = sources/jet", Comparison("source", "=", "sources/jet")),
        ("sentiment = NEGATIVE", Comparison("sentiment", "=", 1)),
        ("compound <= -0.5", Comparison("compound", "<=", -0.5)),
        ("create_time >= 1970-01-01T00:00:01Z", Comparison("create_time", ">=", 1_000_000)),
        ('create_time < "1970-01-01T01:00:00.5+01:00"', Comparison("create_time", "<", 500_000)),
        ("author = x:-:42", Comparison("author", "=", digests.author("x:-:42"))),
        ('conversation = "a:-:\\"b"', Comparison("conversation", "=", 'a:-:"b')),
        ('link = "https://x.test/1?a=b"', Comparison("link", "=", "https://x.test/1?a=b")),
        ("text:Größe", Comparison("text", ":", " grosse ")),
        ('text:"Lost  luggage!"', Comparison("text", ":", " lost luggage ")),
    ],
)
def test_a_comparison_is_read_into_what_the_archive_keeps(text, expected):
    assert filters.parse(text) == (expected,)


def test_comparisons_are_joined_by_and():
    found = filters.parse("network = x AND text:late\nAND compound < 0")
    assert [comparison.field for comparison in found] == ["network", "text", "compound"]


@pytest.mark.parametrize(
    ("text", "column", "hint"),
    [
        ("mood = BAD", 1, 'no field "mood"'),
        ("sentiment = angry", 13, "NEGATIVE, NEUTRAL or POSITIVE"),
        ("network : x", 9, "compared with = or !="),
        ("network", 8, "compared with = or !="),
        ("network =", 10, "a value is expected"),
        ("network = x network = y", 13, "AND is expected"),
        ("network = x AND ", 13, "nothing after it"),
        ("network = x OR network = y", 13, "AND is expected"),
        ("NOT network = x", 1, "not supported"),
        ('text:"open', 6, "never closed"),
        ("text:!!!", 6, "a value is expected"),
        ('text:"?!"', 6, "no letter or digit"),
        ("create_time > yesterday", 15, "2026-01-31T09:00:00Z"),
        ("create_time > 2026-01-31T09:00:00", 15, "with its zone"),
        ("compound > much", 12, "a number"),
        ("link = x.test/1", 8, "a whole one"),
        ("link != https://x.test/1", 6, "compared with ="),
        ("compound > nan", 12, "a number"),
        ("= x", 1, "a field is expected"),
    ],
)
def test_a_fault_names_its_column_and_the_remedy(text, column, hint):
    with pytest.raises(errors.InvalidField) as refusal:
        filters.parse(text)
    assert refusal.value.message.startswith(f"filter: column {column}: ")
    assert hint in refusal.value.message


def test_a_filter_has_a_longest_length():
    with pytest.raises(errors.InvalidField, match="at most"):
        filters.parse("text:" + "a" * 20_000)
