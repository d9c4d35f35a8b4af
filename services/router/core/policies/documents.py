"""Documents of policies, lists and thresholds: their form, checked whole, every problem told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from services.router.core import demand
from services.router.core.demand import Route
from services.router.core.policies import clock, reading
from services.router.core.policies.checking import Checker
from services.router.core.policies.problems import Problem, Problems, Unusable

POLICY: Final = "policy"
LISTS: Final = "lists"
THRESHOLDS: Final = "thresholds"
KINDS: Final = (POLICY, LISTS, THRESHOLDS)

QUEUE: Final = "queue"
WATCH: Final = "watch"
DROP: Final = "drop"
OWN: Final = "own"

SHIPPED: Final = "default"
"""Name of the policy that comes with the program; nobody else's may have it."""

MOST_RULES: Final = 500
MOST_EXAMPLES: Final = 500
MOST_ENTRIES: Final = 20_000
LONGEST_SENTENCE: Final = 500

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_WORD: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
_MOVE: Final = re.compile(r"([+-]?)(\d{1,3})")

_ROUTE_KEYS: Final = ("priority", "skills", "deadline", "tags", "action")
_RULE_KEYS: Final = ("name", "when", "because", QUEUE, WATCH, DROP, *_ROUTE_KEYS)
_EXPECT_KEYS: Final = ("rule", "outcome", QUEUE, "priority", "skills", "deadline", "tags", "action")
_POLICY_KEYS: Final = ("kind", "name", "based_on", "about", "time_zone", "then", "rules", "examples")
_OTHER_KEYS: Final = ("kind", "name", "based_on", "about")


class Move(NamedTuple):
    """What a rule does to the priority: adds to it, or sets it."""

    amount: int
    relative: bool

    def apply(self, points: int) -> int:
        """The priority after it, 0 to 100."""
        return min(max(points + self.amount if self.relative else self.amount, 0), 100)


class Outcome(NamedTuple):
    """What a rule decides."""

    kind: str
    route: Route = demand.DEFAULT
    move: Move | None = None


class Rule(NamedTuple):
    """A rule as it is written; `path` is where."""

    name: str
    when: str
    because: str
    outcome: Outcome
    path: str = ""


class Example(NamedTuple):
    """A mention in short form and what must come of it."""

    name: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that can be read; whether its conditions hold water is for the lint to say.

    Attributes:
        kind: `policy`, `lists` or `thresholds`.
        name: id among its kind.
        based_on: version it was made from; None when it does not say.
        zone: in which its rules read the clock.
        continues: whether the shipped rules follow its own.
        lines: of every path.
    """

    kind: str
    name: str
    based_on: int | None = None
    about: str = ""
    zone: str = "UTC"
    continues: bool = False
    rules: tuple[Rule, ...] = ()
    examples: tuple[Example, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


def parse(text: str, *, shipped: bool = False) -> Document:
    """Reads a document.

    Args:
        text: YAML.
        shipped: whether it comes with the program, and may do what others may not.

    Raises:
        Unusable: with all that is wrong with its form.
    """
    tree = reading.read(text)
    problems = Problems(tree.lines)
    if not isinstance(tree.data, dict):
        raise Unusable([Problem("", "It must have keys at the outside: `name:`, `rules:`.", 1)])
    reader = _Reader(tree, problems, shipped=shipped)
    document = reader.document()
    if problems.errors:
        raise Unusable(problems.errors)
    return document


class _Reader:
    """Reads one document; what is wrong goes to the problems, and reading goes on."""

    def __init__(self, tree: reading.Tree, problems: Problems, *, shipped: bool) -> None:
        self._tree = tree
        self._shipped = shipped
        self._check = Checker(problems)

    def document(self) -> Document:
        data, check = self._tree.data, self._check
        kind = check.one_of(data, "kind", "", KINDS, POLICY)
        own = _POLICY_KEYS if kind == POLICY else (*_OTHER_KEYS, kind)
        check.keys(data, "", own)
        name = check.name(data, "name", "", _NAME, "" if kind == POLICY else kind)
        if name == SHIPPED and kind == POLICY and not self._shipped:
            check.wrong(
                "name", f"{SHIPPED!r} is the policy that comes with the program; choose another name."
            )
        document = Document(
            kind,
            name,
            check.version(data, "based_on"),
            check.text(data, "about", "", LONGEST_SENTENCE),
            lines=self._tree.lines,
        )
        if kind == POLICY:
            return self._policy(document, data)
        if kind == LISTS:
            return _with(document, lists=self._lists(data))
        return _with(document, thresholds=self._thresholds(data))

    def _policy(self, document: Document, data: dict[str, Any]) -> Document:
        check = self._check
        zone = check.text(data, "time_zone", "", 64) or "UTC"
        if not clock.is_zone(zone):
            check.wrong("time_zone", f"{zone!r} is no time zone; write one as Europe/Berlin.")
        then = check.text(data, "then", "", 64)
        if then not in {"", SHIPPED}:
            check.wrong("then", f"{then!r} cannot follow; only `then: {SHIPPED}` can.")
        rules = check.items(data, "rules", "", MOST_RULES)
        if not rules:
            check.wrong(
                "rules", "There must be at least one rule, with `name:` and one of queue, watch, drop."
            )
        examples = check.items(data, "examples", "", MOST_EXAMPLES)
        read = tuple(self._rule(each, f"rules[{at}]") for at, each in enumerate(rules))
        check.unique([each.name for each in read], "rules", "name")
        told = tuple(self._example(each, f"examples[{at}]", at) for at, each in enumerate(examples))
        return _with(document, zone=zone, continues=bool(then), rules=read, examples=told)

    def _rule(self, data: Any, path: str) -> Rule:
        check = self._check
        data = check.mapping(data, path)
        check.keys(data, path, (*_RULE_KEYS, OWN) if self._shipped else _RULE_KEYS)
        name = check.name(data, "name", path, _NAME, "")
        when = data.get("when", True)
        if isinstance(when, bool):
            when = "true" if when else "false"
        elif not isinstance(when, str) or not when.strip():
            check.wrong(f"{path}.when", "It must be a condition in quotes; leave it away to take everything.")
            when = "true"
        because = check.text(data, "because", path, LONGEST_SENTENCE)
        if not because:
            check.wrong(
                path, "It has no `because:`; write the sentence that agents read, ending with a full stop."
            )
        return Rule(name, when, because, self._outcome(data, path), path)

    def _outcome(self, data: dict[str, Any], path: str) -> Outcome:
        check = self._check
        kinds = (QUEUE, WATCH, DROP, OWN) if self._shipped else (QUEUE, WATCH, DROP)
        named = [kind for kind in kinds if kind in data]
        if len(named) != 1:
            check.wrong(path, "It must say one of `queue: NAME`, `watch: true`, `drop: true`.")
            return Outcome(WATCH)
        kind = named[0]
        if kind != QUEUE:
            if data[kind] is not True:
                check.wrong(f"{path}.{kind}", f"write `{kind}: true`.")
            for key in _ROUTE_KEYS:
                if key in data:
                    check.wrong(f"{path}.{key}", f"It goes with a queue; a rule that says `{kind}` has none.")
            return Outcome(kind)
        queue = check.name(data, QUEUE, path, _NAME, demand.DEFAULT_QUEUE)
        route = Route(
            queue,
            self._skills(data.get("skills"), f"{path}.skills"),
            check.name(data, "deadline", path, _NAME, "") if "deadline" in data else "",
            tuple(sorted(set(check.texts(data.get("tags"), f"{path}.tags", 20, 40)))),
            check.text(data, "action", path, 200),
        )
        return Outcome(kind, route, self._move(data, f"{path}.priority"))

    def _move(self, data: dict[str, Any], path: str) -> Move | None:
        if "priority" not in data:
            return None
        found = _MOVE.fullmatch(self._tree.written.get(path, "").strip())
        if not found or int(found[2]) > 100:
            self._check.wrong(path, "It must be 0 to 100 to set the priority, or +N or -N to move it.")
            return None
        return Move(int(found[0]), relative=bool(found[1]))

    def _skills(self, data: Any, path: str) -> demand.Skills:
        if data is None:
            return ()
        wanted: dict[str, int] = {}
        for name, level in self._check.mapping(data, path).items():
            if not _NAME.fullmatch(name) or isinstance(level, bool) or not isinstance(level, int):
                self._check.wrong(f"{path}.{name}", f"write a skill and its level, 1 to {demand.MAX_LEVEL}.")
            elif not 1 <= level <= demand.MAX_LEVEL:
                self._check.wrong(f"{path}.{name}", f"Levels are 1 to {demand.MAX_LEVEL}.")
            else:
                wanted[name] = level
        return demand.skills(wanted)

    def _example(self, data: Any, path: str, at: int) -> Example:
        check = self._check
        data = check.mapping(data, path)
        check.keys(data, path, ("name", "given", "expect"))
        expect = check.mapping(data.get("expect", {}), f"{path}.expect")
        check.keys(expect, f"{path}.expect", _EXPECT_KEYS)
        if not expect:
            check.wrong(path, "It expects nothing; write `expect: {rule: NAME}`.")
        name = check.text(data, "name", path, 200) or f"example {at + 1}"
        return Example(name, check.mapping(data.get("given", {}), f"{path}.given"), expect, path)

    def _lists(self, data: dict[str, Any]) -> dict[str, tuple[str, ...]]:
        check = self._check
        found = check.mapping(data.get(LISTS, {}), LISTS)
        return {
            name: tuple(check.texts(entries, f"{LISTS}.{name}", MOST_ENTRIES, 200))
            for name, entries in found.items()
            if check.word(name, LISTS, _WORD)
        }

    def _thresholds(self, data: dict[str, Any]) -> dict[str, float]:
        check = self._check
        found = check.mapping(data.get(THRESHOLDS, {}), THRESHOLDS)
        return {
            name: check.number(value, f"{THRESHOLDS}.{name}")
            for name, value in found.items()
            if check.word(name, THRESHOLDS, _WORD)
        }


def _with(document: Document, **more: Any) -> Document:
    values = {name: getattr(document, name) for name in Document.__dataclass_fields__}
    return Document(**(values | more))
