"""All queries of all brands in one pass over a post.

Each query is filed under the rarest of what it needs: a word, a word like a pattern, a sign, a regular
expression, an author or a thread. A post is tokenised once, its words are looked up once, and only what was
filed under one of them is asked further. A matcher never changes; `changed` makes another that shares nearly
everything with it, so that one query more or less costs what the query costs.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from typing import Final

from antiphon.mention.v1 import mention_pb2
from services.common.queries import anchors, filing, folding, programs, rarity, texts
from services.common.queries.posts import Post
from services.common.queries.programs import Entries, Entry, Match, Program, Standing
from services.common.queries.texts import Text

_BREAK: Final = ""
"""Between a text and its title: no word, so that no two words stand side by side across it."""
_PLACE: Final = operator.attrgetter("brand", "name")


class Matcher:
    """Finds which queries ask for a mention, and by which of their parts.

    Args:
        standing: the queries.
        rare: about which share of posts has a word.
    """

    def __init__(self, standing: Iterable[Standing] = (), rare: anchors.Rarity = rarity.guess) -> None:
        self._rare = rare
        self._entries: dict[str, Entries] = {}
        self._file = filing.File()
        self._put(standing)

    def __len__(self) -> int:
        return len(self._entries)

    def changed(self, put: Iterable[Standing] = (), gone: Iterable[str] = ()) -> Matcher:
        """A matcher with some queries added or changed, and those of some names left out."""
        other = Matcher(rare=self._rare)
        other._entries = self._entries.copy()
        other._file = self._file.copy()
        other._drop(gone)
        other._put(put)
        return other

    def match(self, mention: mention_pb2.Mention) -> Sequence[Match]:
        """One match for each query that asks for a mention, ordered by brand and query."""
        text, title = mention.text, mention.title
        folded = folding.fold(text)
        tokens = folded.split()
        head = texts.read(title) if title else None
        file = self._file
        known = file.under(tokens if head is None else [*tokens, _BREAK, *head.tokens])
        if not (known or file.has_others):
            return ()
        words = body = set(tokens)
        if head is not None:
            words = body | head.words
        if file.has_others:
            known += file.others(mention, words, head)
        left = _not_refused(words, known)
        return _matches(left, Post(mention, Text(text, folded, tokens, body), head, words)) if left else ()

    def might_match(self, text: str) -> bool:
        """Whether a query may ask for a mention with this text; False is certain, if it has no title."""
        file = self._file
        if file.asks_beyond_text:
            return True
        tokens = folding.fold(text).split()
        if file.under(tokens):
            return True
        return file.has_others and bool(file.others(mention_pb2.Mention(text=text), set(tokens), None))

    def explain(self, name: str, mention: mention_pb2.Mention) -> Match | None:
        """The match of one query; None where there is no such query or it does not hold."""
        if name not in self._entries:
            return None
        return next((match for match in self.match(mention) if match.name == name), None)

    def _put(self, standing: Iterable[Standing]) -> None:
        for each in standing:
            self._drop((each.name,))
            self._entries[each.name] = entries = programs.compiled(each, self._rare)
            self._file.add(each.name, entries)

    def _drop(self, names: Iterable[str]) -> None:
        for name in names:
            entries = self._entries.pop(name, None)
            if entries is not None:
                self._file.remove(name, entries)


def _not_refused(words: set[str], known: Iterable[Entries]) -> list[Entry]:
    """What a post's words do not refuse: most of the work of a listener is done in this loop."""
    left: list[Entry] = []
    for entries in known:
        for entry in entries:
            if entry.need <= words and words.isdisjoint(entry.bans):
                for each in entry.anys:
                    if words.isdisjoint(each):
                        break
                else:
                    left.append(entry)
    return left


def _matches(left: Iterable[Entry], post: Post) -> Sequence[Match]:
    found: set[Program] = set()  # a query with alternatives may hold by several
    for entry in left:
        if entry.rest is None or entry.rest(post):
            found.add(entry.program)
    return [program.match(post) for program in (sorted(found, key=_PLACE) if len(found) > 1 else found)]
