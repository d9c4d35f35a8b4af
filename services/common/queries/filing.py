"""Where queries are filed, so that a post finds those that may ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from services.common.queries import anchors, asking, checks, regexes, tree, wildcards
from services.common.queries.posts import Post
from services.common.queries.programs import Entry

Entries = tuple[Entry, ...]

_MOST_WORDS: Final = 50_000
"""Words whose patterns are remembered; with more all are forgotten, and learnt again as they are met."""
_AT_ONCE: Final = 100
"""Regular expressions that are looked for together: a change compiles so many again."""
_KINDS: Final = ("word", "pair", "wild", "sign", "regex", *anchors.KEYED)
_KEYS: Final[Mapping[str, str]] = {"in_thread_of": "conversation_key", "reply_to": "parent_key"}


class Wild(dict[str, Entries]):
    """What is filed under patterns that a word answers, learnt as words are met."""

    def __init__(self, patterns: Mapping[str, Entries]) -> None:
        self._by_head: dict[str, list[tuple[wildcards.Check, Entries]]] = {}
        for pattern, entries in patterns.items():
            head = pattern.partition("*")[0].partition("?")[0][:2]
            self._by_head.setdefault(head, []).append((wildcards.checker(pattern), entries))

    def __missing__(self, word: str) -> Entries:
        if len(self) >= _MOST_WORDS:
            self.clear()
        heads = dict.fromkeys((word[:2], word[:1], ""))
        candidates = [each for head in heads for each in self._by_head.get(head, ())]
        self[word] = found = tuple(entry for check, entries in candidates if check(word) for entry in entries)
        return found


class File:
    """Entries by what a post must have one of.

    Attributes:
        words: by a word.
        known: those words.
        pairs: by two words side by side.
        has_others: whether anything is filed elsewhere.
        asks_beyond_text: whether something may hold whatever the text says.
    """

    def __init__(self) -> None:
        self._filed: dict[str, dict[Any, Any]] = {kind: {} for kind in _KINDS}
        self._always: dict[str, Entry] = {}
        self._known: dict[str, set[Any]] = {"word": set(), "pair": set()}
        self._wild: Wild | None = None
        self._chunks: list[Sequence[tree.Regex]] | None = None
        self._note()

    def _note(self) -> None:
        filed = self._filed
        self.words: Mapping[str, Entries] = filed["word"]
        self.pairs: Mapping[tuple[str, str], Entries] = filed["pair"]
        self.known: set[str] = self._known["word"]
        self._known_pairs: set[tuple[str, str]] = self._known["pair"]
        self._keyed = [kind for kind in anchors.KEYED if filed[kind]]
        self.asks_beyond_text = bool(self._always or self._keyed)
        self.has_others = bool(self.asks_beyond_text or filed["wild"] or filed["sign"] or filed["regex"])

    def copy(self) -> File:
        """Another one with the same in it."""
        other = File()
        other._filed = {kind: entries.copy() for kind, entries in self._filed.items()}
        other._always = self._always.copy()
        other._known = {kind: known.copy() for kind, known in self._known.items()}
        other._wild, other._chunks = self._wild, self._chunks
        other._note()
        return other

    def add(self, entry: Entry) -> None:
        """Files an entry."""
        found = entry.program.anchors
        if found is None:
            self._always[entry.program.name] = entry
        for anchor in found or ():
            self._refile(anchor, lambda entries: (*entries, entry))
        self._note()

    def remove(self, entry: Entry) -> None:
        """Takes an entry out."""
        self._always.pop(entry.program.name, None)
        for anchor in entry.program.anchors or ():
            self._refile(anchor, lambda entries: tuple(each for each in entries if each is not entry))
        self._note()

    def _refile(self, anchor: anchors.Anchor, change: Callable[[Entries], Entries]) -> None:
        kind, value = anchor
        filed = self._filed[kind]
        entries = change(filed.get(value, ()))
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

    def side_by_side(self, tokens: list[str]) -> list[Entries]:
        """What is filed under two of these words that stand side by side."""
        return [self.pairs[pair] for pair in self._known_pairs.intersection(zip(tokens, tokens[1:]))]  # noqa: B905, RUF007  # a shorter one ends it; twice as fast

    def others(self, post: Post) -> Iterator[Entry]:
        """What may ask for a post and is filed under no word, some of it more than once."""
        yield from self._always.values()
        filed = self._filed
        if filed["wild"]:
            yield from self._like(post.words)
        if filed["sign"]:
            yield from self._signed(post)
        if filed["regex"]:
            yield from self._regular(post)
        for kind in self._keyed:
            value = asking.handle(post.mention) if kind == "author" else getattr(post.mention, _KEYS[kind])
            yield from filed[kind].get(value, ())

    def _like(self, words: Iterable[str]) -> Iterator[Entry]:
        if self._wild is None:
            self._wild = Wild(self._filed["wild"])
        for entries in filter(None, map(self._wild.__getitem__, words)):
            yield from entries

    def _signed(self, post: Post) -> Iterator[Entry]:
        signs = self._filed["sign"]
        for text in checks.texts(post):
            if not text.source.isascii():
                for sign in signs.keys() & set(text.source):
                    yield from signs[sign]

    def _regular(self, post: Post) -> Iterator[Entry]:
        filed = self._filed["regex"]
        if self._chunks is None:
            every = list(filed)
            self._chunks = [every[at : at + _AT_ONCE] for at in range(0, len(every), _AT_ONCE)]
        for chunk in self._chunks:
            several = regexes.several(tuple((each.pattern, each.cased) for each in chunk))
            for text in checks.texts(post):
                for number in several.found(text.source):
                    yield from filed[chunk[number]]
