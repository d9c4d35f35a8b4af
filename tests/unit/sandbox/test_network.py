from __future__ import annotations

import asyncio

import httpx
import pytest

from services.common.model import errors
from services.sandbox import app
from tests.fixtures import sandbox as fixtures


async def refused(response):
    return response.status_code, response.json()["error"]["code"]


def bearer(handle):
    return {"Authorization": f"Bearer as:{handle}"}


async def test_the_feed_tells_creations_edits_and_deletions_in_order(town):
    post = await town.post("one")
    await town.edit(post, "two")
    await town.delete(post)
    events = (await town.http.get("/api/v1/feed")).json()["events"]
    assert [(event["kind"], event["post"]["text"]) for event in events] == [
        ("create", "one"),
        ("update", "two"),
        ("delete", ""),
    ]
    assert events[0]["post"]["revision"] == 0 < events[1]["post"]["revision"]


async def test_edits_within_a_millisecond_still_rise(town):
    post = await town.post("one")
    for text in ("two", "three", "four"):
        await town.edit(post, text)
    events = (await town.http.get("/api/v1/feed")).json()["events"]
    revisions = [event["post"]["revision"] for event in events]
    assert revisions == sorted(set(revisions))


async def test_a_reader_that_waits_is_told_at_once(town):
    waiting = asyncio.create_task(town.http.get("/api/v1/feed", params={"wait": 8}))
    await asyncio.sleep(0)
    post = await town.post("news")
    events = (await asyncio.wait_for(waiting, 5)).json()["events"]
    assert [event["post"]["id"] for event in events] == [post]


async def test_a_cursor_of_another_ledger_begins_anew(town):
    await town.post("one")
    feed = (await town.http.get("/api/v1/feed", params={"after": "deadbeef.99"})).json()
    assert len(feed["events"]) == 1
    assert feed["cursor"].endswith(".1")


async def test_a_thread_is_told_whole_from_any_of_its_posts(town):
    first = await town.post("one")
    second = await town.post("two", by="tom", to=first)
    third = await town.post("three", to=second)
    posts = (await town.http.get(f"/api/v1/threads/{third}")).json()["posts"]
    assert [(post["id"], post["in_reply_to"]) for post in posts] == [
        (first, None),
        (second, first),
        (third, second),
    ]
    assert {post["thread"] for post in posts} == {first}


async def test_a_deleted_post_is_gone_but_its_answers_stay(town):
    post = await town.post("one")
    await town.post("two", by="tom", to=post)
    await town.delete(post)
    assert await refused(await town.http.get(f"/api/v1/posts/{post}")) == (410, "gone")
    posts = (await town.http.get(f"/api/v1/threads/{post}")).json()["posts"]
    assert [found["text"] for found in posts] == ["", "two"]


async def test_only_its_author_changes_a_post(town):
    post = await town.post("one")
    response = await town.http.post(f"/api/v1/posts/{post}", json={"text": "x"}, headers=bearer("tom"))
    assert await refused(response) == (403, "not_yours")
    response = await town.http.delete(f"/api/v1/posts/{post}", headers=bearer("tom"))
    assert await refused(response) == (403, "not_yours")


@pytest.mark.parametrize("token", ["", "Bearer x", "Bearer as:", "Bearer as:percolune", "Basic as:mira"])
async def test_nobody_speaks_for_the_brand_without_its_token(town, token):
    response = await town.http.post("/api/v1/posts", json={"text": "x"}, headers={"Authorization": token})
    assert await refused(response) == (401, "bad_token")


async def test_a_key_used_for_other_words_is_refused(town):
    headers = {**bearer("mira"), "Idempotency-Key": "k"}
    assert (await town.http.post("/api/v1/posts", json={"text": "a"}, headers=headers)).status_code == 201
    assert (await town.http.post("/api/v1/posts", json={"text": "a"}, headers=headers)).status_code == 200
    response = await town.http.post("/api/v1/posts", json={"text": "b"}, headers=headers)
    assert await refused(response) == (422, "key_reused")
    assert len(await town.ledger()) == 1


async def test_repeats_at_the_same_moment_make_one_post(town):
    headers = {**bearer("mira"), "Idempotency-Key": "k"}
    asked = [town.http.post("/api/v1/posts", json={"text": "a"}, headers=headers) for _ in range(8)]
    answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len(await town.ledger()) == 1


async def test_whom_a_post_is_for_takes_no_room_from_its_words(town):
    await town.post("@tom @someone.of.a.long.name " + "a" * 500)
    for text in ("a" * 501, "@tom " + "a" * 501, "a" * 496 + " @tom"):
        answer = await town.http.post("/api/v1/posts", json={"text": text}, headers=bearer("mira"))
        assert await refused(answer) == (422, "too_long")


async def test_an_account_that_posts_too_much_is_told_how_long_to_wait(tmp_path):
    settings = fixtures.settings(tmp_path)
    async with app.running(settings) as running, httpx.AsyncClient(base_url=running.url) as http:
        running.network.limit._limit = 2
        answers = [
            await http.post("/api/v1/posts", json={"text": "x"}, headers=bearer("mira")) for _ in range(3)
        ]
        assert [answer.headers.get("x-ratelimit-remaining") for answer in answers] == ["1", "0", None]
        assert await refused(answers[2]) == (429, "slow_down")
        assert 1 <= float(answers[2].headers["retry-after"]) <= 60
        other = await http.post("/api/v1/posts", json={"text": "x"}, headers=bearer("tom"))
        assert other.status_code == 201


async def test_faults_happen_as_often_as_asked_and_can_be_called_off(town):
    await town.fault("status", target="read", status=502, count=2)
    found = [(await town.http.get("/api/v1/posts/1")).status_code for _ in range(3)]
    assert found == [502, 502, 404]
    await town.fault("status", target="read", count=5)
    await town.http.delete("/api/v1/faults")
    assert (await town.http.get("/api/v1/posts/1")).status_code == 404


async def test_a_request_that_hangs_ends_without_an_answer(town):
    await town.fault("hang", target="read", seconds=0.05)
    with pytest.raises(httpx.RemoteProtocolError):
        await town.http.get("/api/v1/posts/1")


async def test_an_answer_can_be_late(town):
    await town.fault("latency", target="read", seconds=0.01)
    assert (await town.http.get("/api/v1/posts/1")).status_code == 404


async def test_events_can_come_in_the_wrong_order(town):
    for text in ("one", "two", "three"):
        await town.post(text)
    await town.fault("disorder")
    events = (await town.http.get("/api/v1/feed")).json()["events"]
    assert [event["post"]["text"] for event in events] == ["three", "two", "one"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": 7},
        {"text": "x", "unknown": 1},
        {"text": "x", "likes": -1},
        {"text": "x", "language": "x" * 99},
    ],
)
async def test_a_body_that_does_not_fit_names_the_field(town, body):
    response = await town.http.post("/api/v1/posts", json=body, headers=bearer("mira"))
    assert await refused(response) == (422, "invalid")
    assert response.json()["error"]["message"].endswith(".")


async def test_answering_what_never_was_is_not_found(town):
    body = {"text": "x", "in_reply_to": "77"}
    assert await refused(await town.http.post("/api/v1/posts", json=body, headers=bearer("mira"))) == (
        404,
        "not_found",
    )


async def test_the_ledger_outlives_the_process(tmp_path):
    settings = fixtures.settings(tmp_path)
    async with app.running(settings) as running, httpx.AsyncClient(base_url=running.url) as http:
        await http.post("/api/v1/posts", json={"text": "kept"}, headers=bearer("mira"))
        before = (await http.get("/api/v1/instance")).json()
    async with app.running(settings) as running, httpx.AsyncClient(base_url=running.url) as http:
        entries = (await http.get("/api/v1/ledger")).json()["entries"]
        assert [entry["text"] for entry in entries] == ["kept"]
        assert (await http.get("/api/v1/instance")).json() == before


async def test_pages_show_words_as_words(town):
    post = await town.post("<script>alert(1)</script> & co", by="mira")
    for path in ("/", "/@mira", f"/@mira/{post}"):
        page = (await town.http.get(path)).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in page
        assert "<script>" not in page


async def test_a_page_of_nobody_is_not_found(town):
    assert (await town.http.get("/@nobody")).status_code == 404
    assert (await town.http.get("/@nobody/9")).status_code == 404


async def test_a_port_that_is_taken_is_told_with_a_remedy(tmp_path):
    async with app.running(fixtures.settings(tmp_path / "one")) as running:
        taken = fixtures.settings(tmp_path / "two")
        port = int(running.url.rpartition(":")[2])
        import dataclasses

        taken = dataclasses.replace(taken, sandbox=dataclasses.replace(taken.sandbox, port=port))
        with pytest.raises(errors.AntiphonError, match="ANTIPHON_SANDBOX_PORT"):
            async with app.running(taken):
                pass


def test_the_token_file_is_made_once_and_for_its_owner_only(tmp_path):
    settings = fixtures.settings(tmp_path / "deep")
    token = app.read_token(settings)
    assert app.read_token(settings) == token
    assert len(token) > 20
    assert app.token_file(settings).stat().st_mode & 0o777 == 0o600
