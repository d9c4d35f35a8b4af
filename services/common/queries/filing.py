"""Where queries are filed, so that a post finds those that may ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from antiphon.mention.v1 import mention_pb2
from services.common.queries import anchors, asking, regexes, tree, wildcards
from services.common.queries.programs import Entries
from services.common.queries.texts import Text

_MOST_WORDS: Final = 50_000
"""Words whose patterns are remembered; with more all are forgotten, and learnt again as they are met."""
_HEAD: Final = 4
"""Letters of a pattern's beginning by which it is found: few words have more in common."""
_AT_ONCE: Final = 100
"""Regular expressions that are looked for together: a change compiles so many again."""
_KINDS: Final = ("word", "pair", "wild", "title", "sign", "regex", *anchors.KEYED)
_OTHERS: Final = ("wild", "title", "sign", "regex")
"""Kinds that are not looked up by the words of the text."""
_KEYS: Final[Mapping[str, str]] = {"in_thread_of": "conversation_key", "reply_to": "parent_key"}


_Like = tuple[wildcards.Check, Entries]


class Wild:
    """What is filed under patterns that a word answers, learnt as words are met."""

    def __init__(self, patterns: Mapping[str, Entries]) -> None:
        self._by_head: dict[str, list[_Like]] = {}
        self._by_length: dict[tuple[int, str], list[_Like]] = {}
        for pattern, entries in patterns.items():
            like = wildcards.checker(pattern), entries
            head = wildcards.head(pattern)[:_HEAD]
            if "*" in pattern:
                self._by_head.setdefault(head, []).append(like)
            else:
                self._by_length.setdefault((len(pattern), head), []).append(like)
        self._heads = sorted({len(head) for head in self._by_head})
        self._sized_heads = sorted({len(head) for _, head in self._by_length})
        self._dull: set[str] = set()
        self._filed: dict[str, list[Entries]] = {}

    def found(self, words: set[str]) -> list[Entries]:
        """What is filed under patterns that one of these words answers."""
        found: list[Entries] = []
        for word in words - self._dull:  # mostly words that were never met
            found += self._filed.get(word) or self._learnt(word)
        return found

    def _learnt(self, word: str) -> Sequence[Entries]:
        likes: list[_Like] = []
        for size in self._heads:
            if more := self._by_head.get(word[:size]):
                likes += more
        for size in self._sized_heads:
            if more := self._by_length.get((len(word), word[:size])):
                likes += more
        if len(self._dull) + len(self._filed) > _MOST_WORDS:
            self._dull.clear()
            self._filed.clear()
        if likes and (found := [entries for is_like, entries in likes if is_like(word)]):
            self._filed[word] = found
            return found
        self._dull.add(word)
        return ()


class File:
    """Entries by what a post must have one of.

    Attributes:
        words: by a word.
        pairs: by two words side by side.
        has_others: whether anything is filed elsewhere.
        asks_beyond_text: whether something may hold whatever the text says.
    """

    def __init__(self) -> None:
        self._filed: dict[str, dict[Any, Any]] = {kind: {} for kind in _KINDS}
        self._always: dict[str, Entries] = {}
        self._known: dict[str, set[Any]] = {"word": set(), "pair": set()}
        self._wild: Wild | None = None
        self._chunks: list[Sequence[tree.Regex]] | None = None
        self._note()

    def _note(self) -> None:
        filed = self._filed
        self.words: Mapping[str, Entries] = filed["word"]
        self.pairs: Mapping[tuple[str, str], Entries] = filed["pair"]
        self._known_words: set[str] = self._known["word"]
        self._known_pairs: set[tuple[str, str]] = self._known["pair"]
        self._keyed = [kind for kind in anchors.KEYED if filed[kind]]
        self.asks_beyond_text = bool(self._always or self._keyed)
        self.has_others = self.asks_beyond_text or any(filed[kind] for kind in _OTHERS)

    def copy(self) -> File:
        """Another one with the same in it."""
        other = File()
        other._filed = {kind: entries.copy() for kind, entries in self._filed.items()}
        other._always = self._always.copy()
        other._known = {kind: known.copy() for kind, known in self._known.items()}
        other._wild, other._chunks = self._wild, self._chunks
        other._note()
        return other

    def add(self, name: str, entries: Entries) -> None:
        """Files the entries of a query."""
        if unanchored := tuple(entry for entry in entries if entry.anchors is None):
            self._always[name] = unanchored
        for entry in entries:
            for anchor in entry.anchors or ():
                self._refile(anchor, (*self._under(anchor), entry))
        self._note()

    def remove(self, name: str, entries: Entries) -> None:
        """Takes the entries of a query out."""
        self._always.pop(name, None)
        for entry in entries:
            for anchor in entry.anchors or ():
                self._refile(anchor, tuple(one for one in self._under(anchor) if one is not entry))
        self._note()

    def _under(self, anchor: anchors.Anchor) -> Entries:
        found: Entries = self._filed[anchor.kind].get(anchor.value, ())
        return found

    def _refile(self, anchor: anchors.Anchor, entries: Entries) -> None:
        kind, value = anchor
        filed = self._filed[kind]
        if entries:
            filed[value] = entries
        else:
            filed.pop(value, None)
        if kind == "wild":
            self._wild = None
        elif kind == "regex":
            self._chunks = None
        elif kind in self._known:
            (self._known[kind].add if entries else self._known[kind].discard)(value)

    def under(self, tokens: list[str]) -> list[Entries]:
        """What is filed under one of these words, or under two that stand side by side."""
        words = self._known_words.intersection(tokens)
        found = [*map(self.words.__getitem__, words)] if words else []
        if self.pairs:
            pairs = self._known_pairs.intersection(zip(tokens, tokens[1:]))  # noqa: B905, RUF007  # a shorter one ends it; twice as fast
            if pairs:
                found += map(self.pairs.__getitem__, pairs)
        return found

    def others(self, mention: mention_pb2.Mention, words: set[str], title: Text | None) -> list[Entries]:
        """What may ask for a mention and is filed under no word of its text, some of it more than once."""
        filed = self._filed
        found = [*self._always.values()]
        if filed["wild"]:
            if self._wild is None:
                self._wild = Wild(filed["wild"])
            found += self._wild.found(words)
        if title is not None and filed["title"]:
            found += [filed["title"][word] for word in filed["title"].keys() & title.words]
        if filed["sign"] or filed["regex"]:
            found += self._within(mention.text)
            if title is not None:
                found += self._within(title.source)
        for kind in self._keyed:
            value = asking.handle(mention) if kind == "author" else getattr(mention, _KEYS[kind])
            if value in filed[kind]:
                found.append(filed[kind][value])
        return found

    def _within(self, source: str) -> list[Entries]:
        """What is filed under a sign or a regular expression that is in a text."""
        signs, regular = self._filed["sign"], self._filed["regex"]
        found = [] if source.isascii() else [signs[sign] for sign in signs.keys() & set(source)]
        if regular:
            found += [regular[each] for each in self._regular(source)]
        return found

    def _regular(self, source: str) -> Iterator[tree.Regex]:
        if self._chunks is None:
            every = list(self._filed["regex"])
            self._chunks = [every[at : at + _AT_ONCE] for at in range(0, len(every), _AT_ONCE)]
        for chunk in self._chunks:
            several = regexes.several(tuple((each.pattern, each.cased) for each in chunk))
            for number in several.found(source):
                yield chunk[number]
