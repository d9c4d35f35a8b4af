import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.listener.core import queries


def patterns(expression):
    return [(term.sigil, term.pattern) for term in queries.parse(expression)]


def test_words_are_terms_of_their_own():
    assert patterns("acme Air") == [("", " acme "), ("", " air ")]


def test_a_quoted_phrase_is_one_term():
    assert patterns('"Acme  Air"') == [("", " acme air ")]


def test_curly_quotes_quote_too():
    assert patterns("\u201cacme air\u201d") == [("", " acme air ")]


def test_or_between_terms_says_what_a_space_says():
    assert patterns("acme OR air") == patterns("acme air")


def test_a_small_or_is_a_word():
    assert ("", " or ") in patterns("acme or air")


def test_handles_and_hashtags_keep_their_sigil():
    assert patterns('@acme #fail #"not good"') == [("@", " acme "), ("#", " fail "), ("#", " not good ")]


def test_repeated_terms_count_once():
    assert patterns("acme ACME acmé") == [("", " acme ")]


def test_a_word_with_punctuation_inside_is_a_phrase():
    assert patterns("check-in") == [("", " check in ")]


@pytest.mark.parametrize(
    ("expression", "column", "words"),
    [
        ("", 1, "empty"),
        ("   ", 1, "empty"),
        ('acme "air', 6, "never closed"),
        ("OR acme", 1, "before it"),
        ("acme OR", 6, "after it"),
        ("acme OR OR air", 9, "before it"),
        ("acme AND air", 6, "AND"),
        ("acme NOT air", 6, "NOT"),
        ("acme -air", 6, "excluding"),
        ("acme (air)", 6, "grouping"),
        ("acme air*", 9, "placeholder"),
        ("acme !!!", 6, "no letter"),
        ("a" * 300, 1, "shorten"),
        ("a " * 3000, 4001, "split"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_column(expression, column, words):
    with pytest.raises(queries.QueryError, match=words) as refused:
        queries.parse(expression)
    assert refused.value.column == column


def column_of_fault(expression):
    try:
        queries.parse(expression)
    except queries.QueryError as error:
        return error.column
    return None


@given(st.text(max_size=60))
def test_any_text_is_either_read_or_refused_with_a_column_inside_it(expression):
    column = column_of_fault(expression)
    if column is None:
        assert all(term.pattern.strip() for term in queries.parse(expression))
    else:
        assert 1 <= column <= max(1, len(expression))
