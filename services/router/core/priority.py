"""The priority of a mention: one sum of parts, from 0 to 100, each part with its reason.

The formula is monotone: more anger, reach, attention, need or haste never lowers it, and more marks
of spam never raise it. A part says its points and its words, so the sum can be checked by hand:

| part | points |
| --- | --- |
| negative sentiment | 18 x strength |
| positive sentiment | -12 x strength |
| private message | 20 |
| addressed by handle | 12 |
| tells of themselves | 6 |
| asks for help | 14 for one word, 3 for each more, at most 20 |
| question | 8 |
| complaint words | 9 for one, 4 for each more, at most 21 |
| cannot wait | 8 for one, 4 for each more, at most 16 |
| health, safety, law | 14 for one, 4 for each more, at most 22 |
| unanswered before | 10 |
| low rating | up to 24 |
| followers | 3 for each power of ten, at most 18 |
| verified | 3 |
| likes, replies, reposts | 2 for each doubling, at most 12 |
| only thanks | -10 |
| repost | -40 |
| marks of spam | up to -40 |
| only a link | -25 |
| few words | -8 |
| written by the brand | -100 |
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from services.router.core.signals import Signals

HIGHEST: Final = 100
FEW_WORDS: Final = 4
NEWS_WORDS: Final = 8
"""A link with at most so many words around it is passed on, not said."""

Part = tuple[int, str]
"""One reason for a priority: its points and its words."""


class Priority(NamedTuple):
    """How much a mention matters, and why."""

    points: int
    parts: Sequence[Part]


def assess(signals: Signals) -> Priority:
    """The priority of a mention and its parts, in the order of the formula."""
    parts: list[Part] = []
    _feeling(signals, parts)
    _need(signals, parts)
    _trouble(signals, parts)
    if signals.followers > 0 or signals.attention > 0 or signals.verified:
        _reach(signals, parts)
    _noise(signals, parts)
    total = 0
    for points, _ in parts:
        total += points
    return Priority(min(max(total, 0), HIGHEST), parts)


def link_only(signals: Signals) -> bool:
    """Whether it only passes a link on: news, not a voice."""
    return bool(
        signals.links
        and signals.words <= NEWS_WORDS
        and not (signals.asks or signals.needs or signals.complaints)
    )


def shouts(signals: Signals) -> bool:
    """Whether it has so many marks of spam that it is none of a customer's."""
    offers = len(signals.giveaway)
    return signals.links > 2 or signals.hashtags > 7 or offers > 1 or (offers == 1 and signals.links > 0)


def _feeling(signals: Signals, parts: list[Part]) -> None:
    compound = signals.compound
    if compound <= -0.05:
        parts.append((round(-18 * compound), f"negative sentiment {compound:.2f}"))
    elif compound >= 0.05:
        parts.append((-round(12 * compound), f"positive sentiment {compound:.2f}"))
    if signals.private:
        parts.append((20, "private message"))
    elif signals.addressed:
        parts.append((12, "addressed by handle"))
    if signals.first_person:
        parts.append((6, "tells of themselves"))


def _need(signals: Signals, parts: list[Part]) -> None:
    if signals.needs:
        parts.append((_growing(signals.needs, 14, 3, 20), _quoted("asks for help", signals.needs)))
    if signals.asks:
        parts.append((8, "question"))
    if signals.urgent:
        parts.append((_growing(signals.urgent, 8, 4, 16), _quoted("cannot wait", signals.urgent)))
    if signals.unheard:
        parts.append((10, _quoted("unanswered before", signals.unheard)))


def _trouble(signals: Signals, parts: list[Part]) -> None:
    if signals.complaints:
        parts.append((_growing(signals.complaints, 9, 4, 21), _quoted("complaint", signals.complaints)))
    if signals.grave:
        parts.append((_growing(signals.grave, 14, 4, 22), _quoted("health, safety or law", signals.grave)))
    if signals.rating is not None and signals.rating < 0.5:
        parts.append((round(48 * (0.5 - signals.rating)), f"low rating {signals.rating:.2f}"))


def _reach(signals: Signals, parts: list[Part]) -> None:
    if signals.followers > 0:
        points = min(18, round(3 * math.log10(1 + signals.followers)))
        parts.append((points, f"{signals.followers} followers"))
    if signals.verified:
        parts.append((3, "verified account"))
    if signals.attention > 0:
        points = min(12, round(2 * math.log2(1 + signals.attention)))
        parts.append((points, f"attention {signals.attention} (likes, twice replies and reposts)"))


def _noise(signals: Signals, parts: list[Part]) -> None:
    if signals.thanks and signals.compound >= 0 and not (signals.asks or signals.complaints):
        parts.append((-10, "thanks"))
    if signals.repost:
        parts.append((-40, "repost"))
    if signals.links > 2 or signals.hashtags > 4 or signals.giveaway:
        parts.append((-min(40, _spam(signals)), "marks of spam"))
    if link_only(signals):
        parts.append((-25, "only a link"))
    elif signals.words < FEW_WORDS:
        parts.append((-8, "few words"))
    if signals.own:
        parts.append((-100, "written by the brand"))


def _spam(signals: Signals) -> int:
    links, tags = max(0, signals.links - 2), max(0, signals.hashtags - 4)
    return 15 * links + 4 * tags + 12 * len(signals.giveaway)


def _growing(words: Sequence[str], first: int, more: int, most: int) -> int:
    return min(most, first + more * (len(words) - 1))


def _quoted(reason: str, words: Sequence[str]) -> str:
    return f"{reason}: {', '.join(words[:3])}"
