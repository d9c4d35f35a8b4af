"""What is Meta's own: the handshake, edits and removals, messages, mentions elsewhere, private answers."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta

import pytest

from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import base as sources
from services.listener.sources.abilities import Delivered
from services.listener.sources.base import NeverLeft, Refused, Sent, Unknown
from tests.fixtures import peers
from tests.fixtures.peers import gate, meta
from tests.fixtures.peers.base import HANDLE, WORD
from tests.fixtures.peers.reading import asking

Kind = mention_pb2.Mention


peer = peers.only("facebook", "instagram")


only_facebook = pytest.mark.parametrize("peer", ["facebook"], indirect=True)
only_instagram = pytest.mark.parametrize("peer", ["instagram"], indirect=True)


def shake(**more):
    query = {"hub.mode": "subscribe", "hub.verify_token": meta.VERIFY, "hub.challenge": "1158201444"}
    return Delivered("GET", {**query, **more}, {}, b"")


async def test_the_handshake_repeats_the_challenge(source):
    received = await source.receive(shake())
    assert (received.status, received.body, received.mark) == (200, "1158201444", "")


@pytest.mark.parametrize(
    "more",
    [
        {"hub.verify_token": "guess"},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": "é"},
        {"hub.challenge": "x" * 999},
    ],
)
async def test_a_handshake_that_is_not_ours_is_refused(source, more):
    received = await source.receive(shake(**more))
    assert (received.status, received.body) == (403, "")


async def test_an_old_request_is_refused_and_an_honest_late_one_is_not(peer, source):
    late = await peer.bring(f"{WORD} is late", age=timedelta(hours=36))
    old = await peer.bring(f"{WORD} is late", age=timedelta(days=4))
    assert len((await source.receive(late.request)).items) == 1
    received = await source.receive(old.request)
    assert (received.status, received.items) == (403, ())


async def test_a_request_is_marked_until_its_age_alone_refuses_it(peer, source):
    request = (await peer.bring(f"{WORD} is late")).request
    received = await source.receive(request)
    assert received.mark == request.headers["x-hub-signature-256"]
    assert received.mark_until == peer.scene.clock.now() + timedelta(days=3)


async def test_a_change_that_cannot_be_read_costs_nothing_but_itself(peer, source):
    comments = [peer.comments[identity.split_key(await peer.post(WORD)).native_id] for _ in range(2)]
    first, second = (peer.told(comment) for comment in comments)
    changes = [first, {"field": first["field"], "value": {"item": "comment", "comment_id": None}}, 7, second]
    wrong = {"field": first["field"], "value": None}
    received = await source.receive(peer.request(peer.entry(changes=[*changes, wrong])))
    assert [item.mention.native_id for item in received.items] == [comment.id for comment in comments]
    assert received.status == 200
    assert received.faults
    assert all(fault.endswith(".") for fault in received.faults)


async def test_an_entry_about_another_account_is_a_fault_and_no_news(peer, source):
    comment = peer.comments[identity.split_key(await peer.post(WORD)).native_id]
    entry = {**peer.entry(changes=[peer.told(comment)]), "id": "another"}
    received = await source.receive(peer.request(entry))
    assert received.items == []
    assert "another account" in received.faults[0]


async def test_what_the_account_wrote_itself_is_our_own(peer, reading, source):
    key = await peer.post(f"{WORD} says hello", by=HANDLE)
    comment = peer.comments[identity.split_key(key).native_id]
    (item,) = (await source.receive(peer.request(peer.entry(changes=[peer.told(comment)])))).items
    assert item.mention.author.own
    assert (await reading.see(key)).mention(key).author.own


async def test_the_webhook_and_reading_back_make_the_same_mention(peer, reading, source):
    above = await peer.post(f"{WORD} is late")
    key = await peer.post(f"{WORD} is very late", reply_to=above)
    comment = peer.comments[identity.split_key(key).native_id]
    (item,) = (await source.receive(peer.request(peer.entry(changes=[peer.told(comment)])))).items
    read = (await reading.see(key)).mention(key)
    for field in ("key", "revision", "text", "parent_key", "conversation_key", "kind"):
        assert getattr(item.mention, field) == getattr(read, field), field
    assert item.mention.author.key == read.author.key
    assert read.parent_key == above


@only_facebook
async def test_edits_and_removals_come_in_any_order(peer, source):
    key = await peer.post(f"{WORD} befor")
    comment = peer.comments[identity.split_key(key).native_id]
    added = peer.entry(changes=[peer.told(comment)])
    comment.text = f"{WORD} before"
    edited = peer.entry(changes=[peer.told(comment, "edited")])
    removed = peer.entry(changes=[peer.told(comment, "remove")])
    received = await source.receive(peer.request(removed, edited, added, added))
    gone, changed, new, again = received.items
    assert gone.deletion.key == changed.mention.key == new.mention.key == again.mention.key == key
    assert (changed.mention.text, new.mention.revision) == (f"{WORD} before", 0)
    assert changed.mention.revision == changed.mention.edit_time.ToMilliseconds() > 10**12


@only_facebook
async def test_what_is_no_contribution_is_no_news(peer, source):
    reaction = {"item": "reaction", "verb": "add", "post_id": meta.POST, "reaction_type": "like"}
    hidden = {"item": "comment", "verb": "hide", "comment_id": "1_2", "post_id": meta.POST}
    changes = [{"field": "feed", "value": reaction}, {"field": "feed", "value": hidden}, {"field": "ratings"}]
    received = await source.receive(peer.request(peer.entry(changes=changes)))
    assert (received.items, received.faults) == ([], [])


@only_facebook
async def test_a_post_elsewhere_that_names_the_page_is_a_post(peer, source):
    value = {
        "item": "post",
        "verb": "add",
        "post_id": "55_66",
        "sender_id": "55",
        "sender_name": "Mira",
        "message": f"ask {WORD}",
        "created_time": int(peer.now().timestamp()),
        "photo": "https://img.example/1.png",
    }
    (item,) = (
        await source.receive(peer.request(peer.entry(changes=[{"field": "mention", "value": value}])))
    ).items
    mention = item.mention
    assert (mention.kind, mention.native_id, mention.author.display_name) == (Kind.KIND_POST, "55_66", "Mira")
    assert mention.conversation_key == mention.key
    assert [entity.value for entity in mention.entities] == ["https://img.example/1.png"]


@only_instagram
async def test_a_mention_below_media_of_others_is_fetched_and_answered_through_its_own_edge(peer, source):
    change = {"field": "mentions", "value": {"media_id": "m7", "comment_id": "c9"}}
    (item,) = (await source.receive(peer.request(peer.entry(changes=[change])))).items
    assert item.mention.text == "Ask @percolune"
    assert item.mention.author.handle == "mira"
    assert item.mention.native_id == "mention:m7:c9"
    await source.reply(asking(peer, item.mention))
    last = peer.gate.requests[-1]
    assert last.path == f"/v24.0/{meta.ACCOUNT}/mentions"
    assert {name: last.json()[name] for name in ("media_id", "comment_id")} == {
        "media_id": "m7",
        "comment_id": "c9",
    }


@only_instagram
async def test_a_mention_that_cannot_be_fetched_now_is_brought_again(peer, source):
    peer.gate.plan(gate.Status(500))
    change = {"field": "mentions", "value": {"media_id": "m7", "comment_id": "c9"}}
    with pytest.raises(sources.SourceUnreachable):
        await source.receive(peer.request(peer.entry(changes=[change])))


@only_instagram
async def test_a_comment_without_a_list_of_changes_is_read(peer, source):
    comment = peer.comments[identity.split_key(await peer.post(WORD)).native_id]
    received = await source.receive(peer.request({**peer.entry(), **peer.told(comment)}))
    assert [item.mention.native_id for item in received.items] == [comment.id]


def message(peer, **more):
    at = int(peer.now().timestamp() * 1000)
    said = {"mid": "m_1", "text": f"where is my {WORD}?", **more}
    return {"sender": {"id": "777"}, "recipient": {"id": meta.ACCOUNT}, "timestamp": at, "message": said}


async def test_a_message_is_private_and_answered_as_one(peer, source):
    (item,) = (await source.receive(peer.request(peer.entry(messaging=[message(peer)])))).items
    mention = item.mention
    assert (mention.kind, mention.private) == (Kind.KIND_MESSAGE, True)
    outcome = await source.reply(asking(peer, mention))
    assert isinstance(outcome, Sent)
    assert peer.messages[0]["recipient"] == {"id": "777"}
    assert identity.split_key(outcome.mention_key).native_id.startswith("message:777:m_")


async def test_receipts_and_echoes_are_no_news_and_a_withdrawn_message_is_gone(peer, source):
    echo = message(peer, is_echo=True)
    receipt = {"sender": {"id": "777"}, "recipient": {"id": meta.ACCOUNT}, "read": {"watermark": 1}}
    withdrawn = message(peer, is_deleted=True)
    received = await source.receive(peer.request(peer.entry(messaging=[echo, receipt, withdrawn])))
    (item,) = received.items
    assert item.deletion.key == identity.make_key(peer.network, "-", "message:777:m_1")
    assert received.faults == []


async def test_a_private_answer_goes_to_who_wrote_the_comment_within_seven_days(peer, reading, source):
    now = peer.scene.clock.now()
    young = await peer.post(WORD, at=now - timedelta(days=6, hours=23))
    old = await peer.post(WORD, at=now - timedelta(days=7, seconds=1))
    mention = mention_pb2.Mention(key=young)
    assert isinstance(await source.reply(asking(peer, mention, private=True)), Sent)
    assert peer.messages[0]["recipient"] == {"comment_id": identity.split_key(young).native_id}
    outcome = await source.reply(asking(peer, mention_pb2.Mention(key=old), private=True))
    assert isinstance(outcome, Refused)
    assert outcome.permanent
    assert "within 7 days" in outcome.reason
    assert len(peer.messages) == 1


async def test_a_private_answer_whose_comment_cannot_be_looked_at_never_left(peer, source):
    key = await peer.post(WORD)
    peer.gate.plan(gate.Status(503))
    outcome = await source.reply(asking(peer, mention_pb2.Mention(key=key), private=True))
    assert isinstance(outcome, NeverLeft)


async def test_nobody_can_ask_whether_a_message_was_sent(peer, source):
    request = asking(peer, mention_pb2.Mention(key=await peer.post(WORD)), private=True)
    with pytest.raises(sources.SourceRejected, match="look there"):
        await source.find_reply(request)


def said(code, **more):
    return json.dumps({"error": {"message": "It is so", "code": code, **more}}).encode()


@pytest.mark.parametrize(
    ("code", "status", "permanent"),
    [
        (4, 403, False),
        (32, 400, False),
        (80002, 400, False),
        (190, 401, True),
        (10, 403, True),
        (2, 500, None),
        (1, 400, None),
    ],
)
async def test_codes_say_what_a_refused_answer_means(peer, source, code, status, permanent):
    request = asking(peer, mention_pb2.Mention(key=await peer.post(WORD)))
    usage = json.dumps({"1": [{"type": "pages", "estimated_time_to_regain_access": 3}]})
    headers = {"x-business-use-case-usage": usage}
    peer.gate.plan(gate.Status(status, headers, said(code)), gate.Target.ANSWERS)
    outcome = await source.reply(request)
    if permanent is None:
        assert isinstance(outcome, Unknown)
    else:
        assert isinstance(outcome, Refused)
        assert outcome.permanent is permanent
        assert outcome.retry_after == (None if permanent else 180)


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        (17, 400, sources.SourceRateLimited),
        (190, 400, sources.SourceRejected),
        (2, 400, sources.SourceUnreachable),
        (200, 403, sources.SourceRejected),
    ],
)
async def test_codes_say_what_a_refused_reading_means(peer, reading, code, status, kind):
    key = await peer.post(WORD)
    peer.gate.plan(gate.Status(status, {}, said(code)), times=None)
    with pytest.raises(kind):
        await reading.see(key)


async def test_without_a_token_the_webhooks_work_alone(peer, reading):
    only = {**peer.credentials(), "access_token": ""}
    context = reading.context(credentials=sources.GivenCredentials(only))
    source = reading.kind.open(context)
    pages = source.pages("c")
    page = await anext(pages)
    assert (page.items, page.cursor, peer.gate.requests) == ((), "c", [])
    await pages.aclose()
    brought = await peer.bring(f"{WORD} is late")
    received = await source.receive(dataclasses.replace(brought.request))
    assert len(received.items) == 1
    await source.close()


async def test_reading_back_gives_each_comment_once_although_all_are_read_each_time(peer, reading):
    keys = [await peer.post(f"{WORD} {number}") for number in range(4)]
    await reading.see(*keys)
    rounds = []
    reading.take = rounds.append
    await reading.until(lambda _: len(rounds) >= 6)
    assert not [page for page in rounds if page.items]


async def test_a_new_source_looks_back_no_further_than_it_is_told(peer, reading):
    old = await peer.post(WORD, at=peer.scene.clock.now() - timedelta(hours=30))
    new = await peer.post(WORD, at=peer.scene.clock.now() - timedelta(hours=20))
    await reading.see(new)
    assert old not in reading.states


async def test_an_account_is_asked_who_it_is(peer, source):
    assert (await source.identify()).login == "Percolune"
    peer.revoke()
    with pytest.raises(sources.SourceRejected):
        await source.identify()
