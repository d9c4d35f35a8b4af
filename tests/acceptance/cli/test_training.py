"""Practice through the real executable: a brand, a lesson, a clean desk."""

from __future__ import annotations

import pytest

from tests.acceptance.cli import command

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]


async def test_a_lesson_fills_the_queue_and_a_reset_empties_it(running):
    made = (await running("brand", "add", "School", "--training", "--json")).object
    assert made["training"] is True
    assert "(training)" in (await running("brand", "list")).out
    started = (await running("training", "start", "school", "--speed", "1000", "--json")).object
    assert (started["lesson"], started["source"]) == ("first-answers", "sources/training-school")

    async def waiting():
        return len((await running("queue", "list", "--json")).objects) >= 5

    await command.until(waiting)
    shown = await running("training", "show", "school")
    assert "first-answers" in shown.err
    cleared = (await running("training", "reset", "school", "--empty", "--json")).object
    assert cleared["dismissed_count"] >= 5
    assert (await running("queue", "list", "--json")).objects == []
    off = await running("brand", "set", "school", "--no-training", check=False)
    assert (off.code, "sources/training-school" in off.err) == (1, True)
