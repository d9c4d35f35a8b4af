"""Front door of what is found out about slices: spikes and their causes, topics, drivers, authors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from services.common.store import Database
from services.insights.core import buckets, cells, slices, spikes, wording
from services.insights.core.slices import Cut
from services.insights.core.wording import Driver, Text, Topic
from services.insights.store import numbers, reading

LEAST_SHARE: Final = 0.2
"""Share of a spike's mentions from which on something is its cause."""
MOST_CAUSES: Final = 4


@dataclass(frozen=True, slots=True)
class Cause:
    """What a spike is made of."""

    kind: str
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Topics:
    """Topics of a slice with what is known of each."""

    found: Sequence[tuple[Topic, int, int, Sequence[str]]]
    """Topic, mentions before, bad ones, names of the mentions that say it best."""
    read: int
    read_before: int
    count: int


class Explorer:
    """Finds things out."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def settled(self, cut: Cut) -> Cut:
        """The same, whose query was asked: what is within it needs not ask again."""
        return await self._db.read(lambda conn: numbers.settled(conn, cut)) if cut.asked else cut

    async def by_hour(self, cut: Cut) -> list[int]:
        """Mentions of every whole hour of a slice."""

        def work(conn: sa.Connection) -> list[int]:
            first = cut.start // cells.HOUR
            counts = [0] * (-(-cut.end // cells.HOUR) - first)
            for row in numbers.tally(conn, cut, grid=buckets.Grid(buckets.BY_SLOT)):
                counts[row.time // buckets.SLOTS_PER_HOUR - first] += row.sums.mentions
            return counts

        return await self._db.read(work)

    async def causes(self, cut: Cut) -> list[Cause]:
        """What a spike is made of more than the week before, the largest share first."""
        return await self._db.read(lambda conn: _causes(conn, cut))

    async def topics(self, cut: Cut, most: int) -> Topics:
        """What a slice is about, beside the same length of time before it."""
        return await self._db.read(lambda conn: _topics(conn, cut, most))

    async def drivers(self, cut: Cut, against: Cut) -> tuple[list[Driver], int, int]:
        """Words that tell two slices apart, and how many mentions of each were read."""

        def work(conn: sa.Connection) -> tuple[list[Driver], int, int]:
            here, there = reading.texts(conn, cut), reading.texts(conn, against)
            found = wording.drivers(wording.counted(here), wording.counted(there))
            return found, len(here), len(there)

        return await self._db.read(work)

    async def people(self, cut: Cut, most: int) -> tuple[list[reading.Person], int]:
        """Authors of a slice, and how many there are."""
        return await self._db.read(lambda conn: reading.people(conn, cut, most))


def _causes(conn: sa.Connection, cut: Cut) -> list[Cause]:
    before = numbers.settled(conn, cut.between(cut.start - spikes.WEEK * cells.HOUR, cut.start))
    cut = numbers.settled(conn, cut)
    whole = numbers.total(conn, cut).mentions
    texts = reading.texts(conn, cut)
    words = wording.drivers(wording.counted(texts), wording.counted(reading.texts(conn, before)))
    found = [
        Cause("topic", each.word, round(each.count * whole / max(len(texts), 1)))
        for each in wording.telling(words, 2)
    ]
    people, _ = reading.people(conn, cut, 1_000)
    if people:
        most = max(people, key=lambda person: person.count)
        found.append(Cause("author", most.key, most.count))
    if copies := reading.copies(conn, cut):
        found.append(Cause("cascade", copies.first, copies.count))
    found += _risen(conn, cut, before, whole)
    found = [each for each in found if each.count >= LEAST_SHARE * whole and each.count > 1]
    return sorted(found, key=lambda each: -each.count)[:MOST_CAUSES]


def _risen(conn: sa.Connection, cut: Cut, before: Cut, whole: int) -> list[Cause]:
    """A network whose share has grown by half or more."""
    now = {row.value: row.sums.mentions for row in numbers.tally(conn, cut, column="network")}
    then = {row.value: row.sums.mentions for row in numbers.tally(conn, before, column="network")}
    all_then = sum(then.values())
    return [
        Cause("network", str(value), count)
        for value, count in now.items()
        if all_then and count / whole > 1.5 * then.get(value, 0) / all_then
    ]


def _topics(conn: sa.Connection, cut: Cut, most: int) -> Topics:
    cut = numbers.settled(conn, cut)
    texts = reading.texts(conn, cut)
    earlier = reading.texts(conn, cut.between(*slices.before(cut)))
    found = wording.topics(texts, wording.counted(earlier), most)
    sets = [wording.terms(text.words) for text in earlier]
    best = [_best(topic, texts) for topic in found]
    names: Mapping[int, str] = reading.names(conn, [row for rows in best for row in rows])
    told = [
        (
            topic,
            sum(not words.isdisjoint(topic.words) for words in sets),
            sum(texts[at].sentiment == 1 for at in topic.mentions),
            [names[row] for row in rows],
        )
        for topic, rows in zip(found, best, strict=True)
    ]
    return Topics(told, len(texts), len(earlier), numbers.total(conn, cut).mentions)


def _best(topic: Topic, texts: Sequence[Text]) -> list[int]:
    """Rows of the mentions with the most words of a topic, the shortest first."""

    def rank(at: int) -> tuple[int, int, int]:
        text = texts[at]
        return -len(wording.terms(text.words).intersection(topic.words)), len(text.words), text.id

    return [texts[at].id for at in sorted(topic.mentions, key=rank)[:3]]
