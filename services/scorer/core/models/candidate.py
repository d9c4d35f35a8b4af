"""Weights from a folder of one's own, instead of the shipped ones or beside them.

The folder says itself what belongs to it: `SHA256SUMS`, as `sha256sum *.npz > SHA256SUMS` writes it. Models
that it does not name stay the shipped ones, so that a candidate may be a single file.
"""

from __future__ import annotations

import hashlib
import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from services.common.model import errors
from services.scorer.core.models import soundness, weights
from services.scorer.core.models.model import Model
from services.scorer.core.models.models import WEIGHTS, Models
from services.scorer.core.models.pins import PINS

MANIFEST: Final = "SHA256SUMS"

_BROKEN: Final = (
    *(ValueError, TypeError, LookupError, AttributeError, EOFError, NotImplementedError),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
)
"""What reading an archive that is none, or of something else, can raise."""
_LINE: Final = re.compile(r"([0-9a-f]{64}) [ *]([\w-]+)" + re.escape(weights.SUFFIX))


def load(folder: Path, *, shipped: Path = WEIGHTS, pins: Mapping[str, str] = PINS) -> Models:
    """The folder's models, and the shipped ones of all other names.

    Raises:
        AntiphonError: the manifest is missing, names an unknown model, or a file is not the one it names.
    """
    own = _manifest(folder, pins)
    models = []
    for name, sha256 in sorted(pins.items()):
        known = weights.load(shipped / f"{name}{weights.SUFFIX}", sha256)
        models.append(Model(_own(folder, known, own[name]) if name in own else known))
    return Models(models)


def _own(folder: Path, known: weights.Weights, sha256: str) -> weights.Weights:
    """A file of the folder, which must answer the same questions as the shipped one."""
    path = folder / f"{known.name}{weights.SUFFIX}"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise errors.AntiphonError(f"{path} cannot be read, though {MANIFEST} names it.") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise errors.AntiphonError(
            f"{path} is not the file that {MANIFEST} names: train it again, or run sha256sum again."
        )
    try:
        found = weights.parse(content)
        soundness.check(found)
    except _BROKEN as error:
        raise errors.AntiphonError(f"{path} holds no weights of a model.") from error
    if found.name != known.name or _questions(found) != _questions(known):
        raise errors.AntiphonError(f"{path} does not answer the questions of the model {known.name}.")
    return found


def _questions(model: weights.Weights) -> list[tuple[str, tuple[str, ...]]]:
    return [(head.name, head.labels) for head in model.heads]


def _manifest(folder: Path, pins: Mapping[str, str]) -> dict[str, str]:
    path = folder / MANIFEST
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise errors.AntiphonError(
            f"{path} cannot be read: in the folder of the weights, run sha256sum *.npz > {MANIFEST}."
        ) from error
    found = {}
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise errors.AntiphonError(
                f"{path}: line {number} is not a SHA-256, two blanks and the name of a model's file; "
                f"run sha256sum *.npz > {MANIFEST} there."
            )
        if match[2] not in pins:
            raise errors.AntiphonError(
                f'{path}: line {number} names the model "{match[2]}"; this version has {", ".join(pins)}.'
            )
        found[match[2]] = match[1]
    if not found:
        raise errors.AntiphonError(f"{path} is empty: run sha256sum *.npz > {MANIFEST} there.")
    return found
