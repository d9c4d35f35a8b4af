"""What the router reads from one mention, for one brand, before it judges.

The bulk path calls `read` once per mention and brand; nothing here looks anything up, so the same
mention always gives the same signals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.model import summons
from services.router.core import lexicon
from services.router.core.lexicon import Sense

_TOKENS: Final = re.compile(r"[@#]?\w+")
_LINKS: Final = re.compile(r"(?:https?://|www\.)\S+")
_QUESTION_MARKS: Final = re.compile("[\uff1f\u061f]")

_MESSAGE: Final = int(mention_pb2.Mention.KIND_MESSAGE)
_REPOST: Final = int(mention_pb2.Mention.KIND_REPOST)
_LINK: Final = int(mention_pb2.Entity.KIND_LINK)
_HANDLE: Final = int(mention_pb2.Entity.KIND_HANDLE)
_HASHTAG: Final = int(mention_pb2.Entity.KIND_HASHTAG)


@dataclass(frozen=True, slots=True)
class BrandNames:
    """How a brand is called, folded and without spaces.

    Attributes:
        brand: resource name.
        handles: names that address it after an `@`.
        own: handles of its own accounts.
        called: the same, as summons compare them.
        reply_signature: template of what its answers end with.
    """

    brand: str
    handles: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()
    reply_signature: str = ""

    @classmethod
    def of(cls, brand: str, fact: events_pb2.BrandFact | None) -> BrandNames:
        """Names of a brand; of one that no fact describes yet, its id."""
        plain = squeeze(brand.removeprefix("brands/"))
        if fact is None:
            return cls(brand, frozenset({plain}))
        own = frozenset(handle.lower().lstrip("@") for handle in fact.handles)
        called = frozenset(summons.fold(handle) for handle in fact.handles)
        spoken = {squeeze(name) for name in (fact.display_name, *fact.aliases, *fact.handles)}
        return cls(brand, frozenset({*spoken, plain} - {""}), own, called, fact.reply_signature)


NOTHING: Final[Sequence[str]] = ()


class Signals(NamedTuple):
    """Everything the priority and the policy may know of a mention, as one brand sees it."""

    compound: float = 0.0
    addressed: bool = False
    asks: bool = False
    needs: Sequence[str] = NOTHING
    complaints: Sequence[str] = NOTHING
    urgent: Sequence[str] = NOTHING
    grave: Sequence[str] = NOTHING
    unheard: Sequence[str] = NOTHING
    thanks: bool = False
    giveaway: Sequence[str] = NOTHING
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


def squeeze(name: str) -> str:
    """A name as it would be written as a handle."""
    return "".join(char for char in name.lower() if char.isalnum())


def read(mention: mention_pb2.Mention, score: score_pb2.Score, names: BrandNames) -> Signals:
    """The signals of a mention for the brand of that name."""
    text = f"{mention.title} {mention.text}" if mention.title else mention.text
    folded = text.lower().replace("'", "").replace("\u2019", "")
    links = 0
    if "http" in folded or "www." in folded:
        folded, links = _LINKS.subn(" ", folded)
    words = tokens = _TOKENS.findall(folded)
    handles: list[str] = []
    if "@" in folded or "#" in folded:
        words = [token for token in tokens if token[0] not in "@#"]
        handles = [token[1:].replace("_", "") for token in tokens if token[0] == "@"]
    hashtags = len(tokens) - len(words) - len(handles)
    if mention.entities:
        links, hashtags = _marked(mention.entities, handles, links, hashtags)
    get = lexicon.senses(words, folded).get
    author, engagement = mention.author, mention.engagement
    return Signals(
        compound=score.sentiment.compound,
        addressed=not names.handles.isdisjoint(handles),
        asks=_asks(folded, words),
        needs=get(Sense.HELP, NOTHING),
        complaints=get(Sense.COMPLAINT, NOTHING),
        urgent=get(Sense.URGENT, NOTHING),
        grave=get(Sense.GRAVE, NOTHING),
        unheard=get(Sense.UNHEARD, NOTHING),
        thanks=get(Sense.THANKS) is not None,
        giveaway=get(Sense.GIVEAWAY, NOTHING),
        followers=author.follower_count,
        verified=author.verified,
        attention=engagement.like_count + 2 * engagement.repost_count + 2 * engagement.reply_count,
        rating=mention.rating if mention.HasField("rating") else None,
        private=mention.private or mention.kind == _MESSAGE,
        own=author.own or (author.handle.lower() in names.own if names.own else False),
        repost=mention.kind == _REPOST,
        links=links,
        hashtags=hashtags,
        words=len(words),
        first_person=get(Sense.SELF) is not None,
    )


def _asks(folded: str, words: list[str]) -> bool:
    if "?" in folded or (not folded.isascii() and _QUESTION_MARKS.search(folded)):
        return True
    return bool(words) and Sense.ASK in lexicon.WORDS.get(words[0], ())


def _marked(
    entities: Iterable[mention_pb2.Entity], handles: list[str], links: int, hashtags: int
) -> tuple[int, int]:
    """Adds what the network marked but the text does not show; gives the larger counts."""
    marked_links = marked_tags = 0
    for entity in entities:
        if entity.kind == _LINK:
            marked_links += 1
        elif entity.kind == _HASHTAG:
            marked_tags += 1
        elif entity.kind == _HANDLE:
            # The first label: `@name.host` addresses `name`, as readers see it.
            handles.append(squeeze(entity.value.split(".")[0]))
            handles.append(squeeze(entity.value))
    return max(links, marked_links), max(hashtags, marked_tags)
