"""Trains what the author of an English post wants; a post may want several things, or nothing.

No public set has these labels. A teacher learns them from our own examples, a few of each, and tells what it
thinks of everyday posts; sets of requests add what their labels say of single intents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from services.scorer.training import command, everyday, needs, own, recipe
from services.scorer.training.features import Shape
from services.scorer.training.lessons import UNKNOWN, Lessons
from services.scorer.training.vectors import Vectors

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

POSTS: Final = 14_000
"""Everyday posts taken."""

_OWN_WEIGHT: Final = 5.0
_NEED_WEIGHT: Final = 0.3
_POST_WEIGHT: Final = 3.0
_CALM_LESSON: Final = 0.03
"""How much a calm post counts for the teacher beside an example of ours."""
_POWER: Final = 0.7
_JUDGED: Final = 8
"""One calm post of so many is among those that the model is measured and calibrated on."""

_NEEDS_PASSED: Final = 3
"""One request of so many is taken: they are much alike."""

_SELDOM: Final = ("purchase_interest", "churn_risk", "suggestion", "fault_report", "danger", "press_or_legal")
"""Intents that next to no everyday post has."""


def tasks(data: Path, vectors: Vectors) -> Sequence[recipe.Task]:
    """The only head."""
    lessons = Lessons(len(LABELS))
    lessons.group()
    for said in own.read():
        target = _target({label: label in said.intents for label in LABELS})
        lessons.add(said.text, target, _OWN_WEIGHT, counts=1.0, judged=True)
    lessons.group()
    for need in islice(needs.read(data), 0, None, _NEEDS_PASSED):
        lessons.add(need.text, _target(_needed(need)), _NEED_WEIGHT)
    lessons.group()
    seldom = _target(dict.fromkeys(_SELDOM, False))
    unknown = _target({})
    for at, post in enumerate(everyday.read(data, POSTS)):
        judged = post.calm and at % _JUDGED == 0
        calm = _CALM_LESSON if post.calm else 0.0
        lessons.add(
            post.text, seldom if judged else unknown, _POST_WEIGHT, lesson=seldom, counts=calm, judged=judged
        )
    examples, teacher = lessons.examples(), lessons.teacher(vectors, power=_POWER, sharpness=2.0)
    return [
        recipe.Task(
            "intent",
            LABELS,
            apart=True,
            examples=examples,
            restraint=1e-4,
            steps=40,
            folds=3,
            teacher=teacher,
        )
    ]


def _target(known: Mapping[str, bool]) -> Sequence[float]:
    return [float(known[label]) if label in known else UNKNOWN for label in LABELS]


def _needed(need: needs.Need) -> dict[str, bool]:
    """What the label of a request says of its intents."""
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
    return known


if __name__ == "__main__":
    command.run_taught("intent", SHAPE, tasks)
