"""What a lead asks of the report of care, played in the browser over the router's own."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Page, expect


async def a_number_is_opened_and_saved(
    desk: Any, page: Page, look: Callable[[str], Awaitable[None]]
) -> None:  # fmt: skip
    await page.goto(f"{desk.address}/")
    await page.locator("nav.ways").wait_for(state="attached")
    if await page.locator(".ways-button").is_visible():
        await page.locator(".ways-button").click()
    await page.get_by_role("link", name="Care", exact=True).click()
    await expect(page.get_by_role("heading", name="Care report", level=1)).to_be_visible()
    whole = page.get_by_role("region", name="Everything, as a table").get_by_role("table")
    alice = whole.get_by_role("row", name=re.compile("^alice"))
    await expect(alice).to_contain_text("8 of 9")
    await expect(whole.get_by_role("row", name=re.compile("^Nobody"))).to_contain_text("0 of 4")
    await expect(whole.get_by_role("row", name=re.compile("^All"))).to_contain_text("8 of 13")
    await expect(page.locator(".list")).to_contain_text("what was before is not counted")
    await look("agents")
    bars = page.get_by_role("table", name="Answers", exact=True)
    await bars.get_by_role("button", name="Answers, alice: 9. Show the steps").focus()
    await page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog", name="Answers: alice")
    await expect(drawer.get_by_role("row")).to_have_count(10)
    await look("steps")
    async with page.expect_download() as saved:
        await drawer.get_by_role("button", name="CSV").click()
    file = await (await saved.value).path()
    lines = file.read_text().splitlines()
    assert (len(lines), {line.split(",")[1] for line in lines[1:]}) == (10, {"first_answer"})
    await page.keyboard.press("Escape")
    await expect(drawer).to_have_count(0)
    await page.get_by_role("combobox", name="By").select_option("Team")
    await page.get_by_role("combobox", name="Show").select_option("First answers in time")
    await expect(page.get_by_role("table", name="First answers in time").get_by_role("row")).to_have_count(2)
    await expect(whole.get_by_role("row", name=re.compile("^No team"))).to_contain_text("0 of 4")
    assert "by=TEAM" in page.url
    await look("teams")
