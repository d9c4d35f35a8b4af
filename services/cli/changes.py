"""What another scoring of history changes: labels from what to what, and priorities that cross a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.cli import output, score_keys, told

LINES: Final = (50, 80)
"""Priorities that are worth a word when a mention crosses them."""
NOTICEABLE: Final = 1.0
"""Points by which a priority must differ to count as higher or lower."""
EXAMPLES: Final = 3
"""Mentions kept for each change."""
NOTHING: Final = "nothing"
"""Stands for the answer of a scorer that gave none."""


def _of(field_: str, read: Callable[[Any], str]) -> Callable[[score_pb2.Score], str]:
    return lambda score: read(getattr(score, field_)) if score.HasField(field_) else NOTHING


def _yes(name: str) -> Callable[[Any], str]:
    return lambda found: "yes" if getattr(found, name) else "no"


def _wishes(score: score_pb2.Score) -> str:
    kinds = sorted(score_keys.named(findings_pb2.Intent.Kind, each.kind) for each in score.intents)
    return ", ".join(kinds) or NOTHING


LABELS: Final[Mapping[str, Callable[[score_pb2.Score], str]]] = {
    "language": _of("language", lambda found: str(found.code) or NOTHING),
    "sentiment": _of("sentiment", lambda found: score_keys.LABELS.get(found.label, NOTHING)),
    "emotion": _of("emotion", lambda found: score_keys.named(findings_pb2.Emotion.Label, found.label)),
    "offensive": _of("offensiveness", _yes("present")),
    "complaint": _of("complaint", _yes("present")),
    "intent": _wishes,
    "spam": _of("spam", _yes("present")),
    "engageable": _of("engageability", _yes("should_answer")),
    "relation": _of("relation", lambda found: score_keys.named(findings_pb2.Relation.Kind, found.kind)),
}
"""Questions whose answers are labels, by the keys of `antiphon score --json`."""


class Move(NamedTuple):
    """One answer that became another."""

    question: str
    before: str
    after: str


@dataclass(slots=True)
class Change:
    """What changes among some mentions.

    Attributes:
        mentions: how many were scored again.
        changed: how many of them have another label, or cross a line.
        moves: mentions by what changed.
        compared: mentions with a priority in both scores.
        higher: mentions whose priority rises.
        lower: mentions whose priority falls.
        over: mentions that rise to a line or above it, by line.
        under: mentions that fall below a line, by line.
        points: sum of all priorities' differences.
    """

    mentions: int = 0
    changed: int = 0
    moves: Counter[Move] = field(default_factory=Counter)
    compared: int = 0
    higher: int = 0
    lower: int = 0
    over: Counter[int] = field(default_factory=Counter)
    under: Counter[int] = field(default_factory=Counter)
    points: float = 0.0

    def add(self, moves: Sequence[Move], priorities: tuple[float, float] | None) -> None:
        """Counts one mention, by its changed labels and its priorities, where both scores have one."""
        self.mentions += 1
        self.moves.update(moves)
        crossed = priorities is not None and self._shift(*priorities)
        self.changed += bool(moves) or crossed

    def _shift(self, before: float, after: float) -> bool:
        self.compared += 1
        self.points += after - before
        self.higher += after - before >= NOTICEABLE
        self.lower += before - after >= NOTICEABLE
        for line in LINES:
            self.over[line] += before < line <= after
            self.under[line] += after < line <= before
        return any((before < line) != (after < line) for line in LINES)

    @property
    def mean_difference(self) -> float:
        """By how many points priorities rise on average."""
        return self.points / self.compared if self.compared else 0.0


@dataclass(slots=True)
class Report:
    """What changes among all mentions, and of each brand.

    Attributes:
        examples: for each change a few mentions: their names and what they say.
        versions: mentions by the version that scored them before.
        version: of the scorer that was asked now.
        applied: mentions whose new scores were published.
    """

    all: Change = field(default_factory=Change)
    brands: dict[str, Change] = field(default_factory=dict)
    examples: dict[Move, list[tuple[str, str]]] = field(default_factory=dict)
    versions: Counter[str] = field(default_factory=Counter)
    version: str = ""
    applied: int = 0

    def add(self, kept: insights.ArchivedMention, score: score_pb2.Score) -> bool:
        """Compares a mention's scores; whether they differ in a label or across a line."""
        moves = list(_moves(kept.score, score))
        priced = kept.score.HasField("priority") and score.HasField("priority")
        priorities = (kept.score.priority.value, score.priority.value) if priced else None
        changed = self.all.changed
        self.all.add(moves, priorities)
        for brand in {match.brand for match in kept.mention.matches}:
            self.brands.setdefault(brand, Change()).add(moves, priorities)
        for move in moves:
            examples = self.examples.setdefault(move, [])
            if len(examples) < EXAMPLES:
                text = told.text(kept.mention, score)
                examples.append((kept.mention.name, output.short(text)))
        self.versions[kept.score.model_version] += 1
        self.version = score.model_version
        return self.all.changed > changed


def differ(before: score_pb2.Score, after: score_pb2.Score) -> bool:
    """Whether two scores differ in anything but their version and moment."""
    return _bare(before) != _bare(after)


def _bare(score: score_pb2.Score) -> score_pb2.Score:
    bare = score_pb2.Score()
    bare.CopyFrom(score)
    bare.ClearField("model_version")
    bare.ClearField("rescore_time")
    return bare


def _moves(before: score_pb2.Score, after: score_pb2.Score) -> Iterator[Move]:
    for question, read in LABELS.items():
        one, other = read(before), read(after)
        if one != other:
            yield Move(question, one, other)


def keys(report: Report) -> dict[str, Any]:
    """The documented keys."""
    return {
        "version": report.version,
        "versions_before": dict(report.versions.most_common()),
        "applied": report.applied,
        **_change(report.all),
        "brands": {brand: _change(change) for brand, change in sorted(report.brands.items())},
        "examples": [
            {**move._asdict(), "mentions": [{"name": name, "text": text} for name, text in found]}
            for move, found in sorted(report.examples.items())
        ],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "mentions": change.mentions,
        "changed": change.changed,
        "labels": [{**move._asdict(), "count": count} for move, count in _ranked(change)],
        "priority": {
            "higher": change.higher,
            "lower": change.lower,
            "compared": change.compared,
            "mean_difference": change.mean_difference,
            "over": {str(line): change.over[line] for line in LINES},
            "under": {str(line): change.under[line] for line in LINES},
        },
    }


def label_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """A table row for each change of a label, the commonest first, with examples."""
    for move, count in _ranked(report.all):
        examples = "\n".join(f"{name}: {text}" for name, text in report.examples[move])
        yield move.question, f"{move.before} → {move.after}", f"{count:,}", examples


def brand_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """A table row for all mentions, and for each brand."""
    for name, change in (("all", report.all), *sorted(report.brands.items())):
        yield (
            name.removeprefix("brands/"),
            f"{change.mentions:,}",
            f"{change.changed:,}",
            f"{change.higher:,} / {change.lower:,}",
            f"{change.mean_difference:+.1f}",
            *(f"+{change.over[line]:,} -{change.under[line]:,}" for line in LINES),
        )


def _ranked(change: Change) -> list[tuple[Move, int]]:
    return sorted(change.moves.items(), key=lambda item: (-item[1], item[0]))
