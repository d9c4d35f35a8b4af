"""How far the scorer agrees with people: what they said of mentions against what it says of them now.

People correct what looks wrong to them, so the share of agreement among corrected mentions is no accuracy
of the whole stream; it compares brands, questions and versions with each other.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.scoring.v1 import score_pb2
from services.cli import score_keys

ENOUGH: Final = 20
"""Mentions from which a share and a kappa say something."""

SILENT: Final = "silent"
"""Stands for the scorer's answer where it gave none."""

LABELS: Final[Mapping[str, Sequence[str]]] = {
    "sentiment": ("negative", "neutral", "positive"),
    "spam": ("no", "yes"),
    "should_answer": ("no", "yes"),
}
"""Questions and their answers, as people see them."""

_Z: Final = 1.959964
"""Two-sided 95 % of the normal distribution."""


@dataclass(slots=True)
class Tally:
    """Answers to one question, of people and of the scorer.

    Attributes:
        cells: mentions by what people said and what the scorer says.
        disputed: mentions of which people say different things; what most of them say counts.
    """

    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    disputed: int = 0

    @property
    def judged(self) -> int:
        """Mentions that both have answered."""
        return sum(count for (_, scored), count in self.cells.items() if scored != SILENT)

    @property
    def silent(self) -> int:
        """Mentions that the scorer says nothing of."""
        return self.cells.total() - self.judged

    @property
    def agreed(self) -> int:
        """Mentions of which both say the same."""
        return sum(count for (said, scored), count in self.cells.items() if said == scored)

    @property
    def accuracy(self) -> float | None:
        """Share of agreement, 0 to 1; None where both have answered nothing."""
        return self.agreed / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % interval of the share after Wilson (1927)."""
        n, share = self.judged, self.accuracy
        if share is None:
            return None
        centre = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        reach = _Z / (1 + _Z**2 / n) * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
        return max(0.0, centre - reach), min(1.0, centre + reach)

    @property
    def kappa(self) -> float | None:
        """Agreement beyond chance after Cohen (1960), -1 to 1; None where chance alone explains all."""
        n = self.judged
        said: Counter[str] = Counter()
        scored: Counter[str] = Counter()
        for (theirs, ours), count in self.cells.items():
            if ours != SILENT:
                said[theirs] += count
                scored[ours] += count
        by_chance = sum(said[label] * scored[label] for label in said)
        return None if by_chance == n * n else (self.agreed * n - by_chance) / (n * n - by_chance)


Tallies = dict[str, dict[str, Tally]]
"""Brand -> question -> tally."""


def add(tallies: Tallies, found: insights.CorrectedMention, score: score_pb2.Score, brand: str = "") -> None:
    """Counts a mention for its brands, or for the one named, where people spoke of its present revision."""
    brands = {match.brand for match in found.mention.mention.matches} or {""}
    scored = answers(score)
    for question, (said, disputed) in verdicts(found).items():
        for each in brands if not brand else brands & {brand}:
            tally = tallies.setdefault(each, {}).setdefault(question, Tally())
            tally.cells[said, scored[question]] += 1
            tally.disputed += disputed


def answers(score: score_pb2.Score) -> dict[str, str]:
    """What the scorer says, by question."""
    return {
        "sentiment": score_keys.LABELS.get(score.sentiment.label, SILENT),
        "spam": _yes(score.spam.present) if score.HasField("spam") else SILENT,
        "should_answer": (
            _yes(score.engageability.should_answer) if score.HasField("engageability") else SILENT
        ),
    }


def verdicts(found: insights.CorrectedMention) -> dict[str, tuple[str, bool]]:
    """What most people say by question, of a tie what was said last; and whether they differ."""
    said: dict[str, list[str]] = {}
    for each in found.corrections:
        question = each.WhichOneof("label")
        if question in LABELS and each.revision == found.mention.mention.revision and not each.superseded:
            label = score_keys.LABELS.get(each.sentiment, "") if question == "sentiment" else ""
            said.setdefault(question, []).append(label or _yes(bool(getattr(each, question))))
    return {question: (_most(labels), len(set(labels)) > 1) for question, labels in said.items()}


def rows(tallies: Tallies) -> Iterable[tuple[str, ...]]:
    """A table row per brand and question; a sentence in the place of numbers where there are too few."""
    for brand, question, tally in _sorted(tallies):
        low, high = tally.interval or (0.0, 0.0)
        few = tally.judged < ENOUGH
        share = "too few to tell" if few else f"{tally.accuracy:.1%} ({low:.0%} to {high:.0%})"
        kappa = "" if few else _number(tally.kappa)
        yield (
            brand.removeprefix("brands/") or "-",
            question.replace("_", " "),
            f"{tally.agreed} of {tally.judged}",
            share,
            kappa,
            str(tally.silent),
            str(tally.disputed),
        )


def confusion(tally: Tally, question: str) -> Iterable[tuple[str, ...]]:
    """A row for each answer of people: how often the scorer says each of the answers, and nothing."""
    for said in LABELS[question]:
        yield said, *(str(tally.cells[said, scored]) for scored in (*LABELS[question], SILENT))


def keys(tallies: Tallies) -> Iterable[dict[str, Any]]:
    """The documented keys, one object per brand and question."""
    for brand, question, tally in _sorted(tallies):
        few = tally.judged < ENOUGH
        yield {
            "brand": brand,
            "question": question,
            "count": tally.judged,
            "agreed": tally.agreed,
            "silent": tally.silent,
            "disputed": tally.disputed,
            "enough": not few,
            "accuracy": tally.accuracy,
            "interval": tally.interval,
            "kappa": tally.kappa,
            "confusion": {
                said: {scored: tally.cells[said, scored] for scored in (*LABELS[question], SILENT)}
                for said in LABELS[question]
            },
        }


def _sorted(tallies: Tallies) -> Iterable[tuple[str, str, Tally]]:
    for brand in sorted(tallies):
        for question in LABELS:
            if question in tallies[brand]:
                yield brand, question, tallies[brand][question]


def _most(labels: Sequence[str]) -> str:
    counts = Counter(labels)
    most = max(counts.values())
    return next(label for label in reversed(labels) if counts[label] == most)


def _yes(answer: bool) -> str:  # noqa: FBT001  # one answer, in words
    return "yes" if answer else "no"


def _number(kappa: float | None) -> str:
    return "none" if kappa is None else f"{kappa:.2f}"
