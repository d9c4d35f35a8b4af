import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from antiphon.mention.v1 import mention_pb2
from services.common import queries
from services.common.queries import folding
from services.common.queries.matching import Matcher
from services.common.queries.programs import Standing
from services.listener.core import matching, watch


def matcher(**expressions):
    return Matcher(
        Standing(f"brands/{name}", f"brands/{name}/queries/q", queries.parse(expression))
        for name, expression in expressions.items()
    )


def matches(asked, text, title=""):
    return matching.matches(asked, mention_pb2.Mention(text=text, title=title))


def found(text, expression, title=""):
    """What the query finds in the text, as written there; None when it does not match."""
    each = matches(matcher(acme=expression), text, title)
    return [text[span.start : span.end] for span in each[0].spans] if each else None


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
        ("acme air acme", 'acme OR "air acme"', ["acme", "air acme", "acme"]),
        ("acme is late", "acme late", ["acme", "late"]),
        ("acme is on time", "acme late", None),
        ("acme jobs", "acme NOT jobs", None),
    ],
)
def test_a_query_finds_its_words_where_they_stand(text, expression, hits):
    assert found(text, expression) == hits


def test_a_title_matches_without_spans():
    assert found("nothing here", "acme", title="Acme is down") == []


def test_matches_are_ordered_by_brand_and_name_each_query_once():
    each = matches(matcher(zoo="late OR plane", acme="plane", bolt="ship"), "the late plane")
    assert [match.brand for match in each] == ["brands/acme", "brands/zoo"]
    assert len(each[1].spans) == 2


def test_without_queries_nothing_matches():
    assert list(matches(Matcher(), "acme", "acme")) == []


def counted_edges(monkeypatch):
    """Places of tokens that are looked for, which is what costs."""
    counted = []
    each_edge = folding.each_edge
    monkeypatch.setattr(
        folding, "each_edge", lambda text: (counted.append(edge) or edge for edge in each_edge(text))
    )
    return counted


@pytest.mark.parametrize("word", ["acme air", "Acmé-air", "アクメ"])
def test_of_a_long_text_of_nothing_but_hits_only_so_much_is_looked_at(monkeypatch, word):
    counted = counted_edges(monkeypatch)
    assert found(f"{word} " * 25_000, f'"{word}"') == [word] * 100
    assert len(counted) <= 300


def test_what_comes_late_in_a_long_text_is_found_where_it_stands():
    for filler in ("word ", "слово ", "字"):
        text = filler * 20_000 + " acme air"
        assert found(text, '"acme air"') == ["acme air"]
        assert matcher(a="acme").might_match(text)


def test_a_handle_behind_many_bare_words_is_found_where_it_stands():
    [match] = matches(matcher(acme="@acme"), "acme " * 500 + "@acme")
    assert [(span.start, span.end) for span in match.spans] == [(2501, 2505)]


def asked(**expressions):
    return [
        api.Query(name=f"brands/b/queries/{name}", expression=expression)
        for name, expression in expressions.items()
    ]


def test_a_watch_made_from_the_one_before_is_the_watch_over_the_queries_there_are():
    before = watch.build([], asked(a="acme", b="late plane", c="gone"))
    after = watch.build([], asked(a="acme", b="late train", d="new"), before=before)
    assert len(after.matcher) == 3
    assert [m.query[-1] for m in matches(after.matcher, "acme late plane gone new")] == ["a", "d"]
    assert [m.query[-1] for m in matches(after.matcher, "late train")] == ["b"]
    assert [m.query[-1] for m in matches(before.matcher, "late plane gone")] == ["b", "c"]
    assert set(after.phrases) == {"acme", "train", "new"}


def test_a_stored_query_that_cannot_be_read_leaves_the_others_alone():
    made = watch.build([], asked(a="acme (", b="plane"))
    assert [m.query[-1] for m in matches(made.matcher, "acme plane")] == ["b"]
