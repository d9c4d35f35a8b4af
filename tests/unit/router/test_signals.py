"""What is read from a mention."""

from __future__ import annotations

import pytest

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.router.core import signals
from services.router.core.signals import BrandNames

ACME = BrandNames.of(
    "brands/acme-air",
    events_pb2.BrandFact(display_name="Acme Air", aliases=["ACME Airlines"], handles=["AcmeHelp"]),
)


def read(text, **fields):
    mention = mention_pb2.Mention(text=text, **fields)
    return signals.read(mention, score_pb2.Score(), ACME)


@pytest.mark.parametrize("handle", ["@acmehelp", "@AcmeAir", "@acme_airlines", "@AcmeAirlines"])
def test_a_handle_that_is_a_name_of_the_brand_addresses_it(handle):
    assert read(f"hello {handle}, hi").addressed
    assert not read(f"hello {handle}x, hi").addressed


def test_a_handle_that_only_the_network_marked_addresses_it_too():
    entity = mention_pb2.Entity(kind=mention_pb2.Entity.KIND_HANDLE, value="acmehelp.example.social")
    assert read("hello there", entities=[entity]).addressed


def test_a_brand_that_nobody_described_goes_by_its_id():
    assert BrandNames.of("brands/acme-air", None).handles == {"acmeair"}


def test_the_brands_own_account_is_known_by_its_handle_and_by_its_mark():
    assert read("hi", author=mention_pb2.Author(handle="acmehelp")).own
    assert read("hi", author=mention_pb2.Author(own=True)).own
    assert not read("hi", author=mention_pb2.Author(handle="acmeair")).own


@pytest.mark.parametrize(
    "text",
    [
        "can somebody answer",
        "is it open?",
        "\u00bfest\u00e1 abierto?",
        "\u958b\u3044\u3066\u3044\u307e\u3059\u304b\uff1f",
    ],
)
def test_questions_are_seen(text):
    assert read(text).asks


def test_a_question_mark_inside_a_link_asks_nothing():
    found = read("see https://example.com/a?b=c")
    assert (found.asks, found.links) == (False, 1)


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("Please HELP me", "needs", ["help me", "please"]),
        ("my bag is lost, lost!", "complaints", ["lost"]),
        ("on hold for 2 hours", "complaints", ["on hold"]),
        ("I can't log in", "complaints", ["cant"]),
        ("stranded tonight", "urgent", ["stranded", "tonight"]),
        ("this is fraud", "grave", ["fraud"]),
        ("still waiting", "unheard", ["still waiting"]),
        ("das funktioniert nicht, bitte", "complaints", ["funktioniert nicht"]),
        ("no funciona, ayuda", "needs", ["ayuda"]),
        ("\u8fd4\u91d1\u3057\u3066\u304f\u3060\u3055\u3044", "complaints", ["\u8fd4\u91d1"]),
    ],
)
def test_words_and_phrases_are_found(text, name, words):
    assert list(getattr(read(text), name)) == words


def test_a_saying_hides_the_meaning_of_its_words():
    assert not read("that adds insult to injury").grave
    assert not read("they were no help").needs


def test_the_title_counts_as_text():
    assert read("see below", title="Refund refused").complaints == ["refund", "refused"]


def test_numbers_of_author_and_post_are_read():
    found = read(
        "hi",
        author=mention_pb2.Author(follower_count=10, verified=True),
        engagement=mention_pb2.Engagement(like_count=1, repost_count=2, reply_count=3),
        kind=mention_pb2.Mention.KIND_MESSAGE,
        rating=0.2,
    )
    assert (found.followers, found.verified, found.attention) == (10, True, 11)
    assert (found.private, found.rating) == (True, 0.2)
