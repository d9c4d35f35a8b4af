"""Where answers are given: places and authors by what their answers were worth, whole and by topic.

An answer was worth something where its network marks it as accepted, or where whoever had asked thanked for
it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.insights.core import wording
from services.insights.core.answering import Answer, Turn, quantile

Answerer = api.ListCommunitiesResponse.Answerer
Topic = api.ListCommunitiesResponse.Topic

MOST_OF_A_TOPIC: Final = 5
"""Places and authors that are told of one topic."""

_PLACED: Final = {"reddit": 2, "youtube": 0}
"""Parts of a link's path that name the place, where it is not the host: `r/airlines`; else the host."""


def given(found: Iterable[Answer]) -> list[Answer]:
    """Answers without what whoever began a thread says further in it."""
    return [answer for answer in found if not answer.by_asker]


def places(found: Iterable[Answer], most: int) -> list[Answerer]:
    """Places where answers are given."""
    return _ranked(_grouped(found, _place_of), _place_told, most)


def authors(found: Iterable[Answer], most: int) -> list[Answerer]:
    """Authors who give answers."""
    return _ranked(_grouped(found, _author_of), _author_told, most)


def topics(found: Sequence[Answer], most: int) -> list[Topic]:
    """What the questions are about, the most answers first, and who answers them best.

    A topic is of words that stand together in the questions; an answer counts in every topic of its question.
    """
    questions = list({answer.question.id: answer.question for answer in found}.values())
    texts = [wording.Text(turn.id, turn.words, turn.sentiment) for turn in questions]
    told = []
    for topic in wording.topics(texts, {}, most):
        asked = {questions[at].id for at in topic.mentions}
        about = [answer for answer in found if answer.question.id in asked]
        told.append(
            Topic(
                name=topic.name,
                words=topic.words,
                question_count=len(asked),
                total=_told(about, Answerer()),
                places=places(about, MOST_OF_A_TOPIC),
                authors=authors(about, MOST_OF_A_TOPIC),
            )
        )
    return sorted(told, key=lambda each: (-each.total.answer_count, each.name))


def place(network: str, link: str) -> str:
    """Where a contribution stands: its forum where the link names one, else the host."""
    parts = urlsplit(link)
    depth = _PLACED.get(network, 0)
    words = [word for word in parts.path.split("/") if word]
    return "/".join(words[:depth]) if depth and len(words) > depth else parts.hostname or ""


def _place_of(turn: Turn) -> tuple[str, str] | None:
    return turn.network, place(turn.network, turn.link)


def _author_of(turn: Turn) -> tuple[str, str] | None:
    return (turn.network, turn.author) if turn.author else None


def _grouped(
    found: Iterable[Answer], by: Callable[[Turn], tuple[str, str] | None]
) -> dict[tuple[str, str], list[Answer]]:
    groups: dict[tuple[str, str], list[Answer]] = {}
    for answer in found:
        if (group := by(answer.turn)) is not None:
            groups.setdefault(group, []).append(answer)
    return groups


def _place_told(group: tuple[str, str], answers: Sequence[Answer]) -> Answerer:
    count = len({each.turn.author for each in answers})
    return Answerer(network=group[0], place=group[1], author_count=count)


def _author_told(group: tuple[str, str], answers: Sequence[Answer]) -> Answerer:
    last = max(answers, key=lambda each: (each.turn.moment, each.turn.id)).turn
    return Answerer(network=group[0], author_key=group[1], handle=last.handle, author_count=1)


def _told(answers: Sequence[Answer], told: Answerer) -> Answerer:
    told.answer_count = len(answers)
    told.thanked_count = sum(each.thanked for each in answers)
    told.accepted_count = sum(each.turn.accepted for each in answers)
    told.valued_count = sum(each.thanked or each.turn.accepted for each in answers)
    waits = sorted(answer.wait for answer in answers)
    told.median_wait.FromTimedelta(timedelta(microseconds=quantile(waits, 0.5)))
    return told


def _ranked(
    groups: dict[tuple[str, str], list[Answer]],
    name: Callable[[tuple[str, str], Sequence[Answer]], Answerer],
    most: int,
) -> list[Answerer]:
    found = [_told(answers, name(group, answers)) for group, answers in groups.items()]
    return sorted(found, key=_rank)[:most]


def _rank(each: Answerer) -> tuple[int, int, str, str, str]:
    return -each.valued_count, -each.answer_count, each.network, each.place, each.author_key
