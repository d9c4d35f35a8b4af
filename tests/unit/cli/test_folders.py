"""The data folder may stand before a command or behind it; behind it, it counts for that command."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from services.cli import __main__, app

tree = typer.Typer()
tree.callback()(__main__.common)


@tree.command()
def where(data: app.Data = app.DEFAULT_DATA) -> None:
    """Tells its folder."""
    typer.echo(data)


@tree.command()
def other() -> None:
    """Makes the tree one of two commands."""


@pytest.mark.parametrize(
    ("words", "folder"),
    [
        (["where"], "of-the-environment"),
        (["where", "--data", "behind"], "behind"),
        (["--data", "before", "where"], "before"),
        (["--data", "before", "where", "--data", "behind"], "behind"),
    ],
)
def test_the_folder_named_last_counts(words, folder):
    told = CliRunner().invoke(tree, words, env={"ANTIPHON_DATA_FOLDER": "of-the-environment"})
    assert (told.exit_code, told.output.strip()) == (0, folder)
