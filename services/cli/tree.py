"""Grows the command tree: all of it for help and completion, one branch for a command that is run.

Half a hundred modules of commands and what they import cost more than most commands do; whoever
names a command gets its modules and no others.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import ModuleType

    import typer

ALONE: Final = {
    "up": "up",
    "demo": "up",
    "replay": "replay",
    "tail": "tail",
    "score": "score",
    "correct": "correct",
    "rescore": "rescore",
    "status": "status",
    "sources": "sources",
    "moderate": "reply",
    "audit": "audit",
    "apply": "apply",
    "doctor": "doctor",
    "log-level": "loglevel",
    "draft": "draft",
    "note": "draft",
    "sending": "sending",
    "approval": "sending",
    "macro": "macro",
    "commitment": "macro",
    "user": "user",
    "token": "user",
}
"""Names at the root, each with the module that registers it there."""

GROUPS: Final = (
    *("queue", "staff", "policy", "query", "reply", "author", "backup", "brand", "source", "scorer"),
    *("backfill", "incident", "insights", "conversation", "customer", "calendar", "deadline", "deadletter"),
    "training",
    "db",
)
"""Groups at the root, each with the name of its module."""

HISTORIES: Final = {
    "staff": ("queues", "agents"),
    "calendar": ("calendars",),
    "deadline": ("deadlinePolicies",),
}
"""Groups whose things have versions, and the collections these things are in."""

OF_INSIGHTS: Final = ("alert", "channel", "dashboard", "marker", "report")
"""Groups within `antiphon insights`."""


def named(words: Sequence[str]) -> Collection[str]:
    """The one name at the root that a command line needs; all where it asks for none that is here.

    What stands before the name may be `--data` and its folder.
    """
    rest = list(words)
    while rest and rest[0].startswith("-"):
        rest = rest[2 if rest[0] == "--data" else 1 :]
    known = {*ALONE, *GROUPS}
    return rest[:1] if rest[:1] and rest[0] in known else known


def grow(root: typer.Typer, wanted: Collection[str]) -> None:
    """Hangs the commands of these names, and those registered with them, on the root."""
    for name in dict.fromkeys(module for command, module in ALONE.items() if command in wanted):
        _module(name).register(root)
    for name in GROUPS:
        if name in wanted:
            root.add_typer(_group(name), name=name)


def _group(name: str) -> typer.Typer:
    group: typer.Typer = _module(name).commands
    if name == "source":
        _module("account").register(group)
    elif name == "reply":
        _module("answers").register(group)
    elif name == "queue":
        _module("answers").register_queue(group)
        _module("handing").register(group)
    elif name in HISTORIES:
        if name == "staff":
            _module("care").register(group)
        _module("history").register(group, *HISTORIES[name])
    elif name == "insights":
        _fill_insights(group)
    return group


def _fill_insights(group: typer.Typer) -> None:
    changing, people = _module("changing"), _module("people")
    _add(group, (_module("export").export, changing.change, changing.changes, changing.undo, changing.tags))
    _add(group, (people.care, people.communities, people.customers))
    for name in OF_INSIGHTS:
        group.add_typer(_module(name).commands, name=name)


def _add(group: typer.Typer, commands: Iterable[Callable[..., None]]) -> None:
    for command in commands:
        group.command()(command)


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"services.cli.commands.{name}")
