"""Which mentions enter the queue: the outcomes of policies, and the sentences of what they decided.

Policies themselves are documents, see `policies`; the one that decides until somebody writes another is a
document, too.
"""

from __future__ import annotations

from typing import Final

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.router.core.policies import rulebook, sentences
from services.router.core.policies.policy import Policy, Verdict

_D = routing.Decision

QUEUED: Final = int(_D.OUTCOME_QUEUED)
WATCHED: Final = int(_D.OUTCOME_WATCHED)
OWN: Final = int(_D.OUTCOME_OWN)
DROPPED: Final = int(_D.OUTCOME_DROPPED)

FORGOTTEN: Final = "Its author asked to be forgotten."
"""What is told of an opportunity without words in the place of a rule's sentence."""

DEFAULT: Final[Policy] = rulebook.default()
"""The policy that decides until somebody writes one."""

_FORMER: Final = {
    "grave": "It speaks of health, safety, law or fraud.",
    "asks-the-brand": "It asks the brand for help.",
    "question-to-the-brand": "It asks the brand a question.",
    "asks-for-help": "It asks for help.",
}
"""Sentences of `default@1` that are others now: its decisions still stand in queues."""


def sentence(policy: str, rule: str, because: str = "") -> str:
    """What decided, for people; empty for a rule that nobody knows any more.

    Args:
        policy: with its version.
        rule: of that policy.
        because: what was kept of the decision; empty for what programs before `default@3` decided.
    """
    if policy == "default@1" and rule in _FORMER:
        return _FORMER[rule]
    shipped = DEFAULT.rules.get(rule)
    usual = shipped.rule.because if shipped else ""
    if because:
        return sentences.sentence(because, usual)
    return usual if policy.partition("@")[0] == "default" else ""


__all__ = ["DEFAULT", "DROPPED", "FORGOTTEN", "OWN", "QUEUED", "WATCHED", "Policy", "Verdict", "sentence"]
