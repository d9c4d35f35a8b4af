"""Judgements become examples and exclusions, each with what it would take away."""

from __future__ import annotations

import pytest

from antiphon.mention.v1 import mention_pb2
from services.common import queries
from services.common.queries import judging
from services.common.queries.judging import Judged

QUERY = queries.parse("acme")
JOBS = ("welders", "cooks", "drivers", "nurses", "clerks", "painters")
GOODS = ("toaster", "kettle", "mixer", "oven", "blender", "grill", "fridge", "stove", "lamp", "fan")


def mention(text, key="", network="x"):
    made = mention_pb2.Mention(key=key or text, text=text, network=network)
    made.create_time.seconds = 1_700_000_000
    return made


def evidence(unwanted=JOBS, relevant=GOODS, answered=(), looked=(), query=QUERY):
    judged = [Judged(mention(f"acme hiring {word}"), relevant=False) for word in unwanted]
    judged += [Judged(mention(f"acme {word} broke"), relevant=True) for word in relevant]
    found = judging.Evidence(query, judged, set(answered))
    for each in looked:
        found.look(each)
    return found


def test_an_exclusion_tells_what_it_takes_from_the_archive():
    looked = [mention(f"acme hiring {number}") for number in range(7)] + [mention("hiring"), mention("acme")]
    found = evidence(looked=looked, answered=["acme hiring 3", "hiring"])
    (told,) = found.effects()
    assert (told.exclusion.clause, told.exclusion.unwanted, told.exclusion.wanted) == ("hiring", 6, 1)
    assert (told.change.removed, told.change.added, told.answered) == (7, 0, 1)
    assert [each.text for each in told.fewer] == [f"acme hiring {number}" for number in range(2, 7)]
    assert dict(told.change.networks) == {"x": -7}
    assert told.leaves_out == [0, 1, 2, 3, 4, 5]
    assert (found.span.seen, found.found) == (9, 8)


def test_what_was_answered_speaks_for_the_query():
    looked = [mention(f"acme {word} broke") for word in GOODS]
    found = evidence(relevant=(), looked=looked, answered=[each.key for each in looked])
    assert len(found.relevant) == len(GOODS)
    assert [each.exclusion.clause for each in found.effects()] == ["hiring"]


def test_what_was_answered_after_all_is_no_example():
    found = evidence(answered=["acme hiring cooks"])
    assert "acme hiring cooks" not in [each.mention.text for each in found.examples]


def test_a_mention_that_speaks_twice_counts_once():
    looked = [mention(f"acme {word} broke") for word in GOODS]
    found = evidence(looked=looked, answered=[each.key for each in looked])
    assert len(found.relevant) == len(GOODS)


def test_what_the_query_finds_no_more_is_an_example_and_suggests_nothing():
    found = evidence(query=queries.parse("acme -hiring"))
    assert [each.found for each in found.examples] == [False] * len(JOBS)
    assert found.effects() == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"unwanted": ()}, "Nobody judged"),
        ({"query": queries.parse("acme -hiring")}, "nothing any more"),
        ({"unwanted": JOBS[:2]}, "2 judged not relevant are too few"),
        ({"relevant": ()}, "answered or judged relevant yet"),
        ({"unwanted": JOBS[:3], "relevant": GOODS[:3]}, "surely enough"),
    ],
)
def test_where_nothing_is_suggested_it_is_said_why(given, words):
    found = evidence(**given)
    assert found.effects() == []
    assert words in judging.why_none(found)
