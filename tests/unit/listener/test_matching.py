import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.listener.core import matching, queries


def matcher(**expressions):
    return matching.Matcher(
        matching.StandingQuery(f"brands/{name}", f"brands/{name}/queries/q", queries.parse(expression))
        for name, expression in expressions.items()
    )


def found(text, expression, title=""):
    """What the query finds in the text, as written there; None when it does not match."""
    matches = matcher(acme=expression).match(text, title)
    return [text[span.start : span.end] for span in matches[0].spans] if matches else None


@pytest.mark.parametrize(
    ("text", "expression", "hits"),
    [
        ("I love ACME!", "acme", ["ACME"]),
        ("acme acme", "acme", ["acme", "acme"]),
        ("acmes are not it", "acme", None),
        ("thanks @Acme, really", "acme", ["Acme"]),
        ("thanks @Acme", "@acme", ["Acme"]),
        ("acme without its sign", "@acme", None),
        ("mail bob@acme.example", "@acme", None),
        ("#acme #fail", "#fail", ["fail"]),
        ("fail", "#fail", None),
        ("Acme, Air is late", '"acme air"', ["Acme, Air"]),
        ("air acme", '"acme air"', None),
        ("Acmé", "acme", ["Acmé"]),
        ("🔥🔥 acme 🔥", "acme", ["acme"]),
        ("東京に行く", "東京", ["東京"]),
        ("京東", "東京", None),
        ("große Straße!", "strasse", ["Straße"]),
        ("acme air acme", 'acme "air acme"', ["acme", "air acme", "acme"]),
    ],
)
def test_a_query_finds_its_words_where_they_stand(text, expression, hits):
    assert found(text, expression) == hits


def test_a_title_matches_without_spans():
    assert found("nothing here", "acme", title="Acme is down") == []


def test_matches_are_ordered_by_brand_and_name_each_query_once():
    matches = matcher(zoo="late plane", acme="plane", bolt="ship").match("the late plane")
    assert [match.brand for match in matches] == ["brands/acme", "brands/zoo"]
    assert len(matches[1].spans) == 2


def test_without_queries_nothing_matches():
    assert list(matching.Matcher().match("acme", "acme")) == []


@given(st.lists(st.sampled_from(["Acme", "@acme", "café", "東京", "x", "!", "né", "🔥"]), max_size=12))
def test_spans_always_point_at_what_was_asked_for(words):
    text = " ".join(words)
    for match in matcher(a="acme cafe 東京").match(text):
        for span in match.spans:
            assert text[span.start : span.end] in {"Acme", "acme", "café", "東京"}
