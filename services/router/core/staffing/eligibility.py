"""Who may take what, and in a sentence why not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from services.router.core.demand import Demand
from services.router.core.staffing import stages
from services.router.core.staffing.roster import Agent, Queue, Roster
from services.router.core.staffing.stages import Needs


class Lane(NamedTuple):
    """A lane that somebody may take from: its number, and how much older its work counts, in microseconds."""

    id: int
    head_start: int


def why_not(roster: Roster, agent_id: str, demand: Demand) -> str:
    """Why somebody may not take what stands in a lane; empty when nothing keeps them out."""
    if not roster.agents and not roster.queues:
        return ""
    agent = roster.agent(agent_id)
    if agent.brands and demand.brand not in agent.brands:
        return f"agents/{agent.id} does not work for {demand.brand}."
    home = roster.queue(stages.stage(demand).queue)
    if home.brands and demand.brand not in home.brands:
        return f"queues/{home.id} takes no work of {demand.brand}; change its brands, or the policy."
    needs = stages.needs(roster, demand)
    if needs.queues is not None and not any(_serves(agent, roster.queue(one)) for one in needs.queues):
        return f"agents/{agent.id} does not serve queues/{home.id}."
    return _lacking(roster, agent, needs)


def lanes(
    roster: Roster, agent_id: str, known: Mapping[int, Demand], brands: Collection[str] | None
) -> tuple[Lane, ...]:
    """Lanes that somebody may take from, among those of some brands; None for all brands."""
    return tuple(
        Lane(number, roster.queue(stages.stage(demand).queue).head_start)
        for number, demand in known.items()
        if (brands is None or demand.brand in brands) and not why_not(roster, agent_id, demand)
    )


def able(roster: Roster, demand: Demand) -> tuple[str, ...]:
    """Ids of agents who may take from a lane, sorted."""
    return tuple(one for one in sorted(roster.agents) if not why_not(roster, one, demand))


def unserved(roster: Roster, demand: Demand) -> str:
    """Why nobody at all may take from a lane, in a sentence with a remedy; empty when somebody may.

    Who is not set up as an agent may take whatever asks for no skills and no members.
    """
    if not roster.agents or not why_not(roster, "", demand) or able(roster, demand):
        return ""
    stands = stages.stage(demand)
    needs = stages.needs(roster, demand)
    home = roster.queue(stands.queue)
    if home.brands and demand.brand not in home.brands:
        return f"queues/{home.id} takes no work of {demand.brand}; add the brand, or send it elsewhere."
    serving = [one for one in roster.agents.values() if _reaches(roster, one, demand, needs)]
    if not serving:
        return f"Nobody serves queues/{home.id} for {demand.brand}; add members, or give agents the queue."
    for skill, level in sorted(needs.skills.items()):
        best = max(serving, key=lambda one: (one.skills.get(skill, 0), one.id))
        if best.skills.get(skill, 0) < level:
            return f"queues/{home.id} asks for {skill} at level {level}, and {_best(best, skill)}; {_REMEDY}"
    wanted = " and ".join(f"{skill} {level}" for skill, level in sorted(needs.skills.items()))
    return f"queues/{home.id} asks for {wanted} of one person, and nobody there has all; {_REMEDY}"


_REMEDY = "ask for less, give somebody the skill, or let the queue ask for less with age."


def _best(agent: Agent, skill: str) -> str:
    level = agent.skills.get(skill, 0)
    return f"the best there is agents/{agent.id} with {level}" if level else "nobody there has it"


def _reaches(roster: Roster, agent: Agent, demand: Demand, needs: Needs) -> bool:
    if agent.brands and demand.brand not in agent.brands:
        return False
    return needs.queues is None or any(_serves(agent, roster.queue(one)) for one in needs.queues)


def _serves(agent: Agent, queue: Queue) -> bool:
    """A queue without members is everybody's; an agent without queues serves every queue."""
    return (not queue.members or agent.id in queue.members) and (not agent.queues or queue.id in agent.queues)


def _lacking(roster: Roster, agent: Agent, needs: Needs) -> str:
    if not roster.agents:
        return ""  # nobody's skills are known, so they cannot be asked for
    for skill, level in sorted(needs.skills.items()):
        has = agent.skills.get(skill, 0)
        if has < level:
            told = f"has it at {has}" if has else "does not have it"
            return f"It takes {skill} at level {level}, and agents/{agent.id} {told}."
    return ""
