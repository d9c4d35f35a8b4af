"""Who answers whom in threads, how long that takes, and how people sound before and after.

An answer belongs to the contribution that it names as its parent; where a network tells only the thread, to
the last one before it by somebody else. What comes after is the next contribution to the thread by whoever
was answered.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from antiphon.insights.v1 import analytics_service_pb2 as api

BAD: Final = 1
GOOD: Final = 3
"""Labels of feelings; neutral lies between them."""

_PLACED: Final = {"reddit": 2, "youtube": 0}
"""Parts of a link's path that name the place, where it is not the host: `r/airlines`; else the host."""


class Turn(NamedTuple):
    """A contribution to a thread.

    Attributes:
        id: of its row.
        moment: microseconds since 1970.
        thread: key of the thread.
        sentiment: 0 for none.
        own: whether an account of a watched brand wrote it.
        author: key; empty where the network hides it.
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


class Answer(NamedTuple):
    """An answer, what it answers, and what came of it; `after` is None where nothing did."""

    turn: Turn
    question: Turn
    after: Turn | None

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
        for at, turn in enumerate(line):
            question = _question(line, by_key, at) if turn.id in wanted else None
            if question is not None:
                found.append(Answer(turn, question, _after(line, at, question)))
    return found


def care(found: Sequence[Answer]) -> api.Care:
    """What became of answers."""
    told = api.Care(answer_count=len(found))
    if not found:
        return told
    waits = sorted(answer.wait for answer in found)
    told.median_wait.FromTimedelta(timedelta(microseconds=_quantile(waits, 0.5)))
    told.ninth_decile_wait.FromTimedelta(timedelta(microseconds=_quantile(waits, 0.9)))
    for answer in found:
        before, after = answer.question.sentiment, answer.after.sentiment if answer.after else 0
        if before and after:
            told.replied_count += 1
            told.better_count += after > before
            told.worse_count += after < before
            told.bad_before_count += before == BAD
            told.bad_after_count += after == BAD
    return told


def accounts(found: Iterable[Answer], most: int) -> list[api.CarePerformance.Account]:
    """Answers by the account that gave them, the most first; brands are those that its answers matched."""
    groups: dict[tuple[str, str], list[Answer]] = {}
    for answer in found:
        groups.setdefault((answer.turn.network, answer.turn.handle or answer.turn.author), []).append(answer)
    order = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return [
        api.CarePerformance.Account(
            handle=handle,
            network=network,
            brands=sorted({brand for answer in given for brand in answer.turn.brands}),
            care=care(given),
        )
        for (network, handle), given in order[:most]
    ]


def places(found: Iterable[Answer], most: int) -> list[api.ListCommunitiesResponse.Answerer]:
    """Places where answers are given."""
    groups: dict[tuple[str, str], list[Answer]] = {}
    for answer in found:
        groups.setdefault((answer.turn.network, place(answer.turn.network, answer.turn.link)), []).append(
            answer
        )
    return _ranked(
        [
            _answerer(
                given,
                api.ListCommunitiesResponse.Answerer(
                    network=network, place=name, author_count=len({each.turn.author for each in given})
                ),
            )
            for (network, name), given in groups.items()
        ],
        most,
    )


def authors(found: Iterable[Answer], most: int) -> list[api.ListCommunitiesResponse.Answerer]:
    """Authors who give answers."""
    groups: dict[str, list[Answer]] = {}
    for answer in found:
        if answer.turn.author:
            groups.setdefault(answer.turn.author, []).append(answer)
    return _ranked(
        [
            _answerer(
                given,
                api.ListCommunitiesResponse.Answerer(
                    network=given[-1].turn.network,
                    author_key=key,
                    handle=given[-1].turn.handle,
                    author_count=1,
                ),
            )
            for key, given in groups.items()
        ],
        most,
    )


def is_thanked(answer: Answer) -> bool:
    """Whether whoever was answered came back in a good tone."""
    return answer.after is not None and answer.after.sentiment == GOOD


def place(network: str, link: str) -> str:
    """Where a contribution stands: its forum where the link names one, else the host."""
    parts = urlsplit(link)
    depth = _PLACED.get(network, 0)
    words = [word for word in parts.path.split("/") if word]
    return "/".join(words[:depth]) if depth and len(words) > depth else parts.hostname or ""


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


def _quantile(ordered: Sequence[int], share: float) -> int:
    """The least value that so large a share is not above."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _answerer(
    given: Sequence[Answer], told: api.ListCommunitiesResponse.Answerer
) -> api.ListCommunitiesResponse.Answerer:
    told.answer_count = len(given)
    told.thanked_count = sum(map(is_thanked, given))
    waits = sorted(answer.wait for answer in given)
    told.median_wait.FromTimedelta(timedelta(microseconds=_quantile(waits, 0.5)))
    return told


def _ranked(
    found: Iterable[api.ListCommunitiesResponse.Answerer], most: int
) -> list[api.ListCommunitiesResponse.Answerer]:
    return sorted(
        found, key=lambda each: (-each.thanked_count, -each.answer_count, each.place, each.author_key)
    )[:most]
