"""All models of the scorer together: one reader, so that a text is read once for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from services.scorer.core.models import evidence, reading, weights
from services.scorer.core.models.grams import Numbers
from services.scorer.core.models.model import Answers, Model
from services.scorer.core.models.pins import PINS

WEIGHTS: Final = Path(__file__).resolve().parents[2] / "weights"


class Models:
    """Models by name. Not for several threads at once."""

    def __init__(self, models: Sequence[Model]) -> None:
        self._models: Final = {model.name: model for model in models}
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

    def labels(self, name: str, head: str) -> tuple[str, ...]:
        """The answers that a head of a model can give."""
        return self._models[name].heads[head].labels

    def read(self, texts: Sequence[str]) -> reading.Passages:
        """The texts as every model reads them."""
        return self._reader.read(texts)

    def answer(
        self, name: str, passages: reading.Passages, cue_table: Numbers | None = None
    ) -> dict[str, Answers]:
        """What each head of a model says of each text; see `Model.answer`."""
        return self._models[name].answer(passages, cue_table)

    def explain(
        self, name: str, head: str, label: str, text: str, cue_table: Numbers | None = None
    ) -> list[evidence.Reason]:
        """The parts of the logit of one label, the weightiest first; see `evidence.explain`."""
        model = self._models[name]
        question = model.heads[head]
        return evidence.explain(model, question.first + question.labels.index(label), text, cue_table)
