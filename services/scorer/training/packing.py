"""Turns fitted weights into whole numbers, and those into a file."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from services.scorer.core.models import cues
from services.scorer.core.models.weights import Head, Weights
from services.scorer.training.features import Shape

Floats = npt.NDArray[np.float64]

_LARGEST: Final = 127
_CLIPPED: Final = 99.99
"""Percentile of the sizes of weights above which they are cut: few large ones would blur all small ones."""
_WORTH_BITS: Final = 8
_CUE_PRECISION: Final = 2.0**-12


def pack(
    name: str,
    version: str,
    heads: tuple[Head, ...],
    *,
    shape: Shape,
    fitted: npt.NDArray[np.float32],
    biases: npt.NDArray[np.float32],
) -> Weights:
    """The weights of a model as its file holds them; columns in the order of the heads."""
    ends = np.cumsum([width for width, _ in shape.parts])
    tables = [
        (part * ease).astype(np.float64)
        for part, (_, ease) in zip(np.split(fitted, ends[:-1]), shape.parts, strict=True)
    ]
    tables[2][0] = 0
    unit = _unit(tables[:3])
    units, runs, neighbours = (
        np.clip(np.round(table / unit), -_LARGEST, _LARGEST).astype(np.int8) for table in tables[:3]
    )
    return Weights(
        name,
        version,
        heads,
        units,
        runs,
        neighbours,
        cues=np.round(tables[3] / _CUE_PRECISION).astype(np.int32),
        biases=np.round(biases.astype(np.float64) * cues.ONE / _CUE_PRECISION).astype(np.int64),
        unit=unit,
        cue_unit=np.full(len(biases), _CUE_PRECISION / cues.ONE),
    )


def _unit(tables: list[Floats]) -> Floats:
    """What 1 is worth in each column: a float of few bits, so that products with it stay exact."""
    sizes = np.abs(np.concatenate(tables)).T
    largest = np.array([np.percentile(of[of > 0], _CLIPPED) if of.any() else 1.0 for of in sizes])
    mantissa, exponent = np.frexp(largest / _LARGEST)
    return np.asarray(np.ldexp(np.ceil(mantissa * 2**_WORTH_BITS), exponent - _WORTH_BITS))
