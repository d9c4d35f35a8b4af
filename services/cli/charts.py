"""Charts of a terminal: lines of blocks and bars, shaded where nobody could see.

A nought is drawn only where somebody looked; a blind stretch is `░`, so that it is never read as silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from rich.markup import escape
from rich.table import Table

from services.cli import output

BLOCKS: Final = " ▁▂▃▄▅▆▇█"
BLIND: Final = "░"
SHADES: Final = " ·░▒▓█"
WIDTH: Final = 60
"""Most points of a line."""
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Point(NamedTuple):
    """One bucket: what was counted, and whether anybody could see."""

    mentions: int
    is_blind: bool = False
    is_partial: bool = False


def line(points: Sequence[Point]) -> str:
    """A sparkline; blind buckets are shaded, partial ones are dim."""
    drawn = squeezed(points)
    most = max((point.mentions for point in drawn), default=0)
    return "".join(_point(point, most) for point in drawn)


def squeezed(points: Sequence[Point]) -> list[Point]:
    """At most `WIDTH` points, neighbours added up."""
    size = -(-len(points) // WIDTH) or 1
    groups = [points[start : start + size] for start in range(0, len(points), size)]
    return [
        Point(
            sum(point.mentions for point in group),
            all(point.is_blind for point in group),
            any(point.is_partial or point.is_blind for point in group),
        )
        for group in groups
    ]


def bar(share: float, width: int = 24) -> str:
    """A bar of so much of the width."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    whole, rest = divmod(eighths, 8)
    return "█" * whole + ("▏▎▍▌▋▊▉"[rest - 1] if rest else "")


def heat(title: str, cells: Iterable[tuple[int, int, int, bool]]) -> None:
    """Counts by weekday and hour: (weekday from 1, hour, count, whether it was never seen)."""
    given = {(weekday, hour): (count, blind) for weekday, hour, count, blind in cells}
    most = max((count for count, _ in given.values()), default=0)
    output.people.print(f"[bold]{escape(title)}[/]")
    output.people.print("     " + "".join(f"{hour:<6}" for hour in range(0, 24, 3)))
    for weekday, name in enumerate(DAYS, 1):
        row = (given.get((weekday, hour), (0, False)) for hour in range(24))
        drawn = (f"[dim]{BLIND}{BLIND}[/]" if blind else _shade(count, most) * 2 for count, blind in row)
        output.people.print(f"{name}  " + "".join(drawn), highlight=False)


def lines(title: str, rows: Iterable[tuple[str, Sequence[Point], str]]) -> None:
    """Named sparklines with a note each."""
    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for column in ("", "", ""):
        table.add_column(column, no_wrap=True)
    for name, points, note in rows:
        table.add_row(escape(name), line(points), escape(note))
    output.people.print(table)


def _point(point: Point, most: int) -> str:
    if point.is_blind:
        return f"[dim]{BLIND}[/]"
    block = BLOCKS[-(-point.mentions * 8 // most)] if most else BLOCKS[0]
    block = "▁" if block == " " else block
    return f"[yellow]{block}[/]" if point.is_partial else f"[cyan]{block}[/]"


def _shade(count: int, most: int) -> str:
    return SHADES[-(-count * (len(SHADES) - 1) // most)] if most else SHADES[0]
