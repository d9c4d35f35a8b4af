from datetime import UTC, datetime, timedelta

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.obs import metrics
from services.listener.adapters import observing

NOW = datetime(2026, 1, 1, tzinfo=UTC)
State = api.Source.State


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


def samples(metric):
    (family,) = metric.collect()
    return family.samples
