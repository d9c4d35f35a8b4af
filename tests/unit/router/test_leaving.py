"""Whether a reply may leave: every state with everything that may speak against it."""

from __future__ import annotations

import itertools

import pytest

from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import consent, drafts, handing, leaving, names, opportunities, replies
from services.router.core.consent import Rule
from services.router.core.leaving import Circumstances, Verdict
from services.router.core.opportunities import Seat
from services.router.core.replies import Progress

ANSWERING = Seat("x", opportunities.ANSWERING)
NAME = names.ReplyId("x", "y")
STATES = tuple(range(1, 14))


@pytest.mark.parametrize("state", STATES)
def test_only_what_waits_and_is_due_leaves(state):
    for due, reachable, paused in itertools.product((False, True), repeat=3):
        found = leaving.judge(Progress(state), Circumstances(ANSWERING, False, due, reachable, paused))
        goes = state in replies.WAITING and due and reachable and not paused
        assert found is (Verdict.GO if goes else Verdict.WAIT)


@pytest.mark.parametrize("state", STATES)
def test_news_hold_whatever_has_not_left(state):
    news = Circumstances(Seat("x", opportunities.ANSWERING, news=True), due=False)
    assert (leaving.judge(Progress(state), news) is Verdict.HOLD) == (state in replies.OURS)


@pytest.mark.parametrize("state", STATES)
def test_what_answers_nothing_any_more_is_dropped(state):
    gone = Circumstances(Seat("x", opportunities.ANSWERING, rest=opportunities.WITHDRAWN, news=True))
    assert (leaving.judge(Progress(state), gone) is Verdict.DROP) == (state in replies.OURS)


@pytest.mark.parametrize("stands", opportunities.ALL)
def test_a_question_is_asked_only_while_nothing_is_to_be_done(stands):
    found = leaving.judge(Progress(replies.SCHEDULED), Circumstances(Seat("x", stands), question=True))
    assert found is (Verdict.GO if stands == opportunities.RESOLVED else Verdict.DROP)


@pytest.mark.parametrize("state", STATES)
def test_each_step_is_taken_from_its_own_states_only(state):
    steps = {
        "cancel": (lambda one: one.cancel(NAME), replies.CANCELLABLE),
        "reject": (lambda one: one.reject(NAME, "why"), (replies.AWAITING_APPROVAL,)),
        "confirm": (lambda one: one.confirm(NAME, ""), (replies.HANDED_OFF, replies.UNCONFIRMED)),
        "go": (lambda one: one.go(NAME, later=False, allowed={replies.HELD}), (replies.HELD,)),
    }
    for step, allowed in steps.values():
        if state in allowed:
            assert step(Progress(state)).state != state
        else:
            with pytest.raises(errors.WrongState):
                step(Progress(state))


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        (Rule(), True),
        (Rule("brands/acme", "user:ann", "agent", "x"), True),
        (Rule("brands/other"), False),
        (Rule(author="user:bob"), False),
        (Rule(role="lead"), False),
        (Rule(network="bluesky"), False),
    ],
)
def test_a_rule_asks_for_all_that_it_names(rule, holds):
    ann = Principal("ann", "user", frozenset({"agent", "read-only"}))
    assert rule.holds(ann, "brands/acme", "x") is holds


def test_a_person_counts_by_the_highest_role():
    assert consent.highest(Principal("ann", "user", frozenset({"agent", "lead"}))) == "lead"
    assert consent.highest(Principal("ann", "user", frozenset({"analyst"}))) == ""


def test_ones_own_draft_can_always_be_written_over():
    drafts.Latest("user:ann", 7).check_write("user:ann", 0)
    drafts.Latest("user:ann", 7).check_write("user:bob", 7)
    with pytest.raises(errors.DraftChanged):
        drafts.Latest("user:ann", 7).check_write("user:bob", 6)


def test_a_confirmation_takes_up_only_what_nobody_else_has():
    free = handing.taken_up(Seat("x", opportunities.OPEN), "user:ann", 1, news=True)
    assert (free.state, free.answered().state) == (opportunities.ANSWERING, opportunities.OPEN)
    over = handing.taken_up(Seat("x", opportunities.DISMISSED), "user:ann", 1, news=False)
    assert over.state == opportunities.DISMISSED
    with pytest.raises(errors.LeaseHeld):
        handing.taken_up(
            Seat("x", opportunities.CLAIMED, holder="user:bob", expires=9), "user:ann", 1, news=False
        )
