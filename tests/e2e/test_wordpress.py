"""Comments of a real WordPress: read, changed, gone, answered, refused twice, moderated."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import uuid
from datetime import UTC, datetime

import pytest

from services.common.model import identity
from services.listener.sources import base, registry
from services.listener.sources.base import Refused, Sent
from tests.e2e import wordpress

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    if lacking := wordpress.missing():
        pytest.skip(f"Not installed: {lacking}; `make e2e` says what installs it.")
    with wordpress.running(tmp_path_factory.mktemp("wp")) as running:
        yield running


def opened(site, *, password="", **config):
    config = {"url": site.url, "username": wordpress.USER, "poll_seconds": "1", **config}
    kind = registry.find("wordpress")
    kind.validate(config)
    secrets = base.GivenCredentials({"application_password": password or site.password})
    return kind.open(base.SourceContext("sources/blog", config, allow_private=True, credentials=secrets))


@pytest.fixture
async def source(site):
    source = opened(site)
    yield source
    await source.close()


def key(number):
    return identity.make_key("wordpress", "127.0.0.1", str(number))


def request(number, text="We'll look into it & tell you: 5 < 6, <b>promised</b>."):
    post = key("post-1")
    return base.ReplyRequest(str(uuid.uuid4()), key(number), post, text, datetime.now(UTC))


async def until(source, holds):
    """Facts by key, read until they are as wanted."""
    found = {}
    async with asyncio.timeout(40), contextlib.aclosing(source.pages("")) as pages:
        async for page in pages:
            for item in page.items:
                found[identity.fact_identity(item)[0]] = item
            assert not page.faults
            if await asyncio.to_thread(holds, found):
                return found
    raise AssertionError(found)


async def test_comments_are_read_over_pages_with_links_and_threads(site):
    words = f'Ask <a href="https://shop.example/tips">the tips</a> &amp; "me" {uuid.uuid4()}'
    above = site.comment(words)
    below = site.comment(f"It isn't here either {uuid.uuid4()}", parent=above, author_name="Tom")
    source = opened(site, page_size="1")
    found = await until(source, lambda found: {key(above), key(below)} <= set(found))
    await source.close()
    mention = found[key(above)].mention
    assert mention.text.startswith("Ask the tips & “me”")
    assert [entity.value for entity in mention.entities] == ["https://shop.example/tips"]
    assert found[key(below)].mention.parent_key == key(above)
    assert found[key(below)].mention.author.display_name == "Tom"
    assert mention.link.endswith(f"#comment-{above}")


async def test_an_edit_and_an_end_are_noticed(site, source):
    number = site.comment(f"befor {uuid.uuid4()}")
    seen = []

    def follow(found):
        item = found.get(key(number))
        if item is None:
            return False
        now = "gone" if item.HasField("deletion") else item.mention.text
        if now not in seen:
            seen.append(now)
            if len(seen) == 1:
                site.request("POST", f"comments/{number}", as_user=True, json={"content": "before"})
            elif len(seen) == 2:
                site.request("DELETE", f"comments/{number}", as_user=True)
        return len(seen) == 3

    await until(source, follow)
    assert seen[1:] == ["before", "gone"]


async def test_an_answer_stands_below_its_comment_in_the_words_it_was_given(site, source):
    number = site.comment(f"where is it? {uuid.uuid4()}")
    asked = request(number)
    sent = await source.reply(asked)
    assert isinstance(sent, Sent)
    made = site.request("GET", f"comments/{sent.mention_key.rpartition(':')[2]}", as_user=True)
    assert (made["parent"], made["status"]) == (number, "approved")
    found = await until(source, lambda found: sent.mention_key in found)
    assert found[sent.mention_key].mention.text.startswith(
        "We\u2019ll look into it & tell you: 5 < 6, <b>promised</b>"
    )
    assert await source.find_reply(asked) == sent
    assert await source.reply(asked) == sent


async def test_an_answer_can_be_taken_back_and_again(source, site):
    sent = await source.reply(request(site.comment(f"hello {uuid.uuid4()}")))
    for _ in range(2):
        assert isinstance(await source.delete(sent.mention_key), Sent)


async def test_comments_are_held_approved_and_marked_as_spam_more_than_once(site, source):
    number = site.comment(f"cheap watches {uuid.uuid4()}")
    for action, status in (("hide", "hold"), ("unhide", "approved"), ("report", "spam")):
        for _ in range(2):
            assert isinstance(await source.moderate(action, key(number)), Sent), action
        path = f"comments/{number}?context=edit"
        assert (await asyncio.to_thread(site.request, "GET", path, as_user=True))["status"] == status


async def test_a_wrong_password_is_refused_for_reading_and_for_answering(site):
    number = site.comment(f"hello {uuid.uuid4()}")
    source = opened(site, password="wrong words here")
    with pytest.raises(base.SourceRejected):
        await anext(source.pages(""))
    outcome = await source.reply(request(number))
    assert isinstance(outcome, Refused)
    assert outcome.permanent
    await source.close()


async def test_a_comment_that_is_not_there_cannot_be_answered(source):
    asked = dataclasses.replace(request(999_999), conversation_key="")
    outcome = await source.reply(asked)
    assert isinstance(outcome, Refused)
    assert outcome.permanent
