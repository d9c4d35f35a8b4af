"""How far an author's words carry: a sum of points from 0 to 100, each with its reason.

Points grow with the logarithm of a count, so twice as many count the same everywhere, and never stop growing:
of two authors the one with more of anything has more.

| component | points |
| --- | --- |
| followers | 5 for each power of ten, as many as are equally rare on X |
| lists | 5 for each power of ten |
| mentions received | 5 for each power of ten |
| reposts received | 5 for each power of ten |
| attention of this | 2 for each power of ten of likes, and replies and reposts counted twice |
| verified | 2 |
| writes of the brand's topics | 4 when the profile names one of the brand's names |
| follows many | -0.6 for each power of ten it follows, -2 for each power of ten by which it follows more |
| publishes much, receives little | -0.5 for each power of ten of contributions for each mention or repost |
| run by a machine | -15 x probability |
| end of the scale | below 5 and above 75 the points are squeezed towards 0 and 100 |

What is not known is estimated from what is: an author with so many followers stands on about so many lists.
The estimate counts, and the interval says how far the true number may lie from it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from typing_extensions import override

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.scorer.core import audiences, reasons
from services.scorer.core.analyzers.protocol import Analyzer, Batch
from services.scorer.core.analyzers.spam import Spam
from services.scorer.core.documents import Document
from services.scorer.core.names import Names
from services.scorer.core.reasons import Reason

FOLLOWERS: Final = 5.0
LISTS: Final = 5.0
MENTIONS: Final = 5.0
REPOSTS: Final = 5.0
"""Points for each power of ten."""
ATTENTION: Final = 2.0
VERIFIED: Final = 2.0
TOPICS: Final = 4.0
FOLLOWS: Final = -0.6
FOLLOWS_MORE: Final = -2.0
PUBLISHES_MORE: Final = -0.5
MACHINE: Final = -15.0
MACHINE_NOTABLE: Final = 0.05
"""Probability below which nothing speaks for a machine."""

LOW_KNEE: Final = 5.0
HIGH_KNEE: Final = 75.0
HIGHEST: Final = 100.0

USUAL_AUDIENCE: Final = 1.8
"""log10(1 + followers) of an author of whom nothing is known: the median of the reference network."""
AUDIENCE_SPREAD: Final = 1.2
"""By how much the true one may differ, in powers of ten."""
GUESS_SPREAD: Final = 0.8
"""The same where lists, mentions or reposts received tell something of it."""


class Estimate(NamedTuple):
    """How a count that is not known follows from the audience: in powers of ten, a line."""

    slope: float
    start: float
    spread: float
    """By how much the true count may differ, in powers of ten."""

    @property
    def spread_of_unknown(self) -> float:
        """The same, where the audience is not known either."""
        return self.spread + self.slope * AUDIENCE_SPREAD


_RECEIVED: Final = (
    ("listed_count", "lists", LISTS, Estimate(0.75, -1.0, 0.6)),
    ("mention_count", "mentions received", MENTIONS, Estimate(0.7, -0.7, 0.8)),
    ("repost_count", "reposts received", REPOSTS, Estimate(0.7, -0.9, 0.8)),
)
"""Field of the author, name of its component, points, and what is taken for it where it is not known."""

_UNKNOWN: Final = "followers, not known"
_MISSING: Final = "lists, mentions or reposts received, not known"
_BIO_LOOKED_AT: Final = 500
_WORDS: Final = re.compile(r"\w+")
_log10 = math.log10


class Influence(NamedTuple):
    """How far an author's words carry.

    Attributes:
        value: 0 (nobody listens) to 100.
        low: lower end of what the missing inputs leave open.
        high: upper end of it.
        percentile: share of the network's authors with less reach, 0 to 100; None when not known.
        components: what the value adds up from.
    """

    value: float
    low: float
    high: float
    percentile: float | None
    components: Sequence[Reason]


class InfluenceAnalyzer(Analyzer[Influence]):
    """Adds up reach, resonance and relevance, less what machines and followers of everybody have of it."""

    name: ClassVar = "influence"
    version: ClassVar = "1"

    @override
    def analyze(self, batch: Batch) -> list[Influence]:
        """The influence of each author; never silent."""
        spam = batch.found("spam", Spam)
        return [
            assess(document, said.bot_probability if said is not None else 0.0)
            for document, said in zip(batch.documents, spam, strict=True)
        ]

    @override
    def write(self, document: Document, finding: Influence, score: score_pb2.Score) -> None:
        """Writes value, interval, percentile and components."""
        target = score.influence
        target.value, target.low, target.high = finding.value, finding.low, finding.high
        if finding.percentile is not None:
            target.percentile = finding.percentile
        reasons.write(finding.components, target.components)


def assess(document: Document, machine: float = 0.0) -> Influence:
    """The influence of a document's author, run by a machine with that probability."""
    mention = document.mention
    author = mention.author
    found: list[Reason] = []
    percentile = None
    if author.HasField("follower_count"):
        size = _log10(1 + max(0, author.follower_count))
        percentile = audiences.percentile(mention.network, size)
        audience, open_by = audiences.equivalent(mention.network, size), 0.0
        found.append(("followers", None, FOLLOWERS * audience))
    else:
        audience, spread = _guess(author)
        open_by = FOLLOWERS * spread
        found.append((_UNKNOWN, None, FOLLOWERS * audience))
    open_by += _resonance(author, audience, found, known=not open_by)
    _rest(document, found)
    _discounts(author, audience, machine, found)
    points = reasons.total(found)
    value = squeezed(points)
    if value != points:
        found.append(("end of the scale", None, value - points))
    low, high = (squeezed(points - open_by), squeezed(points + open_by)) if open_by else (value, value)
    return Influence(value, low, high, percentile, found)


def squeezed(points: float) -> float:
    """Points on the scale from 0 to 100: as they are in the middle, ever closer to the ends outside."""
    if points > HIGH_KNEE:
        room = HIGHEST - HIGH_KNEE
        return HIGHEST - room * math.exp((HIGH_KNEE - points) / room)
    return LOW_KNEE * math.exp((points - LOW_KNEE) / LOW_KNEE) if points < LOW_KNEE else points


def _guess(author: mention_pb2.Author) -> tuple[float, float]:
    """An audience that is not known, from the counts that are, and by how much it may differ."""
    guesses = [
        (_log10(1 + max(0, getattr(author, field))) - estimate.start) / estimate.slope
        for field, _, _, estimate in _RECEIVED
        if author.HasField(field)
    ]
    audience = (USUAL_AUDIENCE + sum(guesses)) / (1 + len(guesses))
    return audience, GUESS_SPREAD if guesses else AUDIENCE_SPREAD


def _resonance(author: mention_pb2.Author, audience: float, found: list[Reason], *, known: bool) -> float:
    """Adds lists, mentions and reposts received; gives the points that the missing ones leave open."""
    missing = open_by = 0.0
    for field, name, weight, estimate in _RECEIVED:
        if author.HasField(field):
            found.append((name, None, weight * _log10(1 + max(0, getattr(author, field)))))
        else:
            missing += weight * max(0.0, estimate.start + estimate.slope * audience)
            open_by += weight * (estimate.spread if known else estimate.spread_of_unknown)
    if open_by:
        found.append((_MISSING, None, missing))
    return open_by


def _rest(document: Document, found: list[Reason]) -> None:
    """Adds what this mention and the profile tell."""
    mention = document.mention
    if mention.HasField("engagement"):
        engagement = mention.engagement
        attention = engagement.like_count + 2 * engagement.reply_count + 2 * engagement.repost_count
        if attention > 0:
            found.append(("attention of this", None, ATTENTION * _log10(1 + attention)))
    author = mention.author
    if author.verified:
        found.append(("verified", None, VERIFIED))
    if document.names.handles and _names_brand(author.bio, document.names):
        found.append(("writes of the brand's topics", None, TOPICS))


def _names_brand(bio: str, names: Names) -> bool:
    """Whether a profile names the brand: by a whole word, or by two that follow each other."""
    called = names.handles
    flat = bio[:_BIO_LOOKED_AT].lower()
    unspaced = flat.replace(" ", "")
    if not [name for name in called if name in unspaced]:
        return False
    words = _WORDS.findall(flat)
    return not (called.isdisjoint(words) and called.isdisjoint(map("".join, itertools.pairwise(words))))


def _discounts(author: mention_pb2.Author, audience: float, machine: float, found: list[Reason]) -> None:
    if author.HasField("following_count"):
        following = max(0, author.following_count)
        more = _log10(1 + (1 + following) / 10**audience)
        found.append(("follows many", None, FOLLOWS * _log10(1 + following) + FOLLOWS_MORE * more))
    if author.HasField("post_count") and author.HasField("mention_count"):
        received = max(0, author.mention_count) + max(0, author.repost_count)
        more = _log10(1 + max(0, author.post_count) / (1 + received))
        found.append(("publishes much, receives little", None, PUBLISHES_MORE * more))
    if machine >= MACHINE_NOTABLE:
        found.append(("run by a machine", None, MACHINE * machine))
