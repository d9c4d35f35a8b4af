"""Makes logits mean what they say: one factor (and shift) per head, learned on texts it was not fitted on."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import optimize

_WIDEST: Final = 2.0
"""A factor is at most e to this, and at least 1 / e to this: few texts that are all right prove no more."""

Floats: TypeAlias = npt.NDArray[np.float64]


def temperature(logits: Floats, truth: npt.NDArray[np.int64]) -> float:
    """What to multiply the logits of exclusive labels with, so that their probabilities are likeliest."""

    def cost(factor: Any) -> float:
        scaled = logits * float(np.exp(factor))
        top = scaled.max(axis=1)
        total = top + np.log(np.exp(scaled - top[:, None]).sum(axis=1))
        return float((total - scaled[np.arange(len(truth)), truth]).mean())

    found = optimize.minimize_scalar(cost, bounds=(-_WIDEST, _WIDEST), method="bounded")
    return float(np.exp(found.x))


def line(logits: Floats, truth: Floats) -> tuple[float, float]:
    """Factor and shift of the logits of a label by itself (Platt)."""

    def cost(point: Floats) -> float:
        scaled = logits * np.exp(np.clip(point[0], -_WIDEST, _WIDEST)) + point[1]
        return float((np.logaddexp(0, scaled) - truth * scaled).mean())

    found = optimize.minimize(cost, np.zeros(2), method="Nelder-Mead")
    return float(np.exp(np.clip(found.x[0], -_WIDEST, _WIDEST))), float(found.x[1])


def likelihood(logits: Floats) -> Floats:
    """Probability of each logit."""
    return np.asarray(np.exp(-np.logaddexp(0, -logits)))


def threshold(probabilities: Floats, truth: Floats) -> float:
    """The probability from which giving a label makes the mean F1 of having and not having it largest."""
    best, chosen = -1.0, 0.5
    for candidate in np.linspace(0.05, 0.95, 91).tolist():
        given = probabilities >= candidate
        score = _f1(given, truth) + _f1(~given, 1 - truth)
        if score > best:
            best, chosen = score, candidate
    return round(chosen, 2)


def _f1(given: npt.NDArray[np.bool_], truth: Floats) -> float:
    right = (given * truth).sum()
    return float(2 * right / max(1e-9, given.sum() + truth.sum()))
