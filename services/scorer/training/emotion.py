"""Trains which of four emotions an English post shows, and whether it shows any."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from services.scorer.training import command, recipe, sets
from services.scorer.training.features import Shape

SHAPE: Final = Shape(unit_bits=16, run_bits=17, neighbour_bits=17, runs=0.6, neighbours=0.5, cues=0.7)
LABELS: Final = ("anger", "joy", "optimism", "sadness")

KINSHIP: Final = {
    "anger": ("anger", "annoyance", "disgust"),
    "joy": ("joy", "amusement", "love", "gratitude", "excitement"),
    "optimism": ("optimism",),
    "sadness": ("sadness", "grief", "remorse", "disappointment"),
}
"""Emotions of the finer set that count as one of the four."""

_FINER_WEIGHT: Final = 0.1
_CALM_WEIGHT: Final = 0.3


def tasks(data: Path) -> Sequence[recipe.Task]:
    """Both heads."""
    return [
        recipe.Task("emotion", LABELS, apart=False, examples=_which(data), restraint=3e-4),
        recipe.Task("felt", ("felt",), apart=True, examples=_felt(data), restraint=1e-4, folds=3),
    ]


def _which(data: Path) -> recipe.Examples:
    posts, finer = recipe.Examples(), recipe.Examples()
    for name in ("emotion_tweeteval_train", "emotion_tweeteval_val"):
        for row in sets.to_train(data, name):
            posts.add(row["text"], [float(row["label"] == label) for label in LABELS], judged=True)
    home = {emotion: label for label, emotions in KINSHIP.items() for emotion in emotions}
    for row in sets.to_train(data, "goemotions_train"):
        found = {home.get(emotion, "") for emotion in row["labels"].split(",")}
        if len(found) == 1 and "" not in found:
            finer.add(row["text"], [float(label in found) for label in LABELS], _FINER_WEIGHT)
    recipe.balance(posts)
    recipe.balance(finer)
    return recipe.together(posts, finer)


def _felt(data: Path) -> recipe.Examples:
    """Remarks judged emotion by emotion, and posts judged for feeling."""
    finer, posts = recipe.Examples(), recipe.Examples()
    for row in sets.to_train(data, "goemotions_train"):
        labels = set(row["labels"].split(","))
        if labels == {"neutral"} or "neutral" not in labels:
            finer.add(row["text"], [float("neutral" not in labels)], judged=True)
    for row in sets.to_train(data, "sentiment_semeval_train"):
        posts.add(row["text"], [float(row["label"] != "neutral")], _CALM_WEIGHT)
    return recipe.together(finer, posts)


if __name__ == "__main__":
    command.run("emotion", SHAPE, tasks)
