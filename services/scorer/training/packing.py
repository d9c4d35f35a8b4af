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
_LARGEST_UNIT: Final = 4095
"""Size of the largest weight as a whole number; weights of pieces keep all of it, the others seven bits."""
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
    runs, run_shifts = _in_bytes(tables[1] / unit)
    neighbours, neighbour_shifts = _in_bytes(tables[2] / unit)
    return Weights(
        name,
        version,
        heads,
        units=np.round(tables[0] / unit).astype(np.int16),
        runs=runs,
        neighbours=neighbours,
        shifts=np.array([run_shifts, neighbour_shifts], np.int32),
        cues=np.round(tables[3] / _CUE_PRECISION).astype(np.int32),
        biases=np.round(biases.astype(np.float64) * cues.ONE / _CUE_PRECISION).astype(np.int64),
        unit=unit,
        cue_unit=np.full(len(biases), _CUE_PRECISION / cues.ONE),
    )


def _unit(tables: list[Floats]) -> Floats:
    """What 1 is worth in each column: a float of few bits, so that products with it stay exact."""
    largest = np.maximum(np.max([np.abs(table).max(axis=0) for table in tables], axis=0), 1e-9)
    mantissa, exponent = np.frexp(largest / _LARGEST_UNIT)
    return np.asarray(np.ldexp(np.ceil(mantissa * 2**_WORTH_BITS), exponent - _WORTH_BITS))


def _in_bytes(table: Floats) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int32]]:
    """Whole numbers of seven bits, and by how many bits to shift those of each column."""
    largest = np.maximum(np.abs(table).max(axis=0), 1)
    shifts = np.maximum(np.ceil(np.log2(largest / _LARGEST)), 0).astype(np.int32)
    return np.clip(np.round(table / 2.0**shifts), -_LARGEST, _LARGEST).astype(np.int8), shifts
