"""The one place that knows the CEL library: compiles expressions, executes them, tells their faults."""

from __future__ import annotations

import contextlib
import re
import sys
import types
from collections.abc import Iterator, Mapping
from typing import Any, Final

from services.router.core.policies.problems import Problem, Unusable


@contextlib.contextmanager
def _without_shell() -> Iterator[None]:
    """While it is open, the library's interactive shell is not loaded: 0.3 s and 25 MB for no server."""
    sys.modules.setdefault("cel.cli", types.ModuleType("cel.cli"))
    yield


with _without_shell():
    import cel

Program = cel.Program
Context = cel.Context

LONGEST: Final = 4_000
"""Characters of a condition."""
DEEPEST: Final = 40
"""Brackets in brackets of a condition."""

_AT: Final = re.compile(r"<input>:(\d+):(\d+): (?:Syntax error: )?(.*)")
_EXPECTING: Final = re.compile(r" expecting .*")


def compiled(expression: str, path: str = "when") -> Program:
    """A program of an expression.

    Raises:
        Unusable: if it is no expression.
    """
    deepest = depth = 0
    for char in expression:
        depth += (char in "([{") - (char in ")]}")
        deepest = max(deepest, depth)
    if len(expression) > LONGEST or deepest > DEEPEST:
        raise Unusable([Problem(path, "It is too long or too deeply nested; split it into several rules.")])
    try:
        return cel.compile(expression)
    except ValueError as error:
        raise Unusable([Problem(path, _told(str(error)))]) from None


def holds(program: Program, context: Context) -> bool:
    """Whether a condition is true; one that cannot be worked out is not."""
    try:
        return program.execute(context) is True
    except Exception:  # noqa: BLE001 # the library raises many kinds; none of them makes the condition true
        return False


def result(program: Program, values: Mapping[str, Any]) -> Any:
    """What an expression comes to.

    Raises:
        Unusable: if it cannot be worked out with these values.
    """
    try:
        return program.execute(dict(values))
    except Exception as error:  # noqa: BLE001 # as above
        raise Unusable([Problem("", _fault(error))]) from None


def _fault(error: Exception) -> str:
    if isinstance(error, TypeError):
        first = str(error).split(". CEL", 1)[0].split(". Convert", 1)[0]
        return f"Its types do not fit together ({first}); see the fields' types in the reference."
    if isinstance(error, ZeroDivisionError):
        return "It divides by zero for some mentions; ask before dividing."
    return f"It cannot be worked out for some mentions: {str(error).split('. Check', 1)[0]}."


def _told(message: str) -> str:
    found = _AT.search(message)
    if not found:
        return "It is no CEL expression; see docs/reference/policies.md."
    what = _EXPECTING.sub("", found[3]).replace("<EOF>", "its end")
    return f"It is no CEL expression: {what}, at character {found[2]}; mend it there."
