from __future__ import annotations

import pytest

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import attachments, errors, signing, summons

HANDLES = frozenset({"acmehelp"})
E = mention_pb2.Entity
PNG = mention_pb2.Attachment(content_type="image/png", content=b"p" * 100, description="A map.")


def mention(kind, value, *, is_quote=False):
    found = mention_pb2.Mention.KIND_QUOTE if is_quote else mention_pb2.Mention.KIND_POST
    return mention_pb2.Mention(kind=found, entities=[E(kind=kind, value=value)])


@pytest.mark.parametrize("handle", ["acmehelp", "AcmeHelp", "@ACMEHELP"])
def test_who_names_an_account_of_ours_summons_us(handle):
    assert summons.is_summoned(mention(E.KIND_HANDLE, handle), HANDLES)


@pytest.mark.parametrize(
    "link",
    [
        "https://x.com/AcmeHelp/status/1",
        "https://twitter.com/acmehelp/status/1?s=20",
        "https://www.x.com/acmehelp/status/1",
    ],
)
def test_who_quotes_a_post_of_ours_summons_us(link):
    assert summons.is_summoned(mention(E.KIND_LINK, link, is_quote=True), HANDLES)
    assert not summons.is_summoned(mention(E.KIND_LINK, link), HANDLES)


@pytest.mark.parametrize(
    "link",
    [
        "https://x.com/other/status/1",
        "https://x.com/acmehelp",
        "https://evil.test/acmehelp/status/1",
        "https://x.com.evil.test/acmehelp/status/1",
        "http://[bad",
    ],
)
def test_other_links_in_a_quote_summon_nobody(link):
    assert not summons.is_summoned(mention(E.KIND_LINK, link, is_quote=True), HANDLES)


def test_nobody_summons_a_brand_without_accounts():
    assert not summons.is_summoned(mention(E.KIND_HANDLE, ""), frozenset())


@pytest.mark.parametrize(
    ("holder", "signature"),
    [
        ("user:maria.keller", " ^MK"),
        ("user:local:alice", " ^A"),
        ("user:jo.van.der.berg@acme.test", " ^JVD"),
        ("user:4711", ""),
    ],
)
def test_initials_are_of_who_writes(holder, signature):
    assert signing.of(" ^{initials}", holder) == signature


def test_a_template_may_have_a_name_or_nothing_of_the_writer():
    assert signing.of("\n{name} of Acme", "user:local:alice") == "\nalice of Acme"
    assert signing.of(" Your Acme team", "user:4711") == " Your Acme team"
    assert signing.of("", "user:alice") == ""


def test_a_template_with_an_unknown_place_is_found():
    assert signing.unknown_place(" ^{initial}") == "{initial}"
    assert signing.unknown_place(" {") == "{"
    assert signing.unknown_place(" ^{initials} {name}") == ""


def test_a_text_is_signed_once():
    once = signing.sign("We are on it. ", " ^MK")
    assert once == "We are on it. ^MK"
    assert signing.sign(once, " ^MK") == once
    assert signing.sign(once + "\n", " ^MK") == once + "\n"
    assert signing.sign("We are on it.", "") == "We are on it."


def test_a_word_that_ends_like_a_signature_is_none():
    assert signing.sign("Call Emma", " ma") == "Call Emma ma"


def fact(**more):
    return events_pb2.CapabilityFact(
        network="x",
        display_name="X",
        **{"max_media_count": 2, "max_media_bytes": 1000, "media_types": ["image/png"], **more},
    )


def test_what_a_network_takes_passes():
    attachments.check([], fact(max_media_count=0))
    attachments.check([PNG, PNG], fact())


@pytest.mark.parametrize(
    ("media", "known", "sentence"),
    [
        ([PNG], fact(max_media_count=0), "reply.media: X takes no pictures from here"),
        ([PNG] * 3, fact(), "reply.media: X takes at most 2, and these are 3"),
        ([PNG], fact(max_media_bytes=99), r"reply.media\[0\].content: has 100 bytes and X takes 99 bytes"),
        ([PNG], fact(media_types=["image/gif"]), r"\[0\].content_type: X does not take 'image/png'"),
        ([mention_pb2.Attachment(content_type="image/png")], fact(), r"reply.media\[0\].content: is empty"),
        (
            [mention_pb2.Attachment(content_type="image/png", content=b"p", description="d" * 1501)],
            fact(),
            r"reply.media\[0\].description: is longer than 1,500",
        ),
        (
            [mention_pb2.Attachment(content_type="image/png", content=b"p" * (4 * 1024 * 1024))] * 2,
            fact(max_media_bytes=0),
            "together they have 8.0 MiB; 6.0 MiB at most",
        ),
    ],
)  # fmt: skip
def test_what_a_network_does_not_take_is_refused_with_a_sentence(media, known, sentence):
    with pytest.raises(errors.InvalidField, match=sentence):
        attachments.check(media, known)
