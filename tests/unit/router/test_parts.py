"""Answers of several posts: which is next, and what the whole has come to."""

from __future__ import annotations

import uuid

import pytest

from antiphon.events.v1 import events_pb2
from services.common.model import errors
from services.router.core import parts, replies, replyability
from services.router.core.parts import Part
from services.router.core.replies import Progress

SENT = Progress(replies.SENT, link="here", known=True, key="k")


def capability(most):
    fact = events_pb2.CapabilityFact(
        network="x", reply_mode=events_pb2.CapabilityFact.REPLY_MODE_API, max_reply_length=20, max_parts=most
    )
    return replyability.capability(fact)


def posts(*states):
    return [Part(number, f"words {number}/{len(states)}", state) for number, state in enumerate(states, 1)]


def test_what_fits_is_one_post():
    assert parts.split("short", capability(5)) == []


def test_what_is_too_long_is_split_between_words():
    made = parts.split("one two three four five six", capability(5))
    assert made == ["one two three 1/2", "four five six 2/2"]


@pytest.mark.parametrize("most", [0, 1, 2])
def test_what_no_number_of_posts_takes_is_refused(most):
    with pytest.raises(errors.TextTooLong):
        parts.split("one two three four five six seven eight nine ten", capability(most))


def test_each_post_has_a_request_id_that_never_changes():
    reply = str(uuid.uuid4())
    ids = [parts.request_id(reply, number) for number in (1, 2, 3)]
    assert ids[0] == reply
    assert len(set(ids)) == 3
    assert ids == [parts.request_id(reply, number) for number in (1, 2, 3)]


def test_a_post_that_is_out_makes_room_for_the_next():
    part, whole = parts.settle(posts(replies.SENDING, 0, 0), SENT)
    assert (part.number, part.state, part.key) == (1, replies.SENT, "k")
    assert (whole.state, whole.known, whole.reason) == (replies.SENDING, False, "Of 3 posts 1 is out.")


def test_the_last_post_ends_the_answer():
    part, whole = parts.settle(posts(replies.SENT, replies.SENDING), SENT)
    assert (part.number, whole.state) == (2, replies.SENT)


@pytest.mark.parametrize(
    ("came", "whole"), [(replies.FAILED, replies.PARTIAL), (replies.UNCONFIRMED, replies.UNCONFIRMED)]
)
def test_a_post_that_comes_to_nothing_ends_the_answer_and_tells_what_is_out(came, whole):
    _, found = parts.settle(posts(replies.SENT, replies.SENDING, 0), Progress(came, "No.", known=True))
    assert (found.state, found.reason) == (whole, "Of 3 posts 1 is out. No.")


def test_a_first_post_that_fails_is_a_failure():
    _, found = parts.settle(posts(replies.SENDING, 0), Progress(replies.FAILED, "No.", known=True))
    assert (found.state, found.reason) == (replies.FAILED, "No.")


def test_the_words_that_are_not_out_are_left_without_their_numbers():
    assert parts.left(posts(replies.SENT, replies.FAILED, 0)) == "words\nwords"
