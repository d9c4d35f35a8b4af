"""Reads the public sets that models are trained and measured on, and says which may do which.

A set's texts stay where they are: nothing of them is written anywhere but into weights by hash.
"""

from __future__ import annotations

import gzip
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from services.scorer.core import masking

ONLY_EVALUATE: Final = frozenset({"airline_train", "complaints_train", "sanders_brand_train"})
"""Sets whose licence does not let them shape a shipped model."""

_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")

Row = dict[str, str]


class MissingSetError(Exception):
    """A set is not in the folder; its message says which."""


def rows(data: Path, name: str) -> Iterator[Row]:
    """The rows of a set by column, texts cleaned and masked."""
    for row in _raw(data, name):
        row["text"] = clean(row["text"])
        yield row


def to_train(data: Path, name: str) -> Iterator[Row]:
    """The same, for training.

    Raises:
        ValueError: the set may only be evaluated on.
    """
    if name in ONLY_EVALUATE:
        raise ValueError(f"The set {name} may only be evaluated on: see the data's README.")
    return rows(data, name)


def clean(text: str) -> str:
    """A text as the scorer meets it: escapes of the set undone, handles and links masked."""
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    text = html.unescape(html.unescape(text))
    return masking.mask(text.replace("''", '"').replace('\\"', '"').replace("\\n", " "))


def _raw(data: Path, name: str) -> Iterator[Row]:
    path = data / "train" / f"{name}.tsv.gz"
    if not path.exists():
        raise MissingSetError(f"The set {name} is not in {data / 'train'}.")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        columns = next(lines).rstrip("\n").split("\t")
        for line in lines:
            yield dict(zip(columns, line.rstrip("\n").split("\t"), strict=True))
