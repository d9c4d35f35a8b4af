"""Trains the sentiment of English posts.

Sets are unlike in what they call neutral; the tweets count in full, the others less, our own examples of what
people write to brands more, each balanced in itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from services.scorer.training import command, own, recipe, sets
from services.scorer.training.features import Shape
from services.scorer.training.sentiment_labels import LABELS, by_rating, one_of

SHAPE: Final = Shape(unit_bits=17, run_bits=17, neighbour_bits=18, runs=0.5, neighbours=0.6, cues=0.5)

_TOPIC_WEIGHT: Final = 0.7
_RATED_WEIGHT: Final = 0.2
_OWN_WEIGHT: Final = 4.0


def tasks(data: Path) -> Sequence[recipe.Task]:
    """The only head."""
    validation = recipe.Examples()
    for row in sets.to_train(data, "sentiment_tweeteval_val"):
        validation.add(row["text"], one_of(row["label"]))
    recipe.balance(validation)
    seen = {_plain(text) for text in validation.texts}
    parts = [
        (1.0, _posts(data, seen)),
        (_TOPIC_WEIGHT, _topics(data, seen)),
        (_RATED_WEIGHT, _rated(data)),
        (_OWN_WEIGHT, _own()),
    ]
    groups = []
    for weight, rows in parts:
        group = recipe.Examples()
        for text, target in rows:
            group.add(text, target, weight)
        recipe.balance(group)
        groups.append(group)
    examples = recipe.together(*groups)
    return [
        recipe.Task(
            "sentiment", LABELS, apart=False, examples=examples, validation=validation, restraint=6e-5
        )
    ]


Row = tuple[str, Sequence[float]]

_UNHAPPY: Final = frozenset({"complaint", "fault_report", "danger"})


def _posts(data: Path, seen: set[str]) -> Iterator[Row]:
    for name in ("sentiment_semeval_train", "umsab_multilingual_train"):
        for row in sets.to_train(data, name):
            if row.get("lang", "english") == "english" and _is_new(row["text"], seen):
                yield row["text"], one_of(row["label"])


def _topics(data: Path, seen: set[str]) -> Iterator[Row]:
    """Posts judged only towards a topic; those that were judged as a whole are left out."""
    for row in sets.to_train(data, "topic_sentiment_semeval_train"):
        if _is_new(row["text"], seen):
            grade = float(row["label_minus2_to_2"])
            yield row["text"], one_of("negative" if grade < 0 else "positive" if grade > 0 else "neutral")


def _rated(data: Path) -> Iterator[Row]:
    for row in sets.to_train(data, "vader_nontweet_ratings"):
        yield row["text"], by_rating(float(row["mean_rating"]))


def _own() -> Iterator[Row]:
    """Our examples of what people write to brands, where what they want tells how they feel."""
    for said in own.read():
        if said.intents & _UNHAPPY:
            yield said.text, one_of("negative")
        elif "praise" in said.intents or said.intents == {"purchase_interest"}:
            yield said.text, one_of("positive")
        elif said.intents and not said.intents & {"press_or_legal"}:
            yield said.text, one_of("neutral")


def _is_new(text: str, seen: set[str]) -> bool:
    plain = _plain(text)
    new = plain not in seen
    seen.add(plain)
    return new


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower())


if __name__ == "__main__":
    command.run("sentiment", SHAPE, tasks)
