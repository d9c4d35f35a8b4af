"""What is wrong with a queue or an agent: refusals of what could never work, warnings of what looks odd."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.common.model import errors
from services.router.core import demand
from services.router.core.demand import Demand
from services.router.core.staffing import eligibility, roster
from services.router.core.staffing.roster import Roster

_QUEUE: Final = re.compile(r"queues/[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_AGENT: Final = re.compile(r"agents/[^\s/]{1,200}")
_BRAND: Final = re.compile(r"brands/[a-z0-9][a-z0-9-]{0,62}")
_SKILL: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
_TEAM: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)?")
_TAG: Final = re.compile(r"[\w-]{1,50}")

LONGEST_HEAD_START: Final = 604_800
LONGEST_OFFER: Final = 3600
SHORTEST_OFFER: Final = 5
HEAVIEST: Final = 100
OLDEST: Final = 365 * 86_400
"""Largest age of a step, in seconds."""
MOST_STEPS: Final = 10


def queue_id(name: str, field: str = "name") -> str:
    """Id of the queue a request names.

    Raises:
        InvalidField: if it is no name of one.
    """
    if not _QUEUE.fullmatch(name):
        problem = f"{name!r} is no queue; write queues/ and lower-case letters, digits and hyphens."
        raise errors.InvalidField(field, problem)
    return roster.bare(name)


def agent_id(name: str, field: str = "name") -> str:
    """Id of the agent a request names.

    Raises:
        InvalidField: if it is no name of one.
    """
    if not _AGENT.fullmatch(name) or name == "agents/-":
        raise errors.InvalidField(field, f"{name!r} is no agent; write agents/ and the user's name.")
    return roster.bare(name)


def team(name: str, field: str) -> str:
    """The team a request names; empty for none.

    Raises:
        InvalidField: if no team can be called so.
    """
    if not _TEAM.fullmatch(name):
        problem = f"{name!r} is no team; use lower-case letters, digits and hyphens, at most 63."
        raise errors.InvalidField(field, problem)
    return name


def tags(given: Iterable[str], field: str) -> list[str]:
    """Tags as they are kept: lower-case, sorted, each once.

    Raises:
        InvalidField: if one is not made of letters, digits, hyphens and underscores.
    """
    found = sorted({tag.strip().lower() for tag in given})
    for tag in found:
        if not _TAG.fullmatch(tag):
            raise errors.InvalidField(
                field, f"{tag!r} is no tag; use 1 to 50 letters, digits, hyphens or underscores."
            )
    return found


def queue(message: staffing.Queue, known: Roster, calendars: Iterable[str] | None = None) -> None:
    """Refuses a queue that could never work.

    Args:
        message: the queue as it shall be.
        known: what is set up beside it.
        calendars: names of those there are; None when that is not known.

    Raises:
        InvalidField: naming the field and the remedy.
    """
    own = queue_id(message.name, "queue.name")
    _brands(message.brands, "queue.brands")
    for member in message.members:
        if agent_id(member, "queue.members") not in known.agents:
            raise _unknown("queue.members", member)
    _skills(message.skills, "queue.skills")
    _between(message.head_start_seconds, 0, LONGEST_HEAD_START, "queue.head_start_seconds")
    for weight in message.channel_weights.values():
        _between(weight, 1, HEAVIEST, "queue.channel_weights")
    if message.offer_seconds:
        _between(message.offer_seconds, SHORTEST_OFFER, LONGEST_OFFER, "queue.offer_seconds")
    _calendar(message.calendar, calendars, "queue.calendar")
    _steps(message, own, known)
    _overflow(message, own, known)


def agent(message: staffing.Agent, known: Roster, calendars: Iterable[str] | None = None) -> None:
    """Refuses an agent who could never work; arguments and errors as for `queue`."""
    agent_id(message.name, "agent.name")
    _skills(message.skills, "agent.skills")
    for field in ("soft_capacity", "hard_capacity"):
        if message.HasField(field) and getattr(message, field) < 1:
            raise errors.InvalidField(
                f"agent.{field}",
                f"{getattr(message, field)} means no work at all; leave it out for no limit, "
                "or set the agent's status to away.",
            )
    both = message.HasField("soft_capacity") and message.HasField("hard_capacity")
    if both and message.soft_capacity > message.hard_capacity:
        raise errors.InvalidField(
            "agent.soft_capacity",
            f"{message.soft_capacity} is above the hard capacity of {message.hard_capacity}; lower it.",
        )
    for network, limit in message.channel_limits.items():
        if limit < 1:
            raise errors.InvalidField(
                "agent.channel_limits", f"{network}: {limit} is no limit; it must be at least 1."
            )
    _brands(message.brands, "agent.brands")
    for one in message.queues:
        if queue_id(one, "agent.queues") not in known.queues:
            raise _unknown("agent.queues", one)
    _calendar(message.calendar, calendars, "agent.calendar")
    team(message.team, "agent.team")


def warnings(known: Roster, lanes: Iterable[Demand] = ()) -> list[str]:
    """What does not look right with all that is set up, in sentences; `lanes` is what policies have asked."""
    return [*_queue_warnings(known, lanes), *_agent_warnings(known)]


def about(name: str, sentences: Iterable[str]) -> list[str]:
    """Those warnings that speak of one queue or agent."""
    word = re.compile(rf"{re.escape(name)}(?![\w-])")
    return [sentence for sentence in sentences if word.search(sentence)]


def _queue_warnings(known: Roster, lanes: Iterable[Demand]) -> Iterator[str]:
    asked = [one for one in lanes if one.queue in known.queues]
    for one in known.queues.values():
        bare = [Demand(brand, one.id) for brand in sorted(one.brands)] or [Demand("", one.id)]
        wanted = dict.fromkeys([*bare, *(found for found in asked if found.queue == one.id)])
        yield from dict.fromkeys(filter(None, (_unserved(known, found) for found in wanted)))
        if one.push and not any(eligibility.able(known, found) for found in bare):
            yield f"queues/{one.id} offers its work, and no agent is set up who could be offered it."
        needed = {*one.skills, *(skill for found in asked for skill, _ in found.skills)}
        for skill in sorted({skill for step in one.steps for skill in step.drop} - needed):
            yield f"queues/{one.id} drops {skill} with age, and nothing asks for it."


def _unserved(known: Roster, wanted: Demand) -> str:
    if wanted.brand:
        return eligibility.unserved(known, wanted)
    # A queue of all brands: somebody must serve it for any.
    brands = sorted({brand for one in known.agents.values() for brand in one.brands} | {""})
    found = [eligibility.unserved(known, wanted._replace(brand=brand)) for brand in brands]
    return "" if "" in found else found[0].replace(" for ;", ";")


def _agent_warnings(known: Roster) -> Iterator[str]:
    for one in known.agents.values():
        for queue_ in sorted(one.queues):
            members = known.queue(queue_).members
            if members and one.id not in members:
                yield f"agents/{one.id} names queues/{queue_}, whose members do not include them."


def _steps(message: staffing.Queue, own: str, known: Roster) -> None:
    field = "queue.steps"
    if len(message.steps) > MOST_STEPS:
        raise errors.InvalidField(field, f"there are {len(message.steps)}; {MOST_STEPS} are the most.")
    before = 0
    for number, step in enumerate(message.steps, 1):
        _between(step.after_seconds, 1, OLDEST, f"{field}.after_seconds")
        if step.after_seconds <= before:
            problem = f"step {number} is at {step.after_seconds} s, not after {before} s; let the ages rise."
            raise errors.InvalidField(field, problem)
        before = step.after_seconds
        if not (
            step.drop_skills or step.drop_all_skills or step.lower_levels or step.widen_to or step.everyone
        ):
            raise errors.InvalidField(field, f"step {number} changes nothing; say what it asks less of.")
        _between(step.lower_levels, 0, demand.MAX_LEVEL, f"{field}.lower_levels")
        for other in step.widen_to:
            if queue_id(other, f"{field}.widen_to") not in known.queues or roster.bare(other) == own:
                raise _unknown(f"{field}.widen_to", other)


def _overflow(message: staffing.Queue, own: str, known: Roster) -> None:
    field = "queue.overflow_queue"
    if not message.overflow_queue:
        if message.overflow_after_seconds:
            raise errors.InvalidField(field, "there is an age to flow over at, but no queue to flow into.")
        return
    other = queue_id(message.overflow_queue, field)
    if other != own and other not in known.queues:
        raise _unknown(field, message.overflow_queue)
    after, last = message.overflow_after_seconds, message.steps[-1].after_seconds if message.steps else 0
    _between(after, 1, OLDEST, "queue.overflow_after_seconds")
    if after <= last:
        raise errors.InvalidField(
            "queue.overflow_after_seconds", f"{after} s is not after the last step at {last} s; raise it."
        )
    chain = [own]
    while other and other not in chain:
        chain.append(other)
        other = known.queue(other).overflow
    if other:
        way = " → ".join(f"queues/{one}" for one in [*chain, other])
        raise errors.InvalidField(field, f"work would go in a circle: {way}; let one of them end it.")


def _brands(given: Iterable[str], field: str) -> None:
    for brand in given:
        if not _BRAND.fullmatch(brand):
            raise errors.InvalidField(field, f"{brand!r} is no brand; write brands/ and its id.")


def _skills(given: Mapping[str, int], field: str) -> None:
    for skill, level in given.items():
        if not _SKILL.fullmatch(skill):
            raise errors.InvalidField(
                field, f"{skill!r} is no skill; use lower-case letters, digits, hyphens and underscores."
            )
        if not 1 <= level <= demand.MAX_LEVEL:
            raise errors.InvalidField(field, f"{skill} at {level}: levels are 1 to {demand.MAX_LEVEL}.")


def _between(value: int, least: int, most: int, field: str) -> None:
    if not least <= value <= most:
        raise errors.InvalidField(field, f"{value} is not between {least} and {most}.")


def _calendar(name: str, calendars: Iterable[str] | None, field: str) -> None:
    if name and calendars is not None and f"calendars/{roster.bare(name)}" not in set(calendars):
        raise errors.InvalidField(field, f"{name} does not exist; create the calendar first.")


def _unknown(field: str, name: str) -> errors.InvalidField:
    return errors.InvalidField(field, f"{name} does not exist; create it first.")
