"""What is wrong with a document: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from services.common.model import errors


class Problem(NamedTuple):
    """One thing that is wrong, or worth a look.

    Attributes:
        path: where in the document, for example `rules[3].when`; empty for the whole.
        sentence: what is wrong and how to mend it.
        line: from 1; 0 where none can be named.
        warning: whether it can be applied all the same.
    """

    path: str
    sentence: str
    line: int = 0
    warning: bool = False

    def __str__(self) -> str:
        where = f"line {self.line}, " if self.line else ""
        return f"{where}{self.path or 'the document'}: {self.sentence}"


class Problems:
    """Collects problems; knows the lines of a document."""

    def __init__(self, lines: dict[str, int] | None = None) -> None:
        self.found: list[Problem] = []
        self.lines = lines or {}

    def add(self, path: str, sentence: str, *, warning: bool = False) -> None:
        """Notes one."""
        self.found.append(Problem(path, sentence, self.line(path), warning))

    def line(self, path: str) -> int:
        """The line of a path, or of the nearest thing around it; 0 when unknown."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get("", 0)

    @property
    def errors(self) -> list[Problem]:
        """Those with which it cannot be applied."""
        return [each for each in self.found if not each.warning]

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)


class Unusable(errors.InvalidField):
    """The document cannot be used as it is."""

    def __init__(self, found: Iterable[Problem], field: str = "text") -> None:
        self.problems = list(found)
        told = "; ".join(str(each) for each in self.problems[:3])
        more = len(self.problems) - 3
        super().__init__(
            field, told + (f"; and {more} more, see `antiphon policy lint`." if more > 0 else "")
        )
