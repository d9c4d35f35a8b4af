"""What the capability registry says of a network, what its source does and what its peer is without agree."""

from __future__ import annotations

import importlib

import pytest

from services.listener.core import capabilities
from services.listener.sources import abilities, registry
from tests.fixtures import peers
from tests.fixtures.peers.base import Lack

Fact = capabilities.Fact


@pytest.fixture
def fact(reading):
    """What the registry says, if accounts of this type answer there."""
    network = capabilities.NETWORKS[reading.kind.network]
    if reading.kind.name not in network.connectors:
        pytest.skip("The registry says that this type of source only reads.")
    return network.fact


def test_every_type_of_source_that_reads_has_a_peer_or_only_names_where_another_that_has_one_lives():
    tried = tuple({code_of(peers.load(name).type) for name in peers.PEERS})
    for name in registry.SOURCES:
        changed = {*vars(code_of(name))} - {"__module__", "__doc__", "__annotations__", "type", "provider"}
        assert code_of(name) in tried or (issubclass(code_of(name), tried) and not changed), name


def code_of(type_name):
    return importlib.import_module(registry.SOURCES[type_name].module).Connection


def test_what_a_network_is_without_has_a_reason(peer):
    for reason in peer.lacks.values():
        assert reason.endswith(".")
        assert len(reason.split()) > 2


@pytest.mark.parametrize(
    "type_name", [name for name, kind in registry.SOURCES.items() if kind.heartbeat_seconds]
)
def test_a_type_with_a_heartbeat_is_tested_for_it(type_name):
    tried = [peers.load(name) for name in peers.PEERS]
    assert [peer for peer in tried if peer.type == type_name and Lack.HEARTBEAT not in peer.lacks]


def test_a_type_that_needs_secrets_is_tested_for_their_end(peer, reading):
    needed = [name for name, key in reading.kind.credentials.items() if key.required]
    assert not needed or Lack.CREDENTIALS not in peer.lacks


def test_answers_are_as_the_registry_says(peer, reading, fact):
    assert (fact.reply_mode == Fact.REPLY_MODE_API) == (Lack.REPLIES not in peer.lacks)
    recognised = fact.idempotency in {Fact.IDEMPOTENCY_KEY, Fact.IDEMPOTENCY_CLIENT_ID}
    assert recognised == (Lack.IDEMPOTENCY not in peer.lacks)
    assert fact.read_back == (Lack.READING_BACK not in peer.lacks)
    assert bool(fact.max_media_count) == (Lack.MEDIA not in peer.lacks)
    privately = capabilities.allows(fact, Fact.ACTION_ANSWER_PRIVATELY)
    assert privately == (Lack.PRIVATE not in peer.lacks)


async def test_actions_are_as_the_registry_says_of_one_plan_or_another(source, fact):
    network = capabilities.NETWORKS[fact.network]
    allowed = {action for plan in (fact, *network.plans.values()) for action in plan.actions}
    able = {Fact.Action.Value(f"ACTION_{action.upper()}") for action in getattr(source, "actions", ())}
    if isinstance(source, abilities.Deleting):
        able.add(Fact.ACTION_DELETE_OWN)
    told = {
        Fact.ACTION_DELETE_OWN,
        Fact.ACTION_HIDE,
        Fact.ACTION_UNHIDE,
        Fact.ACTION_LIKE,
        Fact.ACTION_UNLIKE,
        Fact.ACTION_DELETE,
        Fact.ACTION_MUTE,
        Fact.ACTION_BLOCK,
        Fact.ACTION_REPORT,
    }
    assert able == told & allowed
