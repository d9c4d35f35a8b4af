"""The one way every model is trained: fit each head, calibrate it on texts it has not seen, pack, pin.

A head is measured and calibrated either on a validation set or, where there is none worth the name, on
what was left out in turn (folds). What a head was fitted to is kept in a working folder, so that a run
that was broken off goes on where it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from services.scorer.core.models import cues
from services.scorer.core.models.weights import Head
from services.scorer.training import calibrating, features, fitting, measures
from services.scorer.training.balancing import balanced
from services.scorer.training.features import Shape
from services.scorer.training.teaching import Teacher

Floats: TypeAlias = npt.NDArray[np.float32]
Doubles: TypeAlias = npt.NDArray[np.float64]
Told = Callable[[], None]

SEED: Final = 7
VERSION: Final = 2
"""Raised when features or fitting change, so that nothing old is taken from the working folder."""


@dataclass(slots=True)
class Examples:
    """Texts with what is known of them.

    Attributes:
        texts: masked.
        targets: of each text the probability of each label; NaN where it is not known.
        weights: how much each text counts for each label.
        judged: whether the head is measured on a text when it is left out.
    """

    texts: list[str] = field(default_factory=list)
    targets: list[Sequence[float]] = field(default_factory=list)
    weights: list[Sequence[float]] = field(default_factory=list)
    judged: list[bool] = field(default_factory=list)

    def add(self, text: str, target: Sequence[float], weight: float = 1.0, *, judged: bool = False) -> None:
        """Adds a text that counts the same for all labels."""
        self.texts.append(text)
        self.targets.append(target)
        self.weights.append([weight] * len(target))
        self.judged.append(judged)

    def arrays(self) -> tuple[Floats, Floats]:
        """Targets and weights, one row per text."""
        return np.array(self.targets, np.float32), np.array(self.weights, np.float32)


@dataclass(frozen=True, slots=True)
class Task:
    """How one head is trained.

    Attributes:
        name: of the head.
        labels: its answers.
        apart: each label is true or not by itself.
        examples: what it is fitted to.
        validation: what it is calibrated and measured on; None leaves out fold after fold.
        restraint: of the weights.
        steps: of the optimizer.
        folds: number of folds where there is no validation set.
        teacher: fills in the targets that are not known; without one they teach nothing.
    """

    name: str
    labels: tuple[str, ...]
    apart: bool
    examples: Examples
    validation: Examples | None = None
    restraint: float = 2e-4
    steps: int = 60
    folds: int = 4
    teacher: Teacher | None = None


@dataclass(frozen=True, slots=True)
class Fitted:
    """A head as it was fitted and calibrated.

    Attributes:
        head: with its thresholds; its first column is set when heads are put together.
        weights: features x labels.
        biases: one per label.
        figures: what it achieved on texts it was not fitted to, by name.
    """

    head: Head
    weights: Floats
    biases: Floats
    figures: dict[str, str]


def balance(examples: Examples, power: float = 1.0) -> None:
    """Weighs rare labels up, so that each counts as much as any other."""
    targets, weights = examples.arrays()
    examples.weights = balanced(targets, weights, power).tolist()


def together(*groups: Examples) -> Examples:
    """All examples of the groups, in their order."""
    return Examples(
        [text for group in groups for text in group.texts],
        [target for group in groups for target in group.targets],
        [weight for group in groups for weight in group.weights],
        [judged for group in groups for judged in group.judged],
    )


def steps(task: Task) -> int:
    """How often `train` tells that it goes on, at most."""
    return task.steps * (1 if task.validation else task.folds + 1)


def train(task: Task, shape: Shape, work: Path, told: Told) -> Fitted:
    """Fits, calibrates and measures one head; what was done before is read from the working folder."""
    kept = work / f"{task.name}-{_key(task, shape)}.npz"
    if kept.exists():
        with np.load(kept) as arrays:
            raw, weights, biases = arrays["raw"], arrays["weights"], arrays["biases"]
    else:
        raw, weights, biases = _fit_all(task, shape, told)
        work.mkdir(parents=True, exist_ok=True)
        np.savez(kept, raw=raw, weights=weights, biases=biases)
    return _calibrated(task, raw, weights, biases)


def _key(task: Task, shape: Shape) -> str:
    about = repr((task, shape, cues.NAMES, VERSION)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(about).hexdigest()[:16]


def _fit_all(task: Task, shape: Shape, told: Told) -> tuple[Floats, Floats, Floats]:
    """Logits of the texts it is judged on, and the weights that are shipped."""
    matrix = features.matrix(task.examples.texts, shape)
    everything = np.arange(len(task.examples.texts))
    fitted = _fit(task, matrix, everything, told)
    if task.validation is not None:
        raw = features.matrix(task.validation.texts, shape) @ fitted[0] + fitted[1]
        return raw, *fitted
    judged = np.flatnonzero(task.examples.judged)
    fold = np.random.default_rng(SEED).integers(0, task.folds, len(judged))
    raw = np.zeros((len(judged), len(task.labels)), np.float32)
    for number in range(task.folds):
        out = judged[fold == number]
        found = _fit(task, matrix, np.setdiff1d(everything, out), told)
        raw[fold == number] = matrix[out] @ found[0] + found[1]
    return raw, *fitted


def _fit(
    task: Task, matrix: fitting.Matrix, rows: npt.NDArray[np.int64], told: Told
) -> tuple[Floats, Floats]:
    targets, weights = task.examples.arrays()
    if task.teacher is not None:
        targets, weights = task.teacher.teach(targets, weights, rows)
    part, wanted, counted = matrix[rows], targets[rows], weights[rows]
    ease = fitting.telling(part, wanted, counted)
    ease[-features.CUES :] = 1
    found, biases = fitting.fit(
        fitting.scaled(part, ease),
        wanted,
        counted,
        restraint=task.restraint,
        steps=task.steps,
        apart=task.apart,
        told=told,
    )
    return found * ease[:, None], biases


def _truth(task: Task) -> Floats:
    if task.validation is not None:
        return task.validation.arrays()[0]
    return task.examples.arrays()[0][task.examples.judged]


def _calibrated(task: Task, raw: Floats, weights: Floats, biases: Floats) -> Fitted:
    truth = _truth(task)
    if task.apart:
        return _calibrated_apart(task, raw, truth, weights, biases)
    right = truth.argmax(axis=1)
    factor = calibrating.temperature(raw.astype(np.float64), right)
    logits = raw * factor
    likely = np.exp(logits - logits.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    said = likely.argmax(axis=1)
    figures = {
        "texts": str(len(right)),
        "macro recall": str(measures.measured(measures.recall, right, said)),
        "macro F1": str(measures.measured(measures.f1, right, said)),
        "accuracy": str(measures.measured(measures.accuracy, right, said)),
        "calibration error": _calibration(likely.max(axis=1), said == right),
    }
    head = Head(task.name, task.labels, 0, apart=False)
    return Fitted(head, weights * np.float32(factor), biases * np.float32(factor), figures)


def _calibrated_apart(task: Task, raw: Floats, truth: Floats, weights: Floats, biases: Floats) -> Fitted:
    columns = [
        _calibrated_label(raw[:, at].astype(np.float64), truth[:, at].astype(np.float64))
        for at in range(len(task.labels))
    ]
    scale = np.array([column.factor for column in columns], np.float32)
    shift = np.array([column.shift for column in columns], np.float32)
    thresholds = tuple(column.threshold for column in columns)
    head = Head(task.name, task.labels, 0, apart=True, thresholds=thresholds)
    figures = {label: column.figures for label, column in zip(task.labels, columns, strict=True)}
    return Fitted(head, weights * scale, biases * scale + shift, figures)


class _Label(NamedTuple):
    factor: float
    shift: float
    threshold: float
    figures: str


def _calibrated_label(raw: Doubles, truth: Doubles) -> _Label:
    known = ~np.isnan(truth)
    logits, wanted = raw[known], truth[known]
    factor, shift = calibrating.line(logits, wanted)
    likely = calibrating.likelihood(logits * factor + shift)
    least = calibrating.threshold(likely, wanted)
    right, said = (wanted > 0.5).astype(np.int64), (likely >= least).astype(np.int64)
    figures = (
        f"macro F1 {measures.measured(measures.f1, right, said)}, "
        f"recall {100 * said[right == 1].mean():.0f} %, "
        f"precision {100 * right[said == 1].mean():.0f} %, "
        f"calibration error {_calibration(likely, right == 1)}, "
        f"given from {least:.2f}, {right.sum()} of {len(right)} texts"
    )
    return _Label(factor, shift, least, figures)


def _calibration(stated: Doubles, right: npt.NDArray[np.bool_]) -> str:
    error, chance = measures.calibration_error(stated, right), measures.calibration_by_chance(stated)
    return f"{error:.3f} (by chance {chance:.3f})"
