"""Policies and cases as the tests of policies need them."""

from __future__ import annotations

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.router.core import replyability
from services.router.core.policies import cases, documents, policy, rulebook
from services.router.core.policies.asking import Lexicon
from services.router.core.signals import BrandNames

NAMES = BrandNames("brands/northwind", frozenset({"northwind"}), frozenset({"northwind"}))
API = replyability.Capability(replyability.REPLY_API)
NOON = 1_767_787_200_000_000


def case(text="", *, network="x", priority=None, now=NOON, capability=API, **author):
    mention = mention_pb2.Mention(text=text, network=network, kind=mention_pb2.Mention.KIND_POST)
    mention.author.MergeFrom(mention_pb2.Author(**author))
    mention.create_time.FromMicroseconds(NOON)
    score = score_pb2.Score()
    if priority is not None:
        score.priority.value = priority
    return cases.of(mention, score, capability, NAMES, now)


def built(text, *, lists=None, thresholds=None, version=1):
    lexicon = Lexicon(lists or {}, thresholds or {})
    return policy.build(documents.parse(text), version, lexicon, rulebook.shipped())


def with_rule(when, rest="queue: care", **lexicon):
    """A policy of one rule of that condition before the shipped ones."""
    quoted = when.replace("'", "''")
    text = f"name: care\nthen: default\nrules:\n- name: one\n  when: '{quoted}'\n  {rest}\n  because: So.\n"
    return built(text, **lexicon)


def takes(when, given, **lexicon):
    """Whether a rule of that condition takes a case."""
    return with_rule(when, **lexicon).decide(given).rule == "one"
