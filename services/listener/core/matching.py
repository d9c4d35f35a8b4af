"""Which queries of which brands ask for a mention, as the log tells of it."""

from __future__ import annotations

from collections.abc import Sequence

from antiphon.mention.v1 import mention_pb2
from services.common.queries.matching import Matcher


def matches(matcher: Matcher, mention: mention_pb2.Mention) -> Sequence[mention_pb2.Match]:
    """One match for each query that asks for a mention, ordered by brand and query.

    Its spans are in the text; a query that holds by the title or a field alone has none.
    """
    found = []
    for brand, name, spots in matcher.match(mention):
        match = mention_pb2.Match(brand=brand, query=name)
        last = None
        for start, end, where, _ in spots:
            if where == "text" and (start, end) != last:
                match.spans.add(start=start, end=end)
                last = start, end
        found.append(match)
    return found
