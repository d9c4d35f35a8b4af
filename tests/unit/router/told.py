"""Scores and signals as the tests of the router need them."""

from __future__ import annotations

from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.router.core.signals import Signals, Trait

Kind = findings_pb2.Intent


def score(priority=None, *, compound=0.0, intents=(), **components):
    """A score of that priority; the components add up to it."""
    made = score_pb2.Score()
    if compound:
        made.sentiment.compound = compound
    if priority is not None:
        made.priority.value = priority
        parts = components or {"engageability": priority}
        for name, amount in parts.items():
            made.priority.components.add(text=name.replace("_", " "), amount=amount)
    for kind in intents:
        made.intents.add(kind=kind, probability=0.9)
    return made


def signals(traits=Trait.NONE, priority=None, **fields):
    """Signals with those traits, of a score of that priority."""
    return Signals(score(priority, **fields), int(traits))
