"""What is told of a message is what protobuf's own mapping tells, only sooner."""

import json

import pytest
from google.protobuf import json_format

from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.console.adapters.contracts import METHODS
from services.console.core.messages import as_json
from tests.fixtures import contracts


def plain(message):
    return json_format.MessageToDict(message, always_print_fields_with_no_presence=True)


@pytest.mark.parametrize("name", sorted({name for name, method in METHODS.items() if not method.taking}))
def test_every_answer_is_told_as_protobuf_tells_it(name):
    made = METHODS[name].response
    assert as_json(made()) == plain(made())
    assert as_json(contracts.filled(made)) == plain(contracts.filled(made))


def test_lists_maps_times_and_odd_numbers_are_told_as_protobuf_tells_them():
    made = routing.Opportunity(name="opportunities/x", tags=["a", "b"], skills={"billing": 3})
    made.create_time.FromJsonString("2026-01-31T09:00:00.250Z")
    made.clocks.add().target.FromSeconds(90)
    made.mentions.add(revision=2**63 - 1)
    made.score.sentiment.compound = 0.1
    assert as_json(made) == plain(made)
    made.score.sentiment.compound = float("inf")
    assert json.dumps(as_json(made), allow_nan=False)
    picture = mention_pb2.Attachment(content=b"\x00\xff")
    assert as_json(picture) == plain(picture)


@pytest.mark.parametrize(
    ("seconds", "nanos"),
    [
        (0, 0),
        (-1, 1_000),
        (1_790_000_000, 250_000_000),
        (1_790_000_000, 250_001_000),
        (1_790_000_000, 1),
        (-62_135_596_800, 0),
        (253_402_300_799, 999_999_999),
    ],
)
def test_a_moment_is_told_with_the_digits_it_needs(seconds, nanos):
    made = routing.Opportunity()
    made.create_time.seconds, made.create_time.nanos = seconds, nanos
    assert as_json(made)["createTime"] == made.create_time.ToJsonString()


def test_a_moment_that_is_none_is_refused_as_protobuf_refuses_it():
    made = routing.Opportunity()
    made.create_time.seconds = 253_402_300_800
    with pytest.raises(ValueError, match="Timestamp is not valid"):
        as_json(made)
