"""The language of queries, by which the listener chooses, and archive, desk and numbers are filtered.

    query = queries.parse('(acme OR akme) NOT jobs lang:(en OR de)')   # or QueryError
    queries.describe(query)  # "mentions of acme or akme, not jobs, in English or German"

`parse` raises nothing but `QueryError`, with `column` (from 1), `problem` (a sentence: what is wrong, what
was expected, how to mend it) and `fix` (the whole expression mended, or empty). What it returns never changes
and equals every query that asks for the same: `query.root` is a node of `tree` (`Term`, `Emoji`, `Regex`,
`Within`, `Has`, `Range`, `Near`, `Not`, `And`, `Or`; walk it with `tree.leaves` and `tree.wanted`), and
`query.expression` is what was written.

The grammar stands in `grammar`; the fields in `fields`.
"""

from services.common.queries.faults import QueryError
from services.common.queries.grammar import MAX_DEPTH, MAX_LENGTH, MAX_TERMS, parse
from services.common.queries.tree import Query
from services.common.queries.wording import describe

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "MAX_TERMS", "Query", "QueryError", "describe", "parse"]
