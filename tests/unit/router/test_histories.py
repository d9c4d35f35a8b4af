"""The checker of histories finds what it is there to find."""

from __future__ import annotations

import pytest

from services.common.model import errors
from services.router.core import opportunities as states
from services.router.core.opportunities import Seat
from tests.acceptance.router.histories import Call, Step, faults, most_held

OPEN = Seat("x" * 32, states.OPEN)
A, B = "user:a", "user:b"


def claim(place, who, now=0):
    return Step(place, "claim", who, now, ttl=100)


def call(step, began, ended, **more):
    return Call(OPEN.uid, began, ended, step, **more)


def test_a_sound_history_has_no_faults():
    steps = [claim(1, A), Step(2, "release", A, 10, token=1), claim(3, B, 20)]
    last = OPEN.claim(A, 0, 100).release(A, 1, 10).claim(B, 20, 100)
    calls = [
        call(steps[0], 0.0, 1.0, saw=(states.CLAIMED, A, 1)),
        call(claim(0, B, 5), 0.5, 1.5, refused=errors.LeaseHeld),
        call(steps[1], 2.0, 3.0, saw=(states.OPEN, "", 1)),
        call(steps[2], 4.0, 5.0, saw=(states.CLAIMED, B, 2)),
    ]
    assert faults(OPEN, steps, calls, last) == []


@pytest.mark.parametrize(
    ("steps", "calls", "words"),
    [
        ([claim(1, A), claim(2, B, 5)], [], "the machine refuses it"),
        ([claim(1, A), Step(2, "release", A, 5, token=2)], [], "the machine refuses it"),
        ([claim(1, A), Step(2, "expire", "", 5)], [], "nothing to do"),
        (
            [claim(1, A)],
            [call(claim(1, A), 0.0, 1.0, saw=(states.CLAIMED, A, 2))],
            "and the machine says",
        ),
        (
            [claim(1, A), Step(2, "release", A, 5, token=1)],
            [
                call(claim(1, A), 5.0, 6.0),
                call(Step(2, "release", A, 5, token=1), 1.0, 2.0),
            ],
            "ended before a step began",
        ),
        (
            [claim(1, A)],
            [call(claim(1, A), 5.0, 6.0), call(claim(0, B), 1.0, 2.0, refused=errors.LeaseHeld)],
            "allowed it all the time",
        ),
        ([], [], "the machine ends at"),
    ],
)
def test_what_is_wrong_is_found(steps, calls, words):
    last = OPEN.claim(B, 0, 100) if not steps else OPEN.claim(A, 0, 100)
    assert any(words in fault for fault in faults(OPEN, steps, calls, last))


def test_what_somebody_holds_at_most_is_counted():
    first = {"u": OPEN, "v": OPEN}
    steps = {"u": [claim(1, A), Step(3, "release", A, 5, token=1)], "v": [claim(2, A), claim(4, A, 6)]}
    assert most_held(steps, first) == {A: 2}
