"""A compiled policy: asked for every mention, so what can be known once is worked out once.

Most terms depend on one value of which there are few: a network, a priority, the traits. For each such value
it is remembered, as a bit for each rule, which rules it leaves possible; a mention's values together leave
few, whatever the number of rules. Only the other terms of those are asked with the values of the one mention.
Where few values alone decided, the whole verdict is remembered by them.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Hashable, Mapping, Sequence
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
"""Values, and combinations of them, that a policy remembers; then it begins anew."""

_OF_CUSTOMER: Final = frozenset({"customer.tags", "customer.opportunities"})
"""Fields that must be looked up in the tables before a batch is decided."""

Key = Callable[[Case], Hashable]


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
        single: terms that depend on one value of which there are few.
        rest: all others.
        told: values that are kept when it decides.
        frozen: whether those values are such, too.
        steady: whether its `rest` depends on nothing else either.
    """

    rule: Rule
    outcome: int
    route: str
    move: Move | None
    single: tuple[Term, ...]
    rest: tuple[Term, ...]
    told: tuple[Asked, ...]
    frozen: bool
    steady: bool
    shipped: bool

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms."""
        return (*self.single, *self.rest)


class _Column:
    """One value of a mention, and which rules it leaves possible: a bit for each rule."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self.terms: list[tuple[int, Term]] = []
        self.masks: dict[Hashable, int] = {}


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
        self.asks_customer = any(asked.source in _OF_CUSTOMER for asked in self.asked.values())
        self._beside = beside
        self._every = (1 << len(rules)) - 1
        self._certain = sum(1 << at for at, each in enumerate(rules) if not each.rest)
        self._columns = self._arrange()
        self._keys = tuple(column.key for column in self._columns)
        self._needing = self._needs()
        self._memory: dict[tuple[Hashable, ...], tuple[Ready, str]] = {}

    def decide(self, case: Case) -> Verdict:
        """The first rule that matches; the last one matches everything."""
        key = tuple([get(case) for get in self._keys])
        known = self._memory.get(key)
        found, because = known if known is not None else self._find(key, case)
        points = found.move.apply(case.points) if found.move else case.points
        return Verdict(found.outcome, found.rule.name, points, found.route, because)

    def decide_afresh(self, case: Case) -> Verdict:
        """The same rule by rule, without anything prepared or remembered."""
        found = self.decide_values({asked.flat: asked.get(case) for asked in self.asked.values()})
        points = found.move.apply(case.points) if found.move else case.points
        return Verdict(found.outcome, found.rule.name, points, found.route, self._kept(found, case))

    def decide_values(self, values: Mapping[str, Any]) -> Ready:
        """The rule for values by their flat names, as examples give them."""
        context = conditions.Context(dict(values))
        for each in self.ready:
            if all(conditions.holds(term.program, context) for term in each.terms):
                return each
        raise AssertionError(f"{self.name} has no rule that matches everything")

    def _arrange(self) -> list[_Column]:
        """A column for every key that a term or a kept value depends on."""
        columns: dict[Key, _Column] = {}
        for at, each in enumerate(self.ready):
            for asked in each.told:
                if asked.key and (each.frozen or each.steady):
                    columns.setdefault(asked.key, _Column(asked.key))
            for term in each.single:
                key = self.asked[term.asked[0]].key
                if key is not None:
                    columns.setdefault(key, _Column(key)).terms.append((at, term))
        return list(columns.values())

    def _needs(self) -> list[tuple[Asked, int]]:
        """What the other terms need, each with the rules that do."""
        needing: dict[str, int] = {}
        for at, each in enumerate(self.ready):
            for term in each.rest:
                for flat in () if term.direct else term.asked:
                    needing[flat] = needing.get(flat, 0) | 1 << at
        return [(self.asked[flat], mask) for flat, mask in needing.items()]

    def _find(self, key: tuple[Hashable, ...], case: Case) -> tuple[Ready, str]:
        possible = self._every
        for value, column in zip(key, self._columns, strict=True):
            mask = column.masks.get(value)
            possible &= self._look(column, value, case) if mask is None else mask
        certain = possible & self._certain
        possible &= ((certain & -certain) << 1) - 1
        found, steady = self._ask(possible, case)
        because = self._kept(found, case)
        if steady and found.frozen:
            if len(self._memory) >= REMEMBERED:
                self._memory.clear()
            self._memory[key] = (found, because)
        return found, because

    def _look(self, column: _Column, value: Hashable, case: Case) -> int:
        """Works out which rules a value leaves possible, and remembers it."""
        flats = dict.fromkeys(flat for _, term in column.terms for flat in term.asked)
        context = conditions.Context({flat: self.asked[flat].get(case) for flat in flats})
        mask = self._every
        for at, term in column.terms:
            if not conditions.holds(term.program, context):
                mask &= ~(1 << at)
        if len(column.masks) >= REMEMBERED:
            column.masks.clear()
        column.masks[value] = mask
        return mask

    def _ask(self, possible: int, case: Case) -> tuple[Ready, bool]:
        """The first of the possible rules that matches, and whether few values alone decided it."""
        context: conditions.Context | None = None
        steady = True
        while possible:
            low = possible & -possible
            each = self.ready[low.bit_length() - 1]
            steady = steady and each.steady
            for term in each.rest:
                if term.direct:
                    if not self.asked[term.direct].get(case):
                        break
                    continue
                if context is None:
                    wanted = [asked for asked, mask in self._needing if mask & possible]
                    context = conditions.Context({asked.flat: asked.get(case) for asked in wanted})
                if not conditions.holds(term.program, context):
                    break
            else:
                return each, steady
            possible ^= low
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
    if ready and ready[-1].terms:
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
    few = {flat: asked.key for flat, asked in phrasing.asked.items()}
    single = tuple(term for term in terms if _one_key(term, few))
    rest = tuple(term for term in terms if term not in single)
    return Ready(
        rule,
        OUTCOMES[rule.outcome.kind],
        demand.encode(rule.outcome.route),
        rule.outcome.move,
        single,
        rest,
        tuple(told.values()),
        all(asked.key for asked in told.values()),
        all(few[flat] for term in rest for flat in term.asked),
        shipped,
    )


def _one_key(term: Term, few: Mapping[str, Key | None]) -> bool:
    """Whether a term depends on one value of which there are few; a term that is fixed does not."""
    keys = {few[flat] for flat in term.asked}
    return len(keys) == 1 and None not in keys


_UNKNOWN: Final = {
    "queue": "No queue {!r} is set up; until one is, everybody may take what comes there.",
    "skill": "No agent has the skill {!r}; until one does, nobody can take what needs it.",
    "deadline": "No deadline policy {!r} is set up; until one is, that of the queue or the default holds.",
}


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
                    sentence = _UNKNOWN[kind].format(name)
                    problems.add(f"{rule.path}.{key}", sentence, warning=True)
    return problems.found
