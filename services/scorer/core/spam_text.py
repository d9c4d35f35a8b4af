"""What a text shows of spam, in log-odds: links, offers, hashtags, walls of handles, shouting, repetition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from antiphon.mention.v1 import mention_pb2
from services.scorer.core import folding, spam_words
from services.scorer.core.documents import Document
from services.scorer.core.phrases import Phrases, Place, Signs
from services.scorer.core.plain import Plain
from services.scorer.core.reasons import Reason

_KIND: Final = mention_pb2.Entity.Kind
_LINK: Final = int(_KIND.KIND_LINK)

_OFFERS: Final = {
    spam_words.GIVEAWAY: (2.4, 1.4),
    spam_words.MONEY: (2.6, 1.6),
    spam_words.COINS: (1.0, 0.5),
    spam_words.FOLLOW: (3.0, 1.6),
    spam_words.ADULT: (2.8, 1.6),
    spam_words.OFFER: (1.0, 0.9),
}
"""What the first phrase of a sense says, and each other one."""
_OFFERS_MOST: Final = 3
"""Phrases of a sense that count."""
_OFFER_WITH_LINK: Final = 1.7
_VOICE: Final = -0.8
"""Somebody speaks of their own matters, which spam seldom does."""
_QUESTION: Final = -0.5

_LINKS: Final = (0.0, 0.0, 1.4, 3.6, 5.0)
"""By the number of links; the last holds for more. One is what news and questions have, too."""
_SHORTENED: Final = 0.6
_CHAT: Final = 1.2
_SHORTENERS: Final = (
    "bit.ly/", "tinyurl.com/", "is.gd/", "cutt.ly/", "rb.gy/", "adf.ly/", "shorturl.at/", "t.ly/", "tiny.cc/",
    "bc.vc/", "goo.gl/", "soo.gd/", "s.id/", "linktr.ee/",
)  # fmt: skip
_CHATS: Final = ("t.me/", "wa.me/", "chat.whatsapp.com/", "discord.gg/", "telegram.me/", "onlyfans.com/")

_TAGS_USUAL: Final = 4
_TAG: Final = 0.45
_TAGS_MOST: Final = 3.0
_TAGS_SHARE: Final = 0.5
_MOSTLY_TAGS: Final = 1.5
_HANDLES_USUAL: Final = 4
_HANDLE: Final = 0.5
_HANDLES_MOST: Final = 3.0
_CAPITALS_SHARE: Final = 0.7
_CAPITALS: Final = 0.4
_LETTERS: Final = 15
_REPEATED_WORDS: Final = 8
"""Words from which repetition counts."""
_REPEATED_SHARE: Final = 0.34
_REPEATED: Final = 2.6
_STRETCHED: Final = re.compile(r"(\w)\1{6}|([^\w\s.])\2{6}")
_STRETCHED_AMOUNT: Final = 0.3
_READ: Final = 2_000
"""Characters whose letters and signs are counted."""

_VARIETY: Final = 0.7
"""Share of different words below which repetition is looked for."""
_WORDS: Final = Phrases({sense: spam_words.SENSES[sense] for sense in _OFFERS})
_VOICES: Final = frozenset(spam_words.VOICES.split())


def signals(document: Document, read: Plain) -> list[Reason]:
    """What speaks for and against spam in a document."""
    found: list[Reason] = []
    text, words = document.text, read.words
    said = _WORDS.find(read.spoken)
    links = text.count("://")
    if links or document.mention.entities:
        links = _links(document, links, found)
    if said:
        _offers(document, read, said, found)
        if links:
            found.append(("an offer with a link", None, _OFFER_WITH_LINK))
    if "#" in text:
        _tags(text.count("#"), len(words), found)
    if text.count("@") > _HANDLES_USUAL:
        _handles(text, found)
    if len(words) >= _REPEATED_WORDS and len(set(words)) < _VARIETY * len(words):
        _repetition(words, found)
    if found:
        _manner(text[:_READ], words, found)
    return found


def _links(document: Document, links: int, found: list[Reason]) -> int:
    """Adds what its links say; returns how many there are, those the network marked included."""
    targets = [entity.value for entity in document.mention.entities if entity.kind == _LINK]
    links = max(links, len(targets))
    amount = _LINKS[min(links, len(_LINKS) - 1)]
    if amount:
        found.append((f"{links} links", None, amount))
    if links:
        lead_to = " ".join((document.text[: folding.LOOKED_AT], *targets)).lower()
        if any(host in lead_to for host in _CHATS):
            found.append(("a link into a chat", None, _CHAT))
        elif any(host in lead_to for host in _SHORTENERS):
            found.append(("a shortened link", None, _SHORTENED))
    return links


def _offers(document: Document, read: Plain, said: Signs, found: list[Reason]) -> None:
    for sense, (first, more) in _OFFERS.items():
        for nth, (start, end) in enumerate(_distinct(read, said.get(sense, ()))):
            words = folding.written(document, start, end)
            found.append((words, read.span(start, end), more if nth else first))


def _distinct(read: Plain, places: Sequence[Place]) -> Sequence[Place]:
    """One place of each phrase."""
    first: dict[str, Place] = {}
    for start, end in places:
        first.setdefault(read.text[start:end], (start, end))
    return list(first.values())[:_OFFERS_MOST]


def _tags(tags: int, words: int, found: list[Reason]) -> None:
    if tags > _TAGS_USUAL:
        found.append((f"{tags} hashtags", None, min(_TAG * (tags - _TAGS_USUAL), _TAGS_MOST)))
        if tags >= _TAGS_SHARE * words:
            found.append(("mostly hashtags", None, _MOSTLY_TAGS))


def _handles(text: str, found: list[Reason]) -> None:
    handles = sum(token.startswith("@") for token in text[: folding.LOOKED_AT].split())
    if handles > _HANDLES_USUAL:
        amount = min(_HANDLE * (handles - _HANDLES_USUAL), _HANDLES_MOST)
        found.append((f"{handles} accounts addressed", None, amount))


def _repetition(words: Sequence[str], found: list[Reason]) -> None:
    ((_, most),) = Counter(words).most_common(1)
    if most >= _REPEATED_SHARE * len(words):
        found.append(("one word again and again", None, _REPEATED))


def _manner(text: str, words: Sequence[str], found: list[Reason]) -> None:
    """What says little by itself and counts beside other signals only."""
    if not text.islower() and _shouts(text):
        found.append(("capitals", None, _CAPITALS))
    if _STRETCHED.search(text):
        found.append(("stretched words or signs", None, _STRETCHED_AMOUNT))
    if not _VOICES.isdisjoint(words):
        found.append(("tells of themselves", None, _VOICE))
    if "?" in text or "\u061f" in text:
        found.append(("asks", None, _QUESTION))


def _shouts(text: str) -> bool:
    upper = sum(map(str.isupper, text))
    return upper >= _LETTERS and upper >= _CAPITALS_SHARE * sum(map(str.isalpha, text))
