import gzip
import os
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.mention.v1 import mention_pb2
from bench.match import asked as asked_queries
from services.common import queries
from services.common.queries import filing, matching, programs, regexes
from tests.fixtures.queries import making, oracle


def standing(expressions):
    return [
        programs.Standing("brands/b", f"q{number:04}", queries.parse(expression))
        for number, expression in enumerate(expressions)
    ]


def as_the_oracle_says(asked, mention):
    found = ((each.name, oracle.evaluate(each.query.root, mention)) for each in asked)
    return {name: spots for name, spots in found if spots is not None}


def as_the_engine_says(matcher, mention):
    return {match.name: {tuple(spot) for spot in match.spots} for match in matcher.match(mention)}


def first_difference(asked, mentions):
    """A query and a post that the engine and the meaning do not agree on; None when there are none."""
    matcher = matching.Matcher(asked)
    for mention in mentions:
        engine, meaning = as_the_engine_says(matcher, mention), as_the_oracle_says(asked, mention)
        for each in asked:
            if engine.get(each.name) != meaning.get(each.name):
                return each.query.expression, mention, engine.get(each.name), meaning.get(each.name)
        if meaning and not mention.title and not matcher.might_match(mention.text):
            return "might_match", mention, None, None
    return None


@pytest.mark.parametrize("half", [0, 1])
@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_the_engine_agrees_with_the_meaning_of_every_query_for_every_post(half, seed):
    make = making.Maker(2 * seed + half)
    asked = standing(make.expression() for _ in range(60))
    assert first_difference(asked, [make.mention() for _ in range(60)]) is None


def real_texts():
    folder = os.environ.get("ANTIPHON_TEST_DATA")
    if not folder:
        pytest.skip("ANTIPHON_TEST_DATA names no folder with train/*.tsv.gz of real posts")
    texts = []
    for path in sorted(Path(folder).glob("train/*.tsv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts += [line.split("\t")[1] for line in islice(lines, 1, 20)]
    return texts


def test_the_engine_agrees_with_the_meaning_for_real_posts():
    texts = real_texts()
    asker = asked_queries.Asker(asked_queries.Words(texts), 0.05)
    asked = standing([asker.mixed() for _ in range(60)] + [asker.plain() for _ in range(40)])
    assert first_difference(asked, [mention_pb2.Mention(text=text) for text in texts]) is None


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("/(a+)+b/", "a" * 50_000),
        ("/(a|aa)*c/", "a" * 50_000),
        ("/(.*)(.*)(.*)x/", "y" * 50_000),
        ("a*a*a*a*a*b", "a" * 50_000),
        ("?*?*?*?*b", "a" * 5_000),
        ("a NEAR/100 b", "a " * 20_000),
        ("a ONEAR/100 b", "b " * 10_000 + "a " * 10_000),
        ("(a NEAR/50 a) NEAR/50 (a NEAR/50 b)", "a " * 5_000),
        ("{A} é", "a e " * 20_000),
        ("{A*} b", "a " * 20_000),
        ("#a* b", "#a " * 20_000),
        ("*a*b*c OR ?b?c*d", "a" * 5_000 + " " + "ab " * 10_000),
        ("a /x+y+z/", "a " + "x" * 50_000),
    ],
)
def test_what_is_made_to_take_long_takes_no_longer(expression, text):
    matcher = matching.Matcher(standing([expression]))
    assert not matcher.match(mention_pb2.Mention(text=text))


HURRIED = [
    "title:acme OR (late kind:review)",
    "title:ac* OR author:jo OR {BT}",
    "(late NEAR/3 (plane OR air)) OR (acme ONEAR/2 planes NOT bt)",
    "(acm? OR plane) lang:(en OR de) NOT (air OR is:reply)",
    "(@acme OR #late OR $bt OR #ac*) NOT (plane OR has:link)",
    "@{Acme} OR {acme} OR acmé OR #acmé OR *mé",
    "late /planes?/ NOT /a+cm?e/",
    "(acme OR 🔥) (has:question OR plane OR p*s)",
    "*e OR l?te OR a*m*e",
    " OR ".join(["acme NEAR/1 late", *(f'"acme {word}"' for word in "abcdefghijklmnopqrstu")]),
]
"""Each has something that is told by a shorter way before, or instead of, the long one."""


def test_the_shorter_ways_say_what_every_query_means():
    make = making.Maker(13)
    asked = standing(HURRIED)
    assert first_difference(asked, [make.mention() for _ in range(1_500)]) is None


def test_words_that_were_forgotten_are_learnt_again(monkeypatch):
    monkeypatch.setattr(filing, "_MOST_WORDS", 3)
    make = making.Maker(14)
    asked = standing(["ac*", "*me late", "pl?ne OR a*r"])
    assert first_difference(asked, [make.mention() for _ in range(200)]) is None


@pytest.mark.parametrize(
    ("pattern", "needle"),
    [
        (r"helps?\b", "help"),
        (r"\d+ Euro", " euro"),
        (r"x\/yabc", "yabc"),
        (r"abc*def+g", "def"),
        (r"ab{2,3}cdef", "a"),
        (r"pl[a-z]+es", "pl"),
        (r"up(on)?ward", "up"),
        (r"a|bcdef", ""),
        (r"\x41bcd", ""),
        (r"\Qa*b\E", ""),
        (r"(?i)abc", ""),
    ],
)
def test_letters_that_a_regular_expression_needs_are_told_only_where_they_are_certain(pattern, needle):
    assert regexes.needle(pattern) == needle


def test_a_changed_matcher_says_what_a_new_one_says():
    make = making.Maker(11)
    asked = standing(make.expression() for _ in range(80))
    mentions = [make.mention() for _ in range(60)]
    changed = matching.Matcher(asked[:60])
    for each in asked[60:]:
        replaced = programs.Standing(each.brand, asked[int(each.name[1:]) - 40].name, each.query)
        changed = changed.changed([replaced], gone=[asked[int(each.name[1:]) - 60].name])
    kept = {f"q{number:04}": asked[number] for number in range(40, 60)}
    kept |= {asked[number - 40].name: asked[number] for number in range(60, 80)}
    expected = matching.Matcher(
        programs.Standing(each.brand, name, each.query) for name, each in kept.items()
    )
    assert len(changed) == len(expected) == 40
    for mention in mentions:
        assert as_the_engine_says(changed, mention) == as_the_engine_says(expected, mention)


def test_a_changed_matcher_leaves_the_one_before_as_it_was():
    make = making.Maker(12)
    before = matching.Matcher(standing(make.expression() for _ in range(40)))
    mentions = [make.mention() for _ in range(40)]
    said = [as_the_engine_says(before, mention) for mention in mentions]
    before.changed(standing(make.expression() for _ in range(20)), gone=["q0030"])
    assert [as_the_engine_says(before, mention) for mention in mentions] == said


def test_it_is_explained_by_which_of_its_parts_one_query_holds():
    matcher = matching.Matcher(standing(["acme (late OR delayed) NOT jobs lang:en", "plane"]))
    mention = mention_pb2.Mention(text="Acme is late", declared_language="en-GB")
    spots = matcher.explain("q0000", mention).spots
    assert [(where, part.value if where == "lang" else part.written) for _, _, where, part in spots] == [
        ("lang", "en"),
        ("text", "acme"),
        ("text", "late"),
    ]
    assert matcher.explain("q0001", mention) is None
    assert matcher.explain("q0002", mention) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("❤\ufe0f#acme", True),
        ("👍🏽#acme", True),
        ("\u200b#acme", True),
        ("so #acme", True),
        ("e\u0301#acme", False),
        ("bob#acme", False),
        ("東#acme", False),
    ],
)
def test_a_mark_begins_after_signs_that_are_no_word_and_nobody_sees(text, found):
    matcher = matching.Matcher(standing(["#acme"]))
    assert bool(matcher.match(mention_pb2.Mention(text=text))) is found
