"""Files and a network in, a ranked queue, an answer out: the road as a person at a terminal walks it."""

from __future__ import annotations

import asyncio
import gzip
import json

import pytest
import pytest_asyncio

from bench.pipeline import records
from tests.acceptance.cli import command

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]

MADE_UP = 3000
HEAD = 20


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def road(running):
    """The set with the airlines watched and the sandbox network connected."""
    await asyncio.gather(
        running("brand", "add", "Acme", "--handle", "percolune", "--query", "acme"),
        *(watch(running, brand_id, handle) for brand_id, handle in records.BRANDS.items()),
    )
    network = await command.connect_sandbox(running)
    yield running, network
    await network.aclose()


async def watch(running, brand_id, handle):
    name = handle.lstrip("@")
    await running("brand", "add", name, "--id", brand_id, "--handle", name, "--query", handle)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory):
    file = tmp_path_factory.mktemp("files") / "made_up.jsonl"
    records.write_made_up(file, MADE_UP)
    return file


async def settled(running, accepted):
    """Replayed records are decided and archived: the books after that."""
    audit = await running.audit()
    assert audit["balances"]
    assert audit["dead"] == audit["retrying"] == 0
    assert audit["decided"] == audit["collected"]

    async def archived():
        status = await running.status()
        return status["archive"]["mentions"] >= accepted and status

    status = await command.until(archived)
    return audit, status["queue"]["decisions"]


async def test_a_post_is_queued_claimed_answered_sent_and_resolved(road):
    running, network = road
    asked = await command.post(network, "ada", "@percolune my acme order never came. Why? Please help!")
    calm = await command.post(network, "bob", "@percolune do you sell acme mugs?")

    async def queued():
        listed = (await running("queue", "list", "--brand", "acme", "--json")).objects
        return len(listed) == 2 and listed

    first, second = await command.until(queued)
    assert (first["mention"]["native_id"], second["mention"]["native_id"]) == (asked, calm)
    assert first["rank_time"] < second["rank_time"]
    assert first["priority"] > second["priority"]
    claimed = (await running("queue", "claim", "--brand", "acme", "--json")).object
    assert claimed["name"] == first["name"]
    assert claimed["state"] == "STATE_CLAIMED"
    reply = (await running("queue", "reply", claimed["name"], "We are on it.", "--json")).object
    assert reply["state"] in {"STATE_QUEUED", "STATE_SENDING", "STATE_SENT"}

    async def resolved():
        shown = (await running("queue", "show", claimed["name"], "--json")).object
        return shown["state"] == "STATE_RESOLVED" and shown

    done = await command.until(resolved)
    assert done["latest_reply"]["state"] == "STATE_SENT"
    assert done["latest_reply"]["name"] == reply["name"]
    page = await network.get(done["latest_reply"]["link"])
    assert "We are on it." in page.text
    entries = (await network.get("/api/v1/ledger", params={"account": "percolune"})).json()["entries"]
    assert [entry["text"] for entry in entries] == ["We are on it."]


async def test_an_answer_that_is_refused_ends_with_an_error(road):
    running, network = road
    await command.post(network, "eve", "@percolune where is my acme parcel? It is lost, please help!")

    async def claimed():
        told = await running("queue", "claim", "--brand", "acme", "--json", check=False)
        return told.code == 0 and told.object

    held = await command.until(claimed)
    await network.post("/api/v1/faults", json={"kind": "status", "target": "publish", "status": 400})
    refused = await running("queue", "reply", held["name"], "On our way.", "--json", check=False)
    assert refused.code == 1
    assert refused.object["state"] == "STATE_FAILED"


async def test_a_file_is_decided_once_however_often_it_is_replayed(road, made_up):
    running, _ = road
    first = (await running("replay", str(made_up), "--json")).object
    assert (first["accepted_count"], first["fault_count"]) == (MADE_UP, 0)
    before, decisions = await settled(running, MADE_UP)
    assert before["collected"] >= MADE_UP
    again = (await running("replay", str(made_up), "--json")).object
    assert again == first
    after, unchanged = await settled(running, MADE_UP)
    assert unchanged == decisions
    assert (after["collected"], after["decided"]) == (before["collected"], before["decided"])


async def test_a_decision_is_one_for_each_brand_and_nothing_but_what_was_collected(road, made_up):
    running, _ = road
    audit, decisions = await settled(running, MADE_UP)
    assert audit["unexplained"] == audit["repeated"] == audit["missing"] == []
    assert decisions >= audit["decided"] == audit["collected"]


class TestRealPosts:
    @pytest_asyncio.fixture(scope="class", loop_scope="module")
    async def replayed(self, road):
        if not records.REAL_POSTS.exists():
            pytest.skip(f"the real posts are not on this machine: no {records.REAL_POSTS.name}")
        running, _ = road
        outcome = (await running("replay", str(records.REAL_POSTS), "--json")).object
        return running, outcome, await settled(running, outcome["accepted_count"])

    async def test_every_post_is_on_the_log_and_decided(self, replayed):
        _, outcome, (audit, _) = replayed
        with gzip.open(records.REAL_POSTS) as lines:
            count = sum(1 for _ in lines)
        assert outcome["line_count"] == count
        assert outcome["fault_count"] == 0
        assert outcome["accepted_count"] + outcome["unmatched_count"] == count
        assert outcome["accepted_count"] > 0.95 * count
        assert audit["collected"] >= outcome["accepted_count"]

    async def test_replaying_the_same_file_changes_nothing(self, replayed):
        running, outcome, (before, decisions) = replayed
        again = (await running("replay", str(records.REAL_POSTS), "--json")).object
        assert again == outcome
        after, unchanged = await settled(running, outcome["accepted_count"])
        assert unchanged == decisions
        assert after["decided"] == before["decided"]

    async def test_the_head_of_the_queue_is_worth_answering(self, replayed):
        running, _, _ = replayed
        per_brand = await asyncio.gather(
            *(
                running("queue", "list", "--brand", brand, "--limit", str(HEAD), "--json")
                for brand in ("united", "american", "usairways")
            )
        )
        everything = [json.loads(line) async for line in scored(running)]
        usual = mean(everything)
        for outcome in per_brand:
            head = outcome.objects
            assert len(head) == HEAD
            assert mean([one["score"] for one in head]) < usual - 0.1
            assert all(one["explanation"]["sentence"] and one["explanation"]["parts"] for one in head)
            assert sum(complains_or_asks(one) for one in head) >= 0.9 * HEAD


def mean(scores):
    feelings = [score["sentiment"]["compound"] for score in scores if "sentiment" in score]
    return sum(feelings) / len(feelings)


def complains_or_asks(opportunity):
    words = " ".join(part["reason"] for part in opportunity["explanation"]["parts"])
    return any(word in words for word in ("question", "asks", "negative", "complain"))


async def scored(running):
    """Scores of everything on the log, one JSON text each."""
    listed = await running("tail", "--all", "--limit", "12000", "--json")
    for one in listed.objects:
        yield json.dumps(one["score"])
