from __future__ import annotations

import asyncio
import collections
import contextlib

import httpx
import pytest

from services.sandbox import app, refusals
from services.sandbox.scenario import player, story
from services.sandbox.store import ledger
from tests.fixtures import sandbox as fixtures


@pytest.fixture(scope="module")
def told():
    return story.outage()


def test_the_story_is_the_same_at_every_start(told):
    story.outage.cache_clear()
    assert story.outage() == told


def test_the_story_has_what_a_desk_meets(told):
    kinds = collections.Counter(step.kind for step in told.steps)
    languages = collections.Counter(step.language for step in told.steps if step.kind == "create")
    assert 600 <= kinds["create"] <= 1000
    assert kinds["edit"] >= 10
    assert kinds["delete"] >= 10
    assert {"en", "de", "es", "fr", "pt"} <= set(languages)
    assert sum(1 for step in told.steps if step.to) > 50
    assert any("percolune" not in step.text.lower() for step in told.steps)
    assert any("Ondabrew" in step.text for step in told.steps)


def test_every_step_refers_to_something_that_happened_before(told):
    made = set()
    for step in told.steps:
        if step.kind == "create":
            assert not step.to or step.to in made
            made.add(step.label)
        else:
            assert step.label in made
        if step.kind == "delete":
            made.discard(step.label)


def test_everybody_who_speaks_lives_there_and_fits_the_network(told):
    handles = {person.handle for person in told.people}
    assert {step.handle for step in told.steps} <= handles
    assert max(len(step.text) for step in told.steps) <= refusals.MAX_LENGTH
    assert told.brand["handles"][0] in handles


def test_the_crisis_is_a_cascade_of_near_duplicates(told):
    crisis = [step for step in told.steps if step.label.startswith("crisis") and step.kind == "create"]
    openings = collections.Counter(step.text[:20] for step in crisis)
    assert len(crisis) > 300
    assert openings.most_common(1)[0][1] >= 20


async def test_a_story_that_is_broken_off_goes_on_where_it_was(tmp_path, told):
    settings = fixtures.settings(tmp_path)
    async with app.running(settings) as running:
        playing = asyncio.create_task(player.play(running.network, "outage", told, 400.0))
        await until_played(running.network, 150)
        playing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await playing
    async with app.running(settings) as running, httpx.AsyncClient(base_url=running.url) as http:
        await asyncio.wait_for(player.play(running.network, "outage", told, 4000.0), 60)
        entries = (await http.get("/api/v1/ledger")).json()["entries"]
        feed = (await http.get("/api/v1/feed")).json()
        state = (await http.get("/api/v1/scenario")).json()
    assert len(entries) == sum(1 for step in told.steps if step.kind == "create")
    assert feed["ended"] is True
    assert state["played"] == state["steps"] == len(told.steps)
    assert state["brand"]["id"] == "percolune"


async def until_played(network, steps):
    async with asyncio.timeout(30):
        while (await network.database.read(lambda conn: ledger.story(conn, "outage")))[0] < steps:
            await asyncio.sleep(0.01)


async def test_the_sandbox_plays_by_itself_when_it_is_told_to(tmp_path):
    async with app.running(fixtures.settings(tmp_path, scenario="outage", speed=1000.0)) as running:
        await until_played(running.network, 20)
        posts = await running.network.database.read(lambda conn: ledger.latest(conn, 5))
        assert posts
