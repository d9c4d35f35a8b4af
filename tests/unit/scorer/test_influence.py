"""How far an author's words carry: never less for more, comparable across networks, honest about gaps."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.scorer.core import audiences
from services.scorer.core.analyzers import influence
from services.scorer.core.analyzers.influence import InfluenceAnalyzer
from services.scorer.core.analyzers.protocol import Batch
from tests.unit.scorer import judged

RECEIVED = ("follower_count", "listed_count", "mention_count", "repost_count")
SPENT = ("following_count", "post_count")
COUNTS = st.fixed_dictionaries({}, optional={name: st.integers(0, 10**9) for name in (*RECEIVED, *SPENT)})
KNOWN = st.fixed_dictionaries({name: st.integers(0, 10**9) for name in (*RECEIVED, *SPENT)})
CELEBRITY = {
    "follower_count": 30_000_000,
    "listed_count": 100_000,
    "mention_count": 500_000,
    "repost_count": 900_000,
}


def assess(network="x", machine=0.0, likes=0, **author):
    made = judged.document("hello", network=network, author=mention_pb2.Author(**author))
    if likes:
        made.mention.engagement.like_count = likes
    return influence.assess(made, machine)


def value(**fields):
    return assess(**fields).value


@given(COUNTS, st.floats(0, 1), st.sampled_from(["x", "bluesky", "mastodon", ""]))
def test_the_components_add_up_and_the_value_lies_in_its_interval(counts, machine, network):
    found = assess(network, machine, **counts)
    assert sum(amount for _, _, amount in found.components) == pytest.approx(found.value)
    assert 0 <= found.low <= found.value <= found.high <= 100


@pytest.mark.parametrize("name", RECEIVED)
@given(counts=KNOWN, more=st.integers(1, 10**9))
def test_more_of_what_others_give_always_raises_it(name, counts, more):
    more = max(more, counts[name] // 1000)
    assert value(**{**counts, name: counts[name] + more}) > value(**counts)


@pytest.mark.parametrize("name", SPENT)
@given(counts=KNOWN, more=st.integers(1, 10**9))
def test_following_and_publishing_more_never_raises_it(name, counts, more):
    assert value(**{**counts, name: counts[name] + more}) <= value(**counts)


def test_even_the_best_known_differ():
    assert 90 < value(**CELEBRITY) < value(**{**CELEBRITY, "follower_count": 40_000_000}) < 100


def test_nobody_is_near_zero_and_an_ordinary_author_is_low():
    nobody = dict.fromkeys(RECEIVED, 0)
    ordinary = {"follower_count": 200, "listed_count": 2, "mention_count": 4, "repost_count": 1}
    assert value(**nobody) < 3
    assert 10 < value(**ordinary) < 25


@pytest.mark.parametrize("missing", RECEIVED)
def test_a_missing_count_widens_the_interval_and_is_no_zero(missing):
    counts = {"follower_count": 5_000, "listed_count": 40, "mention_count": 100, "repost_count": 80}
    whole = assess(**counts)
    rest = {name: count for name, count in counts.items() if name != missing}
    found = assess(**rest)
    assert whole.low == whole.value == whole.high
    assert found.low < found.value < found.high
    assert found.low < whole.value < found.high
    assert found.value > value(**rest, **{missing: 0})


def test_the_less_is_known_the_wider_it_is():
    known = ({}, {"follower_count": 900}, {"follower_count": 900, "listed_count": 5})
    widths = [found.high - found.low for found in (assess(**counts) for counts in known)]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == len(widths)


def test_the_same_audience_is_worth_more_where_it_is_rarer():
    x, bluesky = (assess(network, follower_count=5_000) for network in ("x", "bluesky"))
    assert x.value != bluesky.value
    rarer, common = (x, bluesky) if x.percentile > bluesky.percentile else (bluesky, x)
    assert rarer.value > common.value


def test_a_percentile_is_known_only_with_audience_and_table():
    assert assess("x", follower_count=1_000).percentile == pytest.approx(96)
    assert assess("bluesky", follower_count=1_000).percentile == pytest.approx(98.1)
    assert assess("gazette", follower_count=1_000).percentile is None
    assert assess("x").percentile is None


def test_attention_verification_and_topics_raise_it_and_a_machine_lowers_it():
    plain = value(follower_count=500)
    assert value(follower_count=500, likes=100) > plain
    assert value(follower_count=500, likes=10**6) > value(follower_count=500, likes=10**5)
    assert value(follower_count=500, verified=True) > plain
    assert value(follower_count=500, bio="I write about Acme Air and trains") > plain
    assert value(follower_count=500, bio="I write about macme and trains") == plain
    assert value(follower_count=500, machine=0.9) < plain


def test_a_follower_of_everybody_weighs_less():
    assert value(follower_count=900, following_count=5_000) < value(follower_count=900, following_count=100)


def test_negative_counts_count_as_none():
    assert value(follower_count=-5) == value(follower_count=0)


@pytest.mark.parametrize("network", sorted(audiences.SHARES))
def test_the_tables_rise(network):
    shares = audiences.SHARES[network]
    assert list(shares) == sorted(shares)
    assert all(a[1] < b[1] < 1 for a, b in itertools.pairwise(shares))


@given(st.floats(0, 10), st.floats(0, 10), st.sampled_from(sorted(audiences.SHARES)))
def test_a_larger_audience_is_rarer_and_compares_as_larger(one, other, network):
    small, large = sorted((one, other))
    assert audiences.equivalent(network, small) <= audiences.equivalent(network, large)
    assert audiences.percentile(network, small) <= audiences.percentile(network, large)


def test_the_score_holds_all_of_it():
    analyzer, made = InfluenceAnalyzer(), judged.document("hello", network="x")
    made.mention.author.follower_count = 61
    (found,) = analyzer.analyze(Batch([made]))
    score = score_pb2.Score()
    analyzer.write(made, found, score)
    told = score.influence
    assert (told.value, told.low, told.high) == (found.value, found.low, found.high)
    assert told.percentile == pytest.approx(50)
    assert told.components[0].text == "followers"


def test_a_machine_is_what_the_spam_analyzer_says():
    made = judged.document("hello", author=mention_pb2.Author(follower_count=100))
    (alone,) = InfluenceAnalyzer().analyze(Batch([made]))
    (bot,) = InfluenceAnalyzer().analyze(Batch([made], {"spam": [judged.account(4.0)]}))
    assert bot.value < alone.value
