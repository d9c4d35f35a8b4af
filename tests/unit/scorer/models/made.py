"""Texts that are hard to read, and models of chance."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from services.scorer.core.models import cue_table, cues
from services.scorer.core.models.weights import Head, Weights
from services.scorer.core.polarity import polarity
from services.scorer.core.vader import Vader

TEXTS = (
    "I love this so much!!!",
    "worst. airline. EVER \N{POUTING FACE}",
    "not good at all, but the crew was kind",
    "",
    "   ",
    "\N{FACE WITH TEARS OF JOY}\N{FACE WITH TEARS OF JOY}",
    "when do you open? thx :)",
    "\ud800 lone surrogate",
    "\u202eturned around\u202c شكرا جزيلا 10/10",
    "never ever had such a sooooo bad #DayOff",
    "x" * 20_000,
    "word " * 9_000,
    "it broke" + " !" * 60 + " twice",
    "! " * 60,
)


def cues_of(texts: Sequence[str]) -> npt.NDArray[np.int64]:
    vader = Vader(masked=True)
    readings = [vader.read(text) for text in texts]
    return cue_table([(polarity((found,)), (found,)) for found in readings])


def made_up(name: str, labels: Sequence[str], seed: int, bits: int = 10) -> Weights:
    """A model of chance: every feature weighs something."""
    chance = np.random.default_rng(seed)
    size = (1 << bits, len(labels))
    units, runs, neighbours = (chance.integers(-127, 128, size, np.int8) for _ in range(3))
    neighbours[0] = 0
    return Weights(
        name=name,
        version="1",
        heads=(Head(name, tuple(labels), 0, apart=False),),
        units=units.astype(np.int16) * 8,
        runs=runs,
        neighbours=neighbours,
        shifts=chance.integers(0, 5, (2, len(labels)), np.int32),
        cues=chance.integers(-4000, 4000, (cues.COUNT, len(labels)), np.int32),
        biases=chance.integers(-9000, 9000, len(labels)),
        unit=np.full(len(labels), 201 / 2**15),
        cue_unit=np.full(len(labels), 2.0**-18),
    )
