"""Which mentions enter the queue, and by which rule."""

from __future__ import annotations

import pytest

from services.router.core import policy, replyability
from services.router.core.policy import DEFAULT, OWN, QUEUED, WATCHED
from services.router.core.replyability import Capability
from services.router.core.signals import Signals

API = Capability(replyability.REPLY_API)


@pytest.mark.parametrize(
    ("signals", "outcome", "rule"),
    [
        (Signals(own=True, addressed=True, needs=["help"]), OWN, "own-post"),
        (Signals(repost=True, addressed=True, needs=["help"]), WATCHED, "repost"),
        (Signals(private=True), QUEUED, "private-message"),
        (Signals(giveaway=["casino", "promo"], addressed=True, needs=["help"], words=9), WATCHED, "spam"),
        (Signals(giveaway=["casino"], links=1, addressed=True, words=12), WATCHED, "spam"),
        (Signals(giveaway=["coupon"], addressed=True, needs=["help"], words=9), QUEUED, "asks-the-brand"),
        (
            Signals(hashtags=6, addressed=True, complaints=["lost"], compound=-0.9, words=9),
            QUEUED,
            "complaint",
        ),
        (Signals(links=3, addressed=True, needs=["help"], words=9), WATCHED, "spam"),
        (Signals(links=1, words=3, addressed=True, compound=-1), WATCHED, "news"),
        (Signals(grave=["fraud"], compound=-0.7, words=9), QUEUED, "grave"),
        (Signals(addressed=True, needs=["help"], words=9), QUEUED, "asks-the-brand"),
        (Signals(addressed=True, asks=True, words=9), QUEUED, "question-to-the-brand"),
        (Signals(complaints=["lost", "rude"], compound=-0.8, words=9), QUEUED, "complaint"),
        (Signals(addressed=True, words=9), QUEUED, "addressed"),
        (Signals(compound=-1, first_person=True, urgent=["today"], words=9), QUEUED, "important"),
        (Signals(addressed=True, thanks=True, words=2), WATCHED, "chatter"),
        (Signals(complaints=["slow"], words=9), WATCHED, "chatter"),
        (Signals(words=9), WATCHED, "chatter"),
    ],
)
def test_the_first_rule_that_matches_wins(signals, outcome, rule):
    verdict = DEFAULT.decide(signals, API, 0, 0)
    assert (verdict.outcome, verdict.rule) == (outcome, rule)


def test_networks_that_take_no_answer_are_only_watched():
    asking = Signals(addressed=True, needs=["help"], words=9)
    never = DEFAULT.decide(asking, Capability(replyability.INSIGHT_ONLY), 0, 0)
    late = DEFAULT.decide(asking, Capability(replyability.REPLY_API, window=10), 0, 11)
    assert (never.outcome, never.rule) == (WATCHED, "insight-only-network")
    assert (late.outcome, late.rule) == (WATCHED, "window-closed")
    in_time = DEFAULT.decide(asking, Capability(replyability.REPLY_API, window=10), 0, 9)
    assert in_time.outcome == QUEUED


def test_a_network_nobody_described_can_be_answered_by_hand():
    assert replyability.capability(None).at(0, 0) == replyability.REPLY_MANUAL


def test_every_rule_has_a_sentence_and_a_name_of_its_own():
    names = [rule.name for rule in policy.DEFAULT_RULES]
    assert len(set(names)) == len(names)
    assert all(DEFAULT.sentence(name).endswith(".") for name in names)
    assert not DEFAULT.sentence("unheard-of")


def test_the_last_rule_takes_everything():
    last = policy.DEFAULT_RULES[-1]
    assert (last.traits, last.at_least) == (policy.Trait.NONE, 0)
