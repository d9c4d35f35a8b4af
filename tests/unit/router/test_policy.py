"""Which mentions enter the queue, and by which rule."""

from __future__ import annotations

import pytest

from services.router.core import policy, replyability
from services.router.core.policy import DEFAULT, OWN, QUEUED, WATCHED
from services.router.core.replyability import Capability
from services.router.core.signals import Trait
from tests.unit.router import told

API = Capability(replyability.REPLY_API)


T = Trait


@pytest.mark.parametrize(
    ("traits", "points", "outcome", "rule"),
    [
        (T.OWN | T.ADDRESSED | T.ASKS, 90, OWN, "own-post"),
        (T.REPOST | T.ADDRESSED | T.ASKS, 50, WATCHED, "repost"),
        (T.PRIVATE, 5, QUEUED, "private-message"),
        (T.PRIVATE | T.SPAM, 5, QUEUED, "private-message"),
        (T.SPAM | T.ADDRESSED | T.ASKS | T.GRAVE, 60, WATCHED, "spam"),
        (T.GRAVE | T.ADDRESSED | T.ASKS, 40, QUEUED, "grave"),
        (T.GRAVE, 24, WATCHED, "chatter"),
        (T.ADDRESSED | T.ASKS | T.COMPLAINS, 30, QUEUED, "asks-the-brand"),
        (T.ADDRESSED | T.ASKS, 2, QUEUED, "asks-the-brand"),
        (T.COMPLAINS, 25, QUEUED, "complaint"),
        (T.COMPLAINS, 24, WATCHED, "chatter"),
        (T.ANSWERABLE, 14, QUEUED, "worth-an-answer"),
        (T.ANSWERABLE, 13, WATCHED, "chatter"),
        (T.ADDRESSED, 2, QUEUED, "addressed"),
        (T.ADDRESSED, 1, WATCHED, "chatter"),
        (T.NONE, 25, QUEUED, "important"),
        (T.NONE, 24, WATCHED, "chatter"),
    ],
)
def test_the_first_rule_that_matches_wins(traits, points, outcome, rule):
    verdict = DEFAULT.decide(told.signals(traits, points), API, 0, 0)
    assert (verdict.outcome, verdict.rule) == (outcome, rule)


def test_networks_that_take_no_answer_are_only_watched():
    asking = told.signals(T.ADDRESSED | T.ASKS, 40)
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
    assert (last.traits, last.at_least) == (Trait.NONE, 0)


def test_decisions_of_the_policy_before_still_have_their_sentence():
    assert policy.sentence("default@1", "asks-for-help") == "It asks for help."
    assert policy.sentence("default@1", "complaint") == policy.sentence("default@2", "complaint") != ""
    assert policy.sentence("default@2", "asks-for-help") == ""
    assert policy.sentence("ours@7", "complaint") == ""
