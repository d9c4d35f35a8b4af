"""How commands print: tables and colours for people, JSON for programs.

With `--json` a command prints one object, or one JSON object a line for streams, on
standard output; sentences for people go to standard error, so that pipes stay clean.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from google.protobuf import json_format, timestamp_pb2
from google.protobuf.message import Message
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

people = Console()
"""Where tables go."""

aside = Console(stderr=True)
"""Where progress and sentences go."""


def as_dict(message: Message) -> dict[str, Any]:
    """A message as the documented keys: its field names, enum names, RFC 3339 times.

    Plain fields are always there; messages and `optional` fields only where they are set.
    """
    return json_format.MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on a line of its own."""
    sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
    sys.stdout.buffer.flush()


def table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    empty: str = "",
    lines: bool = False,
    whole: Sequence[str] = (),
) -> None:
    """A table, or the sentence `empty` when there are no rows. Title and cells are plain text, never markup.

    The columns `whole` are never broken into lines, however narrow the terminal.
    """
    drawn = Table(
        title=escape(title) or None, title_justify="left", header_style="bold", expand=False, show_lines=lines
    )
    for column in columns:
        drawn.add_column(column, overflow="fold", no_wrap=column in whole)
    for row in rows:
        drawn.add_row(*(escape(cell) for cell in row))
    if drawn.row_count == 0 and empty:
        people.print(escape(empty))
        return
    people.print(drawn)


def bar(*, quiet: bool) -> Progress:
    """A progress line for work that is counted; nothing where `quiet` or where nobody watches."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=aside,
        disable=quiet or not aside.is_terminal,
    )


def say(sentence: str) -> None:
    """A sentence for the person at the terminal."""
    _aside(escape(sentence))


def complain(sentence: str) -> None:
    """A sentence about what went wrong."""
    _aside(f"[bold red]✗[/] {escape(sentence)}")


def _aside(marked: str) -> None:
    # Elsewhere than on a terminal a sentence stays on one line, for those who search for it.
    aside.print(marked, soft_wrap=not aside.is_terminal)


def moment(stamp: timestamp_pb2.Timestamp) -> datetime:
    """A stamp as an aware datetime."""
    return stamp.ToDatetime(UTC)


def until(stamp: timestamp_pb2.Timestamp, now: datetime | None = None) -> str:
    """How far away a stamp is: `in 4 min`, `2 h ago`."""
    seconds = (moment(stamp) - (now or datetime.now(UTC))).total_seconds()
    amount = span(abs(seconds))
    return f"in {amount}" if seconds >= 0 else f"{amount} ago"


def span(seconds: float) -> str:
    """A length of time in its largest fitting unit."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def size(count: float) -> str:
    """Bytes in their largest fitting unit."""
    for unit in ("B", "KiB", "MiB"):
        if count < 1024:
            return f"{count:.0f} {unit}"
        count /= 1024
    return f"{count:.1f} GiB"


def short(text: str, width: int = 80) -> str:
    """A text on one line of at most `width` characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"
