import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.common.queries import folding
from services.listener.core import matching, pieces, queries


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
    text = " ".join([*words, "x"])
    for match in matcher(a="acme cafe 東京").match(text):
        for span in match.spans:
            assert text[span.start : span.end] in {"Acme", "acme", "café", "東京"}


def counted_tokens(monkeypatch):
    """How often the tokens of a whole text are listed, which is what costs."""
    calls = []
    list_tokens = folding.token_edges
    monkeypatch.setattr(folding, "token_edges", lambda text: calls.append(text) or list_tokens(text))
    return calls


@pytest.mark.parametrize("word", ["acme air", "Acmé-air", "アクメ"])
def test_of_a_long_text_of_nothing_but_hits_only_so_much_is_looked_at(monkeypatch, word):
    calls = counted_tokens(monkeypatch)
    hits = found(f"{word} " * 25_000, f'"{word}"')
    assert hits == [word] * matching.MOST_SPANS
    # Each piece once, and once more for the phrases that may begin in it.
    assert sum(map(len, calls)) <= 2 * (matching.MOST_LOOKS * len(f"{word} ") + 2 * pieces.LENGTH)


WORDS = st.sampled_from(
    ["acme", "Acmé", "@acme", "air", "aír", "東京", "·", "x", "e\u0301", "\u0301", "ﷺ", "_"]
)


@given(st.lists(st.tuples(WORDS, st.sampled_from(["", " ", "!  "])), max_size=60), st.integers(1, 9))
def test_a_text_in_pieces_gives_what_the_whole_text_gives(parts, length):
    text = "".join(word + gap for word, gap in parts)
    asked = matcher(a='acme "acme air" 東京', b='"air acme air" @acme', c='"京 x"', d="صلى")
    whole = asked.match(text, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "LENGTH", length)
        assert asked.match(text, text) == whole
        assert asked.might_match(text) or not whole


def test_what_comes_late_in_a_long_text_is_found_where_it_stands():
    for filler in ("word ", "слово ", "字"):
        text = filler * 20_000 + " acme air"
        assert found(text, '"acme air"') == ["acme air"]
        assert matcher(a="acme").might_match(text)


def test_a_word_that_a_thousand_brands_ask_for_is_given_to_each():
    asked = matcher(**{f"b{number}": "acme" for number in range(1000)})
    matches = asked.match("acme " * 20_000)
    assert len(matches) == 1000
    assert sum(len(match.spans) for match in matches) <= matching.MOST_LOOKS + 1000


def test_a_handle_behind_many_bare_words_is_found_where_it_stands():
    text = "acme " * 500 + "@acme"
    [match] = matcher(acme="@acme").match(text)
    assert [(span.start, span.end) for span in match.spans] == [(2501, 2505)]


@given(st.lists(st.sampled_from(["acme", "Acmé", "@acme", "air", "東京", "·", "x"]), max_size=60))
def test_many_hits_stand_where_each_alone_would(words):
    text = " ".join([*words, "x"])
    normal = folding.normalise(text)
    spaces = [at for at, char in enumerate(normal) if char == " "]
    places = [(start, end + 1) for start, end in itertools.combinations(spaces, 2)]
    alone = [next(folding.stretches(text, normal, [place])) for place in places]
    assert list(folding.stretches(text, normal, places)) == alone
