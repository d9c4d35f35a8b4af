"""The priority is one sum anybody can check, and it never falls where somebody needs more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.router.core import priority
from services.router.core.signals import Signals

WORDS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=5)


@st.composite
def signals(draw):
    return Signals(
        compound=draw(st.floats(-1, 1)),
        addressed=draw(st.booleans()),
        asks=draw(st.booleans()),
        needs=draw(WORDS),
        complaints=draw(WORDS),
        urgent=draw(WORDS),
        grave=draw(WORDS),
        unheard=draw(WORDS),
        thanks=draw(st.booleans()),
        giveaway=draw(WORDS),
        followers=draw(st.integers(0, 10**8)),
        verified=draw(st.booleans()),
        attention=draw(st.integers(0, 10**6)),
        rating=draw(st.none() | st.floats(0, 1)),
        private=draw(st.booleans()),
        repost=draw(st.booleans()),
        links=draw(st.integers(0, 6)),
        hashtags=draw(st.integers(0, 9)),
        words=draw(st.integers(0, 60)),
        first_person=draw(st.booleans()),
    )


def points(found):
    return priority.assess(found).points


@given(signals())
def test_the_points_are_the_sum_of_the_parts_between_0_and_100(found):
    assessed = priority.assess(found)
    total = sum(part for part, _ in assessed.parts)
    assert assessed.points == min(max(total, 0), 100)
    assert all(part and reason for part, reason in assessed.parts)


@given(signals(), st.floats(0, 2))
def test_more_anger_never_lowers_it(found, more):
    angrier = found._replace(compound=max(-1.0, found.compound - more))
    assert points(angrier) >= points(found)


@pytest.mark.parametrize("name", ["needs", "complaints", "urgent", "grave", "unheard"])
@given(found=signals())
def test_one_more_word_of_need_never_lowers_it(name, found):
    assert points(found._replace(**{name: [*getattr(found, name), "more"]})) >= points(found)


@pytest.mark.parametrize("name", ["addressed", "asks", "verified", "first_person"])
@given(found=signals())
def test_a_trait_that_speaks_for_an_answer_never_lowers_it(name, found):
    assert points(found._replace(**{name: True})) >= points(found._replace(**{name: False}))


@pytest.mark.parametrize("name", ["followers", "attention"])
@given(found=signals(), more=st.integers(0, 10**7))
def test_more_reach_or_attention_never_lowers_it(name, found, more):
    assert points(found._replace(**{name: getattr(found, name) + more})) >= points(found)


@pytest.mark.parametrize(("name", "more"), [("links", 1), ("hashtags", 1), ("repost", 1), ("own", 1)])
@given(found=signals())
def test_marks_of_noise_never_raise_it(name, more, found):
    noisier = found._replace(**{name: getattr(found, name) + more})
    assert points(noisier) <= points(found)


@given(signals(), st.floats(0, 0.5))
def test_a_lower_rating_never_lowers_it(found, less):
    rated = found._replace(rating=0.5)
    assert points(rated._replace(rating=0.5 - less)) >= points(rated)


def test_the_parts_tell_their_words():
    assessed = priority.assess(Signals(compound=-0.5, complaints=["lost"], addressed=True, words=9))
    assert assessed.parts == [
        (9, "negative sentiment -0.50"),
        (12, "addressed by handle"),
        (9, "complaint: lost"),
    ]
    assert assessed.points == 30
