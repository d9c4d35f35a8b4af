"""What is given as a reason: it adds up to its number, stands where it says, and was really asked."""

import math

import pytest

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.scorer.core import documents
from services.scorer.core.analyzers import registry
from services.scorer.core.names import NO_NAMES, compile_names
from services.scorer.core.scoring import Scorer

ACME = compile_names(frozenset({"Acme", "Acme Air"}))
INTENT = findings_pb2.Intent

TEXTS = (
    "@acme my flight was cancelled and nobody helps, this is NOT great! Call me.",
    "How do I return order #12-3456-789? Thanks!",
    "I love you guys, best service ever 😍😍",
    "WIN a FREE iPhone!!! follow for follow https://a.example/x promo code",
    "Acme is so much worse than Globex &amp; slower",
    "I am going to sue you, your product gave my kid food poisoning!!",
    "Meine Bestellung ist immer noch nicht da, das ist eine Katastrophe!",
    "¿Dónde está mi pedido? Llevo tres semanas esperando, pésimo servicio",
    "Waar is mijn bestelling gebleven? Ik wacht al drie weken",
    "customer service",
    "Photos of the harbour at dawn",
    "great",
    "ok?",
    "",
)


@pytest.fixture(scope="module")
def scorer():
    return Scorer(registry.make())


@pytest.fixture(scope="module")
def explained(scorer):
    def explain(text, title="", names=ACME):
        document = documents.read(mention_pb2.Mention(text=text, title=title), lambda _mention: names)
        (score,) = scorer.score([document])
        assert isinstance(score, score_pb2.Score)
        scorer.explain(document, score)
        return score

    return explain


def total(reasons):
    return sum(reason.amount for reason in reasons)


def log_odds(probability):
    """What a probability of six digits came from, and how far six digits may be from it."""
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return pytest.approx(math.log(bounded / (1 - bounded)), abs=1e-6 / (bounded * (1 - bounded)))


def of_account(score, *, account):
    return [each for each in score.spam.reasons if each.text.startswith("account:") == account]


@pytest.mark.parametrize("title", ["", "Three bad things about Acme"])
@pytest.mark.parametrize("text", TEXTS)
def test_reasons_add_up_to_what_they_explain(explained, text, title):
    score = explained(text, title)
    for found in (score.emotion, score.offensiveness, score.complaint, *score.intents):
        if found.probability:
            assert total(found.reasons) == log_odds(found.probability)
    assert total(score.urgency.reasons) == pytest.approx(score.urgency.value)
    assert total(score.priority.components) == pytest.approx(score.priority.value)
    assert total(score.influence.components) == pytest.approx(score.influence.value)
    assert total(score.engageability.reasons) == log_odds(score.engageability.probability)
    assert total(of_account(score, account=False)) == log_odds(score.spam.probability)
    assert total(of_account(score, account=True)) == log_odds(score.spam.bot_probability)


@pytest.mark.parametrize("title", ["", "Three bad things about @acme and @tom"])
@pytest.mark.parametrize("text", TEXTS)
def test_reasons_are_quoted_as_written(explained, text, title):
    score = explained(text, title)
    found = [score.sentiment, score.emotion, score.offensiveness, score.complaint, *score.intents]
    for reason in [reason for each in found for reason in each.reasons]:
        assert "xxx" not in reason.text
        if reason.HasField("span"):
            assert text[reason.span.start : reason.span.end] == reason.text


def test_of_a_language_without_a_model_no_model_is_quoted(explained):
    (question,) = explained("Waar is mijn bestelling gebleven? Ik wacht al drie weken").intents
    assert [reason.text for reason in question.reasons] == ["question mark or first word"]


def test_of_an_unknown_language_without_a_known_word_no_model_is_quoted(explained):
    score = explained("qq?", names=NO_NAMES)
    assert score.language.code == "und"
    assert [reason.text for reason in score.intents[0].reasons] == ["question mark or first word"]


def test_chatter_is_as_likely_as_all_else_is_not(explained):
    (chatter,) = explained("Photos of the harbour at dawn").intents
    assert chatter.kind == INTENT.KIND_CHATTER
    assert 0.5 < chatter.probability < 1
