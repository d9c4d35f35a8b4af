"""What a query means: how it is read, what is worth a look, what runs where, whether examples come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from antiphon.mention.v1 import mention_pb2
from services.common import queries
from services.common.model import errors
from services.common.queries import comparing, dialects, linting, searching
from services.common.queries.matching import Matcher
from services.common.queries.programs import Standing
from services.listener.core import matching, suggesting

MOST_EXAMPLES: Final = 100
LONGEST_EXAMPLE: Final = 10_000

_NAME: Final = "brands/-/queries/-"
_NOTHING: Final = (
    "Its search knows nothing that the query needs: it finds here what other queries and feeds bring."
)
_Fact = events_pb2.CapabilityFact
_READABLE: Final = frozenset({_Fact.ACTION_READ, _Fact.ACTION_SEARCH})


def explain(request: api.ExplainQueryRequest, facts: Mapping[str, _Fact]) -> api.ExplainQueryResponse:
    """Everything that can be told of a query before it listens.

    Raises:
        InvalidField: it cannot be read, or there are too many or too long examples.
    """
    query = parsed(request.expression.strip())
    _check(request)
    told = api.ExplainQueryResponse(reading=queries.describe(query))
    for found in linting.lint(query):
        told.findings.add(column=found.column, sentence=found.sentence, dead=found.dead)
    told.parts.extend(
        _part(fact, query) for _, fact in sorted(facts.items()) if _READABLE & set(fact.actions)
    )
    told.results.extend(_tried(query, request))
    unwanted = [each.text for each in told.results if not each.must_match and not each.passed]
    told.suggested_expressions.extend(suggesting.exclusions(query, request.must_match, unwanted))
    return told


def parsed(expression: str) -> queries.Query:
    """The query of an expression that somebody sent.

    Raises:
        InvalidField: it cannot be read; the sentence names the column.
    """
    try:
        return queries.parse(expression)
    except queries.QueryError as fault:
        raise errors.InvalidField("expression", str(fault)) from None


def _check(request: api.ExplainQueryRequest) -> None:
    given = [("must_match", each) for each in request.must_match]
    given += [("must_not_match", each) for each in request.must_not_match]
    if len(given) > MOST_EXAMPLES:
        raise errors.InvalidField("must_match", f"has more than {MOST_EXAMPLES} examples; leave some out.")
    for field, text in given:
        if len(text) > LONGEST_EXAMPLE:
            raise errors.InvalidField(
                field, f"has an example longer than {LONGEST_EXAMPLE:,} characters; shorten it."
            )


def _part(fact: _Fact, query: queries.Query) -> api.ExplainQueryResponse.Part:
    part = api.ExplainQueryResponse.Part(network=fact.network)
    pushed = dialects.pushed(fact.network, query)
    if _Fact.ACTION_SEARCH not in fact.actions:
        part.sentence = "Everything that its sources bring is decided here."
    elif pushed is None:
        part.asked.extend(searching.phrases(query))
        part.sentence = _phrases_asked(part.asked)
    else:
        part.asked.extend(pushed.asked)
        part.sentence = _asked(pushed)
    for call in fact.calls:
        if call.name == comparing.READING:
            part.price_micros, part.currency = call.price_micros, call.currency
    return part


def _phrases_asked(asked: Sequence[str]) -> str:
    if not asked:
        return _NOTHING
    return (
        f"Where its source searches, it is asked for {_list(asked)}, together with what other queries "
        "ask for; the rest of the query is decided here."
    )


def _asked(pushed: dialects.Pushed) -> str:
    if not pushed.asked:
        return _NOTHING
    rest = (
        f"here it is decided what of that is {'; '.join(pushed.left)}"
        if pushed.left
        else "here it is only checked again"
    )
    return f"It is asked for {' or '.join(pushed.asked)}, together with what other queries ask for; {rest}."


def _list(phrases: Sequence[str]) -> str:
    quoted = [f'"{each}"' for each in phrases]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _tried(
    query: queries.Query, request: api.ExplainQueryRequest
) -> Iterator[api.ExplainQueryResponse.Result]:
    matcher = Matcher([Standing("brands/-", _NAME, query)])
    for must, texts in ((True, request.must_match), (False, request.must_not_match)):
        for text in texts:
            found = matching.matches(matcher, mention_pb2.Mention(text=text))
            spans = found[0].spans if found else ()
            yield api.ExplainQueryResponse.Result(
                text=text, must_match=must, passed=bool(found) is must, spans=spans
            )
