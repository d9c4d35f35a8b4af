"""Trains what the author of an English post wants; a post may want several things, or nothing.

No public set has these labels. The examples are our own, a few of each; sets of requests, of emotions and
of crises add what their labels say of single intents, and everyday posts are what wants nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from services.scorer.training import command, needs, own, recipe, sets
from services.scorer.training.features import Shape

SHAPE: Final = Shape(unit_bits=16, run_bits=17, neighbour_bits=17, runs=0.5, neighbours=0.7, cues=0.4)
LABELS: Final = (
    "question",
    "complaint",
    "purchase_interest",
    "churn_risk",
    "praise",
    "suggestion",
    "fault_report",
    "danger",
    "press_or_legal",
)
"""Chatter is not among them: it is where none of these is likely enough."""

_UNKNOWN: Final = float("nan")
_OWN_WEIGHT: Final = 8.0
_NEED_WEIGHT: Final = 0.3
_REMARK_WEIGHT: Final = 0.15
_CRISIS_WEIGHT: Final = 0.1
_TALK_WEIGHT: Final = 0.3
_TALK: Final = 12_000
"""Everyday posts taken."""

_SELDOM: Final = ("purchase_interest", "churn_risk", "suggestion", "fault_report", "danger", "press_or_legal")


def tasks(data: Path) -> Sequence[recipe.Task]:
    """The only head."""
    examples = recipe.together(_own(), _needs(data), _remarks(data), _crises(data), _talk(data))
    recipe.balance(examples, 0.7)
    return [recipe.Task("intent", LABELS, apart=True, examples=examples, restraint=1e-4)]


def _target(known: Mapping[str, bool]) -> Sequence[float]:
    return [float(known[label]) if label in known else _UNKNOWN for label in LABELS]


def _own() -> recipe.Examples:
    examples = recipe.Examples()
    for said in own.read():
        target = _target({label: label in said.intents for label in LABELS})
        examples.add(said.text, target, _OWN_WEIGHT, judged=True)
    return examples


def _needs(data: Path) -> recipe.Examples:
    examples = recipe.Examples()
    for need in needs.read(data):
        fault, wrong = need.label in needs.FAULTS, need.label in needs.WRONGS
        known = {
            "question": need.asks,
            "fault_report": fault,
            "praise": need.label == "thank_you",
            "danger": False,
            "press_or_legal": False,
            "suggestion": False,
            "purchase_interest": need.label in needs.BUYING,
        }
        if fault or wrong or need.label not in needs.CLOSING:
            known["complaint"] = wrong or fault
        if need.label in needs.CLOSING:
            known["churn_risk"] = True
        examples.add(need.text, _target(known), _NEED_WEIGHT)
    return examples


def _remarks(data: Path) -> recipe.Examples:
    examples = recipe.Examples()
    for row in sets.to_train(data, "goemotions_train"):
        labels = set(row["labels"].split(","))
        known = {"praise": bool(labels & {"admiration", "gratitude"}), "complaint": False}
        if labels & {"annoyance", "disappointment", "anger", "disapproval"}:
            del known["complaint"]
        known["question"] = "?" in row["text"] and "curiosity" in labels
        if "?" in row["text"] and not known["question"]:
            del known["question"]
        examples.add(row["text"], _target(known), _REMARK_WEIGHT)
    return examples


def _crises(data: Path) -> recipe.Examples:
    examples = recipe.Examples()
    for row in sets.to_train(data, "crisislex_t26_train"):
        informs = row["informativeness"] == "Related and informative"
        if informs and row["info_type"] in {"Affected individuals", "Caution and advice"}:
            examples.add(row["text"], _target({"danger": True}), _CRISIS_WEIGHT)
        elif row["informativeness"] == "Not related":
            examples.add(row["text"], _target({"danger": False}), _CRISIS_WEIGHT)
    return examples


def _talk(data: Path) -> recipe.Examples:
    """Everyday posts: next to none asks a brand for something."""
    examples = recipe.Examples()
    for at, row in enumerate(sets.to_train(data, "sentiment_semeval_train")):
        if at >= _TALK:
            break
        known = dict.fromkeys(_SELDOM, False)
        if row["label"] != "negative":
            known["complaint"] = False
        if "?" not in row["text"]:
            known["question"] = False
        examples.add(row["text"], _target(known), _TALK_WEIGHT, judged=at % 8 == 0)
    return examples


if __name__ == "__main__":
    command.run("intent", SHAPE, tasks)
