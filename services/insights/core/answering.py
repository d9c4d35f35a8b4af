"""Who answers whom in threads, how long that takes, and how people sound before and after.

An answer belongs to the contribution that it names as its parent; where a network tells only the thread, to
the last one before it by somebody else. What comes after is the next contribution to the thread by whoever
was answered.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from antiphon.insights.v1 import analytics_service_pb2 as api

BAD: Final = 1
GOOD: Final = 3
"""Labels of feelings; neutral lies between them."""
PRAISE: Final = 5
"""Kind of intent that praises or thanks."""


class Turn(NamedTuple):
    """A contribution to a thread.

    Attributes:
        id: of its row.
        moment: microseconds since 1970.
        thread: key of the thread.
        sentiment: 0 for none.
        own: whether an account of a watched brand wrote it.
        author: key; empty where the network hides it.
        intent: likeliest `Intent.Kind`; 0 for none.
        accepted: whether the network marks it as the answer that solved it.
        words: folded words of title and text.
    """

    id: int
    moment: int
    thread: str
    key: str
    parent: str
    author: str
    handle: str
    network: str
    link: str
    own: bool
    sentiment: int
    brands: tuple[str, ...]
    intent: int = 0
    accepted: bool = False
    words: str = ""


class Answer(NamedTuple):
    """An answer, what it answers, and what came of it.

    Attributes:
        turn: the answer.
        question: what it answers.
        after: the next contribution by whoever was answered; None where nothing came.
        thanked: whether one of theirs that answers this one thanks, or sounds good.
        by_asker: whether whoever began the thread wrote it, who asks there and gives no answers.
    """

    turn: Turn
    question: Turn
    after: Turn | None
    thanked: bool = False
    by_asker: bool = False

    @property
    def wait(self) -> int:
        """Microseconds from the question to the answer."""
        return self.turn.moment - self.question.moment


def answers(turns: Iterable[Turn], wanted: Collection[int]) -> list[Answer]:
    """Answers among whole threads whose rows are wanted, by thread and moment."""
    threads: dict[str, list[Turn]] = {}
    for turn in turns:
        threads.setdefault(turn.thread, []).append(turn)
    found = []
    for name in sorted(threads):
        line = sorted(threads[name], key=lambda turn: (turn.moment, turn.id))
        by_key = {turn.key: turn for turn in line}
        thankers = _thankers(line, by_key)
        asker = by_key[name].author if name in by_key else ""
        for at, turn in enumerate(line):
            question = _question(line, by_key, at) if turn.id in wanted else None
            if question is not None:
                thanked = (turn.id, question.author) in thankers
                by_asker = bool(turn.author) and turn.author == asker
                found.append(Answer(turn, question, _after(line, at, question), thanked, by_asker))
    return found


class Sums:
    """What became of answers, added up."""

    def __init__(self) -> None:
        self._waits = array("q")
        self._tones: Counter[tuple[int, int]] = Counter()

    def add(self, answer: Answer) -> None:
        self._waits.append(answer.wait)
        before, after = answer.question.sentiment, answer.after.sentiment if answer.after else 0
        if before and after:
            self._tones[before, after] += 1

    def __len__(self) -> int:
        return len(self._waits)

    def told(self) -> api.Care:
        """As it is told; empty where nothing was added."""
        told = api.Care(answer_count=len(self._waits))
        if not self._waits:
            return told
        waits = sorted(self._waits)
        told.median_wait.FromTimedelta(timedelta(microseconds=quantile(waits, 0.5)))
        told.ninth_decile_wait.FromTimedelta(timedelta(microseconds=quantile(waits, 0.9)))
        for (before, after), count in self._tones.items():
            told.replied_count += count
            told.better_count += count * (after > before)
            told.worse_count += count * (after < before)
            told.bad_before_count += count * (before == BAD)
            told.bad_after_count += count * (after == BAD)
        return told


class Account:
    """One account's answers, added up.

    Attributes:
        sums: of them.
        brands: that they matched.
        last: the last of them.
    """

    def __init__(self, first: Turn) -> None:
        self.sums = Sums()
        self.brands: set[str] = set()
        self.last = first

    def add(self, answer: Answer) -> None:
        self.sums.add(answer)
        self.brands.update(answer.turn.brands)
        self.last = max(self.last, answer.turn, key=lambda turn: (turn.moment, turn.id))


class Performance:
    """How accounts answer, added up thread by thread.

    Attributes:
        total: all of them together.
    """

    def __init__(self) -> None:
        self.total = Sums()
        self._accounts: dict[tuple[str, str], Account] = {}

    def add(self, found: Iterable[Answer]) -> None:
        """Takes in the answers of some threads."""
        for answer in found:
            turn = answer.turn
            name = (turn.network, turn.handle or turn.author)
            if name not in self._accounts:
                self._accounts[name] = Account(turn)
            self._accounts[name].add(answer)
            self.total.add(answer)

    def accounts(self, most: int) -> list[api.CarePerformance.Account]:
        """By the account that answered, the most answers first; brands are those that its answers matched."""
        order = sorted(self._accounts.items(), key=lambda each: (-len(each[1].sums), each[0]))
        return [
            api.CarePerformance.Account(
                handle=handle,
                network=network,
                brands=sorted(account.brands),
                care=account.sums.told(),
                author_key=account.last.author,
            )
            for (network, handle), account in order[:most]
        ]


def _question(line: Sequence[Turn], by_key: Mapping[str, Turn], at: int) -> Turn | None:
    turn = line[at]
    if turn.parent:
        named = by_key.get(turn.parent)
        return named if named is not None and _is_other(named, turn) else None
    return next((each for each in reversed(line[:at]) if _is_other(each, turn)), None)


def _is_other(question: Turn, turn: Turn) -> bool:
    """Whether a contribution can be what another one answers: earlier, somebody else's, no brand's own."""
    return question.author != turn.author and not question.own and question.moment <= turn.moment


def _after(line: Sequence[Turn], at: int, question: Turn) -> Turn | None:
    later = (each for each in line[at + 1 :] if each.author == question.author)
    return next(later, None) if question.author else None


def _thankers(line: Sequence[Turn], by_key: Mapping[str, Turn]) -> set[tuple[int, str]]:
    """Rows that are answered with thanks or in a good tone, each with the author of these words."""
    found = set()
    for at, turn in enumerate(line):
        addressed = _addressed(line, by_key, at) if turn.author and _thanks(turn) else None
        if addressed is not None and addressed.moment <= turn.moment:
            found.add((addressed.id, turn.author))
    return found


def _thanks(turn: Turn) -> bool:
    return turn.sentiment == GOOD or (turn.intent == PRAISE and turn.sentiment != BAD)


def _addressed(line: Sequence[Turn], by_key: Mapping[str, Turn], at: int) -> Turn | None:
    """Whom a contribution speaks to: whom it names, else the last before it by somebody else.

    Whoever names a contribution of his own, as in a flat thread the first one, names nobody.
    """
    turn = line[at]
    named = by_key.get(turn.parent)
    if named is not None and named.author != turn.author:
        return named
    if turn.parent and named is None:
        return None
    return next((each for each in reversed(line[:at]) if each.author != turn.author), None)


def quantile(ordered: Sequence[int], share: float) -> int:
    """The least value that so large a share is not above."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
