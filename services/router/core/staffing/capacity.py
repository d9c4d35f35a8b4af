"""How much an agent can hold: soft is what the router offers up to, hard is what nobody can exceed.

Load is the sum of what each opportunity weighs that the agent holds or is offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.router.core.staffing.roster import Agent


@dataclass(slots=True)
class Load:
    """What an agent holds and is offered, by weight."""

    total: int = 0
    by_network: dict[str, int] = field(default_factory=dict)

    def add(self, network: str, weight: int) -> None:
        """One opportunity more."""
        self.total += weight
        self.by_network[network] = self.by_network.get(network, 0) + weight


def why_full(agent: Agent, load: Load, network: str, weight: int) -> str:
    """Why an agent cannot take one more of a network, not even by hand; empty when there is room."""
    if agent.hard is not None and load.total + weight > agent.hard:
        return f"You hold {load.total} of {agent.hard} and this takes {weight}; finish or release one first."
    limit = agent.limits.get(network)
    held = load.by_network.get(network, 0)
    if limit is not None and held + weight > limit:
        return f"You hold {held} of {limit} from {network}, this takes {weight}; finish or release one first."
    return ""


def takes(agent: Agent, load: Load, network: str, weight: int) -> bool:
    """Whether the router may offer one more of a network."""
    return load.total + weight <= agent.soft and not why_full(agent, load, network, weight)


def full_networks(agent: Agent, load: Load) -> frozenset[str]:
    """Networks of which the agent can take nothing more, whatever it weighs."""
    return frozenset(name for name, limit in agent.limits.items() if load.by_network.get(name, 0) >= limit)


def share(agent: Agent, load: Load) -> float:
    """Load as a share of the soft capacity; what strategies compare."""
    return load.total / agent.soft


def tally(rows: Mapping[str, list[tuple[str, int]]]) -> dict[str, Load]:
    """Loads by holder, from the networks and weights of what each holds."""
    loads = {}
    for holder, held in rows.items():
        load = loads[holder] = Load()
        for network, weight in held:
            load.add(network, weight)
    return loads
