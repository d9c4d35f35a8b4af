"""Trains whether an English post offends."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from services.scorer.training import command, recipe, sets
from services.scorer.training.features import Shape

SHAPE: Final = Shape(unit_bits=16, run_bits=17, neighbour_bits=17, runs=0.5, neighbours=0.5, cues=0.5)

_CHOSEN_BY_WORD_WEIGHT: Final = 0.15
"""Of a set whose posts were searched by swear words: there hardly any is calm."""


def tasks(data: Path) -> Sequence[recipe.Task]:
    """The only head."""
    posts, chosen = recipe.Examples(), recipe.Examples()
    for name in ("offensive_tweeteval_train", "offensive_tweeteval_val"):
        for row in sets.to_train(data, name):
            posts.add(row["text"], [float(row["label"] == "offensive")], judged=True)
    for row in sets.to_train(data, "davidson_offensive_train"):
        chosen.add(row["text"], [float(row["label"] != "neither")], _CHOSEN_BY_WORD_WEIGHT)
    recipe.balance(posts)
    recipe.balance(chosen)
    examples = recipe.together(posts, chosen)
    return [recipe.Task("offensive", ("offensive",), apart=True, examples=examples, restraint=1e-4)]


if __name__ == "__main__":
    command.run("offensive", SHAPE, tasks)
