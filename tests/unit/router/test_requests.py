"""What requests may say: names, page tokens, lengths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import errors, lengths
from services.router.core import answering, names, paging, replyability
from services.router.core.replyability import Capability
from services.router.core.signals import BrandNames

UID = "a2" * 16


def test_names_are_taken_apart_and_put_together():
    request_id = "6f1c0a52-9f5e-4f0e-9a52-7e1b9a7f0c11"
    assert names.opportunity_uid(names.opportunity(UID)) == UID
    assert names.reply_id(names.reply(UID, request_id)) == (UID, request_id)
    assert names.reply_parent("opportunities/-") is None
    assert names.brand("acme") == names.brand("brands/acme") == "brands/acme"
    assert names.brand("") == names.brand("brands/-") == ""
    assert names.request_id(request_id.upper()) == request_id


@pytest.mark.parametrize(
    ("parse", "text", "field"),
    [
        (names.opportunity_uid, "opportunities/1", "name"),
        (names.opportunity_uid, UID, "name"),
        (names.reply_id, f"opportunities/{UID}", "name"),
        (names.reply_parent, "brands/acme", "parent"),
        (names.brand, "brands/No Such", "brand"),
        (names.request_id, "seven", "request_id"),
    ],
)
def test_what_is_no_name_is_refused_by_its_field(parse, text, field):
    with pytest.raises(errors.InvalidField) as caught:
        parse(text)
    assert caught.value.field == field


@given(st.integers(), st.text())
def test_a_token_brings_back_its_place_for_its_own_question_only(number, text):
    token = paging.encode("a", [number, text])
    assert paging.decode(token, "a", (int, str)) == [number, text]
    with pytest.raises(errors.InvalidField):
        paging.decode(token, "b", (int, str))
    with pytest.raises(errors.InvalidField):
        paging.decode(token, "a", (int,))


@given(st.text(min_size=1))
def test_nonsense_is_no_token(text):
    with pytest.raises(errors.InvalidField):
        paging.decode(text, "a", (int, str))


def test_page_sizes_have_a_default_a_limit_and_no_negative():
    assert [paging.size(asked, 50, 500) for asked in (0, 7, 999)] == [50, 7, 500]
    with pytest.raises(errors.InvalidField):
        paging.size(-1, 50, 500)


@pytest.mark.parametrize(
    ("text", "graphemes"),
    [
        ("abc", 3),
        ("e\u0301", 1),
        ("\U0001f44d\U0001f3fd", 1),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", 1),
        ("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", 2),
        ("\u2764\ufe0f!", 2),
        ("", 0),
    ],
)
def test_graphemes_are_what_people_see(text, graphemes):
    assert lengths.measure(text, "GRAPHEME") == graphemes
    assert lengths.measure(text, "CHARACTER") == len(text)
    assert lengths.measure(text, "BYTE") == len(text.encode())


@pytest.mark.parametrize(
    ("able", "name"),
    [
        (replyability.REPLY_MANUAL, "REPLY_MANUAL"),
        (replyability.PRIVATE_ONLY, "PRIVATE_ONLY"),
        (replyability.INSIGHT_ONLY, "INSIGHT_ONLY"),
    ],
)
def test_networks_that_take_no_answer_say_what_to_do_instead(able, name):
    wish = answering.Wish(UID, "r", "hello", 1)
    with pytest.raises(errors.NotReplyable) as caught:
        check(wish, Capability(able))
    assert caught.value.metadata["replyability"] == name
    assert "resolve" in caught.value.message


def test_a_closed_window_takes_no_answer():
    wish = answering.Wish(UID, "r", "hello", 1)
    with pytest.raises(errors.NotReplyable) as caught:
        check(wish, Capability(replyability.REPLY_API, window=5), now=5)
    assert caught.value.metadata["replyability"] == "EXPIRED"


def test_length_is_judged_in_the_networks_unit():
    flag = "\U0001f1e9\U0001f1ea"
    capability = Capability(replyability.REPLY_API, max_length=2, unit="GRAPHEME")
    check(answering.Wish(UID, "r", flag * 2, 1), capability)
    with pytest.raises(errors.TextTooLong) as caught:
        check(answering.Wish(UID, "r", flag * 3, 1), capability)
    assert dict(caught.value.metadata) == {"length": "3", "limit": "2", "unit": "GRAPHEME"}


def test_a_signature_counts_towards_the_length():
    capability = Capability(replyability.REPLY_API, max_length=10)
    check(answering.Wish(UID, "r", "1234567", 1), capability, signature=" ^A")
    check(answering.Wish(UID, "r", "1234567 ^A", 1), capability, signature=" ^A")
    with pytest.raises(errors.TextTooLong):
        check(answering.Wish(UID, "r", "12345678", 1), capability, signature=" ^A")


def x_post(handle="", **fields):
    post = mention_pb2.Mention(**fields)
    if handle:
        post.entities.add(kind=mention_pb2.Entity.KIND_HANDLE, value=handle)
    return post


@pytest.mark.parametrize(
    ("post", "how"),
    [
        (x_post(), replyability.REPLY_MANUAL),
        (x_post("somebody"), replyability.REPLY_MANUAL),
        (x_post("ACME_official"), replyability.REPLY_API),
        (x_post(private=True), replyability.REPLY_API),
        (x_post(kind=mention_pb2.Mention.KIND_MESSAGE), replyability.REPLY_API),
    ],
)
def test_at_x_programs_answer_who_summoned_the_brand(post, how):
    brand = BrandNames.of("brands/acme", events_pb2.BrandFact(handles=["@Acme_Official"]))
    fact = events_pb2.CapabilityFact(
        network="x",
        display_name="X",
        reply_mode=events_pb2.CapabilityFact.REPLY_MODE_API,
        audience=events_pb2.CapabilityFact.AUDIENCE_SUMMONED,
    )
    found = answering.able(replyability.capability(fact), post, brand, 0, 0)
    assert found.how == how
    assert found.reason.startswith("X lets programs answer only authors who") == (
        how != replyability.REPLY_API
    )


def check(wish, capability, *, signature="", now=0):
    able = answering.able(capability, mention_pb2.Mention(), BrandNames("brands/acme"), 0, now)
    answering.check(wish, signature, capability, able)
