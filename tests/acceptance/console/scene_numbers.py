"""What was said about two makers of coffee machines in the last months, hour by hour, always the same."""

from __future__ import annotations

import functools
import math
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from antiphon.insights.v1 import insights_service_pb2 as archive
from antiphon.scoring.v1 import score_pb2
from services.common.model import identity

BRANDS = ("brands/brewster", "brands/umbra")
HOUR = timedelta(hours=1)
NEGATIVE, NEUTRAL, POSITIVE = 1, 2, 3

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
BLIND = (TODAY - timedelta(days=17), TODAY - timedelta(days=15))
PARTIAL = (TODAY - timedelta(days=4), TODAY - timedelta(days=3))
STORM = TODAY - timedelta(days=8) + timedelta(hours=13)
STORM_HOURS = 6

_SAYINGS = (
    ("My {brand} pump leaks again, third time this year.", NEGATIVE, 2, 1, 7),
    ("{brand} support closed my ticket without an answer. Disappointed.", NEGATIVE, 2, 4, 3),
    ("Descaling the {brand} takes forever and the app logs me out.", NEGATIVE, 7, 1, 2),
    ("Does the milk hose of the {brand} fit the dishwasher?", NEUTRAL, 1, 0, 1),
    ("Looking at the {brand} Duo for the office, any experience?", NEUTRAL, 3, 3, 1),
    ("Moved the {brand} to the new kitchen today.", NEUTRAL, 10, 0, 1),
    ("The {brand} grinder got a firmware update.", NEUTRAL, 10, 0, 1),
    ("Best crema I ever had, thanks {brand}!", POSITIVE, 5, 2, 4),
    ("Love the new colour of the {brand}, beautiful thing.", POSITIVE, 5, 2, 5),
    ("Spare part arrived within two days, well done {brand}.", POSITIVE, 5, 3, 2),
)
_STORM_SAYINGS = (
    ("Is it true that the {brand} One has a recall? Mine smells burnt.", NEGATIVE, 8, 1, 22),
    ("{brand} recall: stop using the One until they answer. Shame.", NEGATIVE, 2, 1, 48),
    ("Recall of the {brand} One, and not a word from them.", NEGATIVE, 9, 1, 31),
)
_HANDLES = (
    "mira",
    "jweber",
    "aiko",
    "samr",
    "priyan",
    "cafelumen",
    "tomaso",
    "lenab",
    "noor",
    "brewnerd",
    "kk_kaffee",
    "oldbean",
)
_NETWORKS = ("x", "reddit", "bluesky", "mastodon", "discourse", "youtube")
_LANGUAGES = ("en", "en", "en", "de", "de", "fr", "es", "pt", "und")
_COUNTRIES = ("US", "GB", "DE", "DE", "FR", "ES", "BR", "", "")


class Said(NamedTuple):
    """One mention, as far as it is counted."""

    number: str
    time: datetime
    brand: str
    text: str
    feeling: int
    intent: int
    emotion: int
    network: str
    language: str
    country: str
    handle: str
    reach: int
    engagement: int
    corrected: bool

    def kept(self) -> archive.ArchivedMention:
        """As the archive tells it."""
        key = identity.make_key(self.network, "-", self.number)
        made = archive.ArchivedMention()
        made.mention.name = identity.mention_name(key)
        made.mention.key = made.mention.conversation_key = key
        made.mention.network, made.mention.text = self.network, self.text
        made.mention.native_id, made.mention.site = self.number, "-"
        made.mention.link = f"http://127.0.0.1:9/posts/{self.number}"
        made.mention.author.key = f"{self.network}:-:{self.handle}"
        made.mention.author.handle = made.mention.author.display_name = self.handle
        made.mention.create_time.FromDatetime(self.time)
        name = self.brand.removeprefix("brands/").capitalize()
        start = self.text.index(name)
        made.mention.matches.add(brand=self.brand).spans.add(start=start, end=start + len(name))
        made.score.sentiment.label = score_pb2.Sentiment.Label.Name(self.feeling)
        return made


def said_between(start: datetime, end: datetime) -> Iterator[Said]:
    """What was said, oldest first; nothing of what nobody could see."""
    hour = start.replace(minute=0, second=0, microsecond=0)
    last = min(end, datetime.now(UTC))
    while hour < last:
        yield from (each for each in _of(hour) if start <= each.time < last)
        hour += HOUR


@functools.cache
def _of(hour: datetime) -> tuple[Said, ...]:
    if BLIND[0] <= hour < BLIND[1]:
        return ()
    chance = random.Random(int(hour.timestamp()))
    day = 1.0 - 0.85 * math.cos((hour.hour - 2) / 24 * 2 * math.pi)
    rate = (
        2.1
        * day
        * (0.62 if hour.isoweekday() > 5 else 1.0)
        * (1.25 if hour > TODAY - timedelta(days=21) else 1.0)
    )
    usual = [_said(hour, number, chance, _SAYINGS) for number in range(round(rate + chance.random()))]
    if STORM <= hour < STORM + STORM_HOURS * HOUR:
        left = 1.0 - (hour - STORM) / (STORM_HOURS * HOUR)
        usual += [_said(hour, 100 + at, chance, _STORM_SAYINGS, BRANDS[0]) for at in range(int(18 * left))]
    return tuple(sorted(usual, key=lambda each: each.time))


def _said(hour: datetime, number: int, chance: random.Random, sayings, brand: str = "") -> Said:
    brand = brand or BRANDS[chance.random() > 0.66]
    text, feeling, intent, emotion, loud = chance.choice(sayings)
    return Said(
        f"{int(hour.timestamp())}-{number}",
        hour + timedelta(seconds=chance.randrange(3600)),
        brand,
        text.format(brand=brand.removeprefix("brands/").capitalize()),
        feeling,
        intent,
        emotion,
        _NETWORKS[min(int(chance.expovariate(0.6)), 5)],
        chance.choice(_LANGUAGES),
        chance.choice(_COUNTRIES),
        _HANDLES[min(int(chance.expovariate(0.3)), 11)],
        chance.randrange(40, 4000),
        chance.randrange(0, 3 * loud),
        chance.random() < 0.015,
    )
