"""The priority is the scorer's, and what depends on the brand; told in whole points that add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.router.core import intake, priority
from services.router.core.signals import Trait
from tests.unit.router import told

TRAITS = st.sampled_from(list(Trait)) | st.builds(
    lambda one, other: one | other, st.sampled_from(list(Trait)), st.sampled_from(list(Trait))
)


@st.composite
def signals(draw):
    traits = draw(TRAITS)
    if draw(st.booleans()):
        return told.signals(traits, compound=draw(st.floats(-1, 1)))
    parts = draw(st.dictionaries(st.sampled_from("abcdef"), st.floats(-50, 60), max_size=6))
    value = min(max(sum(parts.values()), 0), 100)
    made = told.signals(traits, value, **parts)
    made.score.priority.components.add(text="end of the scale", amount=value - sum(parts.values()))
    return made


def shown(found):
    """The parts as people see them, after they were kept."""
    kept = intake.decode_parts(intake.encode_parts(priority.own_parts(found)))
    return priority.parts(found.score, kept, priority.assess(found))


@given(signals())
def test_the_parts_add_up_to_the_points_between_0_and_100(found):
    points, parts = priority.assess(found), shown(found)
    assert 0 <= points <= 100
    assert sum(part for part, _ in parts) == points
    assert all(part and reason for part, reason in parts)


@given(signals())
def test_being_addressed_never_lowers_it_and_the_brands_own_words_have_none(found):
    found = found._replace(traits=found.traits & ~int(Trait.OWN))
    addressed = found._replace(traits=found.traits | int(Trait.ADDRESSED))
    own = found._replace(traits=found.traits | int(Trait.OWN))
    assert priority.assess(addressed) >= priority.assess(found)
    assert priority.assess(own) <= max(0, priority.assess(addressed) - 88)


@given(st.floats(-1, 1), st.floats(0, 2))
def test_without_a_priority_more_anger_never_lowers_it(compound, more):
    calm, angry = (told.signals(compound=feeling) for feeling in (compound, max(-1.0, compound - more)))
    assert priority.assess(angry) >= priority.assess(calm)


def test_the_scorers_priority_is_the_base():
    assert priority.assess(told.signals(priority=41.4)) == 41
    assert priority.assess(told.signals(Trait.ADDRESSED, 41.4)) == 53


@pytest.mark.parametrize(
    ("traits", "compound", "points"),
    [
        (Trait.NONE, 0.0, 10),
        (Trait.NONE, -0.5, 25),
        (Trait.NONE, 0.9, 10),
        (Trait.ASKS, 0.0, 25),
        (Trait.PRIVATE, 0.0, 30),
        (Trait.ADDRESSED | Trait.ASKS, -0.5, 52),
        (Trait.OWN, -0.5, 0),
    ],
)
def test_a_score_without_a_priority_counts_simply(traits, compound, points):
    assert priority.assess(told.signals(traits, compound=compound)) == points


def test_the_parts_tell_what_is_behind_them():
    found = told.signals(
        Trait.ADDRESSED,
        48.0,
        start=-12.0,
        engageability=27.0,
        urgency=20.0,
        bad_feeling=7.0,
        complaint=4.0,
        influence=2.0,
    )
    score = found.score
    score.sentiment.compound = -0.5
    score.complaint.probability = 0.3
    score.influence.value = 17.2
    score.urgency.value = 44.0
    for text, amount in (("start", 5.0), ("complaint", 4.0), ("stranded", 25.0), ("today", 10.0)):
        score.urgency.reasons.add(text=text, amount=amount)
    score.engageability.probability = 0.9
    for text, amount in (("start", -1.6), ("question", 1.3), ("thanks", -0.4), ("asks for help", 1.6)):
        score.engageability.reasons.add(text=text, amount=amount)
    assert shown(found) == [
        (-12, "where every mention starts"),
        (27, "deserves an answer, 90%: asks for help, question"),
        (20, "urgency 44: stranded, today, complaint"),
        (7, "negative sentiment -0.50"),
        (4, "complaint, 30%"),
        (2, "influence 17"),
        (12, "addressed by handle"),
    ]


def test_the_feeling_that_is_told_is_the_one_that_gave_the_label():
    found = told.signals(Trait.NONE, 7.0, bad_feeling=7.0)
    sentiment = found.score.sentiment
    sentiment.compound, sentiment.intensity, sentiment.probability = 0.38, -0.44, 0.7
    assert shown(found) == [(7, "negative sentiment -0.44")]


def test_what_was_decided_before_scores_had_a_priority_is_shown_as_it_was():
    kept = [(18, "negative sentiment -1.00"), (12, "addressed by handle")]
    assert priority.parts(told.score(compound=-1.0), kept, 30) == kept


def test_nothing_is_told_of_a_score_that_is_gone():
    assert priority.parts(told.score(), [], 0) == []
