"""What is particular about Reddit: errors inside of answers, listings that end, tokens, removed words."""

from __future__ import annotations

import pytest

from services.listener.sources import base as sources
from services.listener.sources.base import GivenCredentials, Refused, Unknown, Unlimited
from services.listener.sources.reddit import listings, refusals
from tests.fixtures.peers import base, gate, reddit
from tests.fixtures.peers.base import HANDLE, PAGE_SIZE, WORD, Kind
from tests.fixtures.peers.reading import Reading, asking


@pytest.fixture
async def town(clock, tmp_path):
    async with reddit.Peer(base.Scene(clock, tmp_path)).running() as running:
        yield running


@pytest.fixture
def reading(town):
    return Reading(town)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("TOO_LONG", "10,000 characters"),
        ("DELETED_COMMENT", "nothing to answer"),
        ("THREAD_LOCKED", "locked"),
        ("TOO_OLD", "archived"),
        ("BRAND_NEW", "something new (BRAND_NEW)"),
    ],
)
def test_errors_inside_of_answers_are_refusals_for_good(code, words):
    refused = refusals.refused([[code, "something new", "parent"]], None)
    assert refused.permanent
    assert words in refused.reason
    assert refused.reason.endswith(".")


@pytest.mark.parametrize(
    ("said", "pause", "seconds"),
    [
        ("try again in 5 minutes.", None, 300),
        ("Take a break for 9 seconds before trying again.", None, 9),
        ("take a break.", 42.5, 42.5),
        ("take a break.", None, None),
        ("take a break.", "nan", None),
    ],
)
def test_a_pause_is_taken_from_wherever_it_is_told(said, pause, seconds):
    refused = refusals.refused([["RATELIMIT", said, "ratelimit"]], pause)
    assert not refused.permanent
    assert refused.retry_after == seconds


@pytest.mark.parametrize("errors", [[[]], ["odd"], [[None, None]]])
def test_errors_of_an_odd_form_are_refusals_too(errors):
    assert refusals.refused(errors, None).permanent


async def test_a_failing_server_is_asked_once_and_nothing_sleeps(town, reading):
    request = asking(town, await reading.learn(f"{WORD} is late"))
    town.gate.plan(gate.Status(503), gate.Target.ANSWERS, times=None)
    before = town.now()
    async with reading.open() as source:
        assert isinstance(await source.reply(request), Unknown)
    assert len([each for each in town.gate.requests if town.is_answer(each)]) == 1
    assert (town.now() - before).total_seconds() < 1


async def test_a_listing_goes_on_when_the_entry_it_stopped_at_was_deleted(town, reading):
    keys = [await town.post(f"{WORD} number {number}") for number in range(4 * PAGE_SIZE)]
    await reading.until(lambda now: now.pages)
    place = reading.cursor
    last = min(reading.states)
    await town.delete(last)
    again = reading.again(place)
    await again.see(*(key for key in keys if key not in reading.states))


async def test_a_listing_that_ends_before_the_place_is_told_as_partial(town, reading, monkeypatch):
    monkeypatch.setattr(listings, "DEPTH", 6)
    keys = [await town.post(f"{WORD} number {number}") for number in range(14)]
    told = []
    async with reading.open() as source:
        async for page in source.pages(""):
            reading.take(page)
            told.append(page.partial)
            if set(keys) <= set(reading.states):
                break
    assert any("older ones were not seen" in sentence for sentence in told)


async def test_words_that_moderators_took_away_are_not_gone_for_good(town, reading):
    key = await town.post(f"{WORD} is odd")
    await reading.see(key)
    entry = town.entries[next(iter(town.entries))]
    entry.words, entry.markup = "[removed]", ""
    later = town.now().timestamp() + 600
    await reading.until(lambda _: town.now().timestamp() > later)
    assert reading.text(key) == f"{WORD} is odd"


async def test_a_token_that_ended_is_replaced_without_a_word(town, reading):
    await reading.see(await town.post(f"{WORD} before"))
    missed = await town.post(f"{WORD} after")

    def end_tokens(_now):
        town.tokens.clear()

    async with reading.open() as source:
        pages = source.pages(reading.cursor)
        reading.take(await anext(pages))
        end_tokens(None)
        while missed not in reading.states:
            reading.take(await anext(pages))
        await pages.aclose()


async def test_an_account_that_was_connected_reads_by_its_token_until_that_is_revoked(town, reading):
    town.tokens.add("granted")
    granted = GivenCredentials({"access_token": "granted"})
    await reading.see(await town.post(f"{WORD} before"), credentials=granted)
    town.tokens.clear()
    with pytest.raises(sources.SourceRejected) as caught:
        await reading.until(lambda _: False, credentials=granted)
    assert "granted" not in caught.value.sentence


async def test_an_app_without_an_account_reads_and_does_not_answer(town, reading):
    app = GivenCredentials({"client_id": reddit.CLIENT_ID, "client_secret": reddit.CLIENT_SECRET})
    key = await town.post(f"{WORD} is late")
    mention = (await reading.see(key, credentials=app)).mention(key)
    async with reading.open(credentials=app) as source:
        refused = await source.reply(asking(town, mention))
    assert isinstance(refused, Refused)
    assert "connect" in refused.reason


async def test_what_reddit_tells_of_its_limit_reaches_the_budget(town, reading):
    learnt = []

    class Learning(Unlimited):
        def learn(self, headers):
            learnt.append(headers.get("x-ratelimit-remaining"))

    await reading.see(await town.post(f"{WORD} here"), budget=Learning())
    assert "990.0" in learnt


async def test_posts_point_to_what_they_link_and_show(town, reading, monkeypatch):
    plain = reddit.Entry.thing

    def thing(self):
        told = plain(self)
        shown = {"p": {"s": {"u": "https://preview.redd.it/p.jpg"}}, "q": {"status": "failed"}}
        told["data"] |= {"is_self": False, "url": "https://shop.example/", "media_metadata": shown}
        return told

    monkeypatch.setattr(reddit.Entry, "thing", thing)
    mention = await reading.learn(f"{WORD} gallery")
    assert {(each.kind, each.value) for each in mention.entities} == {
        (Kind.KIND_LINK, "https://shop.example/"),
        (Kind.KIND_MEDIA, "https://preview.redd.it/p.jpg"),
    }
    assert mention.title == "A post"


async def test_the_account_is_known_by_its_name(town, reading):
    async with reading.open() as source:
        assert (await source.identify()).login == HANDLE
