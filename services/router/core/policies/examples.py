"""Runs the examples of a policy: mentions in short form, each with what must come of it.

`given` names fields of the catalogue with their values; all others rest. Of a text, an author or a network
that is given, the rest is worked out as for a real mention: whether it asks, whether it calls the brand.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.router.core import replyability, signals
from services.router.core.policies import catalogue, documents, fields
from services.router.core.policies.cases import Case
from services.router.core.policies.documents import Document, Example
from services.router.core.policies.policy import Policy, Ready
from services.router.core.signals import BrandNames

NOON: Final = 1_767_787_200_000_000
"""Moment of an example: a Wednesday at noon, UTC."""

_TYPES: Final[dict[str, tuple[type, ...]]] = {
    fields.BOOL: (bool,),
    fields.WHOLE: (int,),
    fields.NUMBER: (int, float),
    fields.TEXT: (str,),
    fields.LIST: (list,),
}


class Result(NamedTuple):
    """How one example went; `sentence` is empty when it passed."""

    name: str
    rule: str
    sentence: str
    line: int


def run(document: Document, built: Policy, names: BrandNames) -> list[Result]:
    """Runs all examples of a document as the brand of that name."""
    return [_run(each, document, built, names) for each in document.examples]


def _run(example: Example, document: Document, built: Policy, names: BrandNames) -> Result:
    line = document.lines.get(example.path, 0)
    wrong = _wrong_given(example.given)
    if wrong:
        return Result(example.name, "", wrong, line)
    case = _case(example.given, names)
    values = {asked.flat: _value(asked.source, asked, example.given, case) for asked in built.asked.values()}
    found = built.decide_values(values)
    points = example.given.get("priority", case.points)
    return Result(example.name, found.rule.name, _difference(example.expect, found, points), line)


def _wrong_given(given: Mapping[str, Any]) -> str:
    for name, value in given.items():
        field = catalogue.CATALOGUE.get(name)
        if field is None:
            near = difflib.get_close_matches(name, catalogue.CATALOGUE, n=1)
            meant = f"did you mean {near[0]!r}?" if near else "see docs/reference/policies.md."
            return f"{name!r} is no field; {meant}"
        fits = isinstance(value, _TYPES[field.kind])
        if not fits or (isinstance(value, bool) and field.kind != fields.BOOL):
            return f"{name} must be a {field.kind}; it is {value!r}."
    return ""


def _case(given: Mapping[str, Any], names: BrandNames) -> Case:
    """A mention of what is given, as far as it is more than single values."""
    mention = mention_pb2.Mention(
        text=given.get("mention.text", ""),
        title=given.get("mention.title", ""),
        network=given.get("mention.network", ""),
        private=given.get("mention.private", False),
    )
    mention.author.handle = given.get("author.handle", "").removeprefix("@")
    mention.create_time.FromMicroseconds(NOON)
    read = signals.read(mention, score_pb2.Score(), names)
    capability = replyability.Capability(replyability.REPLY_API)
    return Case(mention, read, capability, names, written=NOON, now=NOON)


_WORKED_OUT: Final = frozenset(
    {
        "mention.text",
        "mention.title",
        "mention.network",
        "mention.private",
        "mention.addressed",
        "mention.asks",
        "author.handle",
        "author.own",
        "brand.id",
        "priority",
    }
)
"""Fields that a case of an example tells; all others rest."""


def _value(source: str, asked: Any, given: Mapping[str, Any], case: Case) -> Any:
    if asked.told.startswith("says("):
        return asked.get(case)
    field = catalogue.CATALOGUE[source]
    if source in given:
        value = float(given[source]) if field.kind == fields.NUMBER else given[source]
    elif source in _WORKED_OUT:
        value = field.get(case)
    else:
        value = field.resting
    return asked.work_out(value) if asked.work_out else value


def _difference(expect: Mapping[str, Any], found: Ready, points: int) -> str:
    """What came and what was expected, where they differ."""
    outcome, route = found.rule.outcome, found.rule.outcome.route
    queued = outcome.kind == documents.QUEUE
    came: dict[str, Any] = {
        "rule": found.rule.name,
        "outcome": outcome.kind,
        "queue": route.queue if queued else None,
        "priority": outcome.move.apply(points) if outcome.move else points,
        "skills": dict(route.skills),
        "deadline": route.deadline,
        "tags": list(route.tags),
        "action": route.action,
    }
    wanted = {**expect, "tags": sorted(expect["tags"])} if isinstance(expect.get("tags"), list) else expect
    told = [
        f"{key} is {came[key]!r}, expected was {value!r}"
        for key, value in wanted.items()
        if came[key] != value
    ]
    return f"{'; '.join(told)}. The rule {found.rule.name!r} decided." if told else ""
