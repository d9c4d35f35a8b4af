"""Reads the commented values of our charts: what a key means, what it may be, and whom it is for.

A key is described by the comment above it that begins with `# --`. Lines of it that begin with `# @` are
for `charts.py` alone: `@schema` adds to what its default tells of its form, `@only` names the charts that
have it, `@settings` makes it a closed map of the services' own settings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

KEY = re.compile(r"( *)([A-Za-z][A-Za-z0-9]*):(?: |$)")


@dataclass
class Entry:
    """One described key.

    Attributes:
        path: of the key, from the top.
        first, end: its lines, comment included and what lies under it.
    """

    path: tuple[str, ...]
    comment: Sequence[str]
    first: int
    end: int
    only: tuple[str, ...] = ()
    schema: dict[str, Any] = field(default_factory=dict)
    settings: bool = False

    @property
    def text(self) -> str:
        """The description in one line."""
        return " ".join(line.lstrip(" #").removeprefix("--").strip() for line in self.comment)


def entries(lines: Sequence[str]) -> list[Entry]:
    """Every described key, in order."""
    found: list[Entry] = []
    path: list[tuple[int, str]] = []
    comment: list[int] = []
    for number, line in enumerate(lines):
        if line.lstrip().startswith("#"):
            comment.append(number)
            continue
        key = KEY.match(line)
        if key:
            indent = len(key[1])
            path = [step for step in path if step[0] < indent] + [(indent, key[2])]
            if comment and lines[comment[0]].lstrip().startswith("# --"):
                names = tuple(name for _, name in path)
                found.append(_entry(names, [lines[at] for at in comment], comment[0], _end(lines, number)))
        comment = []
    return found


def _end(lines: Sequence[str], number: int) -> int:
    """The line after what lies under the key of a line."""
    indent = len(lines[number]) - len(lines[number].lstrip())
    end = number + 1
    while end < len(lines):
        line = lines[end]
        deeper = len(line) - len(line.lstrip()) > indent
        if line.strip() and not deeper and not line.startswith(" " * indent + "- "):
            break
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    return end


def _entry(path: tuple[str, ...], comment: list[str], first: int, end: int) -> Entry:
    entry = Entry(path, [line for line in comment if not _mark(line)], first, end)
    for line in comment:
        word, _, rest = _mark(line).partition(" ")
        if word == "only":
            entry.only = tuple(rest.split())
        elif word == "schema":
            entry.schema = json.loads(rest)
        elif word == "settings":
            entry.settings = True
    return entry


def _mark(line: str) -> str:
    text = line.lstrip(" #")
    return text[1:] if text.startswith("@") else ""


def for_chart(text: str, chart: str) -> str:
    """The text without what other charts have, the chart's name filled in."""
    lines = text.splitlines()
    gone: set[int] = set()
    for entry in entries(lines):
        if entry.only and chart not in entry.only:
            gone.update(range(entry.first, entry.end))
    kept = [line for number, line in enumerate(lines) if number not in gone]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept).replace("SERVICE", chart)).strip() + "\n"


def blocks(text: str) -> dict[str, str]:
    """Top-level keys with their comments, in order."""
    lines = text.splitlines()
    return {
        entry.path[0]: "\n".join(lines[entry.first : entry.end])
        for entry in entries(lines)
        if len(entry.path) == 1
    }


def without_marks(text: str) -> str:
    """The text as people read it."""
    return "\n".join(line for line in text.splitlines() if not _mark_line(line)) + "\n"


def _mark_line(line: str) -> bool:
    return line.lstrip().startswith("# @")


def default(values: Any, path: Sequence[str]) -> Any:
    """The value at a path."""
    for name in path:
        values = values[name]
    return values


def schema(text: str, settings: dict[str, Any]) -> dict[str, Any]:
    """JSON schema of the values, closed wherever keys are described."""
    values = yaml.safe_load(text)
    root: dict[str, Any] = _closed()
    for entry in entries(text.splitlines()):
        parent = root
        for name in entry.path[:-1]:
            parent = parent["properties"][name]
            parent.setdefault("additionalProperties", False)
            parent.setdefault("properties", {})
        parent["properties"][entry.path[-1]] = _form(entry, default(values, entry.path), settings)
    return root


def _closed() -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": {}}


def _form(entry: Entry, value: Any, settings: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"description": entry.text, **_type(value)}
    if entry.settings:
        made |= {"additionalProperties": False, "properties": settings}
    made |= entry.schema
    if "enum" in made:
        made.pop("type", None)
    return made


def _type(value: Any) -> dict[str, Any]:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return {"type": kinds[type(value)]} if type(value) in kinds else {}


def rows(text: str) -> Iterator[tuple[str, str, str]]:
    """Key, default and description of every described key that has none under it."""
    values = yaml.safe_load(text)
    every = entries(text.splitlines())
    for number, entry in enumerate(every):
        parent = number + 1 < len(every) and every[number + 1].path[: len(entry.path)] == entry.path
        shown = "" if parent else f"`{json.dumps(default(values, entry.path))}`"
        yield ".".join(entry.path), shown, entry.text
