"""Writes a generated page of the documentation, or checks that the committed one is what the code says."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
"""The repository; pages are generated from a checkout only."""


def main(page: str, render: Callable[[], str], command: str) -> None:
    """Writes `page`, or with `--check` exits 1 when it differs from what `render` gives."""
    parser = argparse.ArgumentParser(prog=command)
    parser.add_argument("--check", action="store_true", help="compare with what is committed")
    path = ROOT / page
    if parser.parse_args().check:
        sys.exit(None if is_current(path, render()) else f"{page} does not match the code; run: {command}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(), encoding="utf-8")


def is_current(path: Path, text: str) -> bool:
    """Whether the page holds the text."""
    return path.is_file() and path.read_text(encoding="utf-8") == text
