"""What a desk shows beside the open conversation: the queue, the numbers, the sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.console.views import words
from services.console.views.pages import Pages

WAITING = ("OPEN", "CLAIMED", "ANSWERING")
MOODS = ("negative", "neutral", "positive")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the services said last; one that is away leaves its trouble and what it said before."""

    queue: Sequence[routing.Opportunity] = ()
    summary: routing.QueueSummary = field(default_factory=routing.QueueSummary)
    archive: insights.ArchiveSummary | None = None
    sources: Sequence[listening.Source] | None = None
    per_minute: float | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The same, drawn."""

    order: tuple[str, ...] = ()
    total: int = 0
    """Conversations in the queue, shown or not."""
    cards: dict[str, str] = field(default_factory=dict)
    strip: str = ""
    sources: str = ""
    trouble: str = ""

    def parts(self) -> dict[str, object]:
        """All of it, as an event carries it."""
        return {
            "order": self.order,
            "total": self.total,
            "cards": self.cards,
            "strip": self.strip,
            "sources": self.sources,
            "trouble": self.trouble,
        }

    def news(self, before: Picture) -> dict[str, object]:
        """What is different from `before`; empty when nothing is."""
        changed: dict[str, object] = {
            name: value
            for name, value in self.parts().items()
            if name != "cards" and value != getattr(before, name)
        }
        fresh = {uid: html for uid, html in self.cards.items() if before.cards.get(uid) != html}
        if fresh:
            changed["cards"] = fresh
        return changed


def draw(pages: Pages, facts: Facts) -> Picture:
    """Draws what is known."""
    cards = {
        words.uid(each.name): pages.render("parts/card.html", opportunity=each).strip()
        for each in facts.queue
    }
    return Picture(
        order=tuple(cards),
        total=max(len(cards), sum(facts.summary.opportunity_counts[state] for state in WAITING)),
        cards=cards,
        strip=pages.render("parts/strip.html", facts=facts, moods=_moods(facts.archive)),
        sources=pages.render("parts/sources.html", sources=facts.sources),
        trouble=facts.trouble,
    )


def _moods(archive: insights.ArchiveSummary | None) -> list[tuple[str, int, float]]:
    """Mood, count, and its share of a bar that is 100 wide."""
    counts = {mood: 0 if archive is None else archive.sentiment_counts[mood.upper()] for mood in MOODS}
    total = sum(counts.values()) or 1
    return [(mood, count, round(count * 100 / total, 1)) for mood, count in counts.items()]
