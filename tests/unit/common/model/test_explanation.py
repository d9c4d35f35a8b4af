"""One sentence and the grounds of a score."""

import pytest

from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.common.model import explanation


def scored():
    score = score_pb2.Score()
    score.language.code = "en"
    felt = score.sentiment
    felt.label, felt.probability = score_pb2.Sentiment.LABEL_NEGATIVE, 0.92
    for text, valence in (("nice", 1.8), ("lost", -1.3), ("worst", -3.1), ("sad", -2.1), ("bad", -1.0)):
        felt.terms.add(text=text, valence=valence)
    score.intents.add(kind=findings_pb2.Intent.KIND_COMPLAINT, probability=0.9)
    score.emotion.label = findings_pb2.Emotion.LABEL_ANGER
    score.emotion.probability, score.emotion.felt = 0.8, 0.7
    score.urgency.value = 78
    score.engageability.should_answer = True
    score.priority.value = 81.4
    score.priority.components.add(text="complaint", amount=20)
    score.priority.components.add(text="spam", amount=-35)
    return score


def test_the_sentence_names_feeling_wishes_and_judgements():
    assert explanation.sentence(scored()) == (
        'Negative (92%) for "worst", "sad", "lost"; a complaint, anger; urgency 78; worth an answer; '
        "priority 81 of 100."
    )


def test_a_weak_emotion_and_a_small_urgency_are_not_worth_a_word():
    score = scored()
    score.emotion.felt, score.urgency.value = 0.2, 12
    sentence = explanation.sentence(score)
    assert "anger" not in sentence
    assert "urgency" not in sentence


def test_a_language_without_a_model_is_said():
    score = score_pb2.Score()
    score.language.code = "fi"
    assert explanation.sentence(score) == "No feeling told (fi)."
    assert explanation.sentence(score_pb2.Score()) == "Nothing can be said of it."


def test_grounds_come_strongest_first_and_only_where_there_are_some():
    (name, reasons), *more = explanation.grounds(scored())
    assert name == "priority"
    assert [reason.text for reason in reasons] == ["spam", "complaint"]
    assert not more


@pytest.mark.parametrize(
    ("compound", "intensity", "probability", "told"),
    [
        (0.38, -0.44, 0.7, -0.44),
        (0.38, 0.0, 0.7, 0.0),
        (0.38, 0.38, 0.0, 0.38),
        (0.38, 0.0, 0.0, 0.38),
    ],
)
def test_a_feeling_is_as_strong_as_what_gave_its_label_says(compound, intensity, probability, told):
    score = score_pb2.Score()
    score.sentiment.compound = compound
    score.sentiment.intensity, score.sentiment.probability = intensity, probability
    assert explanation.felt(score) == told
