"""What the router knows of one mention, for one brand, before it judges.

What the words mean is the scorer's to say. The router adds what depends on the brand: whether it is addressed
and whether it wrote the mention itself. Nothing here looks anything up, so the same mention always gives the
same signals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag
from typing import Final, NamedTuple

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.common.model import summons

_HANDLES: Final = re.compile(r"@(\w+)")
_LINKS: Final = re.compile(r"(?:https?://|www\.)\S+")

_MESSAGE: Final = int(mention_pb2.Mention.KIND_MESSAGE)
_REPOST: Final = int(mention_pb2.Mention.KIND_REPOST)
_HANDLE: Final = int(mention_pb2.Entity.KIND_HANDLE)

_I: Final = findings_pb2.Intent
LIKELY: Final = 0.5
"""Probability from which an intent is taken for one."""
ANGRY: Final = -0.5
"""Compound at or below which a text counts as a complaint where nothing else was said of it."""


@dataclass(frozen=True, slots=True)
class BrandNames:
    """How a brand is called, folded and without spaces.

    Attributes:
        brand: resource name.
        handles: names that address it after an `@`.
        own: handles of its own accounts.
        called: the same, as summons compare them.
        reply_signature: template of what its answers end with.
        training: whether agents practise with it, so that its answers go to the sandbox only.
    """

    brand: str
    handles: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()
    reply_signature: str = ""
    training: bool = False

    @classmethod
    def of(cls, brand: str, fact: events_pb2.BrandFact | None) -> BrandNames:
        """Names of a brand; of one that no fact describes yet, its id."""
        plain = squeeze(brand.removeprefix("brands/"))
        if fact is None:
            return cls(brand, frozenset({plain}))
        own = frozenset(handle.lower().lstrip("@") for handle in fact.handles)
        called = frozenset(summons.fold(handle) for handle in fact.handles)
        spoken = {squeeze(name) for name in (fact.display_name, *fact.aliases, *fact.handles)}
        names = frozenset({*spoken, plain} - {""})
        return cls(brand, names, own, called, fact.reply_signature, fact.training)


class Trait(IntFlag):
    """What a rule may ask for."""

    NONE = 0
    OWN = 1
    """The brand wrote it."""
    REPOST = 2
    """It passes another post on without words of its own."""
    INSIGHT_ONLY = 4
    """Its network does not let anybody answer."""
    EXPIRED = 8
    """Its network no longer takes answers to it."""
    PRIVATE = 16
    """Only the brand and its author can see it."""
    SPAM = 32
    """Nobody's own words stand behind it."""
    GRAVE = 64
    """It tells of danger to people, or speaks of law, fraud or for the press."""
    ADDRESSED = 128
    """It calls the brand by a handle."""
    ASKS = 256
    """It asks something."""
    COMPLAINS = 512
    """It complains, reports a fault, or thinks of leaving."""
    ANSWERABLE = 1024
    """Somebody should answer."""


# Plain numbers: the bulk path asks them for every mention.
OWN: Final = int(Trait.OWN)
REPOST: Final = int(Trait.REPOST)
PRIVATE: Final = int(Trait.PRIVATE)
SPAM: Final = int(Trait.SPAM)
GRAVE: Final = int(Trait.GRAVE)
ADDRESSED: Final = int(Trait.ADDRESSED)
ASKS: Final = int(Trait.ASKS)
COMPLAINS: Final = int(Trait.COMPLAINS)
ANSWERABLE: Final = int(Trait.ANSWERABLE)

_UNTOLD: Final = 1 << 20
"""Beside traits while they are read: the scorer told no intents."""

_WISHES: Final = {
    int(_I.KIND_QUESTION): ASKS,
    int(_I.KIND_COMPLAINT): COMPLAINS,
    int(_I.KIND_FAULT_REPORT): COMPLAINS,
    int(_I.KIND_CHURN_RISK): COMPLAINS,
    int(_I.KIND_DANGER): GRAVE,
    int(_I.KIND_PRESS_OR_LEGAL): GRAVE,
}


class Signals(NamedTuple):
    """Everything the priority and the policy may know of a mention, as one brand sees it.

    Attributes:
        score: what the scorer said of it.
        traits: which `Trait`s it has, as bits.
    """

    score: score_pb2.Score
    traits: int = 0


def squeeze(name: str) -> str:
    """A name as it would be written as a handle."""
    return "".join(char for char in name.lower() if char.isalnum())


def read(mention: mention_pb2.Mention, score: score_pb2.Score, names: BrandNames) -> Signals:
    """The signals of a mention for the brand of that name."""
    kind, author = mention.kind, mention.author
    title, text = mention.title, mention.text
    traits = _said(score)
    if traits & _UNTOLD:
        traits = traits & ~_UNTOLD | _guessed(f"{title} {text}" if title else text, score)
    if kind == _MESSAGE or mention.private:
        traits |= PRIVATE
    elif kind == _REPOST:
        traits |= REPOST
    if author.own or (names.own and author.handle.lower() in names.own):
        traits |= OWN
    if _addressed(mention, title, text, names.handles):
        traits |= ADDRESSED
    return Signals(score, traits)


def _said(score: score_pb2.Score) -> int:
    """Traits that the scorer's words are behind; with `_UNTOLD` where it told no intents."""
    traits = ANSWERABLE if score.engageability.should_answer else 0
    if score.spam.present:
        traits |= SPAM
    if score.complaint.present:
        traits |= COMPLAINS
    intents = score.intents
    if not intents:
        return traits | _UNTOLD
    for intent in intents:
        if intent.probability >= LIKELY:
            traits |= _WISHES.get(intent.kind, 0)
    return traits


def _guessed(text: str, score: score_pb2.Score) -> int:
    """Traits told by the bare text, where the scorer told no intents."""
    traits = ASKS if _asks(text) else 0
    return traits | COMPLAINS if score.sentiment.compound <= ANGRY else traits


def asks(mention: mention_pb2.Mention) -> bool:
    """Whether a text has a question mark outside its links."""
    return _asks(f"{mention.title} {mention.text}")


def _asks(text: str) -> bool:
    if "?" not in text and (text.isascii() or ("\uff1f" not in text and "\u061f" not in text)):
        return False
    if "http" in text or "www." in text:
        text = _LINKS.sub(" ", text)
    return "?" in text or "\uff1f" in text or "\u061f" in text


def _addressed(mention: mention_pb2.Mention, title: str, text: str, handles: frozenset[str]) -> bool:
    if "@" in text and not handles.isdisjoint(_handles(text)):
        return True
    if title and "@" in title and not handles.isdisjoint(_handles(title)):
        return True
    entities = mention.entities
    return bool(entities) and not handles.isdisjoint(_marked(entities))


def _handles(text: str) -> list[str]:
    found: list[str] = _HANDLES.findall(text.lower())
    return [name.replace("_", "") for name in found] if "_" in text else found


def _marked(entities: Iterable[mention_pb2.Entity]) -> list[str]:
    """Handles that the network marked, whether the text shows them or not."""
    named = [entity.value for entity in entities if entity.kind == _HANDLE]
    # The first label: `@name.host` addresses `name`, as readers see it.
    return [squeeze(form) for name in named for form in (name, name.split(".")[0])]
