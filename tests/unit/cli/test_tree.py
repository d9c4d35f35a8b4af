"""The command tree: whole for help, one branch for what is run."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer

from services.cli import __main__ as command_line
from services.cli import tree


@pytest.fixture(scope="module")
def whole():
    return typer.main.get_command(command_line.whole())


def _grown(words):
    root = typer.Typer()
    root.callback()(command_line.common)
    tree.grow(root, tree.named(words))
    return typer.main.get_command(root)


def _names(command):
    return {name: _names(below) for name, below in getattr(command, "commands", {}).items()}


def test_the_tree_knows_every_name_at_its_root(whole):
    assert set(whole.commands) == {*tree.ALONE, *tree.GROUPS}


def test_a_branch_alone_holds_what_it_holds_in_the_whole_tree(whole):
    everything = _names(whole)
    for name in everything:
        assert _names(_grown([name]))[name] == everything[name], name


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["brand", "list"], "brand"),
        (["--data", "here", "queue", "list"], "queue"),
        (["--data=here", "status"], "status"),
        (["demo"], "demo"),
    ],
)
def test_a_command_line_needs_the_branch_it_names(words, wanted):
    assert list(tree.named(words)) == [wanted]


@pytest.mark.parametrize("words", [[], ["--help"], ["--data", "queue"], ["brandd"], ["--data"]])
def test_help_completion_and_what_is_mistyped_need_the_whole_tree(words):
    assert set(tree.named(words)) == {*tree.ALONE, *tree.GROUPS}


def test_a_command_imports_its_own_module_and_no_other():
    code = (
        "import sys; sys.argv = ['antiphon', 'tail', '--help']\n"
        "from services.cli import __main__\n"
        "try:\n    __main__.main()\n"
        "finally:\n    print(*sorted(name for name in sys.modules if '.cli.commands.' in name))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split("\n")[-2] == "services.cli.commands.tail"
