from __future__ import annotations

import pytest
from prometheus_client import REGISTRY

from antiphon.mention.v1 import mention_pb2
from services.scorer.adapters import counting

NAME = "antiphon_mentions_freshness_seconds"


def told(part, stage):
    return REGISTRY.get_sample_value(f"{NAME}_{part}", {"stage": stage}) or 0.0


def test_freshness_is_counted_from_publication_to_collection_and_to_now():
    before = {stage: (told("count", stage), told("sum", stage)) for stage in ("collected", "scored")}
    mention = mention_pb2.Mention()
    mention.create_time.seconds, mention.collect_time.seconds = 1_000, 1_040
    counting.fresh(mention, 1_050.5)

    for stage, seconds in (("collected", 40), ("scored", 50.5)):
        count, total = before[stage]
        assert told("count", stage) == count + 1
        assert told("sum", stage) == pytest.approx(total + seconds)


def test_a_mention_that_does_not_say_when_it_was_published_is_not_counted():
    before = told("count", "scored")
    counting.fresh(mention_pb2.Mention(), 1_050.5)
    assert told("count", "scored") == before
