"""Fits linear heads: softmax or logistic regression with soft targets and weighted texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

Matrix: TypeAlias = Any
"""A sparse matrix of scipy, which has no types."""
Floats: TypeAlias = npt.NDArray[np.float32]
Numbers: TypeAlias = npt.NDArray[np.int64]

MEMORY: Final = 8
"""Steps that the optimizer remembers."""


def telling(features: Matrix, targets: Floats, weights: Floats) -> Floats:
    """How much each feature tells of any label by itself, 1 on average.

    The largest log ratio of its frequency with and without a label (Wang and Manning 2012, "Baselines and
    bigrams"): multiplied with the features before a fit, it lets telling ones gain weight more easily.
    """
    there = (features > 0).astype(np.float32).T.tocsr()
    known = ~np.isnan(targets)
    wanted = np.where(known, targets, 0)
    scaled = weights / weights.mean()
    with_it = 1 + there @ (scaled * known * wanted)
    without = 1 + there @ (scaled * known * (1 - wanted))
    ratios = np.abs(np.log(with_it / with_it.sum(axis=0)) - np.log(without / without.sum(axis=0)))
    most = ratios.max(axis=1)
    seen = np.asarray(there.sum(axis=1)).ravel() > 0
    return np.asarray(np.where(seen, most / most[seen].mean(), 0), np.float32)


def fit(
    features: Matrix,
    targets: Floats,
    weights: Floats,
    *,
    restraint: float,
    steps: int,
    apart: bool,
    told: Callable[[], None] = lambda: None,
) -> tuple[Floats, Floats]:
    """Weights (features x labels) and biases that fit the targets best.

    Args:
        features: one row per text.
        targets: of each text the probability of each label; NaN where it is not known.
        weights: how much each text counts for each label.
        restraint: of the weights, per text of average weight.
        steps: of L-BFGS at most.
        apart: each label by itself instead of one of them.
        told: called after each step.
    """
    width, labels = features.shape[1], targets.shape[1]
    known = ~np.isnan(targets)
    wanted = np.where(known, targets, 0).astype(np.float32)
    share = weights * known
    share = (share / share.sum(axis=0)).astype(np.float32)
    turned = features.T.tocsr()
    judge = _apart if apart else _together

    def cost(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        matrix = flat.reshape(width + 1, labels).astype(np.float32)
        said, loss = judge(features @ matrix[:-1] + matrix[-1], wanted)
        missed = share * (said - wanted)
        slope = np.vstack([turned @ missed + restraint * matrix[:-1], missed.sum(axis=0)])
        total = float((share * loss).sum()) + 0.5 * restraint * float((matrix[:-1] ** 2).sum())
        return total, slope.ravel().astype(np.float64)

    found = optimize.minimize(
        cost,
        np.zeros((width + 1) * labels),
        jac=True,
        method="L-BFGS-B",
        callback=lambda _: told(),
        options={"maxiter": steps, "maxcor": MEMORY},
    )
    matrix = found.x.reshape(width + 1, labels).astype(np.float32)
    return matrix[:-1], matrix[-1]


def scaled(features: Matrix, factors: Floats) -> Matrix:
    """Each column times its factor."""
    return (features @ sparse.diags(factors)).tocsr()


def _together(logits: Floats, wanted: Floats) -> tuple[Floats, Floats]:
    logits = logits - logits.max(axis=1, keepdims=True)
    said = np.exp(logits)
    total = said.sum(axis=1, keepdims=True)
    return said / total, -wanted * (logits - np.log(total))


def _apart(logits: Floats, wanted: Floats) -> tuple[Floats, Floats]:
    loss = np.logaddexp(0, logits) - wanted * logits
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32), loss
