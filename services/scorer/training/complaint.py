"""Trains whether a post complains to a brand, without any set of complaints that may be trained on.

A teacher learns it from our own examples, and tells what it thinks of everyday posts and of requests to
banks and assistants; the model is fitted to both.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from services.scorer.training import command, everyday, needs, own, recipe
from services.scorer.training.features import Shape
from services.scorer.training.lessons import UNKNOWN, Lessons
from services.scorer.training.vectors import Vectors

SHAPE: Final = Shape(unit_bits=16, run_bits=17, neighbour_bits=17, runs=0.5, neighbours=0.5, cues=0.5)
COMPLAINING: Final = frozenset({"complaint", "fault_report"})
GRAVE: Final = frozenset({"danger", "press_or_legal"})
"""Intents of examples that may complain or not: they teach nothing of it unless they say so."""

POSTS: Final = 14_000
"""Everyday posts taken."""

_OWN_WEIGHT: Final = 5.0
_NEED_WEIGHT: Final = 0.3
_POST_WEIGHT: Final = 1.0
_CALM_LESSON: Final = 0.03
"""How much a calm post counts for the teacher beside an example of ours."""
_JUDGED: Final = 30
"""One calm post of so many helps to calibrate the model: so a third of those that do complains."""


def tasks(data: Path, vectors: Vectors) -> Sequence[recipe.Task]:
    """The only head."""
    lessons = Lessons(1)
    lessons.group()
    for said in own.read():
        complains = bool(said.intents & COMPLAINING)
        if complains or not said.intents & GRAVE:
            lessons.add(said.text, [float(complains)], _OWN_WEIGHT, counts=1.0, judged=True)
    lessons.group()
    for need in needs.read(data):
        lessons.add(need.text, [UNKNOWN], _NEED_WEIGHT)
    lessons.group()
    for at, post in enumerate(everyday.read(data, POSTS)):
        judged = post.calm and at % _JUDGED == 0
        calm = _CALM_LESSON if post.calm else 0.0
        known = [0.0 if judged else UNKNOWN]
        lessons.add(post.text, known, _POST_WEIGHT, lesson=[0.0], counts=calm, judged=judged)
    examples, teacher = lessons.examples(), lessons.teacher(vectors, power=1.0, sharpness=2.0)
    return [
        recipe.Task(
            "complaint", ("complaint",), apart=True, examples=examples, restraint=1e-4, teacher=teacher
        )
    ]


if __name__ == "__main__":
    command.run_taught("complaint", SHAPE, tasks)
