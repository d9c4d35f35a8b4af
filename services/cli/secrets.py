"""Takes secrets from a person or a file, without showing them and without a trace in the shell's history."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import typer

from antiphon.listening.v1 import listening_service_pb2 as listening
from services.common.model import errors


class Unreadable(errors.AntiphonError):
    """The secrets cannot be read; the sentence does not repeat them."""


def read(file: str) -> Mapping[str, str]:
    """Secrets from a file, or from standard input for `-`.

    Raises:
        Unreadable: it cannot be read, or is neither lines of NAME=VALUE nor one JSON object.
    """
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise Unreadable(f"--from-file: {file} cannot be read; name a text file, or - for input.") from None
    found = _object(text) if text.lstrip().startswith("{") else _lines(text)
    if not found:
        raise Unreadable("--from-file holds no secret; write NAME=VALUE a line, or one JSON object.")
    return found


def ask(keys: Iterable[listening.SourceType.Key]) -> dict[str, str]:
    """Asks for each on the terminal, hidden; Enter leaves out what is not needed.

    Raises:
        Unreadable: nobody sits at a terminal.
    """
    wanted = list(keys)
    if wanted and not sys.stdin.isatty():
        raise Unreadable(
            "Nobody can be asked for secrets here; give them with --from-file FILE, or - for input."
        )
    asked = {key.name: _ask(key) for key in wanted}
    return {name: text for name, text in asked.items() if text}


def _ask(key: listening.SourceType.Key) -> str:
    label = f"{key.name} ({key.help})"
    if key.required:
        return str(typer.prompt(label, hide_input=True, err=True)).strip()
    return str(typer.prompt(label, hide_input=True, err=True, default="", show_default=False)).strip()


def _object(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        raise Unreadable("--from-file begins like JSON and is none; mend it.") from None
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in found.items()}


def _lines(text: str) -> dict[str, str]:
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not (equals and name.strip() and value.strip()):
            raise Unreadable(f"--from-file: line {number} must be NAME=VALUE.")
        found[name.strip()] = value.strip()
    return found
