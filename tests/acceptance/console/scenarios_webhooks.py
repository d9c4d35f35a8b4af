"""What an administrator sees of webhooks and does about them, played in the browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Page, expect

from antiphon.insights.v1 import reporting_service_pb2 as reporting
from antiphon.listening.v1 import listening_service_pb2 as listening

Look = Callable[[str], Awaitable[None]]

GONE = "The webhook's receiver answers with 503."
REFUSED = "https://pager.example answers with 410; is it still there? <b>Ask its keeper.</b>"


def set_up(twins: Any) -> None:
    """A system that brings and is told, one that lost its secret, and three channels."""
    told = {"url": "https://crm.example/changes?key=hidden", "events": "reply-changed,opportunity-resolved"}
    shop = listening.Source(name="sources/shop", type="webhook", state="STATE_ACTIVE", config=told)
    shop.webhook_uri = "https://hooks.example/webhooks/shop"
    shop.receive_time.GetCurrentTime()
    lost = listening.Source(name="sources/page", type="facebook", state="STATE_FAILED")
    lost.webhook_uri = "https://hooks.example/webhooks/page"
    lost.problem = "The account is not connected; connect it."
    twins.listener.sources.extend([shop, lost])
    twins.listener.accounts.append(
        listening.Account(name="sources/shop/account", secret_names=["secret", "old_secret"])
    )
    event = listening.EventDelivery(name="sources/shop/events/7", type="reply-changed", status=503)
    event.state, event.attempt_count, event.reason = listening.EventDelivery.STATE_GIVEN_UP, 31, GONE
    event.update_time.GetCurrentTime()
    twins.listener.events.append(event)
    channels = twins.channels
    channels.channels.extend(
        [
            reporting.Channel(name="channels/leads", kind="KIND_EMAIL", recipients=["lead@example.com"]),
            reporting.Channel(name="channels/pager", kind="KIND_WEBHOOK", host="pager.example"),
            reporting.Channel(name="channels/room", kind="KIND_CHAT", host="chat.example"),
        ]
    )
    channels.refusing["channels/pager"] = REFUSED
    channels.give("channels/pager", "Many complaints about refunds", ago=90)


async def are_seen_tried_and_sent_again(desk: Any, page: Page, look: Look) -> None:
    await page.goto(f"{desk.address}/webhooks")
    came = page.get_by_role("region", name="Comes in")
    shop = came.get_by_role("row", name="shop")
    await expect(shop).to_contain_text("https://hooks.example/webhooks/shop")
    await expect(shop).to_contain_text("with old_secret, secret: both pass")
    lost = came.get_by_role("row", name="page")
    await expect(lost).to_contain_text("no secret: nothing passes")
    await expect(lost).to_contain_text("The account is not connected; connect it.")
    system = page.get_by_role("region", name="Told of changes").get_by_role("row", name="shop")
    await expect(system).to_contain_text("crm.example")
    await expect(page.locator("body")).not_to_contain_text("hidden")
    await expect(system).to_contain_text("given up")
    await look("webhooks")
    await _a_system_is_tried(desk, page, look)
    await _a_channel_is_tried(page)
    await _what_was_given_up_goes_again(page)


async def _a_system_is_tried(desk: Any, page: Page, look: Look) -> None:
    went_out = page.get_by_role("region", name="What went out").locator("tbody tr")
    logged = await went_out.count()
    systems = page.get_by_role("region", name="Told of changes")
    test = systems.get_by_role("button", name="Test shop")
    taken = listening.TestEvent(status=204)
    taken.wait_duration.FromMilliseconds(250)
    desk.twins.listener.answers["sources/shop"] = taken
    await test.click()
    await expect(page.get_by_text("shop took it: it answered with 204 after 0.25 s.")).to_be_visible()
    refused = listening.TestEvent(status=503, reason=GONE)
    refused.wait_duration.FromMilliseconds(1500)
    desk.twins.listener.answers["sources/shop"] = refused
    await test.click()
    await expect(page.get_by_text(f"shop did not take it. {GONE} That took 1.50 s.")).to_be_visible()
    await look("webhooks")
    desk.twins.listener.answers.clear()
    await test.click()
    nothing = "shop did not take it. sources/shop tells no system anything."
    await expect(page.get_by_text(nothing)).to_be_visible()
    await expect(went_out).to_have_count(logged)


async def _a_channel_is_tried(page: Page) -> None:
    channels = page.get_by_role("region", name="Told of alerts")
    await channels.get_by_role("button", name="Test pager").click()
    await expect(page.locator("#toasts")).to_contain_text(
        "pager did not take it. https://pager.example answers"
    )
    await expect(page.locator("#toasts")).to_contain_text("<b>Ask its keeper.</b>")
    await channels.get_by_role("button", name="Test leads").click()
    await expect(page.locator("#toasts")).to_contain_text("leads took it.")
    await expect(channels.get_by_role("row", name="leads")).to_contain_text("taken")
    await expect(channels.get_by_role("row", name="room")).to_contain_text("nothing yet")


async def _what_was_given_up_goes_again(page: Page) -> None:
    rows = page.get_by_role("region", name="What went out").locator("tbody tr")
    await expect(rows).to_have_count(4)
    await page.get_by_label("Only what was not taken").check()
    await expect(rows).to_have_count(3)
    await page.get_by_label("Endpoint", exact=True).select_option("shop")
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text(GONE)
    await page.get_by_role("button", name="Try again: reply-changed to shop").click()
    await expect(rows).to_contain_text("tried again")
