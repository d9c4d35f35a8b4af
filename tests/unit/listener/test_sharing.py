from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.listener.core import sharing

NAMES = st.text("abcdefgh", min_size=1, max_size=6)
LOADS = st.dictionaries(NAMES, st.integers(0, 8).map(lambda power: 1.0 + 2.0**power), max_size=40)
REPLICAS = st.lists(NAMES, unique=True, min_size=1, max_size=6)


@given(LOADS, REPLICAS)
def test_every_source_has_one_replica_whatever_the_order(loads, replicas):
    shares = sharing.share(loads, replicas)
    assert shares.keys() == loads.keys()
    assert set(shares.values()) <= set(replicas)
    turned = dict(reversed(loads.items()))
    assert sharing.share(turned, replicas[::-1]) == shares


@given(LOADS, REPLICAS)
def test_nobody_carries_more_than_its_share_and_one_source(loads, replicas):
    carried = Counter()
    for source, replica in sharing.share(loads, replicas).items():
        carried[replica] += loads[source]
    mean = sum(loads.values()) / len(replicas)
    heaviest = max(loads.values(), default=0.0)
    assert all(load <= (1 + sharing.SLACK) * mean + heaviest for load in carried.values())


def test_many_sources_are_spread_evenly():
    loads = dict.fromkeys((f"sources/{number}" for number in range(60)), 2.0)
    counted = Counter(sharing.share(loads, ["a", "b", "c"]).values())
    assert max(counted.values()) <= 25
    assert min(counted.values()) >= 10


def test_a_heavy_source_leaves_its_replica_room():
    loads = {"sources/firehose": 65.0, **dict.fromkeys((f"sources/{number}" for number in range(8)), 1.0)}
    shares = sharing.share(loads, ["a", "b"])
    assert {shares[source] for source in loads if source != "sources/firehose"} == {"a", "b"} - {
        shares["sources/firehose"]
    }


def test_when_a_replica_goes_few_other_sources_move():
    loads = dict.fromkeys((f"sources/{number}" for number in range(100)), 1.0)
    before, after = sharing.share(loads, ["a", "b", "c", "d"]), sharing.share(loads, ["a", "b", "c"])
    moved = sum(before[source] != after[source] for source in loads if before[source] != "d")
    assert moved <= 25


def test_without_replicas_nothing_is_shared():
    assert sharing.share({"sources/a": 1.0}, []) == {}


@pytest.mark.parametrize(("rate", "load"), [(0.0, 1.0), (1.0, 2.0), (0.9, 2.0), (100.0, 129.0)])
def test_load_grows_in_steps_with_what_arrives(rate, load):
    assert sharing.load_of(rate) == load
