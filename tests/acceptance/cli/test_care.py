"""Calendars, deadlines, customers, incidents, told changes and the audit log, through the real executable."""

from __future__ import annotations

import json

import httpx
import pytest
import pytest_asyncio

from tests.acceptance.cli import command

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]

CRY = "@percolune the acme app shows error 501 since this morning and nothing works, please help"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(running):
    """A set with a watched brand and three who complain of one thing."""
    await running("brand", "add", "Acme", "--handle", "percolune", "--query", "acme")
    async with await command.connect_sandbox(running) as network:
        for person in ("ada", "ben", "cleo"):
            await command.post(network, person, CRY)

        async def queued():
            return len((await running("queue", "list", "--json")).objects) == 3

        await command.until(queued)
        yield running


async def test_a_calendar_and_deadlines_are_set_shown_and_count(desk):
    week = ("--hours", "mon-fri 09:00-17:00", "--day", "2026-12-25 closed Christmas")
    made = (await desk("calendar", "set", "office", "--zone", "Europe/Berlin", *week, "--json")).object
    assert made["time_zone"] == "Europe/Berlin"
    assert "mon-fri" in (await desk("calendar", "list")).out
    wrong = await desk("calendar", "set", "odd", "--zone", "Mars", "--hours", "mon 09:00-17:00", check=False)
    assert (wrong.code, "Europe/Berlin" in wrong.err) == (1, True)
    listed = (await desk("deadline", "list", "--json")).object
    assert listed["built_in"]
    target = ("--target", "0 first=2h next=1h resolution=9h")
    kept = (await desk("deadline", "set", "default", *target, "--calendar", "office", "--json")).object
    assert kept["calendar"] == "calendars/office"
    (first, *_) = (await desk("queue", "list", "--json")).objects

    async def counted():
        found = (await desk("queue", "show", first["name"], "--json")).object
        return len(found["clocks"]) == 2

    await command.until(counted)
    shown = await desk("queue", "show", first["name"])
    assert "first answer due" in shown.out
    assert "of 2h used" in shown.out
    in_use = await desk("calendar", "delete", "office", check=False)
    assert (in_use.code, "deadlinePolicies/default" in in_use.err) == (1, True)
    assert (await desk("deadline", "delete", "default")).code == 0
    assert (await desk("calendar", "delete", "office")).code == 0


async def test_who_complains_of_one_thing_is_one_incident(desk):
    async def gathered():
        return [one["member_count"] for one in (await desk("incident", "list", "--json")).objects] == [3]

    await command.until(gathered)
    (incident,) = (await desk("incident", "list", "--json")).objects
    number = incident["name"].removeprefix("incidents/")
    assert len((await desk("incident", "members", number, "--json")).objects) == 3
    named = ("--title", "Error 501", "--prepare", "[Hi|Hello], we are on it.")
    assert (await desk("incident", "set", number, *named, "--json")).object["variation_count"] == 2
    refused = await desk("incident", "answer", number, "--yes", check=False)
    assert (refused.code, "ANTIPHON_ROUTER_INCIDENT_ANSWERS_PER_DAY" in refused.err) == (1, True)
    (member, *_) = (await desk("incident", "members", number, "--json")).objects
    assert (await desk("incident", "remove", number, member["name"], "--json")).object["member_count"] == 2
    assert (await desk("incident", "add", number, member["name"], "--json")).object["member_count"] == 3


async def test_conversations_are_merged_and_split_again(desk):
    first, second, *_ = (await desk("queue", "list", "--json")).objects
    preview = await desk("conversation", "merge", first["name"], second["name"])
    assert "Nothing was changed; --yes does it." in preview.err
    wish = (
        "conversation",
        "merge",
        first["name"],
        second["name"],
        "--reason",
        "one cause",
        "--yes",
        "--json",
    )
    change = (await desk(*wish)).object
    assert change["opportunity"]["mention_count"] == 2
    (move,) = change["moves"]
    gone = await desk("queue", "claim", second["name"], check=False)
    assert (gone.code, f"merged into {first['name']}" in gone.err) == (1, True)
    shown = (await desk("conversation", "show", first["name"])).out
    assert f"1 mention came with {second['name']}, because: one cause" in shown
    undone = ("conversation", "split", first["name"], "--move", move["name"], "--yes", "--json")
    assert (await desk(*undone)).object["separated"]["name"] == second["name"]
    neither = await desk("conversation", "split", first["name"], check=False)
    assert (neither.code, "name either mentions that leave" in neither.err) == (1, True)


async def test_two_accounts_of_one_person_become_one_customer_and_apart_again(desk):
    first, second, _ = (await desk("queue", "list", "--json")).objects
    one = (await desk("customer", "show", first["name"], "--json")).object
    other = (await desk("customer", "show", second["name"], "--json")).object
    preview = await desk("customer", "merge", one["name"], other["name"])
    assert "Nothing was changed" in preview.err
    merge = (
        await desk("customer", "merge", one["name"], other["name"], "--reason", "told us", "--yes", "--json")
    ).object
    assert len((await desk("customer", "show", one["name"], "--json")).object["identities"]) == 2
    assert len((await desk("customer", "timeline", one["name"], "--json")).objects) == 2
    said = await desk("customer", "set", one["name"], "--note", "Patient.", "--tag", "vip", "--json")
    assert (said.object["note"], said.object["tags"]) == ("Patient.", ["vip"])
    undone = (await desk("customer", "unmerge", merge["name"], "--yes", "--json")).object
    assert undone["undo_time"]
    # The archive hears of it by the log, in the order in which it was said.
    await desk("customer", "merge", one["name"], other["name"], "--reason", "again", "--yes")

    async def known():
        found = (await desk("insights", "customers", "--json")).object
        return found["merged_customer_count"] == "1" and found

    found = await command.until(known)
    assert (found["customer_count"], [each["channel_count"] for each in found["steps"]]) == ("2", [1])
    assert "1 of them merged" in (await desk("insights", "customers")).out
    (merge,) = [
        each
        for each in (await desk("customer", "merges", one["name"], "--json")).objects
        if not each.get("undo_time")
    ]
    await desk("customer", "unmerge", merge["name"], "--yes")
    assert len((await desk("customer", "show", one["name"], "--json")).object["identities"]) == 1


async def test_the_audit_log_tells_who_did_what_and_exports(desk):
    (first, *_) = (await desk("queue", "list", "--json")).objects
    await desk("queue", "claim", first["name"])
    await desk("queue", "release", first["name"])
    told = (await desk("audit", first["name"], "--json", "--limit", "0")).objects
    assert {"claim", "release"} <= {entry["action"] for entry in told}
    assert "release" in (await desk("audit", "--action", "release")).out


async def test_what_a_system_was_told_is_listed(desk):
    source = await desk("source", "add", "crm", "webhook", "--set", "url=https://crm.invalid/x")
    assert source.code == 0, source
    assert "Nothing was told yet" in (await desk("source", "events", "crm")).out
    tried = await desk("source", "test", "crm", check=False)
    assert (tried.code, "has no secret; connect its account" in " ".join(tried.err.split())) == (1, True)
    wrong = await desk("source", "add", "crm2", "webhook", "--set", "events=everything", check=False)
    assert (wrong.code, "no kind of change" in wrong.err) == (1, True)


async def test_answers_stand_beside_competitors_with_the_tone_after_them(desk):
    await desk("brand", "add", "Globex", "--handle", "globexcare", "--query", "globex")
    async with httpx.AsyncClient(base_url=desk.facts["sandbox"], timeout=10) as network:
        await command.post(network, "dan", "@percolune my acme bag is lost, this is terrible, help")
        cry = await command.post(network, "eve", "the globex app is broken, terrible, help")
        await command.post(network, "globexcare", "@eve sorry to hear, we look into it", cry)
        asked = await command.post(network, "cem", "How do I reset my acme router?")
        told = await command.post(network, "bob", "Hold the button of the acme box for ten seconds", asked)
        await command.post(network, "cem", "Thanks a lot, that solved it!", told)

        async def waits():
            found = (await desk("queue", "list", "--json")).objects
            return next((one["name"] for one in found if "bag" in json.dumps(one)), "")

        name = (await desk("queue", "claim", await command.until(waits), "--json")).object["name"]
        promise = (await desk("commitment", "add", name, "Bring the bag", "--by", "in 2d", "--json")).object
        await desk("queue", "reply", name, "We are sorry and have found your bag.")
        await desk("commitment", "keep", promise["name"])
        assert "Nothing was promised" in (await desk("commitment", "summary", "--since", "7d")).out
        kept = (await desk("commitment", "summary", "--until", promise["due_time"], "--json")).object
        assert not kept["lines"]
        soon = (
            "commitment",
            "summary",
            "--brand",
            "acme",
            "--until",
            "2100-01-01",
            "--since",
            "1d",
            "--json",
        )
        (line,) = (await desk(*soon)).object["lines"]
        assert (line["brand"], line["kept_count"], line["overdue_count"]) == ("brands/acme", "1", "0")

        async def answered():
            events = (await network.get("/api/v1/feed")).json()["events"]
            ours = (each["post"] for each in events if each["post"]["author"]["handle"] == "percolune")
            return next((post["id"] for post in ours if "found your bag" in post["text"]), "")

        ours = await command.until(answered)
        await command.post(network, "dan", "Wonderful, thank you so much, great service!", ours)

    async def archived():
        found = (await desk("insights", "care", "--json")).object
        cares = {each["handle"]: each["care"] for each in found["accounts"]}
        return cares if cares.get("percolune", {}).get("replied_count", "0") == "1" else None

    cares = await command.until(archived)
    assert cares["percolune"]["answer_count"] == cares["percolune"]["better_count"] == "1"
    assert cares["percolune"]["bad_before_count"] == "1"
    assert cares["globexcare"]["answer_count"] == "1"
    assert cares["globexcare"]["replied_count"] == "0"
    found = (await desk("insights", "communities", "--json")).object
    givers = {each["handle"]: each for each in found["authors"]}
    assert (givers["bob"]["answer_count"], givers["bob"]["thanked_count"]) == ("1", "1")
    assert "cem" not in givers
    shown = (await desk("insights", "communities")).out
    assert "bob" in shown
    asked = await desk("insights", "care", "--matching", "bag NOT zebra", "--json")
    assert "Asked for: mentions of bag, not zebra." in asked.err
    assert "percolune" in {each["handle"] for each in asked.object["accounts"]}
    nobody = await desk("insights", "care", "--matching", "zebra", "--json")
    assert not nobody.object["accounts"]
    wrong = await desk("insights", "care", "--matching", "(bag", check=False)
    assert (wrong.code, "column 1" in wrong.err, "(bag)" in wrong.err) == (2, True, True)


async def test_an_alert_is_refused_for_a_brand_nobody_watches_and_says_when_it_is_silent(desk):
    wrong = await desk("insights", "alert", "add", "storm", "--brand", "acmee", check=False)
    assert (wrong.code, "brands/acmee is not watched" in wrong.err) == (1, True)
    words = ("insights", "alert", "add", "storm", "--brand", "acme", "--quiet", "22-7", "--cooldown", "2h")
    tried = await desk(*words, "--backtest")
    assert "It would have told nothing" in tried.out + tried.err
    assert not (await desk("insights", "alert", "list", "--json")).out
    await desk(*words)
    (kept,) = (await desk("insights", "alert", "list", "--json")).objects
    assert (kept["cooldown"], kept["quiet_start_hour"], kept["quiet_end_hour"]) == ("7200s", 22, 7)
    await desk("insights", "alert", "remove", "storm")


async def test_a_channel_keeps_what_is_not_named_when_it_is_changed(desk):
    wires = ("insights", "channel")
    address = ("--url", "https://pager.invalid/in")
    made = (await desk(*wires, "add", "pager", "--kind", "webhook", *address, "--json")).object
    named = (await desk(*wires, "set", "pager", "--title", "Night pager", "--json")).object
    assert (named["display_name"], named["host"]) == ("Night pager", "pager.invalid")
    assert named["secret"] == ""
    renewed = (await desk(*wires, "set", "pager", "--new-secret", "--json")).object
    assert renewed["display_name"] == "Night pager"
    assert renewed["secret"].startswith("whsec_")
    assert renewed["secret"] != made["secret"]
    wrong = await desk(*wires, "set", "pager", "--url", "ftp://pager.invalid", check=False)
    assert (wrong.code, "channel.url" in wrong.err) == (1, True)
    lost = await desk(*wires, "set", "nobody", "--title", "x", check=False)
    assert (lost.code, "channels/nobody" in lost.err) == (1, True)
    await desk(*wires, "remove", "pager")


async def test_a_dashboard_is_shown_to_strangers_by_links_that_are_listed_and_ended(desk, tmp_path):
    file = tmp_path / "week.json"
    tiles = [{"title": "Volume", "kind": "KIND_TREND"}]
    file.write_text(json.dumps({"name": "dashboards/week", "displayName": "This week", "tiles": tiles}))
    board = ("insights", "dashboard")
    await desk(*board, "apply", str(file))
    empty = await desk(*board, "links", "week")
    assert "No link shows dashboards/week." in empty.out + empty.err
    first, second = [(await desk(*board, "link", "week", "--json")).object for _ in range(2)]
    numbers = [each["name"].rpartition("/")[2] for each in (first, second)]
    async with httpx.AsyncClient(base_url=desk.facts["page"].partition("/?")[0], timeout=30) as stranger:

        async def seen(link):
            return (await stranger.get(f"/shared/{link['token']}")).status_code

        assert await seen(first) == 200
        listed = (await desk(*board, "links", "week", "--json")).objects
        assert [each["name"] for each in listed] == [second["name"], first["name"]]
        assert ["use_time" in each for each in listed] == [False, True]
        shown = (await desk(*board, "links", "week")).out
        assert all(number in shown for number in numbers)
        assert not any(each["token"] in shown + str(listed) for each in (first, second))
        await desk(*board, "unlink", "week", numbers[0])
        assert (await seen(first), await seen(second)) == (404, 200)
        again = await desk(*board, "unlink", "week", numbers[0], check=False)
        assert (again.code, first["name"] in again.err) == (1, True)
        await desk(*board, "unlink", "week")
        assert await seen(second) == 404
    await desk(*board, "remove", "week")


async def test_what_people_did_is_counted_and_each_number_opens_into_its_steps(desk, tmp_path):
    told = (await desk("staff", "report", "--json")).object
    handled = int(told["total"]["handled_count"])
    assert handled >= 1
    steps = (await desk("staff", "steps", "--kind", "handled", "--json")).objects
    assert [step["kind"] for step in steps] == ["KIND_HANDLED"] * handled
    shown = (await desk("staff", "report", "--by", "queue")).out
    assert "general" in shown
    file = tmp_path / "steps.csv"
    await desk("staff", "steps", "--kind", "handled", "--export", str(file))
    assert len(file.read_text().splitlines()) == 1 + handled
    wrong = await desk("staff", "steps", "--kind", "slept", check=False)
    assert (wrong.code != 0, "handled" in wrong.err) == (True, True)
