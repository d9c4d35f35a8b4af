"""What somebody does who shows a dashboard to people without an account, played in the browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Page, expect

Look = Callable[[str], Awaitable[None]]


async def a_dashboard_is_shown_until_its_link_is_ended(desk: Any, page: Page, look: Look) -> None:
    await page.goto(f"{desk.address}/insights?brands=brewster&range=7d&show=dashboards")
    await page.get_by_label("Name").fill("For the board")
    await page.get_by_role("button", name="Keep it").click()
    await page.get_by_role("button", name="Open the dashboard For the board").click()
    await expect(page.get_by_text("No link shows this dashboard.")).to_be_visible()
    await page.get_by_label("It shows for").select_option("30 days")
    await page.get_by_role("button", name="Make a link").click()
    address = await page.get_by_label("The new link; it is shown this once").input_value()
    row = page.get_by_role("region", name="Links that show it").get_by_role("row", name="ann")
    await expect(row).to_contain_text("never")
    await look("links")
    assert await page.evaluate("document.querySelector('.page').scrollWidth") <= page.viewport_size["width"]
    stranger = await page.context.browser.new_context()
    try:
        await _ended(desk, page, row, await stranger.new_page(), address)
    finally:
        await stranger.close()
    await page.get_by_role("button", name="All dashboards").click()
    await page.get_by_role("button", name="Drop the dashboard For the board").click()
    await expect(page.get_by_text("No dashboard is kept yet")).to_be_visible()


async def _ended(desk: Any, page: Page, row: Any, stranger: Page, address: str) -> None:
    await stranger.goto(address)
    # The page brings its style with it, and the policy of its answer lets it.
    await expect(stranger.get_by_role("heading", name="For the board")).to_have_css("color", "rgb(0, 0, 255)")
    await row.get_by_role("button", name="End the link of ann").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("It cannot be brought back")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(row).to_be_visible()
    await row.get_by_role("button", name="End the link of ann").click()
    await dialog.get_by_role("button", name="End", exact=True).click()
    await expect(page.locator(".toast", has_text="shows nothing any more")).to_be_visible()
    await expect(page.get_by_text("No link shows this dashboard.")).to_be_visible()
    told = []
    for each in (address, f"{desk.address}/shared/never-was"):
        answer = await stranger.goto(each)
        assert answer is not None
        told.append((answer.status, await answer.text()))
    assert told[0] == told[1]
    assert told[0][0] == 404
