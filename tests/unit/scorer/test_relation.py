# ruff: noqa: RUF001  # words of other scripts look like ours
"""What authors are to the brand, by what they say of themselves. All texts and profiles are made up."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.scorer.core.analyzers import Batch
from services.scorer.core.analyzers.relation import RelationAnalyzer
from services.scorer.core.documents import Document
from services.scorer.core.names import NO_NAMES, compile_names

ANALYZER = RelationAnalyzer()
KINDS = findings_pb2.Relation.Kind
ACME = compile_names(frozenset({"Acme", "Acme Air", "acme_care"}))


def score_of(text, *, title="", names=ACME, **author):
    document = Document(
        text, title, names=names, mention=mention_pb2.Mention(author=mention_pb2.Author(**author))
    )
    (finding,) = ANALYZER.analyze(Batch([document]))
    score = score_pb2.Score()
    ANALYZER.write(document, finding, score)
    return score


def kind_of(text, **more):
    score = score_of(text, **more)
    if not score.HasField("relation"):
        return None
    return KINDS.Name(score.relation.kind).removeprefix("KIND_").lower()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I bought this last week and it broke", "customer"),
        ("where is MY ORDER?!", "customer"),
        ("he comprado dos y mi pedido no llega", "customer"),
        ("j'ai commandé il y a un mois, mon colis est perdu", "customer"),
        ("Wo bleibt meine Bestellung?", "customer"),
        ("ho comprato un biglietto, il mio ordine è sparito", "customer"),
        ("comprei ontem e meu pedido sumiu", "customer"),
        ("أين طلبي؟ دفعت قبل شهر", "customer"),
        ("मेरा ऑर्डर कहाँ है", "customer"),
        ("Thinking of getting one, any good?", "prospect"),
        ("Should I buy the blue one?", "prospect"),
        ("Estoy pensando en comprar uno", "prospect"),
        ("J'hésite à acheter ce modèle", "prospect"),
        ("Wo kann ich kaufen, was ihr da zeigt?", "prospect"),
        ("Vorrei comprare il vostro telefono", "prospect"),
        ("Vale a pena comprar?", "prospect"),
        ("كم سعر هذا", "prospect"),
        ("मुझे यह खरीदना चाहिए? लेने की सोच रहा हूँ", "prospect"),
        ("I cancelled my subscription, never again", "former_customer"),
        ("You just lost a customer", "former_customer"),
        ("Ya no soy cliente vuestro", "former_customer"),
        ("vous avez perdu un client", "former_customer"),
        ("Ich habe gekündigt", "former_customer"),
        ("avete perso un cliente", "former_customer"),
        ("perderam um cliente", "former_customer"),
        ("خسرتم عميل اليوم", "former_customer"),
        ("I'm a reporter, may we use your video on all platforms with credit?", "press"),
        ("Ich bin Journalistin und hätte Fragen", "press"),
        ("Sorry to hear that! Come fly with us, we never charge for bags", "competitor"),
    ],
)
def test_words_tell_what_somebody_is(text, kind):
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    "text",
    ["", "The order of things", "Trains are late", "she bought a house", "my cat is cute",
     "orders are up 5 %", "myorder", "an order by the court", "who works for whom", "@myorder @ibought", "https://x.example/my-order"],
)  # fmt: skip
def test_nothing_is_told_where_nothing_says_so(text):
    assert kind_of(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I switched to Acme and love it", "customer"),
        ("just switched to @acme_care today", "customer"),
        ("I switched to Zenith last month", "former_customer"),
        ("I switched from Acme to Zenith", "former_customer"),
        ("I switched from Zenith to something", None),
        ("I work for Acme Air and I am sorry", "staff"),
        ("I work for a bakery", None),
    ],
)
def test_the_name_behind_a_phrase_decides_its_side(text, kind):
    assert kind_of(text) == kind


def test_phrases_with_two_sides_say_nothing_where_no_name_is_known():
    assert kind_of("I switched to Zenith", names=NO_NAMES) is None
    assert kind_of("I work for Acme", names=NO_NAMES) is None


@pytest.mark.parametrize(
    ("bio", "kind"),
    [
        ("Reporter at the Daily Example", "press"),
        ("periodista en Ejemplo", "press"),
        ("Journalistin, Mutter", "press"),
        ("giornalista", "press"),
        ("صحفي في المثال", "press"),
        ("पत्रकार", "press"),
        ("content creator, collabs by mail", "influencer"),
        ("Blogueira de viagens", "influencer"),
        ("Engineer at Acme. Views are mine", "staff"),
        ("Engineer at Zenith", None),
        ("I love dogs", None),
    ],
)
def test_profiles_tell_too(bio, kind):
    assert kind_of("hello", bio=bio) == kind


def test_an_account_of_the_brand_is_staff():
    assert kind_of("my order is late", own=True) == "staff"


def test_a_large_public_makes_an_influencer():
    assert kind_of("hello", follower_count=500_000) == "influencer"
    assert kind_of("hello", follower_count=99_999) is None


def test_words_are_named_with_their_place_and_those_of_profiles_without():
    (start, words) = score_of("So where is My Order?").relation.reasons
    assert (start.text, words.text, words.span.start, words.span.end) == ("start", "My Order", 12, 20)
    (_, profile) = score_of("So where is it?", bio="News Reporter").relation.reasons
    assert (profile.text, profile.HasField("span")) == ("profile: Reporter", False)


def test_of_kinds_as_likely_the_rarer_one_is_told():
    assert kind_of("where is my order", bio="reporter") == "press"


def test_words_of_the_title_have_no_place():
    (_, words) = score_of("see inside", title="My order is lost").relation.reasons
    assert (words.text, words.HasField("span")) == ("My order", False)


def test_more_signs_make_it_likelier_and_the_same_one_twice_does_not():
    one = score_of("my order").relation.probability
    assert score_of("my order my order").relation.probability == one
    assert score_of("my order and my refund").relation.probability > one


_PARTS = st.sampled_from(
    ["my order", "I bought", "my ticket", "should I buy", "you just lost a customer", "I switched to",
     "Acme", "Zenith", "my blog", "I'm a reporter", "\ud800", "\u202e", "İ", "\u2019", "😀", "@acme",
     "طلبي", "\n", ","]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_PARTS, max_size=20).map(" ".join)), st.text(max_size=50))
@settings(max_examples=200)
def test_the_reasons_add_up_and_their_places_hold_what_they_quote(text, bio):
    bio = bio.encode("utf-8", "replace").decode()
    score = score_of(text, bio=bio)
    if score.HasField("relation"):
        relation = score.relation
        total = sum(reason.amount for reason in relation.reasons)
        assert relation.probability == pytest.approx(1 / (1 + math.exp(-total)))
        assert relation.probability >= 0.5
        for reason in relation.reasons:
            if reason.HasField("span"):
                assert text[reason.span.start : reason.span.end] == reason.text


@pytest.mark.parametrize("piece", ["my order ", "I switched to ", "x", "ا", "\u202e", "İ"])
def test_a_mebibyte_of_anything_is_read(piece):
    assert len(score_of(piece * (2**20 // len(piece))).relation.reasons) <= 4
