"""A second way to count, slow and plain: reads every mention of an archive and looks at each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.insights.core import figures
from services.insights.store import tables

HOUR = 3_600_000_000


@dataclass
class Record:
    """One mention as it counts."""

    moment: int
    matches: set[tuple[str, str]]
    author: str
    words: str
    tags: frozenset[str]
    facet: dict[str, str | int]
    sums: figures.Sums = field(default=figures.NOTHING)


def records(conn):
    """Every mention that is kept."""
    said = {}
    for row in conn.execute(sa.select(tables.corrections).order_by(tables.corrections.c.id)):
        said[row.mention_id, row.question] = (row.label, row.revision)
    tags: dict[int, set[str]] = {}
    for row in conn.execute(sa.select(tables.mention_tags)):
        tags.setdefault(row.mention_id, set()).add(row.tag)
    return [record(row, said, tags) for row in conn.execute(sa.select(tables.mentions))]


def record(row, said, tags):
    mention = mention_pb2.Mention.FromString(row.mention)
    score = score_pb2.Score.FromString(row.score)

    def decided(question, otherwise):
        label, revision = said.get((row.id, question), (otherwise, None))
        return (label, 1) if revision == mention.revision else (otherwise, 0)

    feeling, one = decided(1, score.sentiment.label)
    spam, other = decided(2, int(score.spam.present))
    corrected = max(one, other)
    counts = mention.engagement
    return Record(
        moment=mention.create_time.ToMicroseconds(),
        matches={(match.brand, match.query) for match in mention.matches},
        author=mention.author.key,
        words=mention.text.lower(),
        tags=frozenset(tags.get(row.id, ())),
        facet={
            "network": mention.network,
            "language": score.language.code,
            "sentiment": feeling,
            "emotion": score.emotion.label,
            "intent": score.intents[0].kind if score.intents else 0,
            "country": {"Lyon, France": "FR", "Kyiv, Ukraine": "UA"}.get(mention.author.location, ""),
            "own": int(mention.author.own),
            "spam": spam,
            "corrected": corrected,
            "erased": 0,
        },
        sums=figures.Sums(
            1,
            int(feeling == 1),
            int(feeling == 2),
            int(feeling == 3),
            counts.view_count or mention.author.follower_count,
            counts.like_count + counts.reply_count + counts.repost_count,
            round(score.sentiment.probability * 1000),
            corrected,
            0,
        ),
    )


def forgotten(found: Record) -> Record:
    """The same when its author has been forgotten: a count of its hour."""
    facet = {**found.facet, "erased": 1}
    return Record(
        found.moment // HOUR * HOUR, found.matches, "", "", frozenset(), facet, found.sums._replace(erased=1)
    )


def holds(found: Record, cut) -> bool:
    """Whether a slice has it."""
    brands = {brand for brand, _ in found.matches}
    return (
        cut.start <= found.moment < cut.end
        and (not cut.brands or bool(brands & cut.brands))
        and (not cut.queries or bool({query for _, query in found.matches} & cut.queries))
        and (cut.visible is None or bool(brands & cut.visible))
        and all(found.facet[column] in values for column, values in cut.facets.items())
        and cut.text.strip() in found.words
        and (not cut.tags or bool(cut.tags & found.tags))
        and not (cut.text and found.facet["erased"])
    )


def grouped(found, key):
    """Sums by a key that each record may have several of."""
    sums: dict[object, figures.Sums] = {}
    for each in found:
        for value in key(each):
            sums[value] = figures.add(sums.get(value, figures.NOTHING), each.sums)
    return sums


def counts(sums):
    return Counter({key: each.mentions for key, each in sums.items()})
