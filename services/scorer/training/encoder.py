"""Turns sentences into vectors with a public sentence encoder, so that few examples teach more.

Only training asks it: what it makes of everyday posts is handed on to the small models, which do without
it. It reads the files of all-MiniLM-L6-v2 (Reimers and Gurevych 2019; Apache-2.0) as they are published, and
works them out with numpy alone: no network library is needed for the one pass forward.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

from services.scorer.training.wordpieces import WordPieces

Floats: TypeAlias = npt.NDArray[np.float32]

HEADS: Final = 12
WEIGHTS: Final = "model.safetensors"
PIECES: Final = "tokenizer.json"

_TINY: Final = 1e-12
_BATCH: Final = 2_048
"""Pieces worked out at once."""


class MissingEncoderError(Exception):
    """The folder holds no encoder; its message says what is missing."""


class Encoder:
    """A BERT of any size, its pieces' mean as the vector of a sentence.

    Args:
        folder: holds `model.safetensors` and `tokenizer.json`.

    Raises:
        MissingEncoderError: it does not.
    """

    def __init__(self, folder: Path) -> None:
        for name in (WEIGHTS, PIECES):
            if not (folder / name).exists():
                raise MissingEncoderError(f"There is no {name} in {folder}: give the encoder's folder.")
        self._pieces: Final = WordPieces(folder / PIECES)
        self._weights: Final = _load(folder / WEIGHTS)
        self._layers: Final = sum(name.endswith(".attention.self.key.weight") for name in self._weights)

    def encode(self, texts: Sequence[str], told: Callable[[int], None] = lambda _: None) -> Floats:
        """One vector of length 1 per text.

        Args:
            texts: of any length; what is too long is cut.
            told: called with the number of texts done since the last call.
        """
        numbered = [self._pieces.read(text) for text in texts]
        by_length: defaultdict[int, list[int]] = defaultdict(list)
        for at, numbers in enumerate(numbered):
            by_length[len(numbers)].append(at)
        vectors = np.zeros((len(texts), self._weights["embeddings.LayerNorm.bias"].size), np.float32)
        for length, places in sorted(by_length.items()):
            step = max(1, _BATCH // length)
            for start in range(0, len(places), step):
                part = places[start : start + step]
                vectors[part] = self._forward(np.array([numbered[at] for at in part]))
                told(len(part))
        return vectors

    def _forward(self, numbers: npt.NDArray[np.int64]) -> Floats:
        """Vectors of texts with the same number of pieces."""
        weights = self._weights
        state = weights["embeddings.word_embeddings.weight"][numbers]
        state = state + weights["embeddings.position_embeddings.weight"][: numbers.shape[1]]
        state = self._normed(state + weights["embeddings.token_type_embeddings.weight"][0], "embeddings")
        for layer in range(self._layers):
            state = self._layer(state, f"encoder.layer.{layer}")
        mean = state.mean(axis=1)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)

    def _layer(self, state: Floats, name: str) -> Floats:
        inner = f"{name}.attention.self"
        query, key, value = (
            _split(self._linear(state, f"{inner}.{part}")) for part in ("query", "key", "value")
        )
        worth = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(query.shape[-1]))
        heard = special.softmax(worth, axis=-1) @ value
        joined = heard.transpose(0, 2, 1, 3).reshape(state.shape)
        told = self._linear(joined, f"{name}.attention.output.dense")
        state = self._normed(state + told, f"{name}.attention.output")
        wide = self._linear(state, f"{name}.intermediate.dense")
        wide *= (1 + special.erf(wide * np.float32(np.sqrt(0.5)))) / 2
        return self._normed(state + self._linear(wide, f"{name}.output.dense"), f"{name}.output")

    def _linear(self, state: Floats, name: str) -> Floats:
        flat = state.reshape(-1, state.shape[-1])
        made = flat @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return np.asarray(made.reshape(*state.shape[:-1], -1))

    def _normed(self, state: Floats, name: str) -> Floats:
        centred = state - state.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(_TINY))
        scale, shift = (self._weights[f"{name}.LayerNorm.{part}"] for part in ("weight", "bias"))
        return np.asarray(centred / spread * scale + shift)


def _split(state: Floats) -> Floats:
    texts, length, width = state.shape
    return state.reshape(texts, length, HEADS, width // HEADS).transpose(0, 2, 1, 3)


def _load(path: Path) -> dict[str, Floats]:
    """The arrays of a safetensors file: the length of its directory, the directory, the numbers."""
    content = path.read_bytes()
    size = int.from_bytes(content[:8], "little")
    listed, body = json.loads(content[8 : 8 + size]), memoryview(content)[8 + size :]
    return {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], np.float32).reshape(entry["shape"])
        for name, entry in listed.items()
        if entry.get("dtype") == "F32"
    }
