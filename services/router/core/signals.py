"""What the router reads from one mention, for one brand, before it judges.

The bulk path calls `read` once per mention and brand; nothing here looks anything up, so the same
mention always gives the same signals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.router.core import lexicon
from services.router.core.lexicon import Sense

_TOKENS: Final = re.compile(r"[@#]?\w+")
_LINKS: Final = re.compile(r"(?:https?://|www\.)\S+")
_QUESTION_MARKS: Final = re.compile(r"[?？؟]")

_Kind = mention_pb2.Mention.Kind
_ENTITY = mention_pb2.Entity

NEWS_WORDS: Final = 8
"""A link with at most so many words around it is passed on, not said."""


@dataclass(frozen=True, slots=True)
class BrandNames:
    """How a brand is called, folded and without spaces.

    Attributes:
        brand: resource name.
        handles: names that address it after an `@`.
        own: handles of its own accounts.
    """

    brand: str
    handles: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    @classmethod
    def of(cls, brand: str, fact: events_pb2.BrandFact | None) -> BrandNames:
        """Names of a brand; of one that no fact describes yet, its id."""
        plain = squeeze(brand.removeprefix("brands/"))
        if fact is None:
            return cls(brand, frozenset({plain}))
        own = frozenset(handle.lower().lstrip("@") for handle in fact.handles)
        spoken = {squeeze(name) for name in (fact.display_name, *fact.aliases, *fact.handles)}
        return cls(brand, frozenset({*spoken, plain} - {""}), own)


class Signals(NamedTuple):
    """Everything the priority and the policy may know of a mention, as one brand sees it."""

    compound: float = 0.0
    addressed: bool = False
    asks: bool = False
    needs: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
    urgent: tuple[str, ...] = ()
    grave: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    thanks: bool = False
    giveaway: tuple[str, ...] = ()
    followers: int = 0
    verified: bool = False
    attention: int = 0
    rating: float | None = None
    private: bool = False
    own: bool = False
    repost: bool = False
    links: int = 0
    hashtags: int = 0
    words: int = 0
    first_person: bool = False

    @property
    def link_only(self) -> bool:
        """Whether it only passes a link on: news, not a voice."""
        return self.links > 0 and self.words <= NEWS_WORDS and not (self.asks or self.needs or self.complaints)

    @property
    def shouts(self) -> bool:
        """Whether it has the marks of spam."""
        return self.links > 2 or self.hashtags > 4 or bool(self.giveaway)


def squeeze(name: str) -> str:
    """A name as it would be written as a handle."""
    return "".join(char for char in name.lower() if char.isalnum())


def read(mention: mention_pb2.Mention, score: score_pb2.Score, names: BrandNames) -> Signals:
    """The signals of a mention for the brand of that name."""
    text = f"{mention.title} {mention.text}" if mention.title else mention.text
    folded = text.lower().replace("'", "").replace("\u2019", "")  # noqa: RUF001 - the curly apostrophe
    links = 0
    if "http" in folded or "www." in folded:
        folded, links = _LINKS.subn(" ", folded)
    tokens = _TOKENS.findall(folded)
    words = [token for token in tokens if token[0] not in "@#"]
    handles = [squeeze(token) for token in tokens if token[0] == "@"]
    hashtags = len(tokens) - len(words) - len(handles)
    if mention.entities:
        links, hashtags = _marked(mention.entities, handles, links, hashtags)
    senses = lexicon.senses(words, folded)
    author, engagement = mention.author, mention.engagement
    return Signals(
        compound=score.sentiment.compound,
        addressed=not names.handles.isdisjoint(handles),
        asks=_asks(folded, words),
        needs=_tuple(senses, Sense.HELP),
        complaints=_tuple(senses, Sense.COMPLAINT),
        urgent=_tuple(senses, Sense.URGENT),
        grave=_tuple(senses, Sense.GRAVE),
        unheard=_tuple(senses, Sense.UNHEARD),
        thanks=Sense.THANKS in senses,
        giveaway=_tuple(senses, Sense.GIVEAWAY),
        followers=author.follower_count,
        verified=author.verified,
        attention=engagement.like_count + 2 * engagement.repost_count + 2 * engagement.reply_count,
        rating=mention.rating if mention.HasField("rating") else None,
        private=mention.private or mention.kind == _Kind.KIND_MESSAGE,
        own=author.own or (author.handle.lower() in names.own if names.own else False),
        repost=mention.kind == _Kind.KIND_REPOST,
        links=links,
        hashtags=hashtags,
        words=len(words),
        first_person=not FIRST_PERSON.isdisjoint(words),
    )


FIRST_PERSON: Final = frozenset(
    "i im ive id ill my me mine we our us were weve mi me yo nos je j mon ma nous ich mein meine mir wir "
    "eu meu minha io mio mia ik mijn ja mój ben benim я мне мой мы 私".split()
)
"""Words of somebody who tells what happened to them."""


def _asks(folded: str, words: list[str]) -> bool:
    if _QUESTION_MARKS.search(folded):
        return True
    return bool(words) and Sense.ASK in lexicon.WORDS.get(words[0], ())


def _tuple(senses: Mapping[Sense, list[str]], sense: Sense) -> tuple[str, ...]:
    return tuple(senses.get(sense, ()))


def _marked(
    entities: Iterable[mention_pb2.Entity], handles: list[str], links: int, hashtags: int
) -> tuple[int, int]:
    """Adds what the network marked but the text does not show; gives the larger counts."""
    marked_links = marked_tags = 0
    for entity in entities:
        if entity.kind == _ENTITY.KIND_LINK:
            marked_links += 1
        elif entity.kind == _ENTITY.KIND_HASHTAG:
            marked_tags += 1
        elif entity.kind == _ENTITY.KIND_HANDLE:
            # The first label: `@name.host` addresses `name`, as readers see it.
            handles.append(squeeze(entity.value.split(".")[0]))
            handles.append(squeeze(entity.value))
    return max(links, marked_links), max(hashtags, marked_tags)
