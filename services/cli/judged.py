"""What people judged not relevant of what a query finds, as commands show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any, Final

import yaml
from rich.markup import escape

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import curation_service_pb2 as curation
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.mention.v1 import mention_pb2
from services.cli import output, querydiff, queryfiles
from services.cli.session import Session
from services.common import queries
from services.common.queries import comparing, judging
from services.common.queries.judging import Effect, Evidence, Judged
from services.common.queries.matching import Matcher
from services.common.queries.programs import Standing

MOST: Final = 2_000
"""Judgements that are read, the last."""
SHOWN: Final = 20
"""Examples that a table shows."""
PAGE: Final = 500
DAYS: Final = 30
LIMIT: Final = 50_000


async def read(opened: Session, query: str) -> list[Judged]:
    """What people judged of what a query found, the last judged first; 2,000 at most."""
    stub, found = await opened.curation(), list[Judged]()
    wish = curation.ListRelevanceJudgementsRequest(query=query, page_size=PAGE)
    wish.parent = query.partition("/queries/")[0]
    while True:
        page = await stub.ListRelevanceJudgements(wish)
        found += [Judged(each.mention.mention, each.relevant) for each in page.judgements]
        wish.page_token = page.next_page_token
        if not wish.page_token or len(found) >= MOST:
            return found[:MOST]


def facts(
    query: listening.Query,
    evidence: Evidence,
    effects: Sequence[Effect],
    capabilities: Mapping[str, events_pb2.CapabilityFact],
) -> dict[str, Any]:
    """The documented keys."""
    return {
        "name": query.name,
        "text": query.expression,
        "managed_in": query.managed_in,
        "examples": [
            {
                **_told(each.mention),
                "mention": each.mention.name,
                "found": each.found,
                "left_out_by": [n for n, effect in enumerate(effects, 1) if at in effect.leaves_out],
            }
            for at, each in enumerate(evidence.examples)
        ],
        "exclusions": [
            {
                "clause": each.exclusion.clause,
                "text": each.exclusion.expression,
                "unwanted": each.exclusion.unwanted,
                "wanted": each.exclusion.wanted,
                "removed": each.change.removed,
                "removed_answered": each.answered,
                "removed_examples": [_line(mention.text) for mention in each.fewer],
                "price": price(evidence, each, capabilities),
            }
            for each in effects
        ],
        "unwanted": len(evidence.unwanted),
        "relevant": len(evidence.relevant),
        "found": evidence.found,
        "why_none": "" if effects else judging.why_none(evidence),
    }


def price(evidence: Evidence, effect: Effect, known: Mapping[str, events_pb2.CapabilityFact]) -> str:
    """What it saves a day on networks that charge for reading; may be empty."""
    return comparing.price(effect.change.networks, evidence.span.days, known)


def show(
    query: listening.Query,
    evidence: Evidence,
    effects: Sequence[Effect],
    capabilities: Mapping[str, events_pb2.CapabilityFact],
) -> None:
    """Prints examples, exclusions and what to do with them, for people."""
    rows = (
        (
            _line(each.mention.text or each.mention.title),
            each.mention.create_time.ToDatetime(UTC).date().isoformat(),
            _fate(at, each, effects),
        )
        for at, each in enumerate(evidence.examples[:SHOWN])
    )
    if evidence.examples:
        output.table("Judged not relevant", ("text", "written", "left out by"), rows)
    if len(evidence.examples) > SHOWN:
        output.people.print(f"{len(evidence.examples) - SHOWN:,} more are told with --json.")
    if not effects:
        output.people.print(escape(judging.why_none(evidence)), soft_wrap=True)
        return
    judged = (f"of {len(evidence.unwanted):,} not relevant", f"of {len(evidence.relevant):,} relevant")
    heads = ("", "exclude", *judged, "in the archive", "price")
    table = (
        (
            str(number),
            each.exclusion.clause,
            str(each.exclusion.unwanted),
            str(each.exclusion.wanted),
            effect_of(each),
            price(evidence, each, capabilities),
        )
        for number, each in enumerate(effects, 1)
    )
    output.table("Suggested exclusions", heads, table)
    if query.managed_in:
        words = f"It is kept in {query.managed_in}: put this there, test it and apply it."
        output.people.print(escape(words), soft_wrap=True)
        output.people.print(escape(snippet(query, evidence, effects[0])), soft_wrap=True, end="")
    else:
        name = queryfiles.short(query.name)
        output.people.print(f"Put one in force with `antiphon query suggest {name} --apply 1`.")


def effect_of(each: Effect) -> str:
    """What an exclusion takes away, as people say it."""
    were = "was" if each.answered == 1 else "were"
    return f"{querydiff.MINUS}{each.change.removed:,}, of which {each.answered:,} {were} answered"


def snippet(query: listening.Query, evidence: Evidence, effect: Effect) -> str:
    """The query with an exclusion, and what it then leaves out as examples, as a file has them."""
    told: dict[str, Any] = {"text": effect.exclusion.expression}
    examples = _examples(evidence, effect)
    if examples:
        told["must_not_match"] = examples
    document = {query.name.rpartition("/")[2]: told}
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


def _examples(evidence: Evidence, effect: Effect) -> list[str | dict[str, str]]:
    """Examples as a file has them: those of which what a file says is enough to leave them out."""
    exclusion = effect.exclusion
    matcher = Matcher([Standing("", "q", queries.parse(exclusion.expression))])
    found: list[str | dict[str, str]] = []
    for at in effect.leaves_out:
        told = _told(evidence.examples[at].mention, author=exclusion.clause.startswith("author:"))
        if not matcher.match(queryfiles.example(told, "")):
            found.append(told["text"] if set(told) == {"text"} else told)
    return found[:SHOWN]


def _told(mention: mention_pb2.Mention, *, author: bool = False) -> dict[str, str]:
    """A mention as an example of a file; its author is named only where that matters."""
    handle = mention.author.handle if author else ""
    told = {"text": _line(mention.text), "title": _line(mention.title), "author": handle}
    return {key: value for key, value in told.items() if value}


def _fate(at: int, each: judging.Example, effects: Sequence[Effect]) -> str:
    if not each.found:
        return "the query already"
    return ", ".join(str(number) for number, effect in enumerate(effects, 1) if at in effect.leaves_out)


def _line(text: str) -> str:
    return " ".join(text.split())
