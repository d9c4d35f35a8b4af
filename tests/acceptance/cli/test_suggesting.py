"""What agents called not relevant becomes examples and an exclusion, through the real executable."""

from __future__ import annotations

import pytest
import pytest_asyncio
import yaml

from services.cli import queryfiles
from tests.acceptance.cli import command

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]

JOBS = ("welders", "cooks", "drivers", "nurses", "clerks", "painters")
GOODS = ("toaster", "kettle", "mixer", "oven", "blender", "grill")
ANSWERED = "where is acme hiring bakers?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(running):
    """A set where six posts were called not relevant, six others needed no answer, and one was answered."""
    await running("brand", "add", "Acme", "--handle", "percolune", "--query", "acme")
    texts = [f"where is acme hiring {word}?" for word in JOBS] + [
        f"where is my acme {word}?" for word in GOODS
    ]
    async with await command.connect_sandbox(running) as network:
        for number, text in enumerate([*texts, ANSWERED]):
            await command.post(network, f"person{number}", f"@percolune {text}")

        async def queued():
            listed = (await running("queue", "list", "--json")).objects
            return listed if len(listed) == len(texts) + 1 else None

        for each in await command.until(queued):
            name, text = each["name"], each["mention"]["text"]
            await running("queue", "claim", name)
            if ANSWERED in text:
                await running("queue", "reply", name, "We do.")
            else:
                cause = "not-relevant" if "hiring" in text else "no-answer-needed"
                await running("queue", "dismiss", name, "--cause", cause)

        async def sent():
            return (await running("query", "suggest", "acme/q1", "--json")).object["relevant"] == len(
                GOODS
            ) + 1

        await command.until(sent)
        yield running


async def suggested(desk):
    return (await desk("query", "suggest", "acme/q1", "--json")).object


async def test_what_was_judged_not_relevant_suggests_an_exclusion_with_its_effect(desk):
    told = await suggested(desk)
    assert (told["name"], told["text"], told["managed_in"]) == ("brands/acme/queries/q1", "acme", "")
    (exclusion,) = told["exclusions"]
    assert (exclusion["clause"], exclusion["text"]) == ("hiring", "acme -hiring")
    assert (exclusion["unwanted"], exclusion["wanted"]) == (6, 1)
    assert (exclusion["removed"], exclusion["removed_answered"]) == (7, 1)
    assert (told["unwanted"], told["relevant"], told["found"]) == (6, 7, 13)
    assert {each["text"] for each in told["examples"]} == {
        f"@percolune where is acme hiring {word}?" for word in JOBS
    }
    assert all(each["found"] and each["left_out_by"] == [1] for each in told["examples"])
    shown = await desk("query", "suggest", "acme/q1")
    assert "\u22127, of which 1 was answered" in " ".join(shown.out.replace("│", " ").split())


async def test_who_knows_better_takes_a_judgement_back_and_gives_it_again(desk):
    name = (await suggested(desk))["examples"][0]["mention"]
    told = (await desk("correct", name, "--relevant", "acme", "--json")).object["corrections"][-1]
    assert (told["relevant"], told["brand"]) == (True, "brands/acme")
    after = await suggested(desk)
    assert (after["unwanted"], after["relevant"]) == (5, 8)
    assert name not in [each["mention"] for each in after["examples"]]
    await desk("correct", name, "--not-relevant", "acme")
    assert (await suggested(desk))["unwanted"] == 6
    unknown = await desk("correct", name, "--relevant", "globex", check=False)
    assert (unknown.code, unknown.out) == (1, "")
    both = await desk("correct", name, "--relevant", "acme", "--not-relevant", "acme", check=False)
    assert (both.code, "one of --relevant" in both.err) == (2, True)


async def test_a_query_that_does_not_exist_is_named_with_those_that_do(desk):
    missing = await desk("query", "suggest", "acme/nothing", check=False)
    assert missing.code == 1
    assert "acme/q1" in missing.err
    assert "acmee" in (await desk("query", "suggest", "acmee/q1", check=False)).err
    wrong = await desk("query", "suggest", "acme/q1", "--apply", "7", check=False)
    assert (wrong.code, "no exclusion 7" in wrong.err) == (1, True)


async def test_an_exclusion_is_put_in_force_here_and_then_leaves_nothing_to_suggest(desk):
    await desk("query", "suggest", "acme/q1", "--apply", "1")
    told = await suggested(desk)
    assert (told["text"], told["exclusions"], told["unwanted"]) == ("acme -hiring", [], 0)
    assert not any(each["found"] for each in told["examples"])
    assert "nothing any more" in told["why_none"]
    assert "the query already" in (await desk("query", "suggest", "acme/q1")).out


async def test_a_query_of_a_file_is_changed_there_and_its_examples_come_out(desk, tmp_path):
    file = tmp_path / "acme.yaml"
    file.write_text("{brand: acme, queries: {q1: acme}}")
    await desk("query", "apply", str(file))
    refused = await desk("query", "suggest", "acme/q1", "--apply", "1", check=False)
    assert (refused.code, f"is kept in {file}" in refused.err) == (1, True)
    shown = (await desk("query", "suggest", "acme/q1")).out
    pasted = yaml.safe_load(shown[shown.index("q1:\n") :])
    assert pasted["q1"]["text"] == "acme -hiring"
    file.write_text(yaml.safe_dump({"brand": "acme", "queries": pasted}))
    (kept,) = queryfiles.read([file])
    assert len(kept.unwanted) == len(JOBS)
    assert all(each.passed for each in queryfiles.tried(kept))
    assert (await desk("query", "apply", str(file), "--json")).object["outcome"] == "changed"
