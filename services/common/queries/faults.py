"""What is wrong with an expression."""

from __future__ import annotations


class QueryError(ValueError):
    """An expression that cannot be read.

    Attributes:
        column: where it goes wrong, from 1.
        problem: what is wrong, what was expected and how to mend it, in a sentence.
        fix: the whole expression mended, where there is an obvious way; else empty.
    """

    def __init__(self, column: int, problem: str, fix: str = "") -> None:
        super().__init__(f"column {column}: {problem}")
        self.column = column
        self.problem = problem
        self.fix = fix
