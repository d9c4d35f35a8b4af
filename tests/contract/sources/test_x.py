"""What only X has: modes, rules, edits and deletions of a stream, tokens that end, and what accounts do."""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import json
from datetime import timedelta

import pytest

from services.common import queries
from services.common.model import identity
from services.common.queries import pushing
from services.listener.sources import base as sources
from tests.fixtures import peers
from tests.fixtures.peers import base, gate, x
from tests.fixtures.peers.base import WORD
from tests.fixtures.peers.reading import Reading, asking

peer = peers.only("x")
streamed = peers.only("x_stream")


class Asked:
    """What is watched, and may change."""

    def __init__(self, *words):
        self.words = list(words)
        self.revision = 0

    def phrases(self):
        return self.words

    def wishes(self):
        return list(map(pushing.phrase, self.words))

    def handles(self):
        return ()

    def now(self, *words):
        self.words = list(words)
        self.revision += 1


class Counting:
    """A budget that counts."""

    strain = ""

    def __init__(self):
        self.taken = {}
        self.learned = []

    async def take(self, call, count=1):
        self.taken[call] = self.taken.get(call, 0) + count

    def learn(self, headers):
        self.learned.append(headers)


def configured(peer, **more):
    usual = peer.config()
    peer.config = lambda: {**usual, **more}
    return peer


def values(peer):
    return sorted(rule["value"] for rule in peer.rules.values())


def told(missing, total, room):
    return (
        f"{missing} of {total} parts of what is asked for do not fit into the {room} that the source may "
        "have; posts with only those are not seen."
    )


async def live(reading, holds, *, doing=None, **more):
    """Reads until `holds` and gives the pages; does something after the first of them."""
    pages = []
    async with reading.open(**more) as source, contextlib.aclosing(source.pages(reading.cursor)) as coming:
        async for page in coming:
            reading.take(page)
            pages.append(page)
            held = holds(reading) if not inspect.iscoroutinefunction(holds) else await holds()
            if held:
                return pages
            if doing is not None and len(pages) == 1:
                await doing()
            assert len(pages) < 200
    raise AssertionError("The source ended.")


def many(count=10):
    """Holds after so many pages."""
    left = iter(range(count - 1))
    return lambda _reading: next(left, None) is None


# Searching.


async def test_searches_of_many_phrases_are_several_and_say_what_does_not_fit(peer):
    words = [f"{WORD} {number:02}" for number in range(40)]
    configured(peer, query_count="2", query_length="200")
    reading = Reading(peer)
    seen = await peer.post(f"{words[0]} is good")
    pages = []
    reading.take = pages.append
    await reading.until(lambda _: len(pages) >= 2, watched=sources.GivenWords(words))
    assert {page.partial for page in pages} == {
        told(20, 40, "2 searches"),
    }
    assert seen in {item.mention.key for page in pages for item in page.items}


@pytest.mark.parametrize(
    ("narrowing", "rule"),
    [
        ("true", f'(("{WORD.lower()}" "good" -"jobs" lang:en)) -is:retweet'),
        ("false", f'("{WORD.lower()}") -is:retweet'),
    ],
)
async def test_rules_say_as_much_of_a_query_as_they_are_to(streamed, narrowing, rule):
    configured(streamed, narrowing=narrowing)
    wish = pushing.wish(queries.parse(f"{WORD} good NOT jobs lang:en"))
    watched = Asked(WORD)
    watched.wishes = lambda: [wish]
    reading = Reading(streamed)
    wanted = await streamed.post(f"{WORD} is good")
    await live(reading, lambda now: wanted in now.states, watched=watched)
    assert values(streamed) == [rule]


async def test_a_phrase_that_is_added_is_searched_for_from_the_next_round_on(peer):
    watched = Asked("tea")
    reading = Reading(peer)
    key = await peer.post(f"{WORD} is good")

    def holds(now):
        if not watched.revision:
            watched.now("tea", WORD)
        return key in now.states

    await reading.until(holds, watched=watched)


async def test_what_is_older_than_the_search_reaches_is_told(peer):
    cursor = json.dumps({"since": x.id_at(peer.now() - timedelta(days=9))})
    pages = []
    reading = Reading(peer, cursor=cursor)
    reading.take = pages.append
    await reading.until(lambda _: pages)
    assert "seven days" in pages[0].partial


async def test_posts_and_authors_are_paid_for_once_a_day_and_calls_each_time(peer):
    budget = Counting()
    keys = [await peer.post(f"{WORD} {number}") for number in range(5)]
    reading = Reading(peer)
    calls = []
    reading.take = calls.append
    await reading.until(lambda _: len(calls) >= 8, budget=budget)
    assert budget.taken["read_post"] == len(keys)
    assert budget.taken["read_user"] == 1
    assert budget.taken["search"] >= 8
    assert all("x-rate-limit-remaining" in headers for headers in budget.learned)


async def test_a_month_that_is_used_up_is_no_passing_limit(peer):
    said = json.dumps({"title": "UsageCapExceeded", "detail": "Usage cap exceeded: Monthly product cap"})
    peer.gate.plan(gate.Status(429, {}, said.encode()), times=None)
    with pytest.raises(sources.SourceQuotaSpent):
        await Reading(peer).until(lambda _: False)


async def test_credits_that_are_used_up_are_told(peer):
    peer.gate.plan(gate.Status(402), times=None)
    with pytest.raises(sources.SourceQuotaSpent, match="credits"):
        await Reading(peer).until(lambda _: False)


async def test_without_the_apps_token_the_accounts_searches(peer):
    peer.credentials = lambda: {"access_token": x.ACCOUNT}
    await Reading(peer).see(await peer.post(f"{WORD} is good"))


async def test_without_any_token_a_person_is_asked(peer):
    peer.credentials = dict
    with pytest.raises(sources.SourceRejected, match="connect"):
        await Reading(peer).until(lambda _: False)


# Mentions of an account.


async def test_mentions_of_the_connected_account_are_read(peer):
    configured(peer, mode="mentions")
    peer.user(base.HANDLE)
    await peer.post(f"{WORD} for nobody")
    keys = [await peer.post(f"@{base.HANDLE} number {number}") for number in range(7)]
    reading = await Reading(peer).see(*keys)
    assert set(reading.states) == set(keys)
    later = await peer.post(f"thanks @{base.HANDLE}")
    await reading.see(later)


async def test_mentions_of_a_named_account_take_the_apps_token_only(peer):
    configured(peer, mode="mentions", account="@tom")
    peer.credentials = lambda: {"bearer_token": x.APP}
    await Reading(peer).see(await peer.post("hello @tom"))


# The stream.


async def test_what_is_written_while_the_stream_is_open_comes_by_it(streamed):
    reading = Reading(streamed)
    keys = []

    async def write():
        keys.append(await streamed.post(f"{WORD} is good"))

    await live(reading, lambda now: keys and keys[0] in now.states, doing=write)
    searches = [each for each in streamed.gate.requests if each.path == "/2/tweets/search/recent"]
    assert len(searches) == 1


async def test_an_edit_comes_by_the_stream(streamed):
    reading = Reading(streamed)
    key = await streamed.post(f"{WORD} befor")

    async def edit():
        await streamed.edit(key, f"{WORD} before")

    await live(reading, lambda now: now.text(key) == f"{WORD} before", doing=edit)


async def test_what_the_search_learns_late_is_found_by_the_second_look(streamed):
    key = await streamed.post(f"{WORD} is good")
    late = int(identity.split_key(key).native_id)
    streamed.unindexed.add(late)
    reading = Reading(streamed)

    async def index():
        streamed.unindexed.clear()

    pages = await live(reading, lambda now: key in now.states, doing=index)
    assert {page.cursor for page in pages} == {pages[0].cursor}


async def test_the_cursor_moves_with_what_the_stream_brings_after_the_second_look(streamed):
    reading = Reading(streamed)
    keys = []

    async def two_that_come_live():
        reading.seen += 1
        if reading.seen in {8, 10}:
            keys.append(await streamed.post(f"{WORD} number {reading.seen}"))
        return len(keys) == 2 and keys[1] in reading.states

    reading.seen = 0
    pages = await live(reading, two_that_come_live)
    assert pages[-1].cursor != pages[0].cursor
    await Reading(streamed, cursor=pages[-1].cursor).see(keys[1])


async def test_a_gap_of_the_stream_is_repaired_by_search(streamed):
    reading = Reading(streamed)
    await reading.see(await streamed.post(f"{WORD} before"))
    missed = [await streamed.post(f"{WORD} missed {number}") for number in range(7)]
    await reading.see(*missed)


async def test_the_stream_says_why_it_ends_and_is_opened_again(streamed):
    async def end():
        streamed.end_streams()

    with pytest.raises(sources.SourceUnreachable, match="ended the stream"):
        await live(Reading(streamed), lambda _: False, doing=end)


async def test_signs_of_life_keep_the_stream_open_and_are_pages(streamed):
    reading = Reading(streamed)
    assert len(await live(reading, many())) == 10
    assert not reading.got
    assert len(streamed.connects) == 1


async def test_rules_follow_what_is_watched_and_leave_those_of_others_alone(streamed):
    streamed.rules["1"] = {"value": "somebody else", "tag": "theirs"}
    watched = Asked("tea", "coffee")
    reading = Reading(streamed)
    new = f'("tea" OR "{WORD.lower()}") -is:retweet'
    keys = []

    async def ask_for_more():
        assert values(streamed) == ['("tea" OR "coffee") -is:retweet', "somebody else"]
        watched.now("tea", WORD)

    async def write_once():
        if not keys and values(streamed) == [new, "somebody else"]:
            keys.append(await streamed.post(f"{WORD} is good"))
        return keys and keys[0] in reading.states

    await live(reading, write_once, doing=ask_for_more, watched=watched)
    assert values(streamed) == [new, "somebody else"]


async def test_a_change_that_asks_for_nothing_else_leaves_the_rules_alone(streamed):
    watched = Asked("tea")

    async def change():
        watched.now("Tea", "tea")

    await live(Reading(streamed), many(), doing=change, watched=watched)
    asked = [request for request in streamed.gate.requests if request.path.endswith("/rules")]
    assert [request.method for request in asked] == ["GET", "POST"]


async def test_rules_that_do_not_fit_are_told_on_every_page(streamed):
    configured(streamed, rule_count="2", rule_length="64")
    words = [f"{WORD} {number:02}" for number in range(10)]
    pages = await live(Reading(streamed), many(), watched=sources.GivenWords(words))
    assert len(streamed.rules) == 2
    assert {page.partial for page in pages[1:]} == {
        told(4, 10, "2 rules"),
    }


async def test_a_rule_that_x_refuses_costs_nothing_but_itself(streamed):
    configured(streamed, rule_length="64")
    streamed.refused_words.add("06")
    words = [f"{WORD} {number:02}" for number in range(10)]
    pages = await live(Reading(streamed), many(), watched=sources.GivenWords(words))
    assert len(streamed.rules) == 3
    assert "refused 1 of the rules" in pages[-1].partial


async def test_with_nothing_to_ask_for_no_stream_is_opened_until_there_is(streamed):
    watched = Asked()
    reading = Reading(streamed)
    key = await streamed.post(f"{WORD} is good")

    def holds(now):
        if len(now.pages) == 0 and not watched.revision and not streamed.connects:
            watched.now(WORD)
        return key in now.states

    await reading.until(holds, watched=watched)
    assert len(streamed.connects) == 1


async def test_minutes_to_make_up_for_are_asked_for_where_the_plan_has_them(streamed):
    configured(streamed, backfill_minutes="3")
    await live(Reading(streamed), many())
    assert streamed.connects[0]["backfill_minutes"] == "3"


async def test_the_stream_takes_the_token_of_the_app(streamed):
    streamed.credentials = lambda: {"access_token": x.ACCOUNT}
    with pytest.raises(sources.SourceRejected, match="bearer_token"):
        await Reading(streamed).until(lambda _: False)


async def test_a_refused_connect_is_tried_again_after_the_documented_wait(streamed):
    for status, kind, wait in (
        (503, sources.SourceUnreachable, 5.0),
        (429, sources.SourceRateLimited, 60.0),
    ):
        streamed.gate.plan(gate.Status(status), gate.Target.READING)
        with pytest.raises(kind) as caught:
            await Reading(streamed).until(lambda _: False)
        assert caught.value.retry_after == wait


# Deletions.


async def test_deletions_are_told_to_those_who_have_the_plan_and_can_be_resumed(peer):
    configured(peer, mode="compliance")
    key = await peer.post(f"{WORD} regretted")

    async def delete():
        await peer.delete(key)

    reading = Reading(peer)
    pages = await live(reading, lambda now: key in now.states, doing=delete)
    assert reading.states[key] is None
    cursor = pages[-1].cursor
    await live(Reading(peer, cursor=cursor), many())
    assert peer.connects[-1]["start_time"] == cursor


# The past.


async def test_a_stretch_of_the_past_is_read_once_and_counted_before(peer):
    now = peer.now()
    old = [await peer.post(f"{WORD} {n}", at=now - timedelta(hours=30 + n)) for n in range(7)]
    await peer.post(f"{WORD} later", at=now - timedelta(hours=1))
    start, end = now - timedelta(hours=48), now - timedelta(hours=20)
    reading = Reading(peer)
    async with reading.open() as source:
        assert (await source.estimate(start, end)).items == 8
        async for page in source.history(start, end, ""):
            reading.take(page)
    assert set(reading.states) == set(old)
    again = Reading(peer)
    async with again.open() as source:
        async for page in source.history(start, end, reading.pages[0].cursor):
            again.take(page)
    assert set(again.states) | reading.pages[0].keys == set(old)


async def test_a_past_that_x_no_longer_searches_is_told(peer):
    now = peer.now()
    async with Reading(peer).open() as source:
        past = source.history(now - timedelta(days=20), now - timedelta(days=10), "")
        pages = [page async for page in past]
        estimate = await source.estimate(now - timedelta(days=20), now - timedelta(days=10))
    assert ["seven days" in page.partial for page in pages] == [True]
    assert estimate.items == 0


# Answers.


@pytest.fixture
async def asked(peer):
    reading = Reading(peer)
    return asking(peer, await reading.learn(f"@mira says: {WORD} is late"))


@pytest.fixture
async def source(peer):
    async with Reading(peer).open() as opened:
        yield opened


async def test_who_did_not_summon_the_account_is_answered_by_hand(peer, source, asked):
    peer.summoned_only = True
    outcome = await source.reply(asked)
    assert isinstance(outcome, sources.Refused)
    assert outcome.permanent
    assert "mentioned or quoted" in outcome.reason
    summoned = asking(peer, await Reading(peer).learn(f"@{base.HANDLE} {WORD} is late"))
    assert isinstance(await source.reply(summoned), sources.Sent)


async def test_the_same_words_twice_are_refused_with_a_remedy(source, asked):
    await source.reply(asked)
    outcome = await source.reply(asked)
    assert outcome == sources.Refused(
        "X already has a post of the account with these words (403); change them.", permanent=True
    )


async def test_an_answer_is_found_behind_its_links_signs_and_the_handles_before_it(peer, source, asked):
    said = dataclasses.replace(asked, text="Sorry & thanks: https://shop.example/help/ or shop.example <3")
    sent = await source.reply(said)
    made = peer.posts[int(identity.split_key(sent.mention_key).native_id)]
    made.words = f"@mira {made.words}"
    assert await source.find_reply(said) == sent


async def test_an_answer_is_found_among_many(peer, source, asked):
    sent = await source.reply(asked)
    for number in range(250):
        peer.write(f"news {number}", by=base.HANDLE)
    assert await source.find_reply(asked) == sent


async def test_an_answer_with_a_link_is_paid_for_as_one(peer, asked):
    budget = Counting()
    async with Reading(peer).open(budget=budget) as source:
        await source.reply(asked)
        await source.reply(dataclasses.replace(asked, text="See https://shop.example/help"))
    assert (budget.taken["post"], budget.taken["post_with_link"]) == (1, 1)


async def test_a_budget_that_is_spent_sends_nothing(peer, asked):
    class Spent(Counting):
        async def take(self, call, count=1):
            raise sources.SourceQuotaSpent("The budget is used up.", 60.0)

    async with Reading(peer).open(budget=Spent()) as source:
        outcome = await source.reply(asked)
    assert outcome == sources.Refused("The budget is used up.", permanent=False, retry_after=60.0)
    assert peer.answers == []


async def test_a_private_answer_is_sent_found_and_taken_back(peer, source, asked):
    private = dataclasses.replace(asked, private=True)
    assert await source.find_reply(private) is None
    sent = await source.reply(private)
    assert await source.find_reply(private) == sent
    assert await source.delete(sent.mention_key) == sources.Sent(sent.mention_key, "")
    assert peer.messages == []


async def test_pictures_are_described_and_films_are_refused(peer, source, asked):
    picture = sources.Media("image/png", b"png", "A cup.")
    assert isinstance(await source.reply(dataclasses.replace(asked, media=[picture])), sources.Sent)
    ((media),) = peer.media.values()
    assert (media["media_category"], media["alt_text"]) == ("tweet_image", "A cup.")
    film = dataclasses.replace(asked, media=[sources.Media("video/mp4", b"")])
    outcome = await source.reply(film)
    assert outcome.permanent
    assert "video/mp4" in outcome.reason


async def test_a_picture_that_does_not_arrive_leaves_the_answer_unsent(peer, source, asked):
    media = [sources.Media("image/png", b"png")]
    peer.gate.plan(gate.Dropped(), times=None)
    assert isinstance(await source.reply(dataclasses.replace(asked, media=media)), sources.NeverLeft)
    assert peer.answers == []


async def test_an_answer_can_be_taken_back_and_twice_is_no_fault(peer, source, asked):
    sent = await source.reply(asked)
    for _ in range(2):
        assert await source.delete(sent.mention_key) == sources.Sent(sent.mention_key, "")
    assert peer.taken_back == [sent.mention_key]


async def test_mentions_can_be_hidden_liked_and_their_authors_muted(peer, source, asked):
    key = asked.mention_key
    for action in ("hide", "unhide", "like", "unlike", "mute"):
        assert await source.moderate(action, key) == sources.Sent(key, "")
    assert [action for action, _ in peer.moderated] == ["hide", "unhide", "like", "unlike", "mute"]
    assert peer.moderated[-1][1] == x.key_of(peer.user("mira"))
    for action in ("block", "report", "delete"):
        assert (await source.moderate(action, key)).permanent


async def test_muting_the_author_of_something_that_is_gone_is_refused(peer, source, asked):
    await peer.delete(asked.mention_key)
    outcome = await source.moderate("mute", asked.mention_key)
    assert outcome.permanent
    assert "no longer on X" in outcome.reason


# Tokens.


class Renewable(sources.GivenCredentials):
    """Secrets that can be renewed."""

    async def refresh(self, renew):
        grant = await renew(self.secrets)
        self.secrets.update(grant.secrets)
        self.secrets["expire"] = grant.expire_time


def renewable(peer, **more):
    return Renewable(
        {
            "bearer_token": x.APP,
            "access_token": "an-ended-token",
            "refresh_token": peer.refresh_token,
            "client_id": "an-app",
            **more,
        }
    )


@pytest.mark.parametrize("more", [{}, {"client_secret": "a-secret"}])
async def test_a_token_that_has_ended_is_renewed_and_the_request_sent_once(peer, asked, more):
    held = renewable(peer, **more)
    async with Reading(peer).open(credentials=held) as source:
        assert isinstance(await source.reply(asked), sources.Sent)
        assert isinstance(await source.reply(dataclasses.replace(asked, text="Again.")), sources.Sent)
    assert len(peer.answers) == 2
    assert held.secrets["refresh_token"] == peer.refresh_token
    assert held.secrets["expire"] == peer.scene.clock.now() + timedelta(seconds=7200)
    grants = [each for each in peer.gate.requests if each.path == "/2/oauth2/token"]
    assert len(grants) == 1
    assert grants[0].headers.get("authorization", "").startswith("Basic") is bool(more)


async def test_access_that_is_no_longer_renewed_needs_a_person(peer, asked):
    held = renewable(peer, refresh_token="an-ended-one")
    async with Reading(peer).open(credentials=held) as source:
        outcome = await source.reply(asked)
        assert outcome.permanent
        assert "antiphon source connect" in outcome.reason
        with pytest.raises(sources.SourceRejected, match="no longer renews"):
            await source.find_reply(asked)
    assert peer.answers == []


async def test_no_secret_is_ever_logged(peer, asked, caplog):
    caplog.set_level(0)
    async with Reading(peer).open(credentials=renewable(peer, client_secret="a-secret")) as source:
        await source.reply(asked)
        await source.find_reply(asked)
    said = " ".join([str(record.__dict__) for record in caplog.records])
    for secret in (x.APP, "an-ended-token", "a-secret", peer.refresh_token, *peer.tokens):
        assert secret not in said
