"""The state machine of an opportunity: leases guard writing, the state guards sending."""

from __future__ import annotations

import random

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.common.model import errors
from services.router.core import opportunities as states
from services.router.core.opportunities import Seat

TTL = 300
OPEN = Seat("x" * 32, states.OPEN)


def test_a_claim_takes_a_higher_token_and_a_repeated_one_keeps_it():
    first = OPEN.claim("user:a", 10, TTL)
    assert (first.state, first.token, first.expires) == (states.CLAIMED, 1, 310)
    assert first.claim("user:a", 20, TTL).token == 1
    assert first.claim("user:a", 20, TTL).expires == 320


def test_what_somebody_holds_is_refused_with_who_and_until_when():
    held = OPEN.claim("user:a", 10, 300_000_000)
    with pytest.raises(errors.LeaseHeld) as caught:
        held.claim("user:b", 20, TTL)
    assert caught.value.metadata["holder"] == "user:a"
    assert caught.value.metadata["expire_time"] == "1970-01-01T00:05:00Z"


def test_a_lease_that_ran_out_can_be_taken_and_no_longer_used():
    old = OPEN.claim("user:a", 0, TTL)
    assert old.claim("user:b", TTL, TTL).token == 2
    with pytest.raises(errors.LeaseLost):
        old.answer("user:a", 1, TTL)
    with pytest.raises(errors.LeaseLost):
        old.renew("user:a", 1, TTL, TTL)


@pytest.mark.parametrize(("holder", "token"), [("user:b", 1), ("user:a", 2), ("user:a", 0)])
def test_only_the_holder_with_the_latest_token_may_write(holder, token):
    held = OPEN.claim("user:a", 0, TTL)
    for change in (
        lambda: held.answer(holder, token, 1),
        lambda: held.release(holder, token, 1),
        lambda: held.renew(holder, token, 1, TTL),
    ):
        with pytest.raises(errors.LeaseLost):
            change()


def test_ending_needs_the_lease_unless_nobody_holds_it():
    assert OPEN.finish("user:b", 0, 1, states.DISMISSED).state == states.DISMISSED
    held = OPEN.claim("user:a", 0, TTL)
    with pytest.raises(errors.LeaseHeld):
        held.finish("user:b", 0, 1, states.DISMISSED)
    assert held.finish("user:a", 1, 1, states.RESOLVED).state == states.RESOLVED
    assert held.finish("user:b", 0, TTL, states.RESOLVED).state == states.RESOLVED
    with pytest.raises(errors.WrongState):
        held.finish("user:a", 1, 1, states.RESOLVED).finish("user:a", 0, 2, states.DISMISSED)


def test_while_answering_nothing_but_the_outcome_moves_it():
    answering = OPEN.claim("user:a", 0, TTL).answer("user:a", 1, 1)
    for change in (
        lambda: answering.claim("user:b", 2, TTL),
        lambda: answering.answer("user:a", 1, 2),
        lambda: answering.finish("user:b", 0, 2, states.RESOLVED),
        lambda: answering.release("user:a", 1, 2),
    ):
        with pytest.raises(errors.WrongState) as caught:
            change()
        assert caught.value.metadata["state"] == "ANSWERING"
    assert answering.regard(states.WITHDRAWN, fresh=False).state == states.ANSWERING
    assert answering.expire(10 * TTL).state == states.ANSWERING
    assert answering.answered().state == states.RESOLVED
    assert answering.unanswered().state == states.OPEN


@pytest.mark.parametrize("state", [*states.FINISHED, states.WITHDRAWN])
def test_what_has_ended_says_so_to_whoever_still_works_on_it(state):
    ended = OPEN.claim("user:a", 0, TTL).free(state)
    for change in (
        lambda: ended.answer("user:a", 1, 2),
        lambda: ended.renew("user:a", 1, 2, TTL),
        lambda: ended.release("user:a", 1, 2),
        lambda: ended.finish("user:a", 1, 2, states.DISMISSED),
    ):
        with pytest.raises(errors.WrongState, match=f"It is {states.state_name(state).lower()} already;"):
            change()


def test_what_came_during_the_answer_opens_it_again():
    answering = OPEN.claim("user:a", 0, TTL).answer("user:a", 1, 1)
    assert answering.regard(states.OPEN, fresh=True).answered().state == states.OPEN
    assert answering.regard(states.WITHDRAWN, fresh=False).unanswered().state == states.WITHDRAWN


def test_only_something_new_reopens_what_a_person_ended():
    done = OPEN.finish("user:a", 0, 1, states.RESOLVED)
    assert done.regard(states.OPEN, fresh=False).state == states.RESOLVED
    assert done.regard(states.WITHDRAWN, fresh=False).state == states.RESOLVED
    assert done.regard(states.OPEN, fresh=True).state == states.OPEN


def test_what_is_gone_is_taken_from_its_agent_and_an_edit_is_not():
    held = OPEN.claim("user:a", 0, TTL)
    assert held.regard(states.WITHDRAWN, fresh=False).state == states.WITHDRAWN
    edited = held.regard(states.WATCHED, fresh=False)
    assert edited.state == states.CLAIMED
    assert edited.release("user:a", 1, 1).state == states.WATCHED


def test_an_offer_reserves_and_does_not_let_write_before_it_is_accepted():
    offered = OPEN.offer("user:a", 0, TTL)
    assert (offered.state, offered.token, offered.expires) == (states.OFFERED, 1, TTL)
    with pytest.raises(errors.LeaseHeld, match="is offered it until"):
        offered.claim("user:b", 1, TTL)
    with pytest.raises(errors.LeaseLost):
        offered.answer("user:a", 1, 1)
    with pytest.raises(errors.LeaseLost):
        offered.accept("user:b", 1, TTL)
    taken = offered.accept("user:a", 10, TTL)
    assert (taken.state, taken.token, taken.expires) == (states.CLAIMED, 1, 10 + TTL)
    assert taken.accept("user:a", 20, TTL).token == 1
    assert offered.claim("user:a", 10, TTL) == taken


def test_an_offer_that_is_declined_or_runs_out_returns_and_can_no_longer_be_accepted():
    offered = OPEN.offer("user:a", 0, TTL)
    assert offered.decline("user:a", 1).state == states.OPEN
    assert offered.expire(TTL).state == states.OPEN
    assert offered.vacate().state == states.OPEN
    for late in (offered.expire(TTL), offered, offered.decline("user:a", 1)):
        with pytest.raises(errors.LeaseLost):
            late.accept("user:a", TTL, TTL)
    with pytest.raises(errors.LeaseLost):
        offered.accept("user:a", 1, TTL).decline("user:a", 2)


def test_what_is_put_aside_comes_back_when_the_customer_writes_and_by_nothing_less():
    aside = OPEN.claim("user:a", 0, TTL).snooze("user:a", 1, 1)
    assert (aside.state, aside.holder) == (states.SNOOZED, "")
    assert aside.regard(states.OPEN, fresh=False).state == states.SNOOZED
    assert aside.regard(states.OPEN, fresh=True).state == states.OPEN
    assert aside.regard(states.WITHDRAWN, fresh=False).state == states.WITHDRAWN
    assert aside.wake().state == states.OPEN
    assert aside.claim("user:b", 2, TTL).state == states.CLAIMED
    with pytest.raises(errors.WrongState, match="snoozed and cannot be offered"):
        aside.offer("user:a", 2, TTL)


def test_only_the_holder_hands_over_what_somebody_holds():
    held = OPEN.claim("user:a", 0, TTL)
    with pytest.raises(errors.LeaseHeld):
        held.hand_over("user:b", 0, 1)
    assert held.hand_over("user:a", 1, 1).state == states.OPEN
    with pytest.raises(errors.WrongState, match="cannot be handed over"):
        OPEN.finish("user:a", 0, 1, states.RESOLVED).hand_over("user:a", 0, 2)


class Moved:
    """A seat through whatever happens to it, and what must hold all the time."""

    def __init__(self):
        super().__init__()
        self.seat = OPEN
        self.now = 0
        self.highest = 0

    def move(self, change):
        before = self.seat
        try:
            self.seat = change(before)
        except errors.Refusal:
            self.seat = before
        assert self.seat.token >= self.highest
        if self.seat.holder and self.seat.holder != before.holder:
            assert self.seat.token > self.highest
        self.highest = self.seat.token

    def check(self):
        held = self.seat.state in states.HELD
        assert bool(self.seat.holder) == held
        assert bool(self.seat.expires) == held


class Life(Moved, RuleBasedStateMachine):
    """Anything may happen in any order."""

    @rule(seconds=st.integers(1, 400))
    def wait(self, seconds):
        self.now += seconds
        self.move(lambda seat: seat.expire(self.now))

    @rule(who=st.sampled_from("ab"))
    def claim(self, who):
        self.move(lambda seat: seat.claim(who, self.now, TTL))

    @rule(who=st.sampled_from("ab"), token=st.integers(0, 5))
    def answer(self, who, token):
        self.move(lambda seat: seat.answer(who, token, self.now))

    @rule(who=st.sampled_from("ab"), token=st.integers(0, 5), state=st.sampled_from(states.FINISHED))
    def finish(self, who, token, state):
        self.move(lambda seat: seat.finish(who, token, self.now, state))

    @rule(rest=st.sampled_from([states.OPEN, states.WATCHED, states.WITHDRAWN]), fresh=st.booleans())
    def regard(self, rest, fresh):
        self.move(lambda seat: seat.regard(rest, fresh=fresh))

    @rule(who=st.sampled_from("ab"))
    def offer(self, who):
        self.move(lambda seat: seat.offer(who, self.now, TTL))

    @rule(who=st.sampled_from("ab"))
    def accept(self, who):
        self.move(lambda seat: seat.accept(who, self.now, TTL))

    @rule(who=st.sampled_from("ab"))
    def decline(self, who):
        self.move(lambda seat: seat.decline(who, self.now))

    @rule(who=st.sampled_from("ab"), token=st.integers(0, 5))
    def snooze(self, who, token):
        self.move(lambda seat: seat.snooze(who, token, self.now))

    @rule(who=st.sampled_from("ab"), token=st.integers(0, 5))
    def hand_over(self, who, token):
        self.move(lambda seat: seat.hand_over(who, token, self.now))

    @rule()
    def wake(self):
        self.move(Seat.wake)

    @rule()
    def vacate(self):
        self.move(Seat.vacate)

    @rule()
    def sent(self):
        self.move(Seat.answered)

    @rule()
    def failed(self):
        self.move(Seat.unanswered)

    @invariant()
    def somebody_holds_it_only_where_it_is_claimed_or_offered(self):
        self.check()


TestLife = Life.TestCase

LIVES = 5_000
RESTS = (*[states.OPEN] * 8, states.WATCHED, states.WITHDRAWN)


def test_through_thousands_of_lives_nobody_holds_what_another_holds():
    """People act on tokens that they saw some time ago, as they do where they are many."""
    chance, held = random.Random(20), 0
    for _ in range(LIVES):
        life, tokens = Moved(), {"a": 0, "b": 0, "c": 0}
        for _ in range(40):
            who = chance.choice("abc")
            life.now += chance.choice((0, 1, 30, 400))
            life.move(_anything(chance, who, tokens[who], life.now))
            life.check()
            if life.seat.holder == who:
                tokens[who], held = life.seat.token, held + 1
    assert held > 5 * LIVES, "hardly anything was held, so hardly anything was checked"


def _anything(chance, who, token, now):
    return chance.choice(
        (
            lambda seat: seat.claim(who, now, TTL),
            lambda seat: seat.claim(who, now, TTL),
            lambda seat: seat.renew(who, token, now, TTL),
            lambda seat: seat.answer(who, token, now),
            lambda seat: seat.release(who, token, now),
            lambda seat: seat.finish(who, token, now, chance.choice(states.FINISHED)),
            lambda seat: seat.regard(chance.choice(RESTS), fresh=chance.random() < 0.5),
            lambda seat: seat.offer(who, now, TTL),
            lambda seat: seat.accept(who, now, TTL),
            lambda seat: seat.decline(who, now),
            lambda seat: seat.snooze(who, token, now),
            lambda seat: seat.hand_over(who, token, now),
            lambda seat: seat.expire(now),
            Seat.wake,
            Seat.vacate,
            Seat.answered,
            Seat.unanswered,
        )
    )
