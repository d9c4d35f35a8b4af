"""Reads our own example sentences: what no public set has labels for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).parent / "examples"


class Said(NamedTuple):
    """One example.

    Attributes:
        text: made up by us.
        intents: all that it has; any other it has not.
    """

    text: str
    intents: frozenset[str]


def read(folder: Path = FOLDER) -> Iterator[Said]:
    """All examples, file by file."""
    for path in sorted(folder.glob("*.toml")):
        for group in tomllib.loads(path.read_text(encoding="utf-8"))["said"]:
            for line in group["texts"].strip().splitlines():
                yield Said(line, frozenset(group["is"]))
