"""What YouTube has beyond others: a quota of units a day, closed comments, answers below old ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from services.listener.sources import base as sources
from services.listener.sources.youtube import api
from tests.fixtures import peers
from tests.fixtures.peers import gate, web
from tests.fixtures.peers.base import HANDLE, WORD
from tests.fixtures.peers.reading import asking

peer = peers.only("youtube")


def refusal(reason):
    body = json.dumps({"error": {"code": 403, "errors": [{"reason": reason}]}}).encode()
    return gate.Status(403, {"content-type": "application/json"}, body)


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 1, 15, 6, 0, tzinfo=UTC), 2),
        (datetime(2026, 7, 15, 6, 0, tzinfo=UTC), 1),
        (datetime(2026, 7, 15, 7, 0, tzinfo=UTC), 24),
    ],
)
def test_the_quota_begins_anew_at_midnight_in_california(now, hours):
    assert api.until_midnight(now) == hours * 3600


async def test_a_spent_quota_is_told_with_the_time_until_it_begins_anew(peer, reading):
    key = await peer.post(f"{WORD} here")
    peer.gate.plan(refusal("quotaExceeded"))
    with pytest.raises(sources.SourceQuotaSpent, match="midnight") as caught:
        await reading.see(key)
    assert 0 < caught.value.retry_after <= 25 * 3600


async def test_an_answer_that_the_quota_does_not_allow_may_be_sent_later(peer, reading):
    mention = await reading.learn(f"{WORD} here")
    peer.gate.plan(refusal("quotaExceeded"), gate.Target.ANSWERS)
    async with reading.open() as source:
        outcome = await source.reply(asking(peer, mention))
    assert isinstance(outcome, sources.Refused)
    assert not outcome.permanent
    assert outcome.retry_after > 0


async def test_closed_comments_are_partial_sight_and_no_end(peer, reading):
    peer.gate.plan(refusal("commentsDisabled"))
    async with reading.open() as source:
        page = await anext(source.pages(""))
    assert "takes no comments" in page.partial
    await reading.see(await peer.post(f"{WORD} here"))


async def test_answers_below_an_old_comment_are_found(peer, reading):
    old = await peer.post(f"{WORD} old")
    await reading.see(old, *[await peer.post(f"{WORD} {number}") for number in range(5)])
    below = [await peer.post(f"{WORD} below {number}", reply_to=old) for number in range(4)]
    await reading.see(*below)
    assert reading.mention(below[0]).conversation_key == reading.mention(below[0]).parent_key == old


async def test_an_answer_to_an_answer_stands_below_the_same_comment(peer, reading):
    first = await peer.post(f"{WORD} first")
    answer = await reading.learn(f"{WORD} second", reply_to=first)
    async with reading.open() as source:
        sent = await source.reply(asking(peer, answer))
        assert await source.find_reply(asking(peer, answer)) == sent
    assert peer.answers[0].parent == first
    assert peer.comments[peer.answers[0].key.rpartition(":")[2]].author == HANDLE


async def test_a_key_alone_is_enough_to_read_and_stands_in_no_address(peer, reading):
    async def serve(request: web.Request) -> web.Answer:
        assert "key" not in request.query
        assert request.headers["x-goog-api-key"] == "a-pretend-key"
        return peer._threads(request.query)

    peer.gate.behind = serve
    key = await peer.post(f"{WORD} here")
    await reading.see(key, credentials=sources.GivenCredentials({"api_key": "a-pretend-key"}))
