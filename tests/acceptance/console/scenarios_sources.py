"""What an administrator does with sources and their accounts, played in the browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Page, Route, expect

from tests.acceptance.console.rooms_sources import CONSENT

Look = Callable[[str], Awaitable[None]]


async def consents(route: Route) -> None:
    """The network's page: another site, from which two links lead back."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(route.request.url).query).items()}
    back = f"{asked['redirect_uri']}?state={asked['state']}"
    links = f'<a href="{back}&code=agreed">Agree</a> <a href="{back}&error=access_denied">Refuse</a>'
    await route.fulfill(content_type="text/html", body=f"<title>Consent</title>{links}")


async def are_connected_changed_and_dropped(desk: Any, page: Page, look: Look) -> None:
    await page.route(f"{CONSENT}*", consents)
    await page.goto(f"{desk.address}/sources")
    await _is_added(page)
    await _is_refused_and_agreed_to(desk, page, look)
    await _is_changed_by_two(desk, page, look)
    await _is_dropped(desk, page)


async def _is_added(page: Page) -> None:
    await page.get_by_role("button", name="Connect a source").first.click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("Kind").select_option("mastodon")
    await sheet.get_by_label("Id of the source").fill("town")
    await sheet.get_by_label("url").fill("https://social.example")
    await sheet.get_by_role("button", name="Connect").click()


async def _is_refused_and_agreed_to(desk: Any, page: Page, look: Look) -> None:
    account = page.get_by_role("dialog", name="Account of town")
    await expect(account).to_contain_text(f"{desk.address}/sources")
    await expect(account.get_by_label("access_token")).to_have_count(0)
    await account.get_by_label("client_id").fill("our app")
    await account.get_by_label("client_secret").fill("hush")
    await look("account")
    await account.get_by_role("button", name="Go to the network").click()
    await page.get_by_role("link", name="Refuse").click()
    await expect(page.locator("#toasts")).to_contain_text("did not agree: access_denied")
    await expect(page).to_have_url(f"{desk.address}/sources")
    await page.get_by_role("button", name="Connect account").click()
    await account.get_by_label("client_id").fill("our app")
    await account.get_by_role("button", name="Go to the network").click()
    await page.get_by_role("link", name="Agree").click()
    await expect(page.locator("#toasts")).to_contain_text("percolune@social.example is connected to town")
    await expect(page).to_have_url(f"{desk.address}/sources")
    await expect(page.locator("section.source")).to_contain_text("percolune@social.example")
    assert desk.twins.listener.given["sources/town/account"] == {"client_id": "our app"}


async def _is_changed_by_two(desk: Any, page: Page, look: Look) -> None:
    town = desk.twins.listener.find("sources/town")
    town.cursor = "7"
    await page.reload()
    await page.get_by_role("button", name="Settings", exact=True).click()
    settings = page.get_by_role("dialog", name="Settings: town")
    await look("settings")
    town.config["url"] = "https://somebody.changed.it"
    desk.twins.listener.stamp(town)
    await settings.get_by_label("url").fill("https://other.example")
    await settings.get_by_role("button", name="Change").click()
    await expect(page.locator("#toasts")).to_contain_text("was changed since")
    assert town.config["url"] == "https://somebody.changed.it"
    await settings.get_by_role("button", name="Cancel").click()
    await page.reload()
    await page.get_by_role("button", name="Settings", exact=True).click()
    await settings.get_by_label("url").fill("https://other.example")
    await settings.get_by_role("button", name="Change").click()
    await expect(page.locator("#toasts")).to_contain_text("town reads something else now, and begins anew.")
    assert town.config["url"] == "https://other.example"


async def _is_dropped(desk: Any, page: Page) -> None:
    await page.get_by_role("button", name="Disconnect").click()
    sure = page.get_by_role("dialog")
    await expect(sure).to_contain_text("Revoke its access on the network as well")
    await sure.get_by_role("button", name="Disconnect").click()
    await expect(page.get_by_role("button", name="Connect account")).to_be_visible()
    await page.get_by_role("button", name="Remove").click()
    await sure.get_by_role("button", name="Remove").click()
    await expect(page.locator("main")).to_contain_text("Nothing is being read yet.")
    assert desk.twins.listener.sources == []
