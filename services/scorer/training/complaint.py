"""Trains whether a post complains to a brand, without any set of complaints that may be trained on.

What stands in: our own examples, requests to a bank that tell of something gone wrong, what posts say of
brands when they are unhappy, and everyday posts and remarks as what is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from services.scorer.training import command, needs, own, recipe, sets
from services.scorer.training.features import Shape

SHAPE: Final = Shape(unit_bits=16, run_bits=17, neighbour_bits=17, runs=0.5, neighbours=0.5, cues=0.5)
COMPLAINING: Final = frozenset({"complaint", "fault_report"})

BRANDS: Final = frozenset(
    """
    amazon;amazon prime;amazon prime day;apple;iphone;ipad;apple watch;microsoft;windows 10;xbox;sony;
    playstation;ps4;nintendo;google;google+;android;samsung;galaxy note;netflix;ibm;nokia;uber;verizon;at&t;
    comcast;mcdonalds;starbucks;walmart;target;ikea;tesco;ryanair;twitter;facebook;hp;dell;tesla;kindle;alexa
    """.replace("\n", "")
    .replace("    ", "")
    .split(";")
)
"""Topics that are brands or what they sell."""

_OWN_WEIGHT: Final = 10.0
_NEED_WEIGHT: Final = 0.15
_BRAND_WEIGHT: Final = 1.0
_TALK_WEIGHT: Final = 0.3


def tasks(data: Path) -> Sequence[recipe.Task]:
    """The only head."""
    groups = []
    for weight, rows in (
        (_OWN_WEIGHT, _own()),
        (_NEED_WEIGHT, _needs(data)),
        (_BRAND_WEIGHT, _brands(data)),
        (_TALK_WEIGHT, _talk(data)),
    ):
        group = recipe.Examples()
        for text, complains in rows:
            group.add(text, [float(complains)], weight, judged=weight == _OWN_WEIGHT)
        groups.append(group)
    examples = recipe.together(*groups)
    recipe.balance(examples)
    return [recipe.Task("complaint", ("complaint",), apart=True, examples=examples, restraint=1e-4)]


Row = tuple[str, bool]


def _own() -> Iterator[Row]:
    for said in own.read():
        yield said.text, bool(said.intents & COMPLAINING)


def _needs(data: Path) -> Iterator[Row]:
    for need in needs.read(data):
        yield need.text, need.label in needs.FAULTS or need.label in needs.WRONGS


def _brands(data: Path) -> Iterator[Row]:
    for row in sets.to_train(data, "topic_sentiment_semeval_train"):
        if row["topic"].lower() in BRANDS:
            yield row["text"], float(row["label_minus2_to_2"]) < 0


def _talk(data: Path) -> Iterator[Row]:
    """Everyday posts and remarks; unhappy ones mostly of what is no brand's business."""
    brands = {
        row["text"] for row in sets.to_train(data, "topic_sentiment_semeval_train") if row["topic"] in BRANDS
    }
    for row in sets.to_train(data, "sentiment_semeval_train"):
        if row["text"] not in brands:
            yield row["text"], False
    for row in sets.to_train(data, "emotion_tweeteval_train"):
        yield row["text"], False


if __name__ == "__main__":
    command.run("complaint", SHAPE, tasks)
