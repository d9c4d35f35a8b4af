"""How soon an answer is needed: points that add up, and never fall where more is at stake."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.scorer.core.analyzers import grounds, urgency
from services.scorer.core.analyzers.protocol import Batch
from services.scorer.core.analyzers.urgency import UrgencyAnalyzer
from tests.unit.scorer import judged

MESSAGE = mention_pb2.Mention.KIND_MESSAGE


def assess(text="", **fields):
    made = judged.document(text, **fields)
    return urgency.assess(made, judged.ground(made))


@given(judged.cases())
def test_the_reasons_add_up_to_the_value(case):
    found = urgency.assess(*case)
    assert sum(amount for _, _, amount in found.reasons) == pytest.approx(found.value)
    assert 0 <= found.value <= 100
    assert found.reasons[0][0] == "start"


@given(judged.cases(), st.sampled_from(judged.GROUNDS), st.floats(0, 1))
def test_more_of_a_ground_never_lowers_it(case, name, more):
    document, ground = case
    before = urgency.assess(document, ground).value
    raised = {**ground.chances, name: max(more, ground.chances.get(name, 0))}
    assert urgency.assess(document, ground._replace(chances=raised)).value >= before - 1e-9


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("I am stranded at the airport", "I am at the airport"),
        ("it must be there today", "it must be there"),
        ("third time I write", "I write"),
        ("he was injured by it", "he was annoyed by it"),
        ("my lawyer will write", "my brother will write"),
        ("please help", "hello"),
        ("my wife is pregnant", "my wife is patient"),
        ("stranded, urgent, emergency", "stranded, urgent"),
    ],
)
def test_what_cannot_wait_is_more_urgent(more, less):
    assert assess(more).value > assess(less).value


def test_danger_to_people_is_the_most_urgent():
    assert (
        assess("the charger caught fire, my son is injured").value > assess("stranded, urgent, today").value
    )


def test_a_message_and_a_low_rating_are_more_urgent():
    assert assess("hello", kind=MESSAGE).value == assess("hello", private=True).value > assess("hello").value
    assert assess("hello", rating=0.1).value > assess("hello", rating=0.4).value > assess("hello").value
    assert assess("hello", rating=0.9).value == assess("hello").value


def test_words_are_told_as_written_with_their_place():
    found = assess("We are STRANDED in Rome")
    assert ("STRANDED", (7, 15), 25.0) in found.reasons


def test_words_of_the_title_have_no_place():
    assert ("Urgent", None, 25.0) in assess("see below", title="Urgent").reasons


def test_the_score_holds_value_and_reasons():
    analyzer, made = UrgencyAnalyzer(), judged.document("We are stranded, please help")
    (found,) = analyzer.analyze(Batch([made]))
    score = score_pb2.Score()
    analyzer.write(made, found, score)
    assert score.urgency.value == found.value
    assert [reason.text for reason in score.urgency.reasons] == ["start", "stranded", "please"]
    assert (score.urgency.reasons[1].span.start, score.urgency.reasons[1].span.end) == (7, 15)
    assert not score.urgency.reasons[0].HasField("span")


def test_probabilities_of_models_take_the_place_of_signs():
    made = judged.document("a text")
    batch = Batch([made], {"complaint": [judged.chance(0.5)]})
    (found,) = UrgencyAnalyzer().analyze(batch)
    assert (grounds.COMPLAINT, None, 6.0) in found.reasons
