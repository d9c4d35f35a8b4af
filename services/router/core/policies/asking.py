"""What conditions need of a mention: fields, and what is worked out of a field once for all rules."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.router.core.policies import cases, fields
from services.router.core.policies.cases import Case


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Lists and thresholds that a policy refers to."""

    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A value that a condition needs: a field, or something worked out of one.

    Attributes:
        flat: its name in the compiled expression.
        told: its name for people.
        kind: its type, as the catalogue has them.
        get: reads it.
        key: as in `Field`.
        source: name of the field it is worked out of.
        found: what it found, for people; the value itself if None.
        work_out: makes it of the field's value alone, for examples that give that.
    """

    flat: str
    told: str
    kind: str
    get: Callable[[Case], Any]
    key: Callable[[Case], Hashable] | None
    source: str
    found: Callable[[Case], Any] | None = None
    work_out: Callable[[Any], Any] | None = None


def saying(flat: str, told: str, phrases: Sequence[str]) -> Asked:
    """Whether title or text has one of the phrases, whole words, in any case."""
    single, several, inside = set(), [], []
    for phrase in phrases:
        folded = cases.fold(phrase)
        if any(char >= "\u2e80" for char in folded):  # written without spaces between words
            inside.append(folded.strip())
        elif " " in folded.strip():
            several.append(folded)
        elif folded.strip():
            single.add(folded.strip())

    def find(plain: str, words: frozenset[str]) -> str:
        if not single.isdisjoint(words):
            return min(single & words)
        return next((each.strip() for each in (*several, *inside) if each in plain), "")

    def found(case: Case) -> str:
        return find(case.plain, case.words)

    def work_out(text: str) -> bool:
        plain = cases.fold(text)
        return bool(find(plain, frozenset(plain.split())))

    return Asked(
        flat, told, fields.BOOL, lambda case: bool(found(case)), None, "mention.text", found, work_out
    )


def entry(text: str) -> str:
    """How entries of lists are compared: in any case, without a leading @."""
    return text.removeprefix("@").casefold()
