"""Which mentions enter the queue, and by which rule."""

from __future__ import annotations

import itertools

import pytest

from antiphon.mention.v1 import mention_pb2
from services.router.core import policy, priority, replyability
from services.router.core.policies import rulebook
from services.router.core.policies.cases import Case
from services.router.core.policy import DEFAULT, OWN, QUEUED, WATCHED
from services.router.core.replyability import Capability
from services.router.core.signals import BrandNames, Trait
from tests.unit.router import told

API = Capability(replyability.REPLY_API)


NAMES = BrandNames("brands/northwind")
T = Trait


def decide(signals, capability, written, now):
    case = Case(mention_pb2.Mention(), signals, capability, NAMES, written=written, now=now)
    return DEFAULT.decide(case)


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
    verdict = decide(told.signals(traits, points), API, 0, 0)
    assert (verdict.outcome, verdict.rule) == (outcome, rule)


def test_networks_that_take_no_answer_are_only_watched():
    asking = told.signals(T.ADDRESSED | T.ASKS, 40)
    never = decide(asking, Capability(replyability.INSIGHT_ONLY), 0, 0)
    late = decide(asking, Capability(replyability.REPLY_API, window=10), 0, 11)
    assert (never.outcome, never.rule) == (WATCHED, "insight-only-network")
    assert (late.outcome, late.rule) == (WATCHED, "window-closed")
    in_time = decide(asking, Capability(replyability.REPLY_API, window=10), 0, 9)
    assert in_time.outcome == QUEUED


def test_a_network_nobody_described_can_be_answered_by_hand():
    assert replyability.capability(None).at(0, 0) == replyability.REPLY_MANUAL


BEFORE = (
    ("own-post", OWN, T.OWN, 0),
    ("repost", WATCHED, T.REPOST, 0),
    ("insight-only-network", WATCHED, T.INSIGHT_ONLY, 0),
    ("window-closed", WATCHED, T.EXPIRED, 0),
    ("private-message", QUEUED, T.PRIVATE, 0),
    ("spam", WATCHED, T.SPAM, 0),
    ("grave", QUEUED, T.GRAVE, 25),
    ("asks-the-brand", QUEUED, T.ADDRESSED | T.ASKS, 14),
    ("complaint", QUEUED, T.COMPLAINS, 25),
    ("worth-an-answer", QUEUED, T.ANSWERABLE, 14),
    ("addressed", QUEUED, T.ADDRESSED, 14),
    ("important", QUEUED, T.NONE, 25),
    ("chatter", WATCHED, T.NONE, 0),
)
"""The rules of `default@2`, which was a table: outcome, traits and priority that a mention had to have."""

HOWS = {
    T.NONE: Capability(replyability.REPLY_API),
    T.INSIGHT_ONLY: Capability(replyability.INSIGHT_ONLY),
    T.EXPIRED: Capability(replyability.REPLY_API, window=1),
}


def test_the_document_decides_every_case_as_the_table_did():
    said = [trait for trait in T if trait not in {T.INSIGHT_ONLY, T.EXPIRED}]
    cases = 0
    for chosen in itertools.product((0, 1), repeat=len(said)):
        traits = sum(int(trait) for trait, there in zip(said, chosen, strict=True) if there)
        for barrier, capability in HOWS.items():
            for points in (0, 1, 2, 12, 13, 14, 24, 25, 60, 100):
                read = told.signals(traits, points)
                found = decide(read, capability, 0, 5)
                whole = traits | int(barrier)
                name, outcome = next(
                    (name, outcome)
                    for name, outcome, wanted, least in BEFORE
                    if whole & wanted == wanted and priority.assess(read) >= least
                )
                assert (found.rule, found.outcome, found.priority) == (name, outcome, priority.assess(read))
                cases += 1
    assert cases == 2**9 * 3 * 10


def test_every_rule_has_a_sentence():
    assert [rule.name for rule in rulebook.shipped().rules] == [name for name, *_ in BEFORE]
    assert all(policy.sentence(DEFAULT.name, name).endswith(".") for name, *_ in BEFORE)
    assert not policy.sentence(DEFAULT.name, "unheard-of")


def test_decisions_of_the_policies_before_still_have_their_sentence():
    assert policy.sentence("default@1", "asks-for-help") == "It asks for help."
    assert policy.sentence("default@1", "complaint") == policy.sentence("default@2", "complaint") != ""
    assert policy.sentence("default@2", "asks-for-help") == ""
    assert policy.sentence("ours@7", "complaint") == ""
