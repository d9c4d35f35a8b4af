"""What a mention counts as: the small set of facts by which its numbers are summed.

A mention has one *facet* (network, language, feeling and so on) and one *scope* (the set of queries
that asked for it), both interned as small numbers. So it is counted in exactly one row of one hour,
whatever the number of its brands, and a total over several brands counts nobody twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.insights.core import countries, entries

HOUR: Final = 3600 * entries.MICROSECONDS
"""Microseconds of the time that one row of the sums is about."""

SENTIMENT: Final = 1
SPAM: Final = 2
"""Questions, as corrections number them, whose answers change what a mention counts as."""

Scope = tuple[tuple[str, str], ...]
"""Pairs of brand and query, ordered, each once."""


class Facet(NamedTuple):
    """What a mention counts as; the names are the columns of the table.

    Attributes:
        network: lower case.
        language: ISO 639 code; empty or `und` where it cannot be told.
        sentiment: `Sentiment.Label`, a person's where there is one; 0 where the scorer abstained.
        emotion: `Emotion.Label`; 0 for none.
        intent: likeliest `Intent.Kind`; 0 for none.
        country: ISO 3166 code of the place that the author names; empty where it is not known.
        own: 1 for what an account of a watched brand says.
        spam: 1 where nobody's own words stand behind it, a person's word before the scorer's.
        corrected: 1 where a person's word decides any of these.
        erased: 1 where the author was forgotten and only the count is left.
    """

    network: str
    language: str
    sentiment: int
    emotion: int
    intent: int
    country: str
    own: int
    spam: int
    corrected: int
    erased: int


Weight = tuple[int, int, int]
"""What a mention adds to the sums beside one.

*Reach*: views where the network tells them, else followers of the author; 0 where neither is known.
*Engagement*: likes, replies and reposts together when it was collected.
*Certainty*: probability that its sentiment is right, in thousandths.
"""


def facet(
    mention: mention_pb2.Mention, score: score_pb2.Score, said: Mapping[int, int] | None = None
) -> Facet:
    """The facet of a mention with its score; `said` are people's standing answers, by question."""
    author = mention.author
    place = author.location
    intents = score.intents
    sentiment: int = score.sentiment.label
    spam, corrected = 1 if score.spam.present else 0, 0
    if said:
        sentiment, spam = said.get(SENTIMENT, sentiment), said.get(SPAM, spam)
        corrected = int(SENTIMENT in said or SPAM in said)
    # Every mention makes one, and a named tuple's own way to be made takes four times as long.
    return tuple.__new__(
        Facet,
        (
            mention.network,
            score.language.code,
            sentiment,
            score.emotion.label,
            intents[0].kind if intents else 0,
            countries.of(place) if place else "",
            1 if author.own else 0,
            spam,
            corrected,
            0,
        ),
    )


def scope(mention: mention_pb2.Mention) -> Scope:
    """The scope of a mention whose matches are a set in order."""
    matches = mention.matches
    if len(matches) == 1:
        match = matches[0]
        return ((match.brand, match.query),) if match.brand else ()
    return tuple([(match.brand, match.query) for match in matches if match.brand])


def weight(mention: mention_pb2.Mention, score: score_pb2.Score) -> Weight:
    """What a mention adds to the sums."""
    reach, engagement = 0, 0
    if mention.HasField("engagement"):
        counts = mention.engagement
        reach = counts.view_count
        engagement = counts.like_count + counts.reply_count + counts.repost_count
    return reach or mention.author.follower_count, engagement, int(score.sentiment.probability * 1000 + 0.5)
