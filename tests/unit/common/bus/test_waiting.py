"""How long to wait before the next try, and what the log's names mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from antiphon.events.v1 import events_pb2
from services.common.bus import backoff, parcels, streams, suspects
from services.common.bus.pulling import Delivery
from services.common.config.bus import BusSettings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_each_wait_is_twice_the_one_before_up_to_the_limit():
    waits = [backoff.delay(attempt, first=5, limit=60) for attempt in range(1, 7)]
    assert waits == [5, 10, 20, 40, 60, 60]


def test_waits_stay_finite_however_often_it_was_tried():
    assert backoff.delay(10**9, first=0.05, limit=2) == 2


@pytest.mark.parametrize(
    ("subject", "stream"),
    [("mentions.bluesky", "MENTIONS"), ("retry.router", "RETRY"), ("reference.brand.acme", "REFERENCE")],
)
def test_a_subject_names_its_stream(subject, stream):
    assert streams.of_subject(subject).name == stream


@pytest.mark.parametrize("subject", ["", "mentions", "gossip.x", "mention.x"])
def test_other_subjects_have_none(subject):
    with pytest.raises(ValueError, match="No stream holds subject"):
        streams.of_subject(subject)


def test_streams_of_rare_messages_take_no_more_room_than_they_need():
    settings = BusSettings()
    assert streams.configuration(streams.REFERENCE, settings).max_bytes == 256 * 1024 * 1024
    assert streams.configuration(streams.MENTIONS, settings).max_bytes == 2 * 1024**3


def delivery(payload=b""):
    return Delivery("retry.scorer", payload, {}, "", 7, 7, 1, NOW, 0)


def test_a_retry_comes_out_of_its_envelope():
    batch = events_pb2.RetryBatch(consumer="scorer", subject="mentions.x", payload=b"items", tries=2)
    batch.not_before_time.FromDatetime(NOW + timedelta(seconds=30))
    parcel = parcels.open_retry(delivery(batch.SerializeToString()), "RETRY")
    assert (parcel.subject, parcel.payload, parcel.tries) == ("mentions.x", b"items", 2)
    assert parcel.early_by(NOW) == 30
    assert parcel.early_by(NOW + timedelta(minutes=1)) < 0


def test_a_first_try_is_never_early():
    assert parcels.open_first(delivery(b"items"), "MENTIONS").early_by(NOW) == 0


def test_a_trial_goes_on_behind_the_last_item_on_record():
    assert suspects.resume_at(None) == 0
    assert suspects.resume_at(events_pb2.Suspect(index=3)) == 4
    assert suspects.resume_at(events_pb2.Suspect(index=-1, cleared=True)) == 0
