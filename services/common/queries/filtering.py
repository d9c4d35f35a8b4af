"""One query as a filter of mentions that are there already: of the archive, of the desk, of the figures."""

from __future__ import annotations

from collections.abc import Iterable

from antiphon.mention.v1 import mention_pb2
from services.common.model import errors
from services.common.queries import faults, grammar, matching, programs, wording


class Filter:
    """Whether a query asks for a mention, exactly as the listener would have matched it.

    Args:
        expression: in the language of queries.
        field: of the request that brought it, for the refusal.

    Attributes:
        query: the expression, read.
        field: as given.
        words: how the query reads, in plain words.

    Raises:
        errors.InvalidField: the expression cannot be read; the sentence names the column, what was
            expected and, where there is one, the expression mended.
    """

    def __init__(self, expression: str, field: str = "query") -> None:
        try:
            self.query = grammar.parse(expression)
        except faults.QueryError as fault:
            remedy = f" Try: {fault.fix}" if fault.fix else ""
            raise errors.InvalidField(field, f"{fault}{remedy}") from None
        self.field = field
        self.words = wording.describe(self.query)
        self._matcher = matching.Matcher([programs.Standing("", "", self.query)])

    def holds(self, mention: mention_pb2.Mention) -> bool:
        """Whether the query asks for this mention."""
        return bool(self._matcher.match(mention))

    def holds_any(self, mentions: Iterable[mention_pb2.Mention]) -> bool:
        """Whether the query asks for one of these at least."""
        return any(map(self.holds, mentions))
