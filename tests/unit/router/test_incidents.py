"""Near-copies are found among many others, and prepared answers vary."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.common.model import errors
from services.router.core import incidents
from services.router.core.incidents import FEWEST, Gatherer, Trace

HOUR = 3600 * 1_000_000
FINGERPRINTS = st.integers(1, 2**64 - 1)


def flip(fingerprint, bits):
    for bit in bits:
        fingerprint ^= 1 << bit
    return fingerprint


@given(FINGERPRINTS, st.sets(st.integers(0, 63), max_size=5))
def test_what_differs_in_five_bits_is_always_found(fingerprint, bits):
    gatherer = Gatherer(HOUR)
    gatherer.add(Trace(1, fingerprint, 0))
    gatherer.add(Trace(2, flip(fingerprint, bits), 1))
    assert len(gatherer.add(Trace(3, fingerprint, 2)).alike) == FEWEST - 1


@given(FINGERPRINTS, st.sets(st.integers(0, 63), min_size=13))
def test_what_differs_in_more_than_twelve_bits_is_never_found(fingerprint, bits):
    gatherer = Gatherer(HOUR)
    for row in range(5):
        gatherer.add(Trace(row, flip(fingerprint, bits), row))
    assert gatherer.add(Trace(9, fingerprint, 9)) == incidents.Found()


def test_a_cascade_among_many_strangers_is_one_incident():
    chance = random.Random(7)
    gatherer, origin, number = Gatherer(HOUR), chance.getrandbits(64), 0
    joined = []
    for row in range(3000):
        if row % 100:
            assert not gatherer.add(Trace(row, chance.getrandbits(64) | 1, row)).alike
            continue
        trace = Trace(row, flip(origin, chance.sample(range(64), 3)), row)
        found = gatherer.add(trace)
        if found.alike:
            number += 1
            for one in (*found.alike, trace):
                one.incident = number
        joined.append(found.incident)
    assert number == 1
    assert joined[:FEWEST] == [0] * FEWEST
    assert set(joined[FEWEST:]) == {1}


def test_what_was_said_long_ago_is_forgotten():
    gatherer = Gatherer(HOUR)
    for row in range(4):
        assert gatherer.add(Trace(row, 255, row * 2 * HOUR)) == incidents.Found()
        assert len(gatherer) == 1


def test_a_prepared_answer_varies_and_is_the_same_whenever_it_is_asked():
    text = "[Hello|Good day|Hi], we [know|see] it. [Sorry!|We are sorry.]"
    answers = {incidents.variation(text, f"uid{number}") for number in range(200)}
    assert len(answers) == incidents.variations(text) == 12
    assert incidents.variation(text, "uid1") == incidents.variation(text, "uid1")
    assert incidents.variation("No choice [at all].", "uid1") == "No choice [at all]."


@pytest.mark.parametrize(
    ("text", "sentence"), [(" ", "empty"), ("x" * 10_001, "shorten"), ("[a|b", "closed")]
)
def test_what_is_no_answer_is_refused(text, sentence):
    with pytest.raises(errors.InvalidField, match=sentence):
        incidents.check_answer(text)
