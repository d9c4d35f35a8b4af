"""What each network allows: the dated registry that queue, deadlines, budgets and outbox all read.

One file a network under `networks/`, read here into `CapabilityFact`s. A file says only what was seen running
or read in the network's own documentation, and when; what nobody has read there stands under `cautious`, at
its cautious value. A network nobody has looked at allows nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from antiphon.events.v1 import events_pb2
from services.listener.core import capability_files

Fact = events_pb2.CapabilityFact

FOLDER: Final = Path(__file__).resolve().parents[1] / "networks"
"""Where the files of the registry lie."""


@dataclass(frozen=True, slots=True)
class Network:
    """One network of the registry.

    Attributes:
        fact: what it allows under the plan most people have.
        plans: what it allows under each further plan, by the plan's name.
        connectors: types of source whose accounts answer on it; empty when none of ours does.
        fallback: how it can be answered without such a source.
    """

    fact: Fact
    plans: Mapping[str, Fact] = field(default_factory=dict)
    connectors: frozenset[str] = frozenset()
    fallback: Fact.ReplyMode = Fact.REPLY_MODE_MANUAL


def read(text: str, where: str) -> Network:
    """The network that a file describes; `where` names the file in sentences.

    Raises:
        ValueError: the file cannot be used; the sentence names the key and the remedy.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ValueError(f"{where} is no TOML: {fault}.") from None
    described = capability_files.read(table, where)
    return Network(
        described.fact,
        described.plans,
        frozenset(described.connectors),
        described.fallback,
    )


def load(folder: Path = FOLDER) -> dict[str, Network]:
    """All networks of a folder by name.

    Raises:
        ValueError: a file cannot be used, or its name is not that of its network.
    """
    networks: dict[str, Network] = {}
    for path in sorted(folder.glob("*.toml")):
        where = f"networks/{path.name}"
        network = read(path.read_text(encoding="utf-8"), where)
        if network.fact.network != path.stem:
            raise ValueError(f"{where}: network is {network.fact.network!r}; it must be {path.stem!r}.")
        networks[path.stem] = network
    return networks


NETWORKS: Final[dict[str, Network]] = load()
"""The registry as it ships."""

BY_NETWORK: Final[dict[str, Fact]] = {name: network.fact for name, network in NETWORKS.items()}
"""What each network allows under the plan most people have."""

DEFAULTS: Final = tuple(BY_NETWORK.values())
"""The same, in the order of the names."""


def of(network: str, plan: str = "") -> Fact:
    """What a network allows; a network nobody has looked at allows nothing.

    An unknown plan is read as the one most people have.
    """
    found = NETWORKS.get(network)
    if plan and found is not None and plan in found.plans:
        return found.plans[plan]
    return BY_NETWORK.get(network) or _unknown(network)


def plans(network: str) -> Collection[str]:
    """Names of the plans the registry tells apart, the usual one first; empty where there is but one."""
    found = NETWORKS.get(network)
    return () if found is None or not found.plans else (found.fact.plan, *found.plans)


def registry(*, sandbox_recognises_keys: bool = True) -> dict[str, Fact]:
    """The registry by network, with the sandbox as it is set up."""
    facts = dict(BY_NETWORK)
    if not sandbox_recognises_keys:
        facts["sandbox"] = _without_keys(facts["sandbox"])
    return facts


def in_force(fact: Fact, connected: Collection[str], built: Collection[str]) -> Fact:
    """What holds here and now.

    Where every source that is connected to a network only reads, a person has to answer there; and so where
    this build has nothing that answers.

    Args:
        fact: what the network allows.
        connected: types of the sources connected to the network.
        built: types of source that this build has.
    """
    network = NETWORKS.get(fact.network)
    if network is None or fact.reply_mode != Fact.REPLY_MODE_API:
        return fact
    able = network.connectors.intersection(connected) if connected else network.connectors.intersection(built)
    if able:
        return fact
    held = _without_keys(fact)
    held.reply_mode = network.fallback
    return held


def price(fact: Fact, call: str) -> tuple[int, str]:
    """What a call costs, in millionths of the currency behind it; 0 and empty when nothing."""
    found = find_call(fact, call)
    return (0, "") if found is None else (found.price_micros, found.currency)


def find_call(fact: Fact, call: str) -> Fact.Call | None:
    """The registry's line for a kind of call; None when there is none."""
    return next((known for known in fact.calls if known.name == call), None)


def allows(fact: Fact, action: Fact.Action) -> bool:
    """Whether the network lets us do this through its API."""
    return action in fact.actions


def _unknown(network: str) -> Fact:
    return Fact(
        network=network,
        reply_mode=Fact.REPLY_MODE_NONE,
        idempotency=Fact.IDEMPOTENCY_NONE,
        checked_date="2026-11-22",
        reference="Nobody has looked at this network yet.",
    )


def _without_keys(fact: Fact) -> Fact:
    changed = Fact.FromString(fact.SerializeToString())
    changed.idempotency, changed.idempotency_seconds = Fact.IDEMPOTENCY_NONE, 0
    return changed
