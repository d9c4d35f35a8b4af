"""`antiphon staff` and what agents do beside answering, through the real executable."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.acceptance.cli import command

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(running):
    """A set with a watched brand and one question in the queue."""
    await running("brand", "add", "Acme", "--handle", "percolune", "--query", "acme")
    async with await command.connect_sandbox(running) as network:
        await command.post(network, "person", "@percolune where is my acme order?")

        async def queued():
            return len((await running("queue", "list", "--json")).objects) == 1

        await command.until(queued)
        yield running


async def test_a_day_of_staff_from_the_set_up_to_the_handing_over(desk):
    (found,) = (await desk("queue", "list", "--json")).objects
    bare = found["name"].removeprefix("opportunities/")
    assert found["queue"] == "queues/general"
    tagged = (await desk("queue", "tag", bare, "refund", "vip", "--json")).object
    assert tagged["tags"] == ["refund", "vip"]
    aside = (await desk("queue", "snooze", bare, "--for", "2h", "--json")).object
    assert aside["state"] == "STATE_SNOOZED"
    assert (await desk("queue", "list", "--json")).objects == []
    assert (await desk("queue", "wake", bare, "--json")).object["state"] == "STATE_OPEN"
    await desk("queue", "dismiss", bare, "--json")
    taken = (await desk("queue", "take", found["mention"]["key"], "--brand", "acme", "--json")).object
    assert taken["state"] == "STATE_OPEN"
    agent = (await desk("staff", "agent", "alice", "--skill", "french=7", "--hard", "8", "--json")).object
    assert (agent["skills"], agent["hard_capacity"], "soft_capacity" in agent) == ({"french": 7}, 8, False)
    queue = await desk(
        *("staff", "queue", "billing", "--member", "alice", "--skill", "tax=2", "--push"),
        *("--step", "15m:lower=1,widen=general", "--json"),
        check=False,
    )
    assert queue.code == 1, "queues/general is not set up, so nothing can widen to it"
    assert "queues/general does not exist" in queue.err
    queue = await desk("staff", "queue", "billing", "--member", "alice", "--skill", "tax=2", "--json")
    assert "nobody there has it" in queue.object["warnings"][0]
    changed = (await desk("staff", "queue", "billing", "--offer", "1m", "--json")).object
    assert (changed["skills"], changed["members"]) == ({"tax": 2}, ["agents/alice"])
    assert changed["offer_seconds"] == 60
    before = await command.antiphon("--data", str(desk.folder), "staff", "queue", "billing", "--json")
    assert before.object["update_time"] == changed["update_time"], "the folder may stand before the command"
    moved = (await desk("queue", "transfer", bare, "--queue", "billing", "--note", "Tax.", "--json")).object
    assert moved["queue"] == "queues/billing"
    checked = await desk("staff", "check", check=False)
    assert checked.code == 1
    assert "asks for tax at level 2" in checked.err
    versions = (await desk("staff", "history", "billing", "--json")).objects
    assert [one["action"] for one in versions] == ["update", "create"]
    await desk("staff", "restore", "billing", "1")
    assert (await desk("staff", "queue", "billing", "--json")).object["offer_seconds"] == 0
    for hours in ("mon-fri 09:00-17:00", "mon-fri 08:00-17:00"):
        await desk("calendar", "set", "office", "--zone", "Europe/Berlin", "--hours", hours)
    await desk("calendar", "restore", "office", "1")
    told = (await desk("calendar", "history", "office", "--json")).objects
    assert [one["version"] for one in told] == [3, 2, 1]
    assert told[0]["calendar"]["hours"] == told[2]["calendar"]["hours"] != told[1]["calendar"]["hours"]
    stranger = await desk("staff", "presence", "away", check=False)
    assert (stranger.code, "antiphon staff agent" in stranger.err) == (1, True)
    away = (await desk("staff", "presence", "away", "--agent", "alice", "--json")).object
    assert away["status"] == "STATUS_AWAY"
    assert (await desk("staff", "offers", "--all")).out.startswith("Nothing is offered now")
    assert [one["name"] for one in (await desk("staff", "queues", "--json")).objects] == ["queues/billing"]
    assert [one["name"] for one in (await desk("staff", "agents", "--json")).objects] == ["agents/alice"]
    bad = await desk("staff", "agent", "bob", "--hard", "0", check=False)
    assert (bad.code, "means no work at all" in bad.err) == (1, True)


async def test_people_and_tokens_from_the_terminal(desk):
    made = (await desk("user", "add", "alice", "--role", "agent", "--brand", "acme", "--json")).object
    assert made["link"].endswith(f"/#accept={made['token']}")
    refused = await desk("user", "add", "alice", "--role", "king", check=False)
    assert (refused.code, "roles: is one or more of" in refused.err) == (1, True)
    await desk("user", "disable", "alice")
    found = {each["name"]: each for each in (await desk("user", "list", "--json")).objects}
    assert (found["users/alice"]["disabled"], found["users/alice"]["brands"]) == (True, ["acme"])
    token = (await desk("token", "create", "Report", "--scope", "queue.read", "--json")).object
    assert token["secret"].startswith("apt_")
    await desk("token", "revoke", token["token"]["name"])
