"""All models of the scorer together: one reader, so that a text is read once for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from services.scorer.core.models import evidence, reading, weights
from services.scorer.core.models.grams import Numbers
from services.scorer.core.models.model import Answers, Floats, Model
from services.scorer.core.models.pins import PINS
from services.scorer.core.models.weights import Head

WEIGHTS: Final = Path(__file__).resolve().parents[2] / "weights"


class Models:
    """Models by name. Not for several threads at once."""

    def __init__(self, models: Sequence[Model]) -> None:
        self._models: Final = {model.name: model for model in models}
        self._places: Final = {
            model.name: (family, start) for family in _families(models) for model, start in family.members()
        }
        self._reader: Final = reading.Reader()

    @classmethod
    def load(cls, folder: Path = WEIGHTS, pins: Mapping[str, str] = PINS) -> Models:
        """All models that the code pins.

        Raises:
            AntiphonError: a file is missing or not the pinned one.
        """
        return cls(
            [
                Model(weights.load(folder / f"{name}{weights.SUFFIX}", sha256))
                for name, sha256 in sorted(pins.items())
            ]
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The models there are."""
        return tuple(self._models)

    def version(self, name: str) -> str:
        """The version of a model; changes whenever an answer could."""
        return self._models[name].version

    def head(self, name: str, head: str) -> Head:
        """A question of a model, with the answers it can give."""
        return self._models[name].heads[head]

    def read(self, texts: Sequence[str]) -> reading.Passages:
        """The texts as every model reads them."""
        return self._reader.read(texts)

    def answer(
        self, name: str, passages: reading.Passages, cue_table: Numbers | None = None
    ) -> dict[str, Answers]:
        """What each head of a model says of each text; see `Model.answer`.

        Models with tables of the same size are asked together, and answer from what was worked out for the
        first of them that was asked about these passages.
        """
        family, start = self._places[name]
        model = self._models[name]
        logits = family.logits(passages, cue_table)[:, start : start + model.columns]
        return model.answers(logits)

    def explain(
        self, name: str, head: str, label: str, text: str, cue_table: Numbers | None = None
    ) -> list[evidence.Reason]:
        """The parts of the logit of one label, the weightiest first; see `evidence.explain`."""
        model = self._models[name]
        question = model.heads[head]
        return evidence.explain(model, question.first + question.labels.index(label), text, cue_table)


class _Family:
    """Models whose tables have the same size, side by side in one: a text is looked up once for all."""

    def __init__(self, models: Sequence[Model]) -> None:
        self._members: Final = models
        self._together: Final = models[0] if len(models) == 1 else Model(_side_by_side(models))

    def members(self) -> Iterator[tuple[Model, int]]:
        """The models and the first column of each."""
        start = 0
        for model in self._members:
            yield model, start
            start += model.columns

    def logits(self, passages: reading.Passages, cue_table: Numbers | None) -> Floats:
        """Of all models, worked out once for the same passages and cues."""
        known = passages.worked_out.get(self._together.name)
        if known is None or known[0] is not cue_table:
            known = cue_table, self._together.logits(passages, cue_table)
            passages.worked_out[self._together.name] = known
        return known[1]


def _families(models: Sequence[Model]) -> list[_Family]:
    kinds: dict[tuple[int, ...], list[Model]] = {}
    for model in models:
        kinds.setdefault(model.size, []).append(model)
    return [_Family(members) for members in kinds.values()]


def _side_by_side(models: Sequence[Model]) -> weights.Weights:
    parts = [model.weights for model in models]
    return weights.Weights(
        name="+".join(part.name for part in parts),
        version="",
        heads=(),
        units=np.concatenate([part.units for part in parts], axis=1),
        runs=np.concatenate([part.runs for part in parts], axis=1),
        neighbours=np.concatenate([part.neighbours for part in parts], axis=1),
        shifts=np.concatenate([part.shifts for part in parts], axis=1),
        cues=np.concatenate([part.cues for part in parts], axis=1),
        biases=np.concatenate([part.biases for part in parts]),
        unit=np.concatenate([part.unit for part in parts]),
        cue_unit=np.concatenate([part.cue_unit for part in parts]),
    )
