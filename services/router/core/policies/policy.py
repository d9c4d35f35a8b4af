"""A compiled policy: asked for every mention, so what can be known once is worked out once.

Terms of a rule that depend only on values of which there are few (network, priority, traits) are the *sure*
ones. For each combination of those values it is remembered which rules are left; mostly that is one, and the
verdict is there. What remains of the others, their *late* terms, is asked with the values of the one mention.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.router.core import demand
from services.router.core.policies import catalogue, clock, conditions, documents, sentences
from services.router.core.policies.asking import Asked, Lexicon
from services.router.core.policies.cases import Case
from services.router.core.policies.documents import Document, Move, Rule
from services.router.core.policies.fields import Field
from services.router.core.policies.phrasing import Phrasing, Term
from services.router.core.policies.problems import Problem, Problems, Unusable

_D = routing.Decision
OUTCOMES: Final = {
    documents.QUEUE: int(_D.OUTCOME_QUEUED),
    documents.WATCH: int(_D.OUTCOME_WATCHED),
    documents.DROP: int(_D.OUTCOME_DROPPED),
    documents.OWN: int(_D.OUTCOME_OWN),
}

REMEMBERED: Final = 4096
"""Combinations of values that a policy remembers; then it begins anew."""


class Verdict(NamedTuple):
    """What a policy says of one mention for one brand.

    Attributes:
        outcome: `Decision.Outcome`.
        rule: that matched.
        priority: after the rule moved it.
        route: as `demand.encode` writes it.
        because: what decided, as `sentences.keep` writes it.
    """

    outcome: int
    rule: str
    priority: int
    route: str = ""
    because: str = ""


class Ready(NamedTuple):
    """A compiled rule.

    Attributes:
        sure: terms that depend on few values.
        late: all others.
        told: values that are kept when it decides.
        frozen: whether those values are sure, too.
    """

    rule: Rule
    outcome: int
    route: str
    move: Move | None
    sure: tuple[Term, ...]
    late: tuple[Term, ...]
    told: tuple[Asked, ...]
    frozen: bool
    shipped: bool


class _Plan(NamedTuple):
    """What is left to ask for one combination of sure values.

    Attributes:
        first: rule that decides at once; None when late terms must be asked.
        because: kept of it, where that is sure, too.
        candidates: rules whose sure terms hold; the last has no late ones.
        asked: what their late terms need.
    """

    first: Ready | None
    because: str | None
    candidates: tuple[Ready, ...]
    asked: tuple[Asked, ...]


class Policy:
    """Named, versioned rules, ready to be asked.

    Args:
        name: with its version, `{policy}@{version}`.
        rules: compiled, in their order; the last takes everything.
        phrasing: what they ask for.
        beside: versions of the lists and thresholds they refer to.
    """

    def __init__(self, name: str, rules: Sequence[Ready], phrasing: Phrasing, beside: str = "") -> None:
        self.name = name
        self.document = name.partition("@")[0]
        self.ready = tuple(rules)
        self.rules: Mapping[str, Ready] = {each.rule.name: each for each in rules}
        self.labels = {rule: f"{name} {rule}" for rule in self.rules}
        self.asked = phrasing.asked
        self._beside = beside
        self._sure = self._needed(term for each in rules for term in each.sure)
        frozen = [asked for each in rules if each.frozen for asked in each.told]
        keys = [asked.key for asked in (*self._sure, *frozen) if asked.key]
        self._keys: tuple[Callable[[Case], Hashable], ...] = tuple(dict.fromkeys(keys))
        self._memory: dict[tuple[Hashable, ...], _Plan] = {}

    def decide(self, case: Case) -> Verdict:
        """The first rule that matches; the last one matches everything."""
        key = tuple([get(case) for get in self._keys])
        plan = self._memory.get(key)
        if plan is None:
            plan = self._remember(key, case)
        found = plan.first or self._ask(plan, case)
        because = plan.because if plan.first and plan.because is not None else self._kept(found, case)
        points = found.move.apply(case.points) if found.move else case.points
        return Verdict(found.outcome, found.rule.name, points, found.route, because)

    def decide_afresh(self, case: Case) -> Verdict:
        """The same, without anything remembered."""
        plan = self._plan(case)
        found = plan.first or self._ask(plan, case)
        points = found.move.apply(case.points) if found.move else case.points
        return Verdict(found.outcome, found.rule.name, points, found.route, self._kept(found, case))

    def decide_values(self, values: Mapping[str, Any]) -> Ready:
        """The rule for values by their flat names, as examples give them."""
        context = conditions.Context(dict(values))
        for each in self.ready:
            if all(conditions.holds(term.program, context) for term in (*each.sure, *each.late)):
                return each
        raise AssertionError(f"{self.name} has no rule that matches everything")

    def _needed(self, terms: Iterable[Term]) -> tuple[Asked, ...]:
        return tuple(
            self.asked[flat] for flat in dict.fromkeys(flat for term in terms for flat in term.asked)
        )

    def _remember(self, key: tuple[Hashable, ...], case: Case) -> _Plan:
        plan = self._plan(case)
        if plan.first is not None and plan.first.frozen:
            plan = plan._replace(because=self._kept(plan.first, case))
        if len(self._memory) >= REMEMBERED:
            self._memory.clear()
        self._memory[key] = plan
        return plan

    def _plan(self, case: Case) -> _Plan:
        context = conditions.Context({asked.flat: asked.get(case) for asked in self._sure})
        candidates = []
        for each in self.ready:
            if all(conditions.holds(term.program, context) for term in each.sure):
                candidates.append(each)
                if not each.late:
                    break
        if len(candidates) == 1:
            return _Plan(candidates[0], None, (), ())
        late = self._needed(term for each in candidates for term in each.late)
        return _Plan(None, None, tuple(candidates), late)

    def _ask(self, plan: _Plan, case: Case) -> Ready:
        context = conditions.Context({asked.flat: asked.get(case) for asked in plan.asked})
        for each in plan.candidates:
            if all(conditions.holds(term.program, context) for term in each.late):
                return each
        raise AssertionError(f"{self.name} has no rule that matches everything")

    def _kept(self, found: Ready, case: Case) -> str:
        values = {asked.told: (asked.found or asked.get)(case) for asked in found.told}
        because = "" if found.shipped else found.rule.because
        return sentences.keep(because, values, found.move, self._beside)


def build(
    document: Document, version: int, lexicon: Lexicon, shipped: Document | None, beside: str = ""
) -> Policy:
    """Compiles a policy.

    Args:
        document: its text.
        version: of it.
        lexicon: lists and thresholds it may refer to.
        shipped: the policy that comes with the program: its first rule stands before all others, its other
            rules follow where the document says so. None for that policy itself.
        beside: versions of the lexicon's documents.

    Raises:
        Unusable: with every condition that cannot be used.
    """
    phrasing = Phrasing(lexicon, _catalogue(document.zone))
    problems = Problems(dict(document.lines))
    ready = [_ready(rule, phrasing, problems, shipped=shipped is None) for rule in document.rules]
    if shipped is not None:
        names = {rule.name for rule in document.rules}
        first, *others = shipped.rules
        ready.insert(0, _ready(first, phrasing, problems, shipped=True))
        if first.name in names:
            problems.add("rules", f"{first.name!r} is the rule before all others; choose another name.")
        if document.continues:
            follow = [rule for rule in others if rule.name not in names]
            ready += [_ready(rule, phrasing, problems, shipped=True) for rule in follow]
    if ready and (ready[-1].sure or ready[-1].late):
        remedy = f"end with a rule without `when`, or write `then: {documents.SHIPPED}`."
        problems.add("rules", f"Nothing says what happens to what no rule takes: {remedy}")
    if problems.errors:
        raise Unusable(problems.errors)
    referred = any("lists." in rule.when or "thresholds." in rule.when for rule in document.rules)
    return Policy(f"{document.name}@{version}", ready, phrasing, beside if referred else "")


def _catalogue(zone: str) -> dict[str, Field]:
    where = zoneinfo.ZoneInfo(zone)
    return {name: clock.in_zone(field, where) for name, field in catalogue.CATALOGUE.items()}


def _ready(rule: Rule, phrasing: Phrasing, problems: Problems, *, shipped: bool) -> Ready:
    path = f"{rule.path}.when"
    terms: list[Term] = []
    if rule.when != "true":
        try:
            terms = phrasing.terms(rule.when, path)
        except Unusable as error:
            for each in error.problems:
                problems.add(each.path, each.sentence)
    told: dict[str, Asked] = {flat: phrasing.asked[flat] for term in terms for flat in term.asked}
    for name in sentences.placeholders(rule.because):
        found = phrasing.field(name)
        if found is None:
            problems.add(f"{rule.path}.because", f"{{{name}}} is no field; see docs/reference/policies.md.")
        else:
            told[found.flat] = found
    sure = tuple(term for term in terms if all(phrasing.asked[flat].key for flat in term.asked))
    late = tuple(term for term in terms if term not in sure)
    return Ready(
        rule,
        OUTCOMES[rule.outcome.kind],
        demand.encode(rule.outcome.route),
        rule.outcome.move,
        sure,
        late,
        tuple(told.values()),
        all(asked.key for asked in told.values()),
        shipped,
    )


def unknown_places(document: Document, known: Mapping[str, frozenset[str]]) -> list[Problem]:
    """Queues, skills and deadline policies that a policy names and nobody set up, as warnings.

    Args:
        document: the policy.
        known: names by `queue`, `skill`, `deadline`; a kind that is not there is not checked.
    """
    problems = Problems(dict(document.lines))
    for rule in document.rules:
        route = rule.outcome.route
        named = {
            "queue": [route.queue],
            "skill": [name for name, _ in route.skills],
            "deadline": [route.deadline],
        }
        if rule.outcome.kind != documents.QUEUE:
            continue
        for kind, names in named.items():
            for name in names:
                if kind in known and name and name not in known[kind] and name != demand.DEFAULT_QUEUE:
                    key = "skills" if kind == "skill" else kind
                    sentence = (
                        f"Nobody set up a {kind} named {name!r}; set it up, or nobody may be able to take it."
                    )
                    problems.add(f"{rule.path}.{key}", sentence, warning=True)
    return problems.found
