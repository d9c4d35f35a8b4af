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
from services.common.queries.programs import Entries, Match, Program, Standing
from services.common.queries.texts import Text

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
        words = body = set(tokens)
        head: Text | None = None
        if title:
            head = texts.read(title)
            words = body | head.words
        file = self._file
        known = [file.words[word] for word in words & file.known]
        if file.pairs:
            known += file.side_by_side(tokens)
            if head is not None:
                known += file.side_by_side(head.tokens)
        if file.has_others:
            known += file.others(mention, words, head)
        if not known:
            return ()
        post = Post(mention, Text(text, folded, tokens, body), head, words)
        found = _asking(post, known)
        return _matches(found, post) if found else ()

    def might_match(self, text: str) -> bool:
        """Whether a query may ask for a mention with this text; False is certain, if it has no title."""
        file = self._file
        if file.asks_beyond_text:
            return True
        tokens = folding.fold(text).split()
        if not file.known.isdisjoint(tokens) or (file.pairs and file.side_by_side(tokens)):
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


def _asking(post: Post, known: Iterable[Entries]) -> list[Program]:
    """The programs that hold, some more than once: most of the work of a listener is done in this loop."""
    words = post.words
    found: list[Program] = []
    for entries in known:
        for need, bans, anys, rest, program, _ in entries:
            if need <= words and words.isdisjoint(bans):
                for each in anys:
                    if words.isdisjoint(each):
                        break
                else:
                    if rest is None or rest(post):
                        found.append(program)
    return found


def _matches(found: Sequence[Program], post: Post) -> Sequence[Match]:
    if len(found) == 1:
        return (found[0].match(post),)
    # A query with alternatives is found once under each of them.
    each = sorted(dict.fromkeys(found), key=_PLACE)
    return [program.match(post) for program in each]
