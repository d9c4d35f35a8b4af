"""Policies through the real executable and a running set."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.acceptance.cli import command

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]

LISTS = "kind: lists\nlists: {money: [refund, money back]}\n"
CARE = """name: care
then: default
rules:
  - name: refund
    when: says(lists.money)
    queue: billing
    priority: +5
    because: "It is about money: {priority} points."
examples:
  - name: a refund
    given: {mention.text: "where is my refund?"}
    expect: {rule: refund, queue: billing}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(running, tmp_path_factory):
    """A set with a brand and a few mentions in the archive, and a folder for files."""
    await running("brand", "add", "Acme", "--handle", "percolune", "--query", "acme")
    async with await command.connect_sandbox(running) as network:
        for number in range(6):
            text = "@percolune acme I want my refund!" if number % 2 else "@percolune acme where is my bag?"
            await command.post(network, f"person{number}", f"{text} {number}")

        async def archived():
            return int((await running.status())["archive"]["mentions"]) == 6

        await command.until(archived)
        folder = tmp_path_factory.mktemp("policies")
        (folder / "lists.yaml").write_text(LISTS)
        (folder / "care.yaml").write_text(CARE)
        (folder / "broken.yaml").write_text(CARE.replace("says(lists.money)", "mention.txt == 'a'"))
        yield running, folder, network


async def test_a_policy_is_written_tried_applied_and_rolled_back(desk):
    running, folder, _ = desk
    care = str(folder / "care.yaml")
    missing = await running("policy", "lint", care, check=False)
    assert missing.code == 1
    assert "care.yaml:5  rules[0].when (refund): 'lists.money' is no list" in missing.out
    await running("policy", "apply", str(folder / "lists.yaml"))
    assert "Errors: 0" in (await running("policy", "lint", care)).err
    tested = (await running("policy", "test", care, "--json")).object
    assert [each["passed"] for each in tested["results"]] == [True]
    applied = (await running("policy", "apply", care, "-m", "money first", "--json")).object
    assert (applied["name"], applied["active"]) == ("policies/care/versions/1", True)
    stale = await running("policy", "apply", care, check=False)
    assert stale.code == 1
    assert "applied version 1 since" in stale.err
    again = (await running("policy", "apply", care, "--based-on", "1")).err
    assert "care@2 is in force for all brands" in again
    assert "care@1 is in force again" in (await running("policy", "rollback", "care@1")).err
    told = (await running("policy", "history", "--json")).objects
    policies = [each for each in told if each["kind"] == "POLICY_KIND_POLICY"]
    assert [(each["version"], each["action"], each["active"]) for each in policies] == [
        (1, "rollback", True),
        (2, "apply", False),
        (1, "apply", False),
    ]
    assert (await running("policy", "show")).out == CARE
    assert "care@2" in (await running("policy", "history")).out


async def test_what_cannot_be_used_is_refused_with_its_place(desk):
    running, folder, _ = desk
    refused = await running("policy", "apply", str(folder / "broken.yaml"), "--based-on", "2", check=False)
    assert refused.code == 1
    assert "rules[0].when: 'mention.txt' is no field; did you mean mention.text" in refused.err
    nobody = await running("policy", "apply", str(folder / "care.yaml"), "--brand", "acmee", check=False)
    assert nobody.code == 1
    assert "acmee" in nobody.err
    no_file = await running("policy", "lint", str(folder / "nothing.yaml"), check=False)
    assert no_file.code == 2


async def test_history_tells_what_a_change_would_do(desk):
    running, folder, _ = desk
    await running("policy", "rollback", "--comment", "back to the shipped one", check=False)
    words = ("policy", "replay", "acme", str(folder / "care.yaml"))
    report = (await running(*words, "--json")).object
    assert (report["mention_count"], report["changed_count"]) == ("6", "3")
    assert {each["queue"] for each in report["candidate"]["queues"]} == {"billing", "general"}
    people = await running(*words)
    assert "What changes hands" in people.out
    assert "3 of 6 mentions change hands" in people.err


async def test_a_candidate_beside_tells_how_it_does(desk):
    running, folder, network = desk
    assert "No candidate runs." in (await running("policy", "shadow")).err
    await running("policy", "shadow", str(folder / "care.yaml"))
    await command.post(network, "late", "@percolune acme a refund, please!")

    async def seen():
        report = (await running("policy", "shadow", "--json")).object
        return report if report["mention_count"] == "1" else None

    report = await command.until(seen)
    assert report["changed_count"] == "1"
    assert report["differences"][0]["candidate"] == "billing"
    assert "1 of 1 mentions would change hands" in (await running("policy", "shadow")).err
    await running("policy", "shadow", "--end")


async def test_a_folder_of_documents_is_applied_once_and_again_when_it_changes(desk, tmp_path):
    running, _, _ = desk
    (tmp_path / "brewers.brand.json").write_text('{"name": "Brewers", "queries": ["brewers", "brew pub"]}')
    (tmp_path / "brewers.words.yaml").write_text("kind: lists\nname: words\nlists: {money: [refund]}\n")
    (tmp_path / "brewers.first.yaml").write_text(CARE.replace("name: care", "name: brewing"))
    command_line = ("apply", str(tmp_path), "--json")

    def outcomes(told):
        return {each["file"]: each["outcome"] for each in told.objects}

    assert outcomes(await running(*command_line)) == {
        "brewers.brand.json": "made",
        "brewers.words.yaml": "lists/words/versions/1 is in force",
        "brewers.first.yaml": "policies/brewing/versions/1 is in force",
    }
    assert outcomes(await running(*command_line)) == {
        "brewers.brand.json": "there already",
        "brewers.words.yaml": "in force already",
        "brewers.first.yaml": "in force already",
    }
    (tmp_path / "brewers.first.yaml").write_text(
        CARE.replace("name: care", "name: brewing").replace("+5", "+7")
    )
    changed = outcomes(await running(*command_line))
    assert changed["brewers.first.yaml"] == "policies/brewing/versions/2 is in force"
    (tmp_path / "brewers.brand.json").write_text("[]")
    assert "names no brand" in (await running("apply", str(tmp_path), check=False)).err
