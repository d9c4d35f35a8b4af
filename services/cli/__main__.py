"""Entry point of the `antiphon` command."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from services.cli import tree


def common(
    context: typer.Context,
    data: Annotated[
        Path | None, typer.Option("--data", help="Folder of the embedded set; also behind a command.")
    ] = None,
) -> None:
    """Antiphon, the open-source social care desk: listen, score, route, reply."""
    context.obj = data


def whole() -> typer.Typer:
    """The tree with all its commands."""
    return _grown(tree.named(()))


def main() -> None:
    """Runs the command line."""
    _grown(tree.named(sys.argv[1:]))()


def _grown(names: Collection[str]) -> typer.Typer:
    root = typer.Typer(
        help="Antiphon, the open-source social care desk: listen, score, route, reply.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    root.callback()(common)
    tree.grow(root, names)
    return root


if __name__ == "__main__":
    main()
