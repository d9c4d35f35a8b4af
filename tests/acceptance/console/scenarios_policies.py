"""What a lead does before a policy changes, played in the browser on the stack of its module."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import Page, expect

from tests.acceptance.console import rooms, rooms_policies


async def a_policy_is_replayed_on_the_archive(desk: Any, page: Page) -> None:
    policies, archive = desk.twins.policies, desk.twins.insights
    said = rooms.a_mention("1", "My Brewster pump leaks")
    archive.kept.clear()
    archive.keep(said, rooms.a_score(said.text, {}))
    await page.goto(f"{desk.address}/policies")
    panel = page.locator("section.panel", has=page.get_by_role("heading", name="Replay on the archive"))
    await expect(panel).to_contain_text("only other staffing makes a difference")
    text = page.get_by_label("The policy, in YAML")
    await text.fill(rooms_policies.TEXT.replace("general", "press"))
    await panel.get_by_label("Of the last").select_option("30")
    await panel.get_by_text("Who works", exact=True).click()
    await panel.get_by_label("With the text above").fill("kind: staffing")
    await panel.get_by_role("button", name="Replay", exact=True).click()
    await expect(panel.get_by_role("status")).to_contain_text("mentions change hands")
    setup = policies.setups[-1]
    assert ("queue: press" in setup.text, setup.staffing, setup.candidate_staffing) == (
        True,
        "",
        "kind: staffing",
    )
    volume = panel.get_by_role("table", name="To be answered")
    await expect(volume.get_by_role("row", name=re.compile("general"))).to_contain_text("4 → 3")
    await expect(panel.get_by_role("table", name="Deadlines met")).to_contain_text("→ 0 %")
    await expect(panel.get_by_role("table", name="Wait, half")).to_contain_text("6 min → 4 min")
    await expect(panel.get_by_role("img", name="Most at 9:00: 16 minutes now")).to_be_visible()
    await panel.get_by_role("button", name="Examples of general → press").click()
    await expect(panel.locator(".example")).to_contain_text(said.text)
