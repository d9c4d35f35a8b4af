from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from antiphon.mention.v1 import mention_pb2
from services.common.model import attachments, errors
from services.common.model import lengths as common_lengths
from services.listener.core import capabilities, lengths, replying, splitting
from services.listener.core.replying import Question

Way = api.CheckReplyResponse.Way
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def mention(network, *, addressed="", age=timedelta(), **fields):
    made = mention_pb2.Mention(key=f"{network}:-:1", network=network, native_id="1", **fields)
    made.create_time.FromDatetime(NOW - age)
    if addressed:
        made.entities.add(kind=mention_pb2.Entity.KIND_HANDLE, value=addressed)
    return made


def ask(network, text="", *, plan="", **fields):
    question = Question(
        mention(network, **{key: fields.pop(key) for key in ("addressed", "age", "kind") if key in fields}),
        text,
        source="sources/s",
        handles=frozenset({"acmehelp"}),
        **fields,
    )
    return replying.check(question, capabilities.of(network, plan), NOW)


def test_x_lets_a_self_serve_app_answer_only_who_addressed_it():
    stranger = ask("x", "hello")
    assert stranger.way == Way.WAY_MANUAL
    assert "addressed or quoted the account" in stranger.reason
    assert ask("x", "hello", addressed="AcmeHelp").way == Way.WAY_API
    assert ask("x", "hello", addressed="somebody").way == Way.WAY_MANUAL
    assert ask("x", "hello", plan="enterprise").way == Way.WAY_API


def test_the_price_depends_on_who_is_answered_and_on_links():
    assert ask("x", "hello", addressed="acmehelp").price_micros == 10_000
    assert ask("x", "hello", plan="enterprise").price_micros == 15_000
    linked = ask("x", "see acme.com", addressed="acmehelp")
    assert (linked.price_micros, linked.currency) == (200_000, "USD")
    assert ask("bluesky", "see acme.com").price_micros == 0


def test_every_part_of_a_split_answer_costs():
    answer = ask("x", "word " * 100, addressed="acmehelp")
    assert len(answer.parts) == 2
    assert answer.price_micros == 20_000
    assert answer.reason == "The text is too long by 219 weighted characters; it can go out as 2 posts."
    assert not answer.fits


def test_what_cannot_be_split_is_to_be_shortened():
    answer = ask("googleplay", "x" * 400)
    assert not answer.fits
    assert not answer.parts
    assert answer.max_length == 350


def test_a_text_can_be_too_short():
    answer = ask("discourse", "thanks")
    assert (answer.fits, answer.min_length) == (False, 20)
    assert "too short by 14 characters" in answer.reason


def test_a_network_without_an_account_of_ours_is_answered_by_hand():
    question = Question(mention("mastodon"), "hi", no_source="No source is connected to mastodon.")
    answer = replying.check(question, capabilities.of("mastodon"), NOW)
    assert (answer.way, answer.reason) == (Way.WAY_MANUAL, "No source is connected to mastodon.")
    assert answer.fits
    assert answer.price_micros == 0


def test_a_network_nobody_looked_at_cannot_be_answered():
    assert ask("elsewhere", "hi").way == Way.WAY_NONE
    assert ask("hackernews", "hi").way == Way.WAY_MANUAL


def test_a_private_answer_has_a_window_of_its_own():
    within = ask("facebook", "hi", private=True, age=timedelta(days=6))
    assert within.way == Way.WAY_API
    assert within.expire_time.ToDatetime(UTC) == NOW + timedelta(days=1)
    assert "once only" in within.reason
    late = ask("facebook", "hi", private=True, age=timedelta(days=7))
    assert late.way == Way.WAY_EXPIRED
    assert "2026-11-22 12:00 UTC" in late.reason
    public = ask("facebook", "hi", age=timedelta(days=7))
    assert public.way == Way.WAY_API
    assert not public.HasField("expire_time")


def test_where_there_are_no_private_answers_it_says_so():
    assert ask("youtube", "hi", private=True).way == Way.WAY_MANUAL
    assert "no private answers" in ask("youtube", "hi", private=True).reason


def test_a_private_message_is_answered_in_private_and_not_cut():
    answer = ask("x", "word " * 100, kind=mention_pb2.Mention.KIND_MESSAGE)
    assert (answer.way, answer.max_length, answer.fits) == (Way.WAY_API, 0, True)


@pytest.mark.parametrize("network", ["mastodon", "bluesky", "x", "webhook", "email", "reddit", "hackernews"])
def test_what_is_told_of_pictures_is_what_is_asked_of_them_later(network):
    told, fact = ask(network, addressed="acmehelp"), capabilities.of(network)
    kinds = ["image/png", "image/webp", "image/gif", "application/pdf"]
    for kind, size, count in itertools.product(kinds, (1, 900_000, 5_242_881), (1, 4, 5)):
        media = [mention_pb2.Attachment(content_type=kind, content=bytes(size))] * count
        if size * count > attachments.MOST_BYTES:
            continue
        fits = told.max_media_count >= count and kind in told.media_types
        fits = fits and size <= (told.max_media_bytes or size)
        try:
            attachments.check(media, fact)
        except errors.InvalidField:
            assert not fits
        else:
            assert fits or told.way != Way.WAY_API


def test_an_empty_text_asks_about_the_mention_alone():
    answer = ask("bluesky")
    assert (answer.way, answer.fits, answer.length, answer.reason) == (Way.WAY_API, False, 0, "")


@pytest.mark.parametrize("network", ["x", "bluesky", "mastodon"])
@pytest.mark.parametrize(
    "text",
    [
        "word " * 200,
        "日本語の文です。" * 80,
        "👨\u200d👩\u200d👧 " * 400,
        "see https://acme.com/" + "x" * 400 + " and more " * 60,
        "x" * 1500,
        "a line\n\nanother line " * 40,
    ],
)
def test_parts_fit_are_numbered_and_lose_nothing(network, text):
    fact = capabilities.of(network)
    parts = splitting.split(text, fact)
    assert 1 < len(parts) <= fact.max_parts
    for number, part in enumerate(parts, start=1):
        assert lengths.of(part, fact) <= fact.max_reply_length
        assert part.endswith(f" {number}/{len(parts)}")
    bare = "".join(part.rsplit(" ", 1)[0] for part in parts)
    assert "".join(bare.split()) == "".join(text.split())
    assert sum(1 for part in parts for _ in common_lengths.graphemes(part)) < 2 * len(text) + 100


def test_parts_end_between_words_and_links_stay_whole():
    link = "https://acme.com/" + "x" * 200
    parts = splitting.split("word " * 50 + link + " end", capabilities.of("x"))
    assert sum(link in part for part in parts) == 1
    assert all(part.rsplit(" ", 1)[0].endswith(("word", link, "end")) for part in parts)


def test_a_text_for_more_parts_than_the_network_allows_is_not_split():
    assert splitting.split("word " * 10_000, capabilities.of("x")) == []
