"""The words behind a score, and where they stand."""

import pytest

from services.scorer.core import masking
from services.scorer.core.polarity import polarity, weigh_but
from services.scorer.core.vader import Vader
from tests.unit.scorer import oracle


@pytest.fixture
def vader():
    return Vader(masked=True)


def found(vader, text):
    return [(text[start:end], valence) for start, end, valence in vader.read(text).carriers]


def test_each_word_comes_with_its_valence_in_context(vader):
    assert found(vader, "I am not happy, the crew was VERY rude!") == [
        ("happy", pytest.approx(2.7 * -0.74)),
        ("rude", pytest.approx(-2.0 - 0.293 - 0.733)),
    ]


def test_punctuation_around_a_word_is_no_part_of_it(vader):
    assert [word for word, _ in found(vader, '("Terrible!!!") ...thanks, :)')] == ["Terrible", "thanks", ":)"]


def test_places_count_code_points(vader):
    text = "𐍈𐍉 😀 naïve — lovely"
    (smile, lovely) = vader.read(text).carriers
    assert text[smile[0] : smile[1]] == "😀"
    assert lovely[0] == text.index("lovely")


def test_the_words_of_one_emoji_are_one_piece_of_evidence(vader):
    text = "late again 😂😭"
    assert [word for word, _ in found(vader, text)] == ["😂", "😭"]
    assert found(vader, "x 😂")[0][1] == pytest.approx(sum(vader.read("x 😂").valences))


def test_punctuation_behind_an_emoji_is_no_part_of_it(vader):
    text = "x 😀!! y"
    ((start, end, _),) = vader.read(text).carriers
    assert text[start:end] == "😀"


def test_a_word_inside_another_token_is_not_mistaken_for_it(vader):
    text = "goodness-good good"
    ((start, end, _),) = vader.read(text).carriers
    assert (start, end) == (14, 18)


def test_repeated_words_have_their_own_places(vader):
    text = "good good  good"
    assert [start for start, _, _ in vader.read(text).carriers] == [0, 5, 11]


def test_places_are_true_in_every_provoking_text(vader):
    for text in oracle.texts(3, 2_000):
        reading = vader.read(text)
        ends = 0
        for start, end, _ in reading.carriers:
            assert ends <= start < end <= len(text), repr(text)
            assert not any(char.isspace() for char in text[start:end]), repr(text)
            ends = end


def test_the_evidence_adds_up_to_the_score(vader):
    for text in oracle.texts(4, 1_000):
        reading = vader.read(text)
        assert sum(valence for _, _, valence in reading.carriers) == pytest.approx(sum(reading.valences))


def test_words_that_context_silences_are_no_evidence(vader):
    assert found(vader, "meet me at the big bus stop") == []


def test_masked_stretches_are_no_evidence(vader):
    assert found(vader, "@good .@lovely https://t.co/great?x=bad www.love.com") == []


def test_several_readings_sum_up_as_one(vader):
    parts = [vader.read("Great crew!"), vader.read("Terrible food??")]
    whole = vader.read("Great crew! a b c Terrible food??")
    assert polarity(parts).compound == polarity([whole]).compound


def weighed(valences, before):
    weigh_but(valences, before)
    return valences


def test_but_halves_before_and_raises_after():
    assert weighed([2.0, -3.0], 1) == [1.0, -4.5]


def test_but_changes_the_first_of_equal_values():
    # Halved to 1, the first value is then taken for the last one.
    assert weighed([2.0, 1.0], 1) == [0.5, 1.0]


def test_but_leaves_silenced_words_alone():
    assert weighed([0.0, 2.0, 0.0, 2.0], 2) == [0.0, 1.0, 0.0, 3.0]


def test_masks_keep_the_length_and_the_tokens():
    for text in oracle.texts(5, 2_000):
        masked = masking.mask(text)
        assert len(masked) == len(text)
        assert [len(token) for token in masked.split()] == [len(token) for token in text.split()]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@united thanks", "xxxxxxx thanks"),
        (".@united: hi", ".xxxxxxx: hi"),
        ("(@a.b-c.social)", "(xxxxxxxxxxxxx)"),
        ("@me@host.example!", "xxxxxxxxxxxxxxxx!"),
        ("see https://t.co/a?b=!c!!! now", "see xxxxxxxxxxxxxxxxxxx!!! now"),
        ("HTTP://X.Y/ WWW.Z.com.", "xxxxxxxxxxx xxxxxxxxx."),
        ("mail bob@good.com", "mail bob@good.com"),
        ("#love @ 3pm", "#love @ 3pm"),
        ("plain", "plain"),
    ],
)
def test_handles_and_links_are_hidden_and_nothing_else(text, shown):
    assert masking.mask(text) == shown


def test_marks_inside_links_do_not_shout(vader):
    quiet, loud = vader.read("good https://t.co/?a?b!!c"), vader.read("good ?a?b!!c")
    assert (quiet.exclamations, quiet.questions) == (0, 0)
    assert (loud.exclamations, loud.questions) == (2, 2)
