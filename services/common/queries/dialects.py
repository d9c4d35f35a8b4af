"""How networks with a boolean search write what they are asked for.

Only X has one that says what it means. The others are asked for phrases, each by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from zlib import crc32

from services.common.queries import folding, pushing, tree
from services.common.queries.pushing import By, Every, In, Some, Wish, Without, Words

_UNWANTED: Final = re.compile(r"[\"\\\u201c\u201d\u201e\u201f\uff02\x00-\x1f\x7f]")
_FIRST_SIGN: Final = 0x2000
_OR: Final = " OR "
_FEW: Final = 4


@dataclass(frozen=True, slots=True)
class Dialect:
    """The search language of one network.

    Attributes:
        handle: what an account's handle looks like there.
        bare: marked words that stand without quotation marks; others are phrases.
        languages: our tag of each language it knows -> its own.
    """

    handle: re.Pattern[str]
    bare: re.Pattern[str]
    languages: dict[str, str]

    def write(self, wish: Wish, room: int) -> str:
        """A wish in at most `room` signs; what must not be there, then languages, give way to that.

        Empty where nothing that stands alone is left, or even that is too long.
        """
        for gives_way in ((), (Without,), (Without, In)):
            written = self._written(wish, gives_way)
            if written is not None and len(written) <= room:
                return written
        return ""

    def knows(self, wish: Wish) -> bool:
        """Whether it says a wish as it stands, no wider."""
        if isinstance(wish, Every | Some):
            return all(map(self.knows, wish.parts))
        written = self._written(wish, ())
        return written is not None and (not isinstance(wish, Words) or _is_marked(wish, written))

    def pieces(self, wish: Wish, room: int) -> Iterator[str]:
        """A wish in pieces that are each asked for by themselves; empty for one that is too long.

        What is too long as it stands gives way to the alternatives of its shortest part that stands alone.
        What has nothing to look for is left out.
        """
        for each in pushing.alternatives(wish):
            if self._written(each, ()) is None:
                continue
            written = self.write(each, room)
            wider = None if written else self._wider(each)
            if wider is None:
                yield written
            else:
                yield from self.pieces(wider, room)

    def fits(self, wish: Wish, room: int) -> bool:
        """Whether nothing of it gives way to the room."""
        written = self._written(wish, ())
        return written is not None and len(written) <= room

    def _wider(self, wish: Wish) -> Wish | None:
        """What can be asked for in shorter pieces instead; None where there is nothing."""
        if isinstance(wish, Words) and len(wish.forms) > 1:
            return Some(tuple(Words((form,), wish.sigil) for form in wish.forms))
        if not isinstance(wish, Every):
            return None
        standing = [part for part in wish.parts if pushing.stands(part)]
        lengths = {part: len(text) for part in standing if (text := self._written(part, ()))}
        return min(lengths, key=lengths.__getitem__, default=None)

    def _written(self, wish: Wish, without: tuple[type, ...]) -> str | None:
        """None where it does not know the wish, or may not say it."""
        if isinstance(wish, without):
            return None
        if isinstance(wish, Words):
            return _joined([term for form in wish.forms if (term := self.term(wish.sigil + form))])
        if isinstance(wish, By):
            return f"from:{wish.handle}" if self.handle.fullmatch(wish.handle) else None
        if isinstance(wish, In):
            code = self.languages.get(wish.language)
            return f"lang:{code}" if code else None
        if isinstance(wish, Without):
            written = self._written(wish.part, ())
            return f"-{written}" if written and _is_marked(wish.part, written) else None
        return self._together(wish, without) if isinstance(wish, Every) else self._either(wish, without)

    def _either(self, wish: Some, without: tuple[type, ...]) -> str | None:
        """All of the alternatives that anybody can be: leaving another one out would lose what it finds."""
        found = [self._written(part, without) for part in wish.parts if not self._is_nobody(part)]
        return None if None in found else _joined([each for each in found if each is not None])

    def _together(self, wish: Every, without: tuple[type, ...]) -> str | None:
        """Those parts it knows, if one of them stands alone wherever the whole does."""
        known = [(part, text) for part in wish.parts if (text := self._written(part, without))]
        if not known or (pushing.stands(wish) and not any(pushing.stands(part) for part, _ in known)):
            return None
        texts = [text for _, text in known]
        return texts[0] if len(texts) == 1 else f"({' '.join(texts)})"

    def _is_nobody(self, wish: Wish) -> bool:
        return isinstance(wish, By) and not self.handle.fullmatch(wish.handle)

    def term(self, word: str) -> str:
        """A word or phrase so that every sign in it counts for itself; empty when nothing is left."""
        plain = " ".join(_UNWANTED.sub(" ", word).split()).lower()
        if self.bare.fullmatch(plain) and _ends(plain):
            return plain
        if not any(sign.isalnum() or ord(sign) > _FIRST_SIGN for sign in plain):
            return ""
        return f'"{plain.lstrip("#$ ")}"'


def _ends(word: str) -> bool:
    """Whether it would be another word if letters followed: not so in scripts without spaces."""
    return len(folding.normalise(word + "x").split()) == 1


def _is_marked(part: Words | By | In, written: str) -> bool:
    """Whether it finds no more than the part: a phrase finds words without the sign before them, too."""
    return not isinstance(part, Words) or written.startswith(part.sigil)


def _joined(texts: list[str]) -> str | None:
    if len(texts) > 1:
        return f"({_OR.join(texts)})"
    return texts[0] if texts else None


_X_LANGUAGES: Final = (
    "am ar bg bn bo bs ca ckb cs cy da de dv el en es et eu fa fi fr gu hi hr ht hu hy is it ja ka km kn ko "
    "lo lt lv ml mr my ne nl no or pa pl ps pt ro ru sd si sk sl sr sv ta te th tl ug uk ur vi zh"
)
X: Final = Dialect(
    handle=re.compile(r"\w{1,15}", re.ASCII),
    bare=re.compile(r"#\w*[^\W\d_]\w*|@[a-z0-9_]{1,15}|\$[a-z]{1,6}"),
    languages={**{code: code for code in _X_LANGUAGES.split()}, "he": "iw", "id": "in"},
)
"""X API v2, docs.x.com, "Build a query" and "Build a rule": a space joins and binds before OR, `-` stands
before a single operator, `lang:` only beside something that stands alone. No hashtag is digits
alone, and one goes on to the next space in scripts without. Old codes for two languages."""

BY_NETWORK: Final = {"x": X}
LONGEST: Final = 1_024
"""Signs of one search or rule; networks that take less are asked for shorter pieces of the same."""


class Pushed(NamedTuple):
    """What of a query runs where.

    Attributes:
        asked: what the network is asked for, in its words.
        left: what is then decided here, part by part in plain words.
    """

    asked: tuple[str, ...]
    left: tuple[str, ...]


def pushed(network: str, query: tree.Query) -> Pushed | None:
    """What of a query a network takes over; None of one without a boolean search."""
    dialect = BY_NETWORK.get(network)
    if dialect is None:
        return None
    wish = pushing.wish(query)
    asked = tuple(filter(None, dialect.pieces(wish, LONGEST))) if wish is not None else ()
    fits = wish is not None and all(dialect.fits(each, LONGEST) for each in pushing.alternatives(wish))
    return Pushed(asked, pushing.left_here(query, dialect.knows if fits else lambda _: False))


def pack(terms: Sequence[str], count: int, length: int) -> tuple[list[str], int]:
    """As many terms as fit into at most `count` alternatives of at most `length` signs, and how many do not.

    Where there is room, a term that comes, goes or changes changes few alternatives, wherever it stands among
    the others; where there is not, they are filled to the brim in the order given.
    """
    fit = [term for term in terms if len(term) + 2 <= length]
    groups = list(_loose(fit, length))
    if len(groups) > count:
        groups = list(_dense(fit, length))[:count]
    missing = len(terms) - sum(map(len, groups))
    return [f"({_OR.join(group)})" for group in groups], missing


def _dense(terms: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    start = 0
    while start < len(terms):
        end = _reach(terms, start, length)
        yield terms[start:end]
        start = end


def _loose(terms: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    """Groups that are cut, in their second half unless they are few, before the term with the least digest.

    That is soon the same term again behind one that changed: chunks of that kind are described in
    N. Bjorner, A. Blass and Y. Gurevich, "Content-dependent chunking for differential compression", 2010.
    """
    start = 0
    while start < len(terms):
        end = _reach(terms, start, length)
        if end < len(terms) and end - start > _FEW:
            half = _reach(terms, start, length // 2 + 1)
            end = min(range(max(half, start + 1), end + 1), key=lambda place: crc32(terms[place].encode()))
        yield terms[start:end]
        start = end


def _reach(terms: Sequence[str], start: int, length: int) -> int:
    """Behind the last that fits into one alternative with those from `start` on; at least one does."""
    room = length - 2 - len(terms[start])
    end = start + 1
    while end < len(terms) and len(terms[end]) + len(_OR) <= room:
        room -= len(terms[end]) + len(_OR)
        end += 1
    return end
