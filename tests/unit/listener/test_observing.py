from datetime import UTC, datetime, timedelta

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.obs import metrics
from services.listener.adapters import observing

NOW = datetime(2026, 1, 1, tzinfo=UTC)
State = api.Source.State
Interval = api.CoverageInterval


def source(kind, state, seconds_ago=0):
    made = api.Source(type=kind, state=state)
    made.create_time.FromDatetime(NOW - timedelta(seconds=seconds_ago))
    return made


def test_sources_are_counted_by_state_and_the_oldest_checkpoint_shows():
    observing.show(
        [
            source("rss", State.STATE_ACTIVE, 5),
            source("rss", State.STATE_RETRYING, 90),
            source("jetstream", State.STATE_PAUSED, 1000),
        ],
        NOW,
    )
    counts = {tuple(sample.labels.values()): sample.value for sample in samples(metrics.SOURCES)}
    assert counts == {("rss", "active"): 1, ("rss", "retrying"): 1, ("jetstream", "paused"): 1}
    ages = {sample.labels["source_type"]: sample.value for sample in samples(metrics.CHECKPOINT_AGE_SECONDS)}
    assert ages == {"rss": 90, "jetstream": 0}


def test_a_source_that_should_have_spoken_is_never_counted_as_well():
    silent = source("rss", State.STATE_ACTIVE)
    silent.sight, silent.cause = Interval.SIGHT_PARTIAL, Interval.CAUSE_SUSPECT
    observing.show([silent, source("rss", State.STATE_ACTIVE)], NOW)
    counts = {tuple(sample.labels.values()): sample.value for sample in samples(metrics.SOURCES)}
    assert counts == {("rss", "suspect"): 1, ("rss", "active"): 1}
    sights = {tuple(sample.labels.values()): sample.value for sample in samples(metrics.SIGHTS)}
    assert sights == {("rss", "partial", "suspect"): 1}


def test_the_tightest_budget_of_a_type_shows():
    spending = [source("x", State.STATE_ACTIVE) for _ in range(3)]
    for made, used in zip(spending, (10, 90, 0), strict=True):
        made.budget.call_count, made.budget.max_call_count = used, 100
    spending[1].budget.exhaust_time.FromDatetime(NOW + timedelta(hours=1))
    observing.show(spending, NOW)
    assert [sample.value for sample in samples(metrics.BUDGET_SHARE)] == [0.9]
    assert [sample.value for sample in samples(metrics.BUDGET_RUNS_OUT_SECONDS)] == [3600]


def samples(metric):
    (family,) = metric.collect()
    return family.samples
