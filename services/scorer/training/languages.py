"""Trains the sentiment of seven languages beside English.

Arabic, French, German, Hindi in Latin letters, Italian, Portuguese, Spanish. One head for all: what they
share (emoji, marks, loan words) it learns once.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from services.scorer.training import command, recipe, sets
from services.scorer.training.features import Shape
from services.scorer.training.sentiment_labels import LABELS, one_of

SHAPE: Final = Shape(unit_bits=17, run_bits=18, neighbour_bits=17, runs=0.5, neighbours=0.5, cues=0)


def tasks(data: Path) -> Sequence[recipe.Task]:
    """The only head."""
    examples = recipe.Examples()
    for row in sets.to_train(data, "umsab_multilingual_train"):
        if row["lang"] != "english":
            examples.add(row["text"], one_of(row["label"]), judged=True)
    return [recipe.Task("sentiment", LABELS, apart=False, examples=examples, restraint=3e-4, steps=50)]


if __name__ == "__main__":
    command.run("languages", SHAPE, tasks)
