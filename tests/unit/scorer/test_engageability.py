"""Whether somebody should answer: log-odds that add up, and speak for whoever needs something."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.scorer.core.analyzers import engageability, grounds
from services.scorer.core.analyzers.engageability import EngageabilityAnalyzer
from services.scorer.core.analyzers.protocol import Batch
from tests.unit.scorer import judged

KINDS = mention_pb2.Mention
FOR = sorted(set(judged.GROUNDS) - {grounds.SPAM, grounds.PRAISE})


def assess(text="", **fields):
    made = judged.document(text, **fields)
    return engageability.assess(made, judged.ground(made))


def answered(text, **fields):
    return assess(text, **fields).probability >= 0.5


@given(judged.cases())
def test_the_reasons_add_up_to_the_log_odds(case):
    found = engageability.assess(*case)
    odds = sum(amount for _, _, amount in found.reasons)
    assert found.probability == pytest.approx(1 / (1 + math.exp(-odds)))
    assert found.reasons[0][0] == "start"


@given(judged.cases(), st.sampled_from(FOR), st.floats(0, 1))
def test_more_of_a_ground_never_lowers_it(case, name, more):
    document, ground = case
    before = engageability.assess(document, ground).probability
    raised = {**ground.chances, name: max(more, ground.chances.get(name, 0))}
    assert engageability.assess(document, ground._replace(chances=raised)).probability >= before - 1e-9


@given(judged.cases(), st.floats(0, 1))
def test_more_spam_never_raises_it(case, more):
    document, ground = case
    before = engageability.assess(document, ground).probability
    raised = {**ground.chances, grounds.SPAM: max(more, ground.chances.get(grounds.SPAM, 0))}
    assert engageability.assess(document, ground._replace(chances=raised)).probability <= before + 1e-9


@pytest.mark.parametrize(
    "text",
    [
        "@acme where is my order?",
        "@acme my bag is lost and nobody answers",
        "@acme please help me with a refund",
        "still waiting for my money, third time I ask",
        "@AcmeAir mein Paket ist kaputt, bitte helfen Sie mir",
        "my acme kettle caught fire",
    ],
)
def test_who_needs_something_is_answered(text):
    assert answered(text)


@pytest.mark.parametrize(
    "text",
    [
        "@acme thanks!",
        "@acme great crew, thank you",
        "Acme opens a second factory https://example.com/news",
        "just had lunch near the Acme building with friends",
        "@acme ok",
    ],
)
def test_who_needs_nothing_is_not(text):
    assert not answered(text)


def test_the_same_words_of_the_brand_itself_or_passed_on_need_no_answer():
    text = "@acme where is my order? please help"
    assert answered(text)
    assert not answered(text, author=mention_pb2.Author(own=True))
    assert not answered(text, kind=KINDS.KIND_REPOST)


def test_a_private_message_is_answered():
    assert answered("good morning to all of you", private=True)
    assert answered("good morning to all of you", kind=KINDS.KIND_MESSAGE)


def test_a_review_counts_the_more_the_lower_it_is():
    low, middle, high = (assess("it is what it is", rating=rating).probability for rating in (0.0, 0.5, 1.0))
    assert low > middle == high > assess("it is what it is").probability


def test_only_a_handle_of_the_brand_addresses_it():
    addressed = ("addressed to the brand", None, engageability.ADDRESSED)
    assert addressed in assess("hello @acme_air there").reasons
    assert addressed not in assess("hello @somebody there").reasons


def test_the_score_holds_answer_probability_and_reasons():
    analyzer, made = EngageabilityAnalyzer(), judged.document("@acme where is my order?")
    (found,) = analyzer.analyze(Batch([made]))
    score = score_pb2.Score()
    analyzer.write(made, found, score)
    assert score.engageability.should_answer
    assert score.engageability.probability == found.probability
    names = [reason.text for reason in score.engageability.reasons]
    assert names == ["start", "addressed to the brand", "question", "tells of themselves"]
