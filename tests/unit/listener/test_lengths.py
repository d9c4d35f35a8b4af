import pytest

from antiphon.events.v1 import events_pb2
from services.common.model import errors
from services.listener.core import lengths

Unit = events_pb2.CapabilityFact.LengthUnit


@pytest.mark.parametrize(
    ("text", "characters", "graphemes", "size"),
    [
        ("abc", 3, 3, 3),
        ("é", 1, 1, 2),
        ("e\u0301", 2, 1, 3),
        ("👍🏽", 2, 1, 8),
        ("👨\u200d👩\u200d👧", 5, 1, 18),
        ("🇩🇪🇫🇷", 4, 2, 16),
        ("1\ufe0f\u20e3", 3, 1, 7),
        ("हिन्दी", 6, 3, 18),
        ("\r\n", 2, 1, 2),
        ("", 0, 0, 0),
    ],
)
def test_each_unit_counts_in_its_own_way(text, characters, graphemes, size):
    assert lengths.measure(text, Unit.LENGTH_UNIT_CHARACTER) == characters
    assert lengths.measure(text, Unit.LENGTH_UNIT_GRAPHEME) in {graphemes, graphemes + text.count("\u094d")}
    assert lengths.measure(text, Unit.LENGTH_UNIT_BYTE) == size


def test_a_unit_of_a_later_build_counts_characters():
    assert lengths.measure("abc", 99) == 3


def test_a_text_that_is_too_long_is_told_by_how_much():
    fact = events_pb2.CapabilityFact(network="x", max_reply_length=3, length_unit=Unit.LENGTH_UNIT_BYTE)
    with pytest.raises(errors.TextTooLong, match="shorten it by 1") as refused:
        lengths.check("éé", fact)
    assert refused.value.metadata == {"length": "4", "limit": "3", "unit": "BYTE"}


def test_without_a_limit_every_text_passes():
    lengths.check("x" * 100_000, events_pb2.CapabilityFact(network="x"))
