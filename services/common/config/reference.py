"""Renders docs/reference/settings.md from the groups' own docstrings.

`python -m services.common.config.reference` writes the page, `--check` fails when it is stale.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import itertools
import textwrap
from collections.abc import Iterator
from typing import Any, Final, get_type_hints

from services.common.config import loader, pages, values
from services.common.config.loader import Variable
from services.common.config.settings import Settings

PAGE: Final = "docs/reference/settings.md"

INTRODUCTION: Final = """\
# Settings

Every service reads its settings from environment variables, once, when it starts.
They are named `ANTIPHON_<GROUP>_<FIELD>`.
A key that is not on this page, or a value that cannot be used, keeps it from starting.
All faults are named at once.
Secrets are given as files where possible, so that they show in no process list.

*Written from the code by `python -m services.common.config.reference`; change the docstrings there.*
"""


def render() -> str:
    """The page as Markdown."""
    return "\n".join([INTRODUCTION, *_groups()])


def _groups() -> Iterator[str]:
    by_group: dict[str, list[Variable]] = {}
    for variable in loader.variables():
        by_group.setdefault(variable.group, []).append(variable)
    for group, group_type in get_type_hints(Settings).items():
        texts = field_docstrings(group_type)
        yield f"## {group}\n\n{inspect.getdoc(group_type)}\n"
        for variable in by_group.get(group, []):
            yield _setting(variable, texts.get(variable.field, ""))


def _setting(variable: Variable, text: str) -> str:
    kind = values.describe(variable.annotation)
    default = _default(variable.default)
    return f"### `{variable.key}`\n\n{text}\n\n- Value: {kind}\n- Default: {default}\n"


def _default(value: Any) -> str:
    if value in (None, "", ()):
        return "empty"
    return f"`{value}`"


def field_docstrings(group_type: type) -> dict[str, str]:
    """The string under each field of a dataclass, by field."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(group_type)))
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef)).body
    names = {field.name for field in dataclasses.fields(group_type)}
    found: dict[str, str] = {}
    for field, text in itertools.pairwise(body):
        name = (
            field.target.id if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) else ""
        )
        if name in names and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            found[name] = inspect.cleandoc(str(text.value.value))
    return found


if __name__ == "__main__":
    pages.main(PAGE, render, "python -m services.common.config.reference")
