"""Policies as messages: names in, versions, problems and reports out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from antiphon.routing.v1 import policy_service_pb2 as policies
from services.common.model import errors, identity
from services.router.core.policies import documents
from services.router.core.policies.comparing import Beside
from services.router.core.policies.problems import Problem
from services.router.core.policies.replaying import Replay, Result
from services.router.core.simulation import Figures
from services.router.store.policies import Entry

_NAME: Final = re.compile(
    r"(?:(policies|lists|thresholds)/)?([a-z0-9][a-z0-9-]{0,62})(?:/versions/|@)(\d{1,9})"
)
_KINDS: Final = {
    documents.POLICY: policies.POLICY_KIND_POLICY,
    documents.LISTS: policies.POLICY_KIND_LISTS,
    documents.THRESHOLDS: policies.POLICY_KIND_THRESHOLDS,
}
_NAMED: Final[Mapping[int, str]] = {int(number): name for name, number in _KINDS.items()}
_COLLECTIONS: Final = {
    documents.POLICY: "policies",
    documents.LISTS: "lists",
    documents.THRESHOLDS: "thresholds",
}
_OF_COLLECTION: Final = {collection: kind for kind, collection in _COLLECTIONS.items()}

MOST_DIFFERENCES: Final = 200


class Named(NamedTuple):
    """A version of a document."""

    kind: str
    name: str
    version: int


def kind_of(asked: policies.PolicyKind, usual: str = documents.POLICY) -> str:
    """The kind a request names."""
    return _NAMED.get(int(asked), usual)


def kind_message(kind: str) -> policies.PolicyKind:
    """A kind as messages name it."""
    return _KINDS[kind]


def version_of(name: str, kind: str) -> Named:
    """The version a request names, `policies/care/versions/3` or `care@3`."""
    found = _NAME.fullmatch(name)
    if not found:
        raise errors.InvalidField(
            "name", f"{name!r} is no version; write policies/{{policy}}/versions/{{version}}, or care@3."
        )
    return Named(_OF_COLLECTION[found[1]] if found[1] else kind, found[2], int(found[3]))


def version(entry: Entry, *, active: bool, warnings: Iterable[Problem] = ()) -> policies.PolicyVersion:
    """A version where it is, or was, in force."""
    told = policies.PolicyVersion(
        kind=_KINDS[entry.kind],
        document=entry.name,
        version=entry.version,
        text=entry.text,
        brand=entry.brand,
        author=entry.actor,
        comment=entry.comment,
        action=entry.action,
        active=active,
        warnings=[problem(each) for each in warnings],
    )
    if entry.version:
        told.name = f"{_COLLECTIONS[entry.kind]}/{entry.name}/versions/{entry.version}"
    if entry.time:
        told.create_time.FromMicroseconds(entry.time)
    return told


def problem(found: Problem, document: documents.Document | None = None) -> policies.PolicyProblem:
    """One problem, with the rule it is about."""
    place = re.match(r"rules\[(\d+)\]", found.path)
    rules = document.rules if document else ()
    rule = rules[int(place[1])].name if place and int(place[1]) < len(rules) else ""
    return policies.PolicyProblem(
        path=found.path, line=found.line, sentence=found.sentence, warning=found.warning, rule=rule
    )


def shadow(brand: str, row: Any, differences: Iterable[Any]) -> policies.ShadowReport:
    """What a candidate decided; an empty report when none runs."""
    if row is None:
        return policies.ShadowReport(brand=brand)
    told = policies.ShadowReport(
        brand=brand,
        candidate=row.name,
        mention_count=row.decided,
        changed_count=row.changed,
        author=row.author,
        differences=[
            _difference(
                each.samples.splitlines(),
                live=each.live,
                candidate=each.candidate,
                live_rule=each.live_rule,
                candidate_rule=each.candidate_rule,
                count=each.mentions,
            )
            for each in differences
        ],
    )
    told.start_time.FromMicroseconds(row.start_time)
    return told


def report(replay: Replay, live: Result, candidate: Result) -> policies.ReplayReport:
    """What a candidate would have changed."""
    told = policies.ReplayReport(
        mention_count=replay.compared.decided,
        changed_count=replay.compared.changed,
        live=_side(live),
        candidate=_side(candidate),
        differences=_differences(replay.compared),
    )
    if replay.last:
        told.start_time.FromMicroseconds(replay.first)
        told.end_time.FromMicroseconds(replay.last)
    return told


def _side(result: Result) -> policies.ReplayReport.Side:
    return policies.ReplayReport.Side(
        policy=result.policy,
        queued_count=result.outcomes.get(documents.QUEUE, 0),
        watched_count=result.outcomes.get(documents.WATCH, 0),
        dropped_count=result.outcomes.get(documents.DROP, 0),
        queues=[_queue(name, found) for name, found in result.queues.items()],
        load_minutes=result.load,
        rule_counts=result.rules,
    )


def _queue(name: str, found: Figures) -> policies.ReplayReport.Queue:
    told = policies.ReplayReport.Queue(
        queue=name,
        item_count=found.items,
        answered_count=found.answered,
        deadline_count=found.due,
        deadline_met_count=found.met,
        unservable_count=found.unservable,
    )
    told.wait_p50.FromMicroseconds(found.p50)
    told.wait_p95.FromMicroseconds(found.p95)
    return told


def _differences(compared: Beside) -> list[policies.PolicyDifference]:
    ordered = sorted(compared.pairs.items(), key=lambda one: (-one[1][0], one[0]))
    return [
        _difference(keys, **pair._asdict(), count=count) for pair, (count, keys) in ordered[:MOST_DIFFERENCES]
    ]


def _difference(keys: Sequence[str], **told: Any) -> policies.PolicyDifference:
    named = [identity.mention_name(key) for key in keys]
    return policies.PolicyDifference(mention_keys=keys, mentions=named, **told)
