"""What is read from a mention and its score, for one brand."""

from __future__ import annotations

import pytest

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.router.core import signals
from services.router.core.signals import BrandNames, Trait
from tests.unit.router import told

ACME = BrandNames.of(
    "brands/acme-air",
    events_pb2.BrandFact(display_name="Acme Air", aliases=["ACME Airlines"], handles=["AcmeHelp"]),
)


def read(text, score=None, **fields):
    mention = mention_pb2.Mention(text=text, **fields)
    return Trait(signals.read(mention, score or score_pb2.Score(), ACME).traits)


@pytest.mark.parametrize("handle", ["@acmehelp", "@AcmeAir", "@acme_airlines", "@AcmeAirlines"])
def test_a_handle_that_is_a_name_of_the_brand_addresses_it(handle):
    assert Trait.ADDRESSED in read(f"hello {handle}, hi")
    assert Trait.ADDRESSED in read("hi", title=f"hello {handle}")
    assert Trait.ADDRESSED not in read(f"hello {handle}x, hi")


@pytest.mark.parametrize("value", ["acmehelp.example.social", "acmehelp", "Acme_Air"])
def test_a_handle_that_only_the_network_marked_addresses_it_too(value):
    entity = mention_pb2.Entity(kind=mention_pb2.Entity.KIND_HANDLE, value=value)
    assert Trait.ADDRESSED in read("hello there", entities=[entity])


def test_a_brand_that_nobody_described_goes_by_its_id():
    assert BrandNames.of("brands/acme-air", None).handles == {"acmeair"}


def test_the_brands_own_account_is_known_by_its_handle_and_by_its_mark():
    assert Trait.OWN in read("hi", author=mention_pb2.Author(handle="acmehelp"))
    assert Trait.OWN in read("hi", author=mention_pb2.Author(own=True))
    assert Trait.OWN not in read("hi", author=mention_pb2.Author(handle="acmeair"))


def test_the_form_of_a_mention_is_a_trait():
    kinds = mention_pb2.Mention
    assert read("hi", kind=kinds.KIND_MESSAGE) == read("hi", private=True) == Trait.PRIVATE
    assert read("hi", kind=kinds.KIND_REPOST) == Trait.REPOST
    assert read("hi", kind=kinds.KIND_REPLY) == Trait.NONE


@pytest.mark.parametrize(
    ("kind", "trait"),
    [
        ("QUESTION", Trait.ASKS),
        ("COMPLAINT", Trait.COMPLAINS),
        ("FAULT_REPORT", Trait.COMPLAINS),
        ("CHURN_RISK", Trait.COMPLAINS),
        ("DANGER", Trait.GRAVE),
        ("PRESS_OR_LEGAL", Trait.GRAVE),
        ("PRAISE", Trait.NONE),
        ("CHATTER", Trait.NONE),
    ],
)
def test_intents_are_traits_once_they_are_likely(kind, trait):
    score = told.score(intents=[told.Kind.Kind.Value(f"KIND_{kind}")])
    assert read("hi", score) == trait
    score.intents[0].probability = 0.49
    assert read("hi", score) == Trait.NONE


def test_verdicts_of_the_scorer_are_traits():
    score = score_pb2.Score()
    score.complaint.present = score.spam.present = score.engageability.should_answer = True
    assert read("hi", score) == Trait.COMPLAINS | Trait.SPAM | Trait.ANSWERABLE


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("is it open?", True),
        ("\u00bfest\u00e1 abierto?", True),
        ("\u958b\u3044\u3066\u3044\u307e\u3059\u304b\uff1f", True),
        ("it is open", False),
        ("see https://example.com/a?b=c", False),
        ("see https://example.com/a?b=c or what?", True),
    ],
)
def test_where_no_intents_were_told_a_question_mark_asks(text, asked):
    assert (Trait.ASKS in read(text)) is asked
    assert Trait.ASKS not in read(text, told.score(intents=[told.Kind.KIND_CHATTER]))


def test_where_no_intents_were_told_anger_complains():
    assert Trait.COMPLAINS in read("hi", told.score(compound=-0.6))
    assert Trait.COMPLAINS not in read("hi", told.score(compound=-0.4))
