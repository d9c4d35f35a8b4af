"""Whether the arrays of a model fit together: what does not would fail on every text instead of at the start.

A shipped file is known by its hash. A candidate's hash is its owner's word, so its content is looked at too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.scorer.core.models import cues
from services.scorer.core.models.weights import Head, Weights

_MOST_SHIFT: Final = 16
_TABLES: Final = ("units", "runs", "neighbours")
_UNITS: Final = ("unit", "cue_unit")


def check(model: Weights) -> None:
    """Looks at types, shapes and ranges.

    Raises:
        ValueError: something does not fit; the words name it.
    """
    for fault in _faults(model, columns=len(np.atleast_1d(model.biases))):
        raise ValueError(fault)


def _faults(model: Weights, columns: int) -> Iterator[str]:
    shapes = {"shifts": (2, columns), "cues": (cues.COUNT, columns), "biases": (columns,)}
    shapes |= dict.fromkeys(_UNITS, (columns,))
    shapes |= {name: (_rows(getattr(model, name)), columns) for name in _TABLES}
    for name, shape in shapes.items():
        array = getattr(model, name)
        if array.shape != shape:
            yield f"{name} has the shape {array.shape}, not {shape}"
        if name not in _UNITS and array.dtype.kind != "i":
            yield f"{name} holds no whole numbers"
        if name in _UNITS and (array.dtype.kind != "f" or not np.isfinite(array).all()):
            yield f"{name} holds what is no number"
    if not ((model.shifts >= 0) & (model.shifts <= _MOST_SHIFT)).all():
        yield "shifts are out of bounds"
    for head in model.heads:
        if not _fits(head, columns):
            yield f"the head {head.name} does not fit its columns"


def _rows(table: npt.NDArray[Any]) -> int:
    """Rows of a table, the next power of two: hashes are cut by their bits."""
    return 1 << (max(len(np.atleast_1d(table)), 1) - 1).bit_length()


def _fits(head: Head, columns: int) -> bool:
    inside = head.first >= 0 and head.first + len(head.labels) <= columns
    return inside and len(head.thresholds) in {0, len(head.labels)} and len(head.labels) > 0
