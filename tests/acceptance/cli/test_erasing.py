"""A person is forgotten by one command, and then in no table, no journal, no log and on no page."""

import asyncio
import signal

import httpx
import pytest
import pytest_asyncio

from services.cli import embedded
from tests.acceptance.cli import command

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]

HANDLE = "zelda77"
KEY = f"sandbox:-:{HANDLE}"
WORDS = "percolated through my ceiling"
ANSWER = "Dear Zelda, a plumber is on the way."
REASON = "Zelda told us by phone"
TRACES = [text.encode() for text in (HANDLE, KEY, WORDS, ANSWER, REASON)]


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="network")
async def a_network(running):
    await running("brand", "add", "Acme", "--handle", "percolune", "--query", "acme")
    network = await command.connect_sandbox(running)
    yield network
    await network.aclose()


async def queue(running):
    listed = await running("queue", "list", "--state", "open", "--json")
    return {each["mention"]["text"]: each["name"] for each in listed.objects}


async def waiting(running, text):
    async def is_there():
        return (await queue(running)).get(text)

    return await command.until(is_there)


async def archived(running, author, least):
    """Waits until the archive has so many mentions of somebody; gives what an erasure would find."""

    async def is_there():
        outcome = await running("author", "erase", "sandbox", author, "--preview", "--json", check=False)
        told = outcome.object if outcome.code == 0 else {}
        return told if told and told["preview"]["archive"]["mention"] >= least else None

    return await command.until(is_there)


async def answered(running, name):
    await running("queue", "claim", name)
    await running("queue", "reply", name, ANSWER)

    async def is_sent():
        shown = (await running("queue", "show", name, "--json")).object
        return shown.get("latest_reply", {}).get("state") == "STATE_SENT"

    await command.until(is_sent)


async def dismissed(running, name):
    await running("queue", "claim", name)
    await running("queue", "dismiss", name, "--reason", REASON)


def traces(running):
    """What of the person is in our files; the sandbox's own are those of the network."""
    files = [*running.folder.glob("*.db*"), *running.folder.glob("logs/*")]
    ours = [file for file in files if not file.name.startswith("sandbox")]
    return {(file.name, trace) for file in ours for trace in TRACES if trace in file.read_bytes()}


async def page(running):
    secret = embedded.Folder(running.folder).link_token_file.read_text()
    async with httpx.AsyncClient(base_url=running.facts["page"].partition("/?")[0], timeout=15) as browser:
        await browser.get("/", params={"token": secret})
        return (await browser.get("/")).text


async def test_after_an_erasure_nothing_is_found_though_services_are_killed(running, network):
    await command.post(network, HANDLE, f"@acme Acme {WORDS}, help me please?")
    await command.post(network, HANDLE, f"@acme and again Acme {WORDS}, why?")
    await command.post(network, "adam", "@acme my Acme order never came, why?")
    first = await waiting(running, f"@acme Acme {WORDS}, help me please?")
    second = await waiting(running, f"@acme and again Acme {WORDS}, why?")
    await answered(running, first)
    await dismissed(running, second)
    await archived(running, f"@{HANDLE}", 2)
    await page(running)
    assert {trace for _, trace in traces(running)} == set(TRACES)

    victims = [running.part(name) for name in ("router", "listener")]
    erasing = asyncio.create_task(running("author", "erase", "sandbox", f"@{HANDLE}", "--yes", "--json"))
    for victim in victims:
        victim.send_signal(signal.SIGKILL)
    told = (await erasing).object

    assert told["author_key"] == KEY
    assert told["erased"] is True
    assert all(
        not any(counts[name] for name in counts if name != "suppressed") for counts in told["left"].values()
    )
    assert traces(running) == set()
    assert WORDS not in await page(running)
    await command.post(network, HANDLE, f"@acme a third time Acme {WORDS}!")
    await command.post(network, "adam", "@acme my second Acme order never came, why?")
    await waiting(running, "@acme my second Acme order never came, why?")
    assert traces(running) == set()


async def test_a_preview_erases_nothing(running, network):
    await command.post(network, "adam", "@acme my third Acme order never came, why?")
    await waiting(running, "@acme my third Acme order never came, why?")
    told = await archived(running, "adam", 1)
    assert told["erased"] is False
    assert told["preview"]["queue"]["suppressed"] is False
    assert "@acme my third Acme order never came, why?" in await queue(running)


async def test_without_yes_it_asks_and_does_nothing_when_nobody_agrees(running):
    outcome = await running("author", "erase", "sandbox", "adam", stdin=b"n\n", check=False)
    assert outcome.code == 1
    assert "cannot be undone" in outcome.err
    told = (await running("author", "erase", "sandbox", "adam", "--preview", "--json")).object
    assert told["preview"]["archive"]["suppressed"] is False


async def test_a_handle_that_nobody_has_is_said(running):
    outcome = await running("author", "erase", "sandbox", "@nobody-at-all", "--yes", check=False)
    assert outcome.code == 1
    assert "Nobody in the archive goes by @nobody-at-all on sandbox" in outcome.err
