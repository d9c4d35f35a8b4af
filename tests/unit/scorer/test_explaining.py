"""What is said of the context of a word, and that saying it changes nothing."""

from __future__ import annotations

import pytest

from antiphon.scoring.v1 import score_pb2
from services.scorer.core.analyzers import registry
from services.scorer.core.documents import Document
from services.scorer.core.explaining import Explainer
from services.scorer.core.names import compile_names
from services.scorer.core.scoring import Scorer

SCORER = Scorer(registry.make())
EXPLAINER = Explainer()


def explained(document):
    (score,) = SCORER.score([document])
    bare = score_pb2.Score.FromString(score.SerializeToString())
    EXPLAINER.explain(document, score.sentiment)
    for term in bare.sentiment.terms:
        assert not term.modifiers
    stripped = score_pb2.Score.FromString(score.SerializeToString())
    for term in stripped.sentiment.terms:
        del term.modifiers[:]
    assert stripped == bare
    return [
        (
            term.text,
            [(score_pb2.Modifier.Effect.Name(one.effect)[7:].lower(), one.text) for one in term.modifiers],
        )
        for term in score.sentiment.terms
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The service is good today.", [("good", [])]),
        ("The service is not good today.", [("good", [("turned", "not")])]),
        ("The service isn't good today.", [("good", [("turned", "isn't")])]),
        ("The food is VERY good.", [("good", [("strengthened", "VERY")])]),
        ("The food is slightly bad.", [("bad", [("weakened", "slightly")])]),
        ("It was not very good at all.", [("good", [("turned", "not"), ("strengthened", "very")])]),
        (
            "The food was good but the service was really terrible.",
            [("good", [("before", "but")]), ("terrible", [("after", "but"), ("strengthened", "really")])],
        ),
        ("The food here is GREAT today.", [("GREAT", [("capitals", "")])]),
        ("There is no good news and good news.", [("no", []), ("good", [("turned", "no")]), ("good", [])]),
        ("Not bad, they said, and then bad again.", [("bad", [("turned", "Not")]), ("bad", [])]),
    ],
)
def test_each_word_is_told_with_what_changed_it(text, expected):
    found = explained(Document(text, declared_language="en"))
    wanted = [(word, mods) for word, mods in expected if word != "no"]
    assert [(word, mods) for word, mods in found if word != "no"] == wanted


def test_a_word_of_the_title_is_told_apart_from_the_same_in_the_text():
    found = explained(Document("Very good service here.", title="Not good at all", declared_language="en"))
    assert found == [("good", [("turned", "Not")]), ("good", [("strengthened", "Very")])]


def test_a_name_that_carries_no_feeling_changes_nothing():
    names = compile_names(frozenset({"Very"}))
    found = explained(Document("The shop Very good service has.", declared_language="en", names=names))
    assert found == [("good", [])]


def test_emoji_and_words_taken_from_one_token_keep_their_place():
    found = explained(
        Document("not happy \N{SMILING FACE WITH OPEN MOUTH} at all, not happy", declared_language="en")
    )
    assert [mods for word, mods in found if word == "happy"] == [[("turned", "not")], [("turned", "not")]]


def test_of_a_long_text_only_the_named_words_are_told():
    text = " ".join(["not good"] + ["fine"] * 80)
    found = explained(Document(text, declared_language="en"))
    assert len(found) == 50


def test_the_words_right_and_left_of_a_window_are_what_they_are_in_the_whole_text():
    text = "a b c d not e very good, and f g h i never so bad; the end of it"
    found = dict(explained(Document(text, declared_language="en")))
    assert found["good"] == [("turned", "not"), ("strengthened", "very")]
    assert {word for _, word in found["bad"]} == {"never", "so"}
