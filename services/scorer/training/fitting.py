"""Fits linear heads: softmax or logistic regression with soft targets and weighted texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

Matrix = sparse.csr_matrix
Floats = npt.NDArray[np.float32]

MEMORY: Final = 8
"""Steps that the optimizer remembers."""


def fit(
    features: Matrix,
    targets: Floats,
    weights: Floats,
    restraint: float,
    steps: int,
    *,
    apart: bool = False,
    told: Callable[[], None] = lambda: None,
) -> tuple[Floats, Floats]:
    """Weights (features x labels) and biases that fit the targets best.

    Args:
        features: one row per text.
        targets: of each text the probability of each label; NaN where a label is not known (`apart`).
        weights: how much each text counts.
        restraint: of the weights, per text of average weight.
        steps: of L-BFGS at most.
        apart: each label by itself instead of one of them.
        told: called after each step.
    """
    width = features.shape[1]
    labels = targets.shape[1]
    known = ~np.isnan(targets)
    wanted = np.where(known, targets, 0).astype(np.float32)
    share = (weights / weights.sum()).astype(np.float32)[:, None] * known
    turned = features.T.tocsr()

    def cost(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        matrix = flat.reshape(width + 1, labels).astype(np.float32)
        logits = features @ matrix[:-1] + matrix[-1]
        said, loss = (_apart if apart else _together)(logits, wanted)
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


def _together(logits: Floats, wanted: Floats) -> tuple[Floats, Floats]:
    logits = logits - logits.max(axis=1, keepdims=True)
    said = np.exp(logits)
    total = said.sum(axis=1, keepdims=True)
    return said / total, -wanted * (logits - np.log(total))


def _apart(logits: Floats, wanted: Floats) -> tuple[Floats, Floats]:
    loss = np.logaddexp(0, logits) - wanted * logits
    return 1 / (1 + np.exp(-logits)), loss
