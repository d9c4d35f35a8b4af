"""Answers through the sandbox: what is sent, what is refused, and what is known when no answer comes."""

from __future__ import annotations

import dataclasses
import uuid
from datetime import UTC, datetime

import httpx
import pytest

from services.common.model import identity
from services.listener.sources import base, registry
from services.sandbox import app
from tests.fixtures import sandbox as fixtures


def open_source(town, **config):
    kind = registry.find("sandbox")
    settings = {"url": town.url, "token_file": str(town.token_file), **config}
    kind.validate(settings)
    return kind.open(base.SourceContext("sources/sandbox", settings))


def key(post_id):
    return identity.make_key("sandbox", "-", post_id)


def request(post_id, text="We are on it."):
    return base.ReplyRequest(str(uuid.uuid4()), key(post_id), "", text, datetime.now(UTC))


@pytest.fixture
async def source(town):
    opened = open_source(town)
    yield opened
    await opened.close()


async def answers(town):
    return await town.ledger(town.sandbox.network.account)


async def test_an_answer_is_sent_below_its_mention(town, source):
    post = await town.post("no coffee")
    sent = await source.reply(request(post))
    assert isinstance(sent, base.Sent)
    (entry,) = await answers(town)
    assert (key(entry["id"]), entry["in_reply_to"], entry["text"]) == (
        sent.mention_key,
        post,
        "We are on it.",
    )
    assert (await town.http.get(sent.link)).status_code == 200


async def test_a_repeat_of_the_same_request_makes_no_second_answer(town, source):
    asked = request(await town.post("no coffee"))
    assert await source.reply(asked) == await source.reply(asked)
    assert len(await answers(town)) == 1


async def test_an_answer_whose_connection_is_cut_afterwards_is_unknown_and_can_be_found(town, source):
    asked = request(await town.post("no coffee"))
    await town.fault("drop_after_commit", target="publish")
    assert isinstance(await source.reply(asked), base.Unknown)
    found = await source.find_reply(asked)
    (entry,) = await answers(town)
    assert found == base.Sent(key(entry["id"]), f"{town.url}/@{entry['account']}/{entry['id']}")


async def test_an_answer_whose_connection_is_cut_before_is_unknown_and_not_found(town, source):
    asked = request(await town.post("no coffee"))
    await town.fault("drop_before_commit", target="publish")
    assert isinstance(await source.reply(asked), base.Unknown)
    assert await source.find_reply(asked) is None
    assert await answers(town) == []


async def test_a_failing_server_leaves_the_outcome_unknown(town, source):
    await town.fault("status", target="publish", status=500)
    assert isinstance(await source.reply(request(await _post_without_fault(town))), base.Unknown)


async def _post_without_fault(town):
    await town.http.delete("/api/v1/faults")
    post = await town.post("no coffee")
    await town.fault("status", target="publish", status=500)
    return post


async def test_a_network_that_is_not_there_has_certainly_not_got_the_answer(town):
    source = open_source(town, url="http://127.0.0.1:9")
    assert isinstance(await source.reply(request("1")), base.NeverLeft)
    with pytest.raises(base.SourceUnreachable):
        await source.find_reply(request("1"))
    await source.close()


async def test_being_told_to_wait_is_a_refusal_with_a_time(town, source):
    asked = request(await town.post("no coffee"))
    await town.fault("rate_limit", target="publish", seconds=7)
    refused = await source.reply(asked)
    assert refused == base.Refused("The sandbox asks us to slow down.", permanent=False, retry_after=7)


async def test_a_deleted_mention_cannot_be_answered(town, source):
    post = await town.post("regretted")
    await town.delete(post)
    refused = await source.reply(request(post))
    assert refused == base.Refused("The sandbox refused the answer: That post was deleted.", permanent=True)


@pytest.mark.parametrize(("text", "words"), [("x" * 501, "at most 500 characters"), (" ", "needs words")])
async def test_words_the_network_does_not_take_are_refused_for_good(town, source, text, words):
    refused = await source.reply(request(await town.post("no coffee"), text))
    assert refused.permanent
    assert words in refused.reason


async def test_without_a_token_nothing_leaves(town):
    source = open_source(town, token_file="/nowhere/token")
    refused = await source.reply(request(await town.post("no coffee")))
    assert refused.permanent
    assert "token_file" in refused.reason
    assert await answers(town) == []
    await source.close()


async def test_a_wrong_token_is_refused_for_good(town, tmp_path):
    (tmp_path / "wrong").write_text("nonsense")
    source = open_source(town, token_file=str(tmp_path / "wrong"))
    refused = await source.reply(request(await town.post("no coffee")))
    assert refused.permanent
    assert "token of an account" in refused.reason
    await source.close()


async def test_reading_back_ignores_older_and_other_peoples_posts(town, source):
    post = await town.post("no coffee")
    await town.post("We are on it.", by="mira", to=post)
    assert await source.find_reply(request(post)) is None
    await town.post("We are on it.", by="percolune", to=post)
    later = dataclasses.replace(request(post), attempt_time=datetime(2099, 1, 1, tzinfo=UTC))
    assert await source.find_reply(later) is None
    assert await source.find_reply(request(post)) is not None


async def test_reading_back_a_thread_that_never_was_finds_nothing(town, source):
    assert await source.find_reply(request("12345")) is None


async def test_on_a_network_without_keys_a_repeat_is_a_second_answer(tmp_path):
    settings = fixtures.settings(tmp_path, idempotency="none")
    async with app.running(settings) as running, httpx.AsyncClient(base_url=running.url) as http:
        town = fixtures.Town(running.url, running.token, app.token_file(settings), http, running)
        source = open_source(town)
        asked = request(await town.post("no coffee"))
        await source.reply(asked)
        await source.reply(asked)
        assert len(await answers(town)) == 2
        await source.close()


@pytest.mark.parametrize("type_name", ["rss", "jetstream"])
async def test_networks_that_only_read_refuse_for_good(type_name):
    config = {"url": "https://feed.example/"} if type_name == "rss" else {}
    source = registry.find(type_name).open(base.SourceContext("sources/s", config))
    refused = await source.reply(request("1"))
    assert refused.permanent
    assert await source.find_reply(request("1")) is None
    await source.close()
