"""What X is asked in: phrases packed into searches and rules; and how its texts become ours."""

from __future__ import annotations

import pytest

from antiphon.mention.v1 import mention_pb2
from services.listener.sources import base
from services.listener.sources.x import phrases, surface

Kind = mention_pb2.Entity.Kind


def ask(words, *, handles=(), count=10, length=512, **config):
    return phrases.asked(base.GivenWords(words, handles), config, count, length)


@pytest.mark.parametrize(
    ("word", "term"),
    [
        ("Percolune", '"percolune"'),
        ("cold  brew", '"cold brew"'),
        ("#coffee", "#coffee"),
        ("@percolune", "@percolune"),
        ('say "cold" brew', '"say cold brew"'),
        ("from:somebody OR x", '"from:somebody or x"'),
        ("-is:retweet", '"-is:retweet"'),
        ("コーヒー", '"コーヒー"'),
        ("@someone@elsewhere.example", '"@someone@elsewhere.example"'),
    ],
)
def test_every_phrase_is_asked_for_as_it_stands_and_never_as_an_operator(word, term):
    assert ask([word]).queries == [f"({term}) -is:retweet"]


def test_what_has_nothing_to_look_for_is_not_asked_for():
    asked = ask(['"', "...", ""])
    assert (asked.queries, asked.missing) == ([], 0)


def test_handles_of_the_brands_are_asked_for_where_they_can_be_handles_of_x():
    handles = ["percolune", "percolune@social.example", "much_too_long_for_x"]
    assert ask(["coffee"], handles=handles).queries == ['("coffee" OR @percolune) -is:retweet']


def test_handles_can_be_left_out():
    config = {"handles": "false"}
    asked = phrases.asked(base.GivenWords(["coffee"], ["percolune"]), config, 10, 512)
    assert asked.queries == ['("coffee") -is:retweet']


def test_several_phrases_share_a_query_up_to_its_length():
    words = [f"word{number:03}" for number in range(100)]
    asked = ask(words, count=100, length=120)
    assert all(len(query) <= 120 for query in asked.queries)
    assert asked.missing == 0
    assert 100 / len(asked.queries) > 5
    assert all(any(f'"{word}"' in query for query in asked.queries) for word in words)


def test_what_does_not_fit_is_counted_and_told():
    asked = ask(["one", "two", "x" * 200, "three"], count=1, length=30)
    assert asked.missing == 2
    assert asked.partial("rules") == (
        "2 of 4 parts of what is asked for do not fit into the 1 rules that the source may have; "
        "posts with only those are not seen."
    )
    assert ask(["one"]).partial("rules") == ""


def test_a_phrase_that_is_added_at_the_end_leaves_the_queries_before_it():
    words = [f"word{number}" for number in range(50)]
    before, after = ask(words, length=100, count=50), ask([*words, "new"], length=100, count=50)
    assert before.queries[:-1] == after.queries[: len(before.queries) - 1]


def test_operators_and_reposts_are_as_set():
    asked = ask(["coffee"], narrow="lang:en  has:links", reposts="true")
    assert asked.queries == ['("coffee") lang:en has:links']


def entities(**marked):
    return surface.Entities(**marked)


def test_links_become_what_people_wrote_and_marks_follow():
    raw = "👋 a &amp; b https://t.co/abc @Tom #tea"
    start = raw.index("https")
    shown = surface.compose(
        raw,
        entities(
            urls=[surface.Url(start, start + 16, "https://t.co/abc", "https://shop.example/x?a=1&b=2")],
            mentions=[surface.Handle(raw.index("@"), raw.index("@") + 4, "tom")],
            hashtags=[surface.Tag(raw.index("#"), raw.index("#") + 4, "tea")],
        ),
    )
    assert shown.text == "👋 a & b https://shop.example/x?a=1&b=2 @tom #tea"
    assert [(kind, shown.text[first:after]) for kind, _, first, after in shown.marks] == [
        (Kind.KIND_LINK, "https://shop.example/x?a=1&b=2"),
        (Kind.KIND_HANDLE, "@tom"),
        (Kind.KIND_HASHTAG, "#tea"),
    ]


@pytest.mark.parametrize("shift", [-3, 5, 1000])
def test_marks_are_found_by_their_looks_where_their_numbers_count_otherwise(shift):
    raw = "&lt;3 thanks @tom"
    at = max(raw.index("@") + shift, 0)
    shown = surface.compose(raw, entities(mentions=[surface.Handle(at, at + 4, "tom")]))
    ((_, value, first, after),) = shown.marks
    assert (shown.text, value, shown.text[first:after]) == ("<3 thanks @tom", "tom", "@tom")


def test_marks_that_are_nowhere_in_the_text_are_left_out():
    shown = surface.compose("thanks", entities(mentions=[surface.Handle(0, 4, "tom")]))
    assert shown == surface.Surface("thanks", [])


def test_links_that_stand_for_pictures_go():
    raw = "look https://t.co/pic"
    link = surface.Url(5, len(raw), "https://t.co/pic", "https://x.com/a/status/1/photo/1", media_key="3_1")
    assert surface.compose(raw, entities(urls=[link])) == surface.Surface("look", [])
