"""Weighs texts so that rare labels count as much as frequent ones."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]


def balanced(targets: Floats, weights: Floats, power: float = 1.0) -> Floats:
    """The weights, those of rare labels raised.

    Args:
        targets: of each text the probability of each label; NaN where it is not known.
        weights: how much each text counts for each label.
        power: 1 lets each label count as much as any other, 0 changes nothing.
    """
    held = np.nansum(targets * weights, axis=0)
    lacking = np.nansum((1 - targets) * weights, axis=0)
    if targets.shape[1] > 1 and np.allclose(np.nansum(targets, axis=1), 1):
        factors = (targets @ (held.sum() / (len(held) * np.maximum(held, 1e-9))) ** power)[:, None]
        return np.asarray(weights * factors, np.float32)
    total = held + lacking
    up = (total / (2 * np.maximum(held, 1e-9))) ** power
    down = (total / (2 * np.maximum(lacking, 1e-9))) ** power
    likely = np.nan_to_num(targets)
    return np.asarray(weights * (likely * up + (1 - likely) * down), np.float32)
