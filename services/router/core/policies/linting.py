"""What is worth knowing of a policy before it is applied: types, rules that cannot be reached or never fired.

Types are checked by working every term out with sample values of the right types: the catalogue knows them.
"""

from __future__ import annotations

import difflib
import itertools
import random
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from services.router.core.policies import catalogue, conditions, documents, fields, implying, policy
from services.router.core.policies.asking import Asked, Lexicon
from services.router.core.policies.asking import entry as folded
from services.router.core.policies.documents import Document
from services.router.core.policies.phrasing import Term
from services.router.core.policies.policy import Policy, Ready
from services.router.core.policies.problems import Problem, Problems, Unusable

SAMPLES: Final[dict[str, tuple[Any, ...]]] = {
    fields.BOOL: (True, False),
    fields.WHOLE: (0, 1, 50, 1000),
    fields.NUMBER: (0.0, 0.5, -0.5, 60.0),
    fields.TEXT: ("", "one", "two words"),
    fields.LIST: ([], ["one"], ["one", "two"]),
}
_NO_ANSWERS: Final = {str: "a text", int: "a number", float: "a number", list: "a list"}

ROUNDS: Final = 24
"""Sets of sample values that a term is worked out with."""

MOST_PATTERNS: Final = 5
"""Uses of `matches` in one policy: each costs as much as hundreds of rules."""

SELDOM: Final = 1000
"""Decisions of a policy from which on a rule that never decided is told."""

_COMPARED: Final = re.compile(
    r"""([a-z][\w.]*)\s*[!=]=\s*["']([^"']*)["']|["']([^"']*)["']\s+in\s+([a-z][\w.]*)"""
)


def lint(
    document: Document,
    lexicon: Lexicon,
    shipped: Document,
    *,
    known: Mapping[str, frozenset[str]] | None = None,
    counts: Mapping[str, int] | None = None,
) -> list[Problem]:
    """Everything that is wrong with a policy or worth a look, in the order of its lines.

    Args:
        document: the policy.
        lexicon: lists and thresholds it may refer to.
        shipped: the policy that comes with the program.
        known: see `policy.unknown_places`.
        counts: how often each rule decided, in all versions of the document.
    """
    try:
        built = policy.build(document, 0, lexicon, shipped)
    except Unusable as error:
        return error.problems
    problems = Problems(dict(document.lines))
    for each in built.ready:
        if not each.shipped:
            _check_rule(each, built.asked, problems)
    _check_reach(built, problems)
    _check_patterns(document, problems)
    found = problems.found + policy.unknown_places(document, known or {})
    found += _never_fired(document, counts or {})
    return sorted(found, key=lambda each: each.line)


def _check_rule(ready: Ready, asked: Mapping[str, Asked], problems: Problems) -> None:
    path = f"{ready.rule.path}.when"
    _check_words(ready.rule.when, path, problems)
    for term in ready.terms:
        fault = _fault(term, asked)
        if fault:
            problems.add(path, fault)
            return


def _fault(term: Term, asked: Mapping[str, Asked]) -> str:
    """Why a term cannot be worked out, or is no condition; empty when it is one."""
    for values in _samples([asked[flat] for flat in term.asked]):
        try:
            found = conditions.result(term.program, values)
        except Unusable as error:
            return error.problems[0].sentence
        if not isinstance(found, bool):
            kind = _NO_ANSWERS.get(type(found), "no answer")
            return f"It gives {kind}, and must be true or false; compare it with something."
    return ""


def _samples(asked: list[Asked]) -> Iterable[dict[str, Any]]:
    """Sets of values; each value of each comes up, and they are mixed by chance that is always the same."""
    chance = random.Random(7)
    for at in range(ROUNDS if asked else 1):
        yield {
            each.flat: SAMPLES[each.kind][at % len(SAMPLES[each.kind])]
            if at < 4
            else chance.choice(SAMPLES[each.kind])
            for each in asked
        }


def _check_words(when: str, path: str, problems: Problems) -> None:
    """Texts that a field is compared with, where it takes only some."""
    for name, text, member, owner in _COMPARED.findall(when):
        field = catalogue.CATALOGUE.get(name or owner)
        word = text if name else member
        if field is None or not field.values or word in field.values or (name and not word):
            continue
        near = difflib.get_close_matches(word, field.values, n=1)
        meant = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(field.values)}."
        problems.add(path, f"{field.name} is never {word!r}; {meant}")


def _check_reach(built: Policy, problems: Problems) -> None:
    """Rules that no mention comes to: an earlier one takes all they would, or they are never true."""
    before: list[tuple[Ready, list[Term]]] = []
    for each in built.ready:
        fixed = [term for term in each.terms if not term.asked and not _fault(term, {})]
        constant = [conditions.result(term.program, {}) for term in fixed]
        asking = [term for term in each.terms if term.asked]
        never = False in constant or _contradicts(asking, built.asked)
        path = each.rule.path
        if not each.shipped and never:
            problems.add(f"{path}.when", "It is never true; mend the condition or take the rule out.")
        elif not each.shipped:
            _check_before(each, asking, before, built, problems)
            if not asking and each.terms:
                problems.add(f"{path}.when", "It is always true; leave `when` away to say so.", warning=True)
        if not never:
            before.append((each, asking))


def _contradicts(terms: list[Term], asked: Mapping[str, Asked]) -> bool:
    return any(implying.exclude(one, other, asked) for one, other in itertools.combinations(terms, 2))


def _check_before(
    each: Ready, terms: list[Term], before: list[tuple[Ready, list[Term]]], built: Policy, problems: Problems
) -> None:
    for earlier, asking in before:
        if all(any(implying.implies(one, other, built.asked) for one in terms) for other in asking):
            what = "takes all that it would" if asking else "takes everything"
            sentence = f"It cannot be reached: {earlier.rule.name!r} before it {what}."
            problems.add(each.rule.path, f"{sentence} Move it up or take it out.")
            return


def _check_patterns(document: Document, problems: Problems) -> None:
    places = [rule.path for rule in document.rules for _ in re.findall(r"\.matches\s*\(", rule.when)]
    for path in places[MOST_PATTERNS:]:
        sentence = f"matches() is allowed {MOST_PATTERNS} times; says() and contains() cost a hundredth."
        problems.add(f"{path}.when", sentence)


def _never_fired(document: Document, counts: Mapping[str, int]) -> list[Problem]:
    decided = sum(counts.values())
    if decided < SELDOM:
        return []
    problems = Problems(dict(document.lines))
    for rule in document.rules:
        if not counts.get(rule.name):
            sentence = f"It never decided in {decided:,} decisions; look whether it is still needed."
            problems.add(rule.path, sentence, warning=True)
    return problems.found


def lint_other(before: Document | None, document: Document) -> list[Problem]:
    """What is worth a look in lists or thresholds: what stands twice, what is gone since before."""
    problems = Problems(dict(document.lines))
    for name, entries in document.lists.items():
        seen: set[str] = set()
        for at, entry in enumerate(entries):
            if folded(entry) in seen:
                sentence = f"{entry!r} stands there before; case and a leading @ make no difference."
                problems.add(f"{documents.LISTS}.{name}[{at}]", sentence, warning=True)
            seen.add(folded(entry))
    if before is not None:
        gone = {*before.lists, *before.thresholds} - {*document.lists, *document.thresholds}
        for name in sorted(gone):
            problems.add(document.kind, f"{name!r} was there before and is gone.", warning=True)
    return problems.found
