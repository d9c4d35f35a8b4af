"""Personal data is hidden where texts are listed."""

from hypothesis import given
from hypothesis import strategies as st

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import findings_pb2
from services.common.model import masking_personal


def found(start, end):
    return findings_pb2.PersonalData(
        kind=findings_pb2.PersonalData.KIND_EMAIL, span=mention_pb2.Span(start=start, end=end)
    )


def test_letters_and_digits_are_hidden_and_the_shape_stays():
    text = "mail jo.doe7@example.org now"
    assert masking_personal.mask(text, [found(5, 24)]) == "mail ••.••••@•••••••.••• now"


def test_a_text_without_personal_data_stays():
    assert masking_personal.mask("nothing here", []) == "nothing here"


def test_several_stretches_are_hidden_in_any_order():
    assert masking_personal.mask("ab cd ef", [found(6, 8), found(0, 2)]) == "•• cd ••"


@given(st.text(), st.lists(st.tuples(st.integers(-5, 99), st.integers(-5, 99))))
def test_any_spans_keep_the_length_and_hide_no_more_than_they_cover(text, spans):
    shown = masking_personal.mask(text, [found(start, end) for start, end in spans])
    assert len(shown) == len(text)
    for at, (before, after) in enumerate(zip(text, shown, strict=True)):
        covered = any(start <= at < end for start, end in spans)
        assert after == (masking_personal.MARK if covered and before.isalnum() else before)
