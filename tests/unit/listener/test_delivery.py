"""What follows an attempt to send, from what is known of it."""

from datetime import UTC, datetime, timedelta

import pytest

from antiphon.events.v1 import events_pb2
from services.listener.core import delivery
from services.listener.core.delivery import Action, State

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Fact = events_pb2.CapabilityFact
FORGETFUL = Fact(network="n", read_back=True)
MINDFUL = Fact(network="n", read_back=True, idempotency=Fact.IDEMPOTENCY_KEY, idempotency_seconds=600)
SILENT = Fact(network="n")


def begun(**fields):
    record = delivery.Record("id", "sources/s", "n:-:1", "", "Hello", NOW, NOW, **fields)
    return delivery.begin(record, NOW, 30)


def later(minutes):
    return NOW + timedelta(minutes=minutes)


def test_an_attempt_is_written_down_with_who_looks_after_it_when():
    record = begun()
    assert (record.in_flight, record.attempt_count, record.first_attempt_time) == (True, 1, NOW)
    assert record.due_time == NOW + timedelta(seconds=30)


def test_what_arrived_is_sent_and_done():
    record = delivery.sent(begun(), "n:-:2", "https://n/2", NOW)
    assert (record.state, record.sent_key, record.due_time) == (State.STATE_SENT, "n:-:2", None)
    assert delivery.next_action(record, FORGETFUL, NOW) is Action.NOTHING


def test_what_never_left_is_tried_again_and_counts_no_attempt():
    record = delivery.never_left(begun(), "No route.", NOW)
    assert record.will_retry
    assert (record.attempt_count, record.first_attempt_time) == (0, None)
    assert delivery.next_action(record, FORGETFUL, later(1)) is Action.SEND


def test_what_never_leaves_fails_in_the_end():
    record = delivery.never_left(begun(), "No route.", later(16))
    assert (record.state, record.reason) == (State.STATE_FAILED, "No route.")


def test_a_lasting_no_fails_at_once():
    record = delivery.refused(begun(), "Locked.", FORGETFUL, NOW, permanent=True)
    assert (record.state, record.will_retry) == (State.STATE_FAILED, False)


def test_a_passing_no_waits_as_long_as_it_was_asked_to():
    record = delivery.refused(begun(), "Slow down.", FORGETFUL, NOW, permanent=False, retry_after=90)
    assert record.will_retry
    assert record.due_time == NOW + timedelta(seconds=90)


def test_a_no_that_passes_too_late_fails():
    record = delivery.refused(begun(), "Tomorrow.", FORGETFUL, NOW, permanent=False, retry_after=86_400)
    assert record.state == State.STATE_FAILED


def test_an_unknown_outcome_is_only_read_back():
    record = delivery.unknown(begun(), "Broke.", FORGETFUL, NOW)
    assert record.state == State.STATE_CHECKING
    assert delivery.next_action(record, FORGETFUL, later(1)) is Action.LOOK


def test_an_unknown_outcome_that_cannot_be_read_back_is_unconfirmed_at_once():
    record = delivery.unknown(begun(), "Broke.", SILENT, NOW)
    assert record.state == State.STATE_UNCONFIRMED
    assert "Look at the thread yourself" in record.reason


def test_a_network_that_remembers_gets_the_repeat_while_it_remembers():
    record = delivery.unknown(begun(), "Broke.", MINDFUL, NOW)
    assert delivery.next_action(record, MINDFUL, later(7)) is Action.SEND
    assert delivery.next_action(record, MINDFUL, later(9)) is Action.LOOK


def test_a_no_to_a_repeat_says_nothing_about_the_first_attempt():
    record = delivery.unknown(begun(), "Broke.", MINDFUL, NOW)
    record = delivery.begin(record, NOW, 30)
    record = delivery.refused(record, "Banned.", MINDFUL, NOW, permanent=True)
    assert record.state == State.STATE_CHECKING
    assert delivery.next_action(record, MINDFUL, later(1)) is Action.LOOK


def test_a_repeat_that_never_left_leaves_the_first_attempt_unknown():
    record = delivery.begin(delivery.unknown(begun(), "Broke.", MINDFUL, NOW), NOW, 30)
    record = delivery.never_left(record, "No route.", NOW)
    assert (record.state, record.first_attempt_time) == (State.STATE_CHECKING, NOW)


def test_reading_back_ends_unconfirmed_after_the_last_look():
    record = delivery.unknown(begun(), "Broke.", FORGETFUL, NOW)
    looks = 0
    while not record.is_final:
        record = delivery.not_found(record, FORGETFUL, NOW)
        looks += 1
    assert record.state == State.STATE_UNCONFIRMED
    assert looks == len(delivery.LOOK_DELAYS)


def test_a_thread_that_cannot_be_read_says_nothing_until_patience_ends():
    record = delivery.unknown(begun(), "Broke.", FORGETFUL, NOW)
    record = delivery.could_not_look(record, "Silent.", later(1))
    assert record.state == State.STATE_CHECKING
    assert delivery.could_not_look(record, "Silent.", later(16)).state == State.STATE_UNCONFIRMED


@pytest.mark.parametrize("state", [State.STATE_SENT, State.STATE_FAILED, State.STATE_UNCONFIRMED])
def test_nothing_follows_an_end(state):
    record = delivery.Record("id", "s", "n:-:1", "", "t", NOW, NOW, state=state)
    assert delivery.next_action(record, MINDFUL, NOW) is Action.NOTHING
