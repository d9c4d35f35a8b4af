"""The desk as programs use it, and as strangers may not."""

from __future__ import annotations

import dataclasses
import json
import uuid

import httpx
import pytest

from antiphon.events.v1 import events_pb2
from tests.acceptance.console.conftest import SECRET, serve
from tests.acceptance.console.rooms import a_mention, a_score, an_opportunity


@pytest.fixture
async def complaint(desk):
    return await desk.twins.router.put(an_opportunity(a_mention("1", "It leaks"), a_score("It leaks", {})))


def path(opportunity, rest=""):
    return f"/api/v1/{opportunity.name}{rest}"


async def test_without_the_key_the_page_says_how_to_open_it(desk):
    async with httpx.AsyncClient(base_url=desk.address) as stranger:
        page = await stranger.get("/")
        assert page.status_code == 401
        assert "antiphon up" in page.text
        assert "data-csrf" not in page.text
        wrong = await stranger.get("/", params={"token": "guess"})
        assert wrong.status_code == 401
        assert "another installation" in wrong.text
        refused = await stranger.get("/api/v1/opportunities")
        assert refused.status_code == 401
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["reason"] == "TOKEN_INVALID"


async def test_the_key_is_exchanged_for_a_cookie_that_scripts_cannot_read(desk):
    async with httpx.AsyncClient(base_url=desk.address) as browser:
        answer = await browser.get("/", params={"token": SECRET})
        assert answer.status_code == 303
        assert answer.headers["location"] == "/"
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert SECRET not in cookie
        assert (await browser.get("/")).status_code == 200


async def test_pages_keep_to_themselves(http):
    page = await http.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    assert "<script>" not in page.text
    assert " style=" not in page.text
    assert " onclick=" not in page.text


async def test_a_link_shows_a_dashboard_to_strangers_and_opens_nothing_else(http, desk):
    board = {
        "name": "dashboards/week",
        "displayName": "Week",
        "tiles": [{"title": "x", "kind": "KIND_TREND"}],
    }
    await http.post("/api/v1/dashboards", json={"dashboard": board})
    made = (await http.post("/api/v1/dashboards/week:link", json={"ttl": "3600s"})).json()
    async with httpx.AsyncClient(base_url=desk.address) as stranger:
        page = await stranger.get(f"/shared/{made['token']}")
        assert (page.status_code, "<h1>Week</h1>" in page.text) == (200, True)
        policy = page.headers["content-security-policy"]
        assert "sandbox" in policy
        assert "script-src" not in policy
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-robots-tag"] == "noindex, nofollow"
        assert "set-cookie" not in page.headers
        assert (await stranger.get("/api/v1/dashboards")).status_code == 401
        assert (await stranger.post(f"/shared/{made['token']}")).status_code == 405
        for odd in ({"origin": "https://evil.example"}, {"host": "evil.example"}):
            foreign = await stranger.post(f"/shared/{made['token']}", headers=odd)
            assert foreign.status_code == 403
        noted = (await http.get("/api/v1/access", params={"refused": True})).text
        assert "/shared/" in noted
        assert made["token"] not in noted
        listed = (await http.get("/api/v1/dashboards/week/links")).json()["links"]
        assert [each["name"] for each in listed] == [made["name"]]
        assert made["token"] not in str(listed)
        assert (await http.delete(f"/api/v1/{made['name']}")).status_code == 200
        gone, never = await stranger.get(f"/shared/{made['token']}"), await stranger.get("/shared/never")
        assert (gone.status_code, gone.text) == (404, never.text)
    assert (await http.get("/api/v1/dashboards/week/links")).json()["links"] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"x-antiphon-csrf": ""},
        {"x-antiphon-csrf": "0" * 64},
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
    ],
)
async def test_a_post_from_elsewhere_is_refused(http, complaint, headers):
    answer = await http.post(path(complaint, ":claim"), headers=headers)
    assert answer.status_code == 403
    assert "reload" in answer.json()["detail"]


async def test_a_foreign_host_name_is_refused(http):
    answer = await http.get("/api/v1/me", headers={"host": "rebound.example"})
    assert answer.status_code == 403


async def test_who_is_signed_in(http, desk):
    me = (await http.get("/api/v1/me")).json()
    assert me["subject"].startswith("local:")
    assert me["roles"] == ["administrator", "agent", "lead"]
    async with httpx.AsyncClient(base_url=desk.address) as colleague:
        await colleague.get("/", params={"token": SECRET, "as": "ines"})
        assert (await colleague.get("/api/v1/me")).json()["subject"] == "local:ines"
        wrong = await colleague.get("/", params={"token": SECRET, "as": "<b>"})
        assert wrong.status_code == 422
        assert "lower-case letters" in wrong.text


async def test_a_program_claims_answers_and_follows_the_reply(http, complaint, desk):
    claimed = (await http.post("/api/v1/opportunities:claimNext")).json()
    assert claimed["name"] == complaint.name
    token = int(claimed["lease"]["token"])
    lease = (await http.post(path(complaint, ":renew"), json={"lease_token": token})).json()
    assert lease["expireTime"] >= claimed["lease"]["expireTime"]
    body = {"reply": {"text": "On its way."}, "leaseToken": token, "requestId": str(uuid.uuid4())}
    first = (await http.post(path(complaint, "/replies"), json=body)).json()
    again = (await http.post(path(complaint, "/replies"), json=body)).json()
    assert first["name"] == again["name"]
    assert first["state"] == "STATE_QUEUED"
    await desk.twins.router.settle(desk.twins.router.replies[first["name"]], "SENT", link="http://n/1")
    shown = (await http.get(f"/api/v1/{first['name']}")).json()
    assert (shown["state"], shown["link"]) == ("STATE_SENT", "http://n/1")
    listed = (await http.get(path(complaint, "/replies"))).json()
    assert [reply["name"] for reply in listed["replies"]] == [first["name"]]


async def test_a_program_releases_dismisses_and_resolves(http, complaint):
    token = int((await http.post(path(complaint, ":claim"))).json()["lease"]["token"])
    released = (await http.post(path(complaint, ":release"), json={"lease_token": token})).json()
    assert released["state"] == "STATE_OPEN"
    dismissed = (await http.post(path(complaint, ":dismiss"), json={"reason": "spam"})).json()
    assert dismissed["state"] == "STATE_DISMISSED"
    listed = (await http.get("/api/v1/opportunities", params={"states": "DISMISSED"})).json()
    assert [each["name"] for each in listed["opportunities"]] == [complaint.name]


async def test_refusals_are_problem_details_with_a_reason(http, complaint):
    await http.post(path(complaint, ":resolve"), json={})
    refused = await http.post(path(complaint, ":claim"))
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    problem = refused.json()
    assert problem["reason"] == "WRONG_STATE"
    assert problem["type"].endswith("/wrong-state")
    assert problem["requestId"]
    missing = await http.get("/api/v1/opportunities/nothing")
    assert (missing.status_code, missing.json()["reason"]) == (404, "NOT_FOUND")
    empty = await http.post("/api/v1/opportunities:claimNext")
    assert (empty.status_code, empty.json()["reason"]) == (404, "QUEUE_EMPTY")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reply": {"text": 1}}, "reply.text"),
        ({"reply": {"txt": "x"}}, "reply.txt"),
        ({"leaseToken": "soon"}, "leaseToken"),
        ({"leaseToken": 2**70}, "leaseToken"),
        ({"reply": {"text": "a\0b"}}, "body"),
        ([], "body"),
    ],
)
async def test_a_wrong_body_is_told_by_its_field(http, complaint, body, field):
    refused = await http.post(path(complaint, "/replies"), json=body)
    assert refused.status_code == 422
    assert refused.json()["field"] == field
    assert refused.json()["reason"] == "INVALID_FIELD"


async def test_a_body_that_is_no_json_or_too_long_is_refused(http, complaint):
    at = path(complaint, "/replies")
    assert (
        await http.post(at, content=b"{", headers={"content-type": "application/json"})
    ).status_code == 422
    assert (await http.post(at, content=b"text=x", headers={"content-type": "text/plain"})).status_code == 415
    assert (await http.post(at, content=b" " * (13 * 1024 * 1024))).status_code == 413


async def test_the_same_key_never_answers_twice(http, complaint):
    token = (await http.post(path(complaint, ":claim"))).json()["lease"]["token"]
    body = {"reply": {"text": "On its way."}, "leaseToken": token}
    headers = {"idempotency-key": "order 7"}
    first = await http.post(path(complaint, "/replies"), json=body, headers=headers)
    again = await http.post(path(complaint, "/replies"), json=body, headers=headers)
    assert first.json()["name"] == again.json()["name"]


async def test_what_a_reader_has_already_is_not_sent_again(http, complaint):
    first = await http.get(path(complaint))
    known = {"if-none-match": first.headers["etag"]}
    again = await http.get(path(complaint), headers=known)
    assert (again.status_code, again.content) == (304, b"")
    await http.post(path(complaint, ":claim"))
    assert (
        await http.get(path(complaint), headers={"if-none-match": first.headers["etag"]})
    ).status_code == 200


async def test_mentions_come_in_pages_like_everything_else(http):
    page = (await http.get("/api/v1/mentions", params={"pageSize": 1})).json()
    assert set(page) == {"mentions", "nextPageToken"}
    refused = await http.get("/api/v1/mentions", params={"pageSize": -1})
    assert (refused.status_code, refused.json()["field"]) == (422, "pageSize")


async def test_a_parameter_that_is_not_known_is_refused_with_those_there_are(http):
    refused = await http.get("/api/v1/opportunities", params={"sate": "OPEN"})
    assert refused.json()["field"] == "sate"
    assert "states" in refused.json()["detail"]


async def test_a_wrong_state_in_a_list_is_told_with_those_there_are(http):
    refused = await http.get("/api/v1/opportunities", params={"states": "ANGRY"})
    assert refused.status_code == 422
    assert "RESOLVED" in refused.json()["detail"]


async def test_summaries_and_sources(http, complaint):
    assert (await http.get("/api/v1/queue/summary")).json()["opportunityCounts"] == {"OPEN": "1"}
    assert int((await http.get("/api/v1/archive/summary")).json()["mentionCount"]) > 12_000
    assert (await http.get("/api/v1/sources")).json() == {"sources": [], "nextPageToken": ""}


async def test_the_interface_describes_itself(http):
    description = (await http.get("/api/v1/openapi.json")).json()
    assert "/api/v1/opportunities/{opportunity}/replies" in description["paths"]


async def test_a_page_that_is_not_there_is_a_sentence(http):
    page = await http.get("/nowhere")
    assert page.status_code == 404
    assert "There is no such page." in page.text
    gone = await http.get("/opportunities/nothing")
    assert gone.status_code == 404
    assert "does not exist" in gone.text


async def test_a_token_of_ours_works_like_a_cookie(desk, complaint, signer, agent):
    headers = {"authorization": f"Bearer {signer.token(agent)}"}
    async with httpx.AsyncClient(base_url=desk.address, headers=headers) as program:
        claimed = (await program.post(path(complaint, ":claim"))).json()
        assert claimed["lease"]["holder"] == "user:alice"
        program.headers["authorization"] = "Bearer nonsense"
        assert (await program.get("/api/v1/me")).status_code == 401


async def test_what_was_given_up_is_shown_and_tried_again(http, bus):
    letter = events_pb2.DeadLetter(
        consumer="router", subject="scored.x", payload=b"x", item_id="x:-:1@0", reason="INVALID_ITEM", tries=3
    )
    letter.dead_time.GetCurrentTime()
    await bus.publish("deadletter.router", letter.SerializeToString(), message_id="d1")
    found = (await http.get("/api/v1/deadLetters", params={"consumer": "router"})).json()["deadLetters"]
    assert [(each["itemId"], each["tries"]) for each in found] == [("x:-:1@0", 3)]
    number = int(found[0]["name"].partition("/")[2])
    body = {"consumer": "router", "numbers": [number]}
    assert (await http.post("/api/v1/deadLetters:replay", json=body)).json() == {"count": 1}
    assert (await http.get("/api/v1/deadLetters")).json()["deadLetters"] == []
    gone = await http.post("/api/v1/deadLetters:replay", json=body)
    assert (gone.status_code, gone.json()["reason"]) == (404, "NOT_FOUND")
    assert (await http.get("/api/v1/consumers")).status_code == 200
    noted = (await http.get("/api/v1/access")).json()["entries"]
    assert noted[0]["action"] == "deadletters.replay"


async def events(stream):
    """Events of a stream as (id, kind, data)."""
    place, kind = "", ""
    async for line in stream.aiter_lines():
        name, _, value = line.partition(": ")
        if name == "id":
            place = value
        elif name == "event":
            kind = value
        elif name == "data":
            yield place, kind, json.loads(value)


async def test_the_live_stream_goes_on_where_it_broke(http, desk, complaint):
    async with http.stream("GET", "/api/v1/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        found = events(stream)
        place, kind, picture = await anext(found)
        assert kind == "board"
        assert list(picture["cards"]) == list(picture["order"])
    await desk.twins.router.tell(complaint, "OPPORTUNITY_UPDATED")
    await desk.twins.router.tell(complaint, "OPPORTUNITY_UPDATED")
    async with http.stream("GET", "/api/v1/events", headers={"last-event-id": place}) as stream:
        seen = []
        async for _, kind, data in events(stream):
            if kind == "touched":
                seen.append(data["uid"])
            if len(seen) == 2:
                break
    assert seen == [complaint.name.rpartition("/")[2]] * 2


async def test_a_change_is_told_with_its_item_but_for_what_only_its_holder_may_know(http, complaint):
    async with http.stream("GET", "/api/v1/events") as stream:
        found = events(stream)
        await anext(found)
        claimed = (await http.post(path(complaint, ":claim"))).json()
        told = [data async for _, kind, data in until(found, "touched")][-1]
    assert told["opportunity"]["name"] == complaint.name
    assert told["opportunity"]["lease"]["holder"] == claimed["lease"]["holder"]
    assert (claimed["lease"]["token"] != "0", told["opportunity"]["lease"]["token"]) == (True, "0")
    assert told["opportunity"]["mentions"] == []


async def until(found, kind):
    """Events up to one of a kind that tells of a claim."""
    async for event in found:
        yield event
        if event[1] == kind and event[2]["kind"] == "opportunity_claimed":
            return


async def test_an_unknown_place_starts_from_a_whole_picture(http, complaint):
    async with http.stream("GET", "/api/v1/events", headers={"last-event-id": "before-7"}) as stream:
        _, kind, picture = await anext(events(stream))
    assert kind == "board"
    assert set(picture) == {"order", "total", "cards", "strip", "sources", "trouble"}


async def test_a_router_that_is_away_is_a_sentence_on_the_page_and_a_problem_for_programs(
    twins, tmp_path, monkeypatch
):
    rpc = dataclasses.replace(twins.settings.rpc, router_address="127.0.0.1:1", deadline_seconds=0.5)
    away = dataclasses.replace(twins, settings=dataclasses.replace(twins.settings, rpc=rpc))
    async with (
        serve(away, tmp_path, monkeypatch) as desk,
        httpx.AsyncClient(base_url=desk.address, timeout=30) as browser,
    ):
        await browser.get("/", params={"token": SECRET})
        page = await browser.get("/")
        assert page.status_code == 200
        assert "The router does not answer just now." in page.text
        gone = await browser.get("/opportunities/abc")
        assert gone.status_code in {503, 504}
        assert "what you wrote is kept" in gone.text
        problem = (await browser.get("/api/v1/queue/summary")).json()
        assert problem["metadata"] == {"service": "router"}


async def test_a_name_the_desk_was_given_is_known(twins, tmp_path, monkeypatch):
    async with (
        serve(twins, tmp_path, monkeypatch, public_hosts=("desk.example",)) as desk,
        httpx.AsyncClient(base_url=desk.address, headers={"host": "desk.example"}) as browser,
    ):
        assert (await browser.get("/", params={"token": SECRET})).status_code == 303
