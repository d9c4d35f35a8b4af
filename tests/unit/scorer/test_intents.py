"""What authors want, by all analyzers together: what only looks like it is not taken for it."""

import pytest

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import findings_pb2
from services.scorer.core import documents
from services.scorer.core.analyzers import registry
from services.scorer.core.names import compile_names
from services.scorer.core.scoring import Scorer

ACME = compile_names(frozenset({"Acme"}))
INTENT = findings_pb2.Intent
DANGER, CHURN, LEGAL = INTENT.KIND_DANGER, INTENT.KIND_CHURN_RISK, INTENT.KIND_PRESS_OR_LEGAL
PURCHASE, SUGGESTION = INTENT.KIND_PURCHASE_INTEREST, INTENT.KIND_SUGGESTION


@pytest.fixture(scope="module")
def scored():
    scorer = Scorer(registry.make())

    def score(text):
        document = documents.read(mention_pb2.Mention(text=text), lambda _mention: ACME)
        (found,) = scorer.score([document])
        return found

    return score


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the heater from @acme caught fire and burnt my hand", DANGER),
        ("i want to kill myself", DANGER),
        ("there is a gas leak in your lobby on Mill Road", DANGER),
        ("I am cancelling my contract with you tomorrow", CHURN),
        ("thinking of switching providers, my plan ends in May", CHURN),
        ("my solicitor will be in touch about this", LEGAL),
        ("thinking of buying the new Acme speaker", PURCHASE),
        ("you should add a night mode to the app please", SUGGESTION),
    ],
)
def test_a_seldom_intent_is_found(scored, text, kind):
    assert kind in {intent.kind for intent in scored(text).intents}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Today is suicide awareness day: how do you talk to a friend about it?", DANGER),
        ("how can we talk about suicide in schools?", DANGER),
        ("just left Acme airport, home in an hour", CHURN),
        ("switching to decaf for a week", CHURN),
        ("last time I checked it was open until nine", CHURN),
        ("bought a toaster yesterday, wild times", PURCHASE),
        ("pressed the wrong floor in the lift again", LEGAL),
    ],
)
def test_what_only_looks_like_it_is_not_taken_for_it(scored, text, kind):
    assert kind not in {intent.kind for intent in scored(text).intents}


def test_an_awareness_campaign_stands_behind_somebody_in_danger(scored):
    campaign = scored("How can we talk about suicide? Panel at seven, all welcome").priority.value
    assert campaign + 20 < scored("I can't go on, I want to end my life").priority.value
