"""Says which words, neighbours and cues made a logit, with amounts that add up to it exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from services.scorer.core.models import cues, pieces
from services.scorer.core.models.grams import Numbers
from services.scorer.core.models.model import Model, damping
from services.scorer.core.models.reading import LONGEST_TEXT, Reader

_TOKEN: Final = re.compile(r"\S+")


class Reason(NamedTuple):
    """One part of a logit.

    Attributes:
        kind: `word` a piece of the text, `phrase` two or three in a row, `cue` what the lexicon found,
            `bias` where the label starts from.
        text: as it is written in the text, or the name of the cue.
        start: where it begins in the text, in code points; 0 for cues and the bias.
        end: one past where it ends.
        amount: in logits; all amounts of a label add up to its logit, in any order.
    """

    kind: str
    text: str
    start: int
    end: int
    amount: float


def explain(model: Model, label_column: int, text: str, cue_table: Numbers | None = None) -> list[Reason]:
    """The parts of the logit of one column, the weightiest first; parts of nothing are left out."""
    found = [
        *_spoken(model, label_column, text),
        *_cued(model, label_column, cue_table),
    ]
    return sorted((part for part in found if part.amount), key=lambda part: (-abs(part.amount), part.start))


def _spoken(model: Model, column: int, text: str) -> Iterator[Reason]:
    passages = Reader().read([text])
    worth = float(damping(passages.sizes)[0] * model.weights.unit[column])
    places = _places(text)
    if passages.counted is not None:
        places = [place for place, counts in zip(places, passages.counted, strict=True) if counts]
    for length, amounts in enumerate(model.parts(passages), 1):
        for at, amount in enumerate(amounts[:, column].tolist()):
            if amount:
                covered = [place for place in places[at : at + length] if place is not None]
                start, end = covered[0][0], covered[-1][1]
                kind = "word" if length == 1 else "phrase"
                yield Reason(kind, text[start:end], start, end, amount * worth)


def _places(text: str) -> list[tuple[int, int] | None]:
    """Where each piece of a text stands, in the order of `Passages.numbers`; None for its edges."""
    found: list[tuple[int, int] | None] = [None]
    for token in _TOKEN.finditer(text[:LONGEST_TEXT]):
        found += [(token.start() + start, token.start() + end) for _, start, end in pieces.placed(token[0])]
    return [*found, None]


def _cued(model: Model, column: int, cue_table: Numbers | None) -> Iterator[Reason]:
    worth = float(model.weights.cue_unit[column])
    yield Reason("bias", "", 0, 0, int(model.weights.biases[column]) * worth)
    if cue_table is None:
        return
    amounts = np.asarray(cue_table[0] * model.weights.cues[:, column])
    for name, amount in zip(cues.NAMES, amounts.tolist(), strict=True):
        yield Reason("cue", name, 0, 0, amount * worth)
