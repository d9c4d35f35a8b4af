"""Payloads fall into items and come together again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.events.v1 import events_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.bus import ScoredItem, batching, codecs
from tests.fixtures.log import mention

texts = st.lists(st.text(max_size=400), max_size=20)


def batch_of(items):
    return events_pb2.MentionBatch(items=items)


@given(texts)
def test_batches_assembled_from_encoded_items_equal_those_the_library_encodes(written):
    items = [mention(number, text) for number, text in enumerate(written)]
    framed = b"".join(batching.frame_of(item.SerializeToString()) for item in items)
    assert framed == batch_of(items).SerializeToString()


@pytest.mark.parametrize("size", [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152])
def test_lengths_at_the_edges_of_their_encoding_are_written_right(size):
    item = mention(1, "x" * size)
    assert batching.frame_of(item.SerializeToString()) == batch_of([item]).SerializeToString()


def test_mentions_come_apart_and_together():
    payload = batch_of([mention(1), mention(2), mention(3)]).SerializeToString()
    items = codecs.MENTIONS.split(payload)
    assert codecs.MENTIONS.join(items) == payload
    assert [codecs.MENTIONS.identify(item) for item in items] == [f"sandbox:-:{n}@0" for n in (1, 2, 3)]


def test_a_deletion_is_identified_as_deleted():
    item = events_pb2.MentionItem()
    item.deletion.key = "sandbox:-:1"
    assert codecs.MENTIONS.identify(item) == "sandbox:-:1@deleted"


def scored_payload(scores):
    return events_pb2.ScoredBatch(
        mention_batch=batch_of([mention(1), mention(2)]).SerializeToString(),
        scores=[score_pb2.Score(model_version=name) for name in scores],
    ).SerializeToString()


def test_scored_items_pair_each_item_with_its_score():
    items = codecs.SCORED.split(scored_payload(["a", "b"]))
    assert [(codecs.SCORED.identify(entry), entry.score.model_version) for entry in items] == [
        ("sandbox:-:1@0", "a"),
        ("sandbox:-:2@0", "b"),
    ]
    assert codecs.SCORED.join(items) == scored_payload(["a", "b"])
    (second,) = codecs.SCORED.split(codecs.SCORED.join(items[1:]))
    assert second == ScoredItem(mention(2), score_pb2.Score(model_version="b"))


def test_a_scored_batch_that_lacks_a_score_cannot_be_read():
    with pytest.raises(ValueError, match="a scored batch of 2 items holds 1 scores"):
        codecs.SCORED.split(scored_payload(["a"]))


def test_fields_this_build_does_not_know_survive():
    unknown = b"\xfa\x3f\x03new"  # field 1023
    item = events_pb2.MentionItem.FromString(mention(1).SerializeToString() + unknown)
    (again,) = codecs.MENTIONS.split(codecs.MENTIONS.join([item]))
    assert unknown in again.SerializeToString()


@pytest.mark.parametrize(
    ("codec", "message", "identity"),
    [
        (codecs.ENGAGEMENTS, events_pb2.EngagementEvent(opportunity="opportunities/a"), "opportunities/a@0"),
        (codecs.ERASURES, events_pb2.AuthorErasure(author_key_sha256="ab"), "ab@0"),
        (codecs.JUDGEMENTS, events_pb2.MentionJudgement(mention_key="x:-:1"), "x:-:1@0"),
    ],
)
def test_single_messages_are_batches_of_one(codec, message, identity):
    payload = message.SerializeToString()
    (item,) = codec.split(payload)
    assert (item, codec.join([item]), codec.identify(item)) == (message, payload, identity)
