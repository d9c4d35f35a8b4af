"""Reads a model's file: what its heads are called, and their weights as whole numbers.

A file is an archive of arrays. It is believed only with the hash that the code names, so that a torn
download or a stray edit refuses to start instead of answering wrongly.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.common.model import errors

SUFFIX: Final = ".npz"
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Head:
    """One question a model answers.

    Attributes:
        name: for example `sentiment`.
        labels: the answers. Several exclude each other and share probability 1 unless `apart`.
        first: column of the first label's weights.
        apart: each label is true or not by itself.
        thresholds: per label the probability from which it is given; empty where the likeliest is given.
    """

    name: str
    labels: tuple[str, ...]
    first: int
    apart: bool
    thresholds: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """All that a model knows.

    Attributes:
        name: of the model.
        version: changes whenever an answer could.
        heads: the questions.
        units: weights of single pieces by hash, one column per label.
        runs: the same of runs of letters.
        neighbours: the same of two and three pieces in a row; row 0 is empty.
        shifts: bits by which whole numbers of `runs` (first row) and `neighbours` stand for more, per label.
        cues: weights of the lexicon's cues.
        biases: what each label starts from.
        unit: what one whole number of these tables is worth per label; few bits, so sums are exact.
        cue_unit: the same of `cues` and `biases`.
    """

    name: str
    version: str
    heads: tuple[Head, ...]
    units: npt.NDArray[np.int16]
    runs: npt.NDArray[np.int8]
    neighbours: npt.NDArray[np.int8]
    shifts: npt.NDArray[np.int32]
    cues: npt.NDArray[np.int32]
    biases: npt.NDArray[np.int64]
    unit: npt.NDArray[np.float64]
    cue_unit: npt.NDArray[np.float64]


def load(path: Path, sha256: str) -> Weights:
    """Reads a file.

    Raises:
        AntiphonError: it is missing, or not the one that the code was made with.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise errors.AntiphonError(
            f"The model file {path.name} cannot be read: install Antiphon again, or train it anew "
            f"(docs/models)."
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise errors.AntiphonError(
            f"The model file {path.name} is not the one this version was made with: install Antiphon again, "
            f"or put its hash into services/scorer/core/models/pins.py if you trained it."
        )
    return parse(content)


def parse(content: bytes) -> Weights:
    """The weights in a file's content, which must be trusted already."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        about: dict[str, Any] = json.loads(arrays["about"].tobytes())
        if about["format"] != FORMAT:
            raise errors.AntiphonError(
                f"The model {about['name']} has format {about['format']}, this version reads {FORMAT}."
            )
        return Weights(
            name=about["name"],
            version=about["version"],
            heads=tuple(_head(head) for head in about["heads"]),
            units=arrays["units"],
            runs=arrays["runs"],
            neighbours=arrays["neighbours"],
            shifts=arrays["shifts"],
            cues=arrays["cues"],
            biases=arrays["biases"],
            unit=arrays["unit"],
            cue_unit=arrays["cue_unit"],
        )


def _head(head: Mapping[str, Any]) -> Head:
    return Head(head["name"], tuple(head["labels"]), head["first"], head["apart"], tuple(head["thresholds"]))


def dump(weights: Weights) -> bytes:
    """The content of a file; the same weights give the same bytes."""
    about = {
        "format": FORMAT,
        "name": weights.name,
        "version": weights.version,
        "heads": [
            {
                "name": head.name,
                "labels": head.labels,
                "first": head.first,
                "apart": head.apart,
                "thresholds": head.thresholds,
            }
            for head in weights.heads
        ],
    }
    arrays: dict[str, npt.NDArray[Any]] = {
        "about": np.frombuffer(json.dumps(about).encode(), np.uint8),
        "units": weights.units,
        "runs": weights.runs,
        "neighbours": weights.neighbours,
        "shifts": weights.shifts,
        "cues": weights.cues,
        "biases": weights.biases,
        "unit": weights.unit,
        "cue_unit": weights.cue_unit,
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        for name, array in arrays.items():
            part = io.BytesIO()
            np.save(part, array)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), part.getvalue(), zipfile.ZIP_LZMA)
    return file.getvalue()
