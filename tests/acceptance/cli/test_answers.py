"""Drafts, notes, saved replies, promises, approval and pauses through the real executable."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.acceptance.cli import command

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(running):
    """A set with a watched brand and four questions in the queue."""
    await running("brand", "add", "Acme", "--handle", "percolune", "--query", "acme")
    async with await command.connect_sandbox(running) as network:
        for number in range(4):
            await command.post(network, f"person{number}", f"@percolune where is my acme order {number}?")

        async def queued():
            return len((await running("queue", "list", "--json")).objects) == 4

        await command.until(queued)
        yield running


async def claimed(desk):
    return (await desk("queue", "claim", "--json")).object["name"]


def refused(outcome, *words, code=1):
    assert outcome.code == code, outcome.err
    for word in words:
        assert word in outcome.err


async def test_drafts_and_notes_are_kept(desk):
    name = await claimed(desk)
    kept = (await desk("draft", "save", name, "Dear person", "--json")).object
    assert (kept["text"], kept["revision"]) == ("Dear person", "1")
    assert "Dear person" in (await desk("draft", "show", name)).out
    refused(await desk("draft", "delete", name, "--revision", "7", check=False), "has written since")
    await desk("draft", "delete", name, "--revision", "1")
    gone = await desk("draft", "show", name)
    assert (gone.out, "Nobody has begun" in gone.err) == ("", True)
    await desk("note", "add", name, "Asked the depot.")
    (note,) = (await desk("note", "list", name, "--json")).objects
    assert note["text"] == "Asked the depot."
    assert "Asked the depot." in (await desk("note", "list", name)).out
    await desk("queue", "release", name)


async def test_a_paused_answer_waits_and_everybody_is_told(desk):
    told = await desk("sending", "pause", "--network", "sandbox", "--reason", "an outage")
    assert "every brand on sandbox" in told.err
    name = await claimed(desk)
    shown = (await desk("queue", "reply", name, "On its way.", "--json")).object
    assert (shown["state"], shown["paused"]) == ("STATE_QUEUED", True)
    (listed,) = (await desk("sending", "list", "--json")).objects
    assert (listed["network"], listed["held_back_count"]) == ("sandbox", "1")
    assert (await desk("status", "--json")).object["queue"]["sending_paused"] == "every brand on sandbox"
    assert "an outage" in (await desk("doctor", check=False)).out
    assert "Nothing is paused" in (await desk("sending", "resume", "--network", "sandbox")).err

    async def sent():
        (reply,) = (await desk("reply", "list", name, "--json")).objects
        return reply["state"] == "STATE_SENT"

    await command.until(sent)


async def test_answers_are_scheduled_approved_and_taken_back(desk):
    await desk("approval", "require", "--brand", "acme", "--role", "administrator")
    assert "administrator" in (await desk("approval", "list")).out
    name = await claimed(desk)
    words = ("queue", "reply", name, "Soon.", "--at", "in 2h", "--alternative", "Very soon.", "--json")
    waiting = (await desk(*words)).object
    assert waiting["state"] == "STATE_AWAITING_APPROVAL"
    (listed,) = (await desk("reply", "list", "--state", "awaiting_approval", "--json")).objects
    assert (listed["name"], listed["alternatives"]) == (waiting["name"], ["Very soon."])
    refused(await desk("reply", "approve", waiting["name"], check=False), "your own answer")
    refused(await desk("reply", "reject", waiting["name"], "--reason", "no", check=False), "your own answer")
    assert (await desk("reply", "cancel", waiting["name"], "--json")).object["state"] == "STATE_CANCELLED"
    await desk("approval", "drop", "1")
    again = (await desk("queue", "claim", name, "--json")).object
    scheduled = (await desk("queue", "reply", again["name"], "Soon.", "--at", "in 2h", "--json")).object
    assert scheduled["state"] == "STATE_SCHEDULED"
    await desk("reply", "cancel", scheduled["name"])
    refused(await desk("queue", "reply", name, "x", "--at", "soon", check=False), "is no moment", code=2)
    refused(await desk("reply", "list", "--state", "sad", check=False), "HELD", code=2)
    await desk("sending", "set", "acme", "--undo", "5s", "--ask", "All well?", "--ask-after", "15m")
    assert "All well?" in (await desk("sending", "set", "acme")).out
    await desk("sending", "set", "acme", "--undo", "0s", "--ask", "")


async def test_saved_replies_are_filled_in(desk):
    await desk("macro", "set", "hello", "--text", "en=Hi @{customer.handle}, {brand.name} here.")
    assert "hello" in (await desk("macro", "list")).out
    name = await claimed(desk)
    filled = (await desk("macro", "fill", "hello", name, "--json")).object
    assert filled["text"].startswith("Hi @person")
    assert filled["text"].endswith("Acme here.")
    odd = ("macro", "set", "hello", "--text", "en={customer.age}")
    refused(await desk(*odd, check=False), "customer.age", "customer.first_name")
    await desk("macro", "delete", "hello")
    refused(await desk("macro", "fill", "hello", name, check=False), "macros/hello")
    await desk("queue", "release", name)


async def test_a_hand_off_is_confirmed_and_a_promise_kept(desk):
    name = await claimed(desk)
    made = (await desk("commitment", "add", name, "Refund", "--by", "in 2d", "--json")).object
    assert "Refund" in (await desk("commitment", "list")).out
    assert (await desk("commitment", "keep", made["name"], "--json")).object["state"] == "STATE_KEPT"
    refused(await desk("commitment", "call-off", made["name"], check=False), "kept already")
    handed = await desk("queue", "hand-off", name)
    assert handed.out.startswith("http")
    (reply,) = (await desk("reply", "list", name, "--state", "handed_off", "--json")).objects
    done = (await desk("reply", "confirm", reply["name"], "--link", "https://x.test/1", "--json")).object
    assert (done["state"], done["by_hand"]) == ("STATE_SENT", True)


async def test_a_dismissal_names_its_cause(desk):
    name = (await desk("queue", "list", "--state", "open", "--json")).objects[0]["name"]
    refused(await desk("queue", "dismiss", name, "--cause", "dull", check=False), "not-relevant", code=2)
    gone = (await desk("queue", "dismiss", name, "--cause", "not-relevant", "--json")).object
    assert gone["state"] == "STATE_DISMISSED"
