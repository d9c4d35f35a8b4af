"""What a lead does about the channels that alerts and reports go by, played in the browser."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Locator, Page, Route, expect

from antiphon.insights.v1 import analytics_service_pb2 as analytics

Look = Callable[[str], Awaitable[None]]

REFUSED = "pager.example answers with 410."


async def are_set_up_tried_changed_and_dropped(desk: Any, page: Page, look: Look) -> None:
    twin = desk.twins.channels
    twin.channels, twin.given, twin.refusing = [], [], {"channels/night-pager": REFUSED}
    alert = analytics.Alert(name="alerts/recall", display_name="Recall", channels=["channels/night-pager"])
    alert.slice.brands.append("brands/brewster")
    desk.twins.numbers.alerts = {alert.name: alert}
    await page.goto(f"{desk.address}/insights?brands=brewster&show=alerts")
    await expect(page.get_by_text("No channel is set up.")).to_be_visible()
    await _a_letter_is_set_up_and_tried(page, look)
    await _a_webhook_is_set_up_and_does_not_answer(page)
    await look("channels")
    assert await page.evaluate("document.querySelector('.page').scrollWidth") <= page.viewport_size["width"]
    await _it_signs_with_another_secret_and_keeps_its_address(page, look)
    assert [each.channel.url for each in twin.given] == ["", "https://pager.example/in", ""]
    assert twin.given[-1].renew_secret
    assert list(twin.channels[0].recipients) == ["lead@example.com", "night@example.com"]
    await _it_is_dropped_after_it_was_said_what_names_it(page, look)


def _row(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name="Channels: whom").get_by_role("row", name=name)


async def _a_letter_is_set_up_and_tried(page: Page, look: Look) -> None:
    await page.get_by_role("button", name="New channel").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("Leads")
    await dialog.get_by_label("Addresses").fill("lead@example.com,\nnight@example.com")
    await look("new channel")
    await dialog.get_by_role("button", name="Set it up").click()
    await expect(_row(page, "Leads")).to_contain_text("lead@example.com, night@example.com")
    await page.get_by_role("button", name="Test Leads").click()
    await expect(page.get_by_text("Leads: the mail server took the letter.")).to_be_visible()


async def _a_webhook_is_set_up_and_does_not_answer(page: Page) -> None:
    await page.get_by_role("button", name="New channel").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("Night pager")
    await dialog.get_by_label("Kind").select_option("System of your own")
    await dialog.get_by_label("Address that is posted to").fill("http://pager.example/in")
    await dialog.get_by_role("button", name="Set it up").click()
    await expect(dialog).to_contain_text("begins with https://")
    await dialog.get_by_label("Address that is posted to").fill("https://pager.example/in")
    await dialog.get_by_role("button", name="Set it up").click()
    await expect(page.get_by_label("The secret of Night pager")).to_have_value(re.compile("^whsec_"))
    await page.get_by_role("button", name="Test Night pager").click()
    await expect(page.get_by_text(f"Night pager: it did not arrive. {REFUSED}")).to_be_visible()


async def _it_signs_with_another_secret_and_keeps_its_address(page: Page, look: Look) -> None:
    await page.get_by_role("button", name="Change Night pager").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("Address that is posted to")).to_have_value("")
    secret = dialog.get_by_label("Secret that posts are signed with")
    await expect(secret).to_have_value("")
    await expect(secret).to_have_attribute("type", "password")
    await dialog.get_by_label("Make a new secret").check()
    await expect(secret).to_be_disabled()
    await look("change a channel")
    await dialog.get_by_role("button", name="Change").click()
    await expect(page.locator(".toast", has_text="Night pager is changed.")).to_be_visible()
    await expect(_row(page, "Night pager")).to_contain_text("pager.example")
    await expect(page.get_by_label("The secret of Night pager")).to_have_value(re.compile("^whsec_"))


async def _it_is_dropped_after_it_was_said_what_names_it(page: Page, look: Look) -> None:
    await page.get_by_role("button", name="Drop Night pager").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("1 alert names it and tells nobody there from then on: Recall")
    await look("drop a channel")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(_row(page, "Night pager")).to_be_visible()
    await page.get_by_role("button", name="Drop Night pager").click()
    await dialog.get_by_role("button", name="Drop").click()
    await expect(page.locator(".toast", has_text="Night pager is gone.")).to_be_visible()
    await expect(_row(page, "Night pager")).to_have_count(0)
    await expect(_row(page, "Leads")).to_be_visible()


async def are_only_looked_at_by_who_may_not_manage_them(desk: Any, page: Page) -> None:
    async def as_an_analyst(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, json={**await answer.json(), "roles": ["analyst"]})

    await page.route("**/api/v1/me", as_an_analyst)
    await page.goto(f"{desk.address}/insights?brands=brewster&show=alerts")
    await expect(_row(page, "Leads")).to_be_visible()
    await expect(page.get_by_role("button", name="Try it on the last 30 days")).to_be_visible()
    for name in ("New channel", "Test Leads", "Change Leads", "Drop Leads"):
        await expect(page.get_by_role("button", name=name)).to_have_count(0)
    await page.unroute_all()
