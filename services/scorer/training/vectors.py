"""Keeps the vectors of texts in the working folder: what takes an encoder minutes is read in a second."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from services.scorer.training.encoder import WEIGHTS, Encoder

Floats: TypeAlias = npt.NDArray[np.float32]

PART: Final = 2_000
"""Texts of one file."""

_HIDDEN: Final = re.compile(r"\bx{2,}(?:'s)?")


def bare(text: str) -> str:
    """A masked text without what stands for hidden names: to an encoder they would be words."""
    return re.sub(r"\s+", " ", _HIDDEN.sub("", text)).strip(" .@") or "."


class Vectors:
    """Asks an encoder, once for each text.

    Args:
        encoder: the folder that holds it.
        work: where vectors are kept.
        told: called with the number of texts done since the last call.

    Raises:
        MissingEncoderError: the folder holds none.
    """

    def __init__(self, encoder: Path, work: Path, told: Callable[[int], None] = lambda _: None) -> None:
        self._encoder: Final = Encoder(encoder)
        self._work: Final = work
        self._told: Final = told
        self.digest: Final = hashlib.sha256((encoder / WEIGHTS).read_bytes()).hexdigest()[:16]

    def of(self, texts: Sequence[str]) -> Floats:
        """One row per text."""
        self._work.mkdir(parents=True, exist_ok=True)
        parts = [self._part(texts[start : start + PART]) for start in range(0, len(texts), PART)]
        return np.concatenate(parts)

    def _part(self, texts: Sequence[str]) -> Floats:
        written = [bare(text) for text in texts]
        about = repr((self.digest, written)).encode("utf-8", "surrogatepass")
        path = self._work / f"vectors-{hashlib.sha256(about).hexdigest()[:16]}.npy"
        if path.exists():
            self._told(len(texts))
            return np.asarray(np.load(path), np.float32)
        found = self._encoder.encode(written, self._told)
        np.save(path, found)
        return found
