"""Every command of `examples/README.md`, in its order, as a reader would type it."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from tests.acceptance.cli import command

pytestmark = pytest.mark.timeout(180)

FOLDER = Path(__file__).resolve().parents[3] / "examples"


BLOCKS = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands():
    blocks = BLOCKS.findall((FOLDER / "README.md").read_text())
    return [line for block in blocks for line in block.splitlines()]


def test_every_file_of_the_examples_is_used():
    named = {word for line in commands() for word in shlex.split(line)}
    assert {path.name for path in FOLDER.iterdir()} - {"README.md", "policies"} <= named


@pytest.mark.asyncio(loop_scope="module")
async def test_the_examples_do_what_they_say(running):
    outcomes = {}
    for line in commands():
        words = shlex.split(line)
        assert words.pop(0) == "antiphon"
        stdin = b""
        if "<" in words:
            at = words.index("<")
            stdin = (FOLDER / words[at + 1]).read_bytes()
            del words[at:]
        words = [str(FOLDER / word) if (FOLDER / word).is_file() else word for word in words]
        if words[:2] == ["status", "--audit"]:
            await command.until(lambda: balances(running))
        outcomes[line] = await command.antiphon(
            *words, stdin=stdin, ANTIPHON_DATA_FOLDER=os.fspath(running.folder)
        )

    said = "\n".join(outcome.out for outcome in outcomes.values())
    assert "7 mentions" in said
    assert "r4" in said
    queued = (await running("queue", "list", "--json")).objects
    first = queued[0]["mention"]["native_id"]
    assert first in {"103", "105"}, "a refund owed for days or an allergy comes first"
    assert not {"102", "104", "106", "108"} & {each["mention"]["native_id"] for each in queued}


async def balances(running):
    outcome = await running("status", "--audit", "--json", check=False)
    return outcome.code == 0 and outcome.object["collected"] >= 7
