"""Where an opportunity goes and what answering it takes: told by a policy, kept by each mention.

An opportunity's route is that of its weightiest live mention. The part of a route that decides who may
work on it, the *demand*, is interned as a small integer, the *lane*: the next item of an agent is the
first of a few lanes, each read in order from one index.
"""

from __future__ import annotations

import functools
import json
from typing import Any, Final, NamedTuple

DEFAULT_QUEUE: Final = "general"
"""Queue of whatever no policy sent elsewhere."""

MAX_LEVEL: Final = 10
"""Levels of skills are 1 to 10."""

Skills = tuple[tuple[str, int], ...]
"""Skills with the level each must have at least, in the order of their names."""


class Route(NamedTuple):
    """What a policy decided about one mention, beside whether it enters a queue.

    Attributes:
        queue: id of the queue.
        skills: what answering it takes.
        deadline: name of the deadline policy; empty for the queue's own.
        tags: what it is to be found by, sorted.
        action: what the policy suggests to do; empty for none.
    """

    queue: str = DEFAULT_QUEUE
    skills: Skills = ()
    deadline: str = ""
    tags: tuple[str, ...] = ()
    action: str = ""


class Demand(NamedTuple):
    """Who may work on an opportunity: one lane of the queue for each."""

    brand: str
    queue: str = DEFAULT_QUEUE
    skills: Skills = ()


DEFAULT: Final = Route()


def skills(wanted: dict[str, int]) -> Skills:
    """Skills in the order that makes equal demands equal."""
    return tuple(sorted(wanted.items()))


def demand(brand: str, route: Route) -> Demand:
    """Who may work on what takes this route."""
    return Demand(brand, route.queue, route.skills)


@functools.lru_cache(maxsize=1024)
def of(brand: str, route: str) -> Demand:
    """Who may work on what takes a route that `encode` wrote."""
    return demand(brand, decode(route))


def encode(route: Route) -> str:
    """A route as tables keep it: empty for the default, else an object of what differs from it."""
    if route == DEFAULT:
        return ""
    told: dict[str, Any] = {
        name: value
        for name, value, usual in zip(Route._fields, route, DEFAULT, strict=True)
        if value != usual
    }
    if route.skills:
        told["skills"] = dict(route.skills)
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False)


@functools.lru_cache(maxsize=1024)
def decode(text: str) -> Route:
    """The route that `encode` wrote."""
    if not text:
        return DEFAULT
    told = json.loads(text)
    return Route(
        told.get("queue", DEFAULT_QUEUE),
        skills(told.get("skills", {})),
        told.get("deadline", ""),
        tuple(told.get("tags", ())),
        told.get("action", ""),
    )


def encode_skills(wanted: Skills) -> str:
    """Skills as tables keep them; equal ones are equal texts."""
    return json.dumps(dict(wanted), separators=(",", ":"), ensure_ascii=False)


def decode_skills(text: str) -> Skills:
    """The skills that `encode_skills` wrote."""
    return skills(json.loads(text))
