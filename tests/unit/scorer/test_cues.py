"""Signs of what a writer needs, in many languages, with where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.mention.v1 import mention_pb2
from services.scorer.core import cues, folding
from services.scorer.core.cue_words import PHRASES, TROUBLES, WORDS, Sense
from services.scorer.core.documents import Document

NAMES = {value: name for name, value in vars(Sense).items() if isinstance(value, int)}


def read(text, **fields):
    (found,) = cues.find([Document(text, **fields)])
    return found


def signs(text, sense, **fields):
    document = Document(text, **fields)
    (found,) = cues.find([document])
    return [cues.written(document, hit) for hit in found.hits.get(sense, ())]


@pytest.mark.parametrize(
    ("text", "sense", "words"),
    [
        ("Please HELP me", Sense.HELP, ["Please", "HELP me"]),
        ("my bag is lost, lost!", Sense.COMPLAINT, ["lost", "lost"]),
        ("on hold for 2 hours", Sense.UNHEARD, ["on hold for"]),
        ("I can\u2019t log in", Sense.COMPLAINT, ["can\u2019t"]),
        ("I cant log in", Sense.COMPLAINT, ["cant"]),
        ("stranded tonight", Sense.URGENT, ["stranded"]),
        ("stranded tonight", Sense.DEADLINE, ["tonight"]),
        ("injured at check in", Sense.DANGER, ["injured"]),
        ("my lawyer will write", Sense.LEGAL, ["lawyer"]),
        ("cancel my account", Sense.CHURN, ["cancel my account"]),
        ("third time and\nstill no answer", Sense.UNHEARD, ["third time", "still no"]),
        ("das funktioniert nicht, bitte", Sense.COMPLAINT, ["funktioniert nicht"]),
        ("no funciona, ayuda", Sense.HELP, ["ayuda"]),
        ("ça ne marche pas, aidez-moi", Sense.COMPLAINT, ["ne marche pas"]),
        ("não funciona, reembolso já", Sense.COMPLAINT, ["não funciona", "reembolso"]),
        ("non funziona niente", Sense.COMPLAINT, ["non funziona"]),
        ("عندي والمشكلة كبيرة", Sense.COMPLAINT, ["مشكلة"]),
        ("कृपया मदद करें", Sense.HELP, ["कृपया", "मदद करें"]),
        ("返金してください", Sense.COMPLAINT, ["返金"]),
        ("\u0130stanbul'da yard\u0131m l\u00fctfen", Sense.HELP, ["yard\u0131m", "l\u00fctfen"]),
        ("#help", Sense.HELP, ["help"]),
    ],
)
def test_words_and_phrases_are_found_as_written(text, sense, words):
    assert signs(text, sense) == words


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("no problem", Sense.COMPLAINT),
        ("it was not late", Sense.COMPLAINT),
        ("sin problemas", Sense.COMPLAINT),
        ("kein Problem", Sense.COMPLAINT),
        ("sans aucun retard", Sense.COMPLAINT),
        ("not urgent", Sense.URGENT),
        ("not dangerous at all", Sense.DANGER),
        ("that adds insult to injury", Sense.DANGER),
        ("they were no help", Sense.HELP),
        ("@help_desk hello", Sense.HELP),
        ("see https://example.com/help", Sense.HELP),
        ("my translate app", Sense.COMPLAINT),
        ("grateful", Sense.COMPLAINT),
    ],
)
def test_what_is_taken_back_or_part_of_something_else_is_no_sign(text, sense):
    assert signs(text, sense) == []


def test_a_refund_that_is_not_given_is_still_a_complaint():
    assert signs("they did not refund me", Sense.COMPLAINT) == ["refund"]


def test_signs_of_the_title_count_and_stand_outside_the_text():
    assert signs("see below", Sense.COMPLAINT, title="Refund refused") == ["Refund", "refused"]
    assert all(start < 0 for start, _ in read("see below", title="Refund refused").hits[Sense.COMPLAINT])
    assert signs("help", Sense.HELP, title="Refund refused") == ["help"]
    assert read("help", title="Refund refused").hits[Sense.HELP] == [(0, 4)]


def test_no_sign_reaches_from_the_title_into_the_text():
    assert signs("again and again", Sense.CHURN, title="Never") == []
    assert signs("answer me", Sense.UNHEARD, title="Still no") == ["Still no"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("can somebody answer", (0, 3)),
        ("@acme is it open", (6, 8)),
        (".@acme is it open", (7, 9)),
        ('"@acme: is it open"', (8, 10)),
        ("is it open?", (10, 11)),
        ("\u00bfest\u00e1 abierto?", (13, 14)),
        ("\u958b\u3044\u3066\u3044\u307e\u3059\u304b\uff1f", (7, 8)),
        ("see https://example.com/a?b=c", None),
        ("so it is", None),
    ],
)
def test_questions_are_seen(text, where):
    assert read(text).asks == where


def test_words_links_and_handles_are_counted():
    found = read("@Acme_Air look at https://example.com/a and www.example.com now")
    assert (found.words, found.links, list(found.handles)) == (4, 2, ["acmeair"])


def test_what_only_the_network_marked_counts_too():
    kinds = mention_pb2.Entity
    mention = mention_pb2.Mention(
        entities=[
            kinds(kind=kinds.KIND_HANDLE, value="acmehelp.example.social"),
            kinds(kind=kinds.KIND_LINK, value="https://example.com"),
        ]
    )
    found = read("hello", mention=mention)
    assert (found.links, list(found.handles)) == (1, ["acmehelp", "acmehelpexamplesocial"])


def test_a_script_without_blanks_has_words():
    assert read("\u8377\u7269\u304c\u307e\u3060\u5c4a\u304d\u307e\u305b\u3093").words >= 4


def test_one_who_tells_of_themselves_is_heard():
    assert read("my parcel").first_person
    assert not read("their parcel").first_person


@pytest.mark.parametrize("sense", sorted({*WORDS, *PHRASES} - {Sense.SAYING}), ids=NAMES.get)
def test_every_word_and_phrase_is_found_by_itself(sense):
    for entry in (*WORDS.get(sense, "").split(), *PHRASES.get(sense, ())):
        assert signs(entry, sense) == [entry]
        assert signs(f"({entry})", sense) == [entry] or len(entry) <= 3


def test_every_trouble_is_a_complaint_until_it_is_taken_back():
    for word in TROUBLES.split():
        assert signs(f"oh {word} oh", Sense.COMPLAINT) == [word]
    assert signs("no delay", Sense.COMPLAINT) == []


@given(st.text(alphabet=st.characters(exclude_categories=())), st.text(max_size=20))
def test_any_text_is_read_and_every_sign_stands_where_it_says(text, title):
    document = Document(f"{text} please", title)
    (found,) = cues.find([document])
    for hits in found.hits.values():
        for start, end in hits:
            assert start < end
            assert -len(title) - 1 <= start
            assert end <= len(document.text)


@pytest.mark.parametrize(
    "text", ["", " ", "\u202e\u202d", "\ud800", "\U0001f621" * 50, "?" * 1000, "@", "#", "@@@"]
)
def test_odd_texts_are_safe(text):
    assert read(text).words >= 0


def test_of_a_megabyte_the_beginning_is_looked_at():
    found = read("help " * 200_000)
    assert len(found.hits[Sense.HELP]) == cues.MOST_HITS
    assert found.words <= folding.LOOKED_AT
