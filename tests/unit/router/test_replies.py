"""The state machine of a reply: only what the listener says, and never twice by machine."""

from __future__ import annotations

import pytest

from antiphon.listening.v1 import listening_service_pb2 as listening
from services.common.model import errors
from services.router.core import names, replies
from services.router.core.replies import Progress

D = listening.Delivery
NAME = names.ReplyId("x", "y")


@pytest.mark.parametrize(
    ("delivery", "state", "reason"),
    [
        (D(state=D.STATE_SENT, link="here", reason="old"), replies.SENT, ""),
        (D(state=D.STATE_FAILED, reason="blocked"), replies.FAILED, "blocked"),
        (D(state=D.STATE_FAILED), replies.FAILED, "The network refused it and gave no reason."),
        (D(state=D.STATE_FAILED, reason="busy", will_retry=True), replies.SENDING, "busy"),
        (D(state=D.STATE_PUBLISHING), replies.SENDING, ""),
        (D(state=D.STATE_CHECKING, reason="no answer"), replies.CHECKING, "no answer"),
        (D(state=D.STATE_UNCONFIRMED, reason="not found"), replies.UNCONFIRMED, "not found"),
        (D(state=99), replies.CHECKING, ""),
        (D(), replies.CHECKING, ""),
    ],
)
def test_it_believes_the_listener(delivery, state, reason):
    found = Progress(replies.SENDING).learn(delivery)
    assert (found.state, found.reason, found.known) == (state, reason, True)


def test_silence_teaches_nothing():
    sending = Progress(replies.SENDING)
    waiting = sending.wait("not reached")
    assert (waiting.state, waiting.known, waiting.tries) == (replies.SENDING, False, 1)


@pytest.mark.parametrize("reason", sorted(replies.FINAL_REFUSALS))
def test_a_refusal_that_proves_that_nothing_left_is_a_failure(reason):
    assert Progress(replies.SENDING).refused(reason, "why").state == replies.FAILED


@pytest.mark.parametrize("reason", ["TOKEN_INVALID", "NOT_PERMITTED", "STORE_UNAVAILABLE", "INTERNAL"])
def test_a_refusal_that_may_pass_is_waited_for(reason):
    found = Progress(replies.SENDING).refused(reason, "why")
    assert (found.state, found.reason) == (replies.SENDING, "why")


@pytest.mark.parametrize("reason", sorted(replies.FINAL_REFUSALS - {"NOT_FOUND"}))
def test_a_refusal_after_it_was_accepted_proves_nothing(reason):
    assert Progress(replies.CHECKING, known=True).refused(reason, "why").state == replies.CHECKING


def test_a_listener_that_lost_it_leaves_it_to_a_person():
    assert Progress(replies.CHECKING, known=True).refused("NOT_FOUND", "").state == replies.UNCONFIRMED
    assert Progress(replies.SENDING).refused("REQUEST_ID_REUSED", "").state == replies.UNCONFIRMED


@pytest.mark.parametrize("state", [replies.QUEUED, replies.UNCONFIRMED])
def test_what_was_not_sent_for_sure_can_be_cancelled(state):
    assert Progress(state).cancel(NAME).state == replies.CANCELLED


@pytest.mark.parametrize(
    "state", [replies.SENDING, replies.CHECKING, replies.SENT, replies.FAILED, replies.CANCELLED]
)
def test_everything_else_cannot_be_cancelled(state):
    with pytest.raises(errors.WrongState):
        Progress(state).cancel(NAME)


def test_pauses_double_and_are_bounded():
    pauses = [Progress(replies.SENDING, tries=tries).pause(1.0) for tries in (0, 1, 2, 50)]
    assert pauses == [1_000_000, 2_000_000, 4_000_000, 60_000_000]


def test_a_new_state_begins_with_the_shortest_pause():
    found = Progress(replies.SENDING, tries=9).learn(D(state=D.STATE_CHECKING))
    assert found.tries == 0
    assert found.learn(D(state=D.STATE_CHECKING)).tries == 1
