"""A desk with twins of the services behind it, and browsers to look at it."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from services.common.config import ConsoleSettings, Settings
from services.console import app
from services.console.api import shell
from tests.acceptance.console import rooms

SECRET = "a-secret-for-tests-only"
CHROMIUM = Path("/usr/bin/chromium")
PRESENT = CHROMIUM.exists()

expect.set_options(timeout=20_000)


@dataclasses.dataclass
class Desk:
    """A served desk."""

    address: str
    twins: rooms.Rooms

    def link(self, colleague: str = "") -> str:
        return f"{self.address}/?token={SECRET}" + (f"&as={colleague}" if colleague else "")


@pytest.fixture
async def twins(settings: Settings, bus, bus_settings) -> AsyncIterator[rooms.Rooms]:
    async with rooms.running(dataclasses.replace(settings, bus=bus_settings), bus) as running:
        yield running


@pytest.fixture
async def desk(twins, tmp_path, monkeypatch) -> AsyncIterator[Desk]:
    async with serve(twins, tmp_path, monkeypatch) as served:
        yield served


@asynccontextmanager
async def serve(twins, tmp_path, monkeypatch, *, web: Path | None = None, **options) -> AsyncIterator[Desk]:
    """The console itself, as its `__main__` builds it, with the web app of a folder or as it is without."""
    monkeypatch.setattr(shell, "WEB", web or tmp_path / "not-built")
    secret = tmp_path / "page.token"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    ports: list[int] = []
    listen = app._listen

    def noted(settings):
        made = listen(settings)
        ports.append(made.getsockname()[1])
        return made

    monkeypatch.setattr(app, "_listen", noted)
    console = ConsoleSettings(port=0, link_token_file=secret, **options)
    async with app.build(dataclasses.replace(twins.settings, console=console)):
        yield Desk(f"http://127.0.0.1:{ports[0]}", twins)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    if not PRESENT:
        reason = "Debian's Chromium is missing: apt-get install -y chromium"
        (pytest.fail if os.environ.get("ANTIPHON_STRICT") == "1" else pytest.skip)(reason)
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield launched
        await launched.close()


@pytest.fixture
def sign_in(browser, desk) -> Callable[..., object]:
    """Opens the desk in a browser of its own; any error in its console fails the test at once."""

    async def enter(colleague: str = "", **options) -> Page:
        context = await browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        page = await context.new_page()
        page.set_default_timeout(20_000)
        page.faults = []
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))
        page.on("console", lambda said: said.type == "error" and page.faults.append(said.text))
        await page.goto(desk.link(colleague))
        await page.wait_for_selector("#live[data-state=live]")
        return page

    return enter


@pytest.fixture
async def http(desk) -> AsyncIterator[httpx.AsyncClient]:
    """A program that is signed in as a browser is."""
    async with httpx.AsyncClient(base_url=desk.address, timeout=15) as client:
        await client.get("/", params={"token": SECRET})
        page = await client.get("/")
        client.headers["x-antiphon-csrf"] = page.text.partition('data-csrf="')[2].partition('"')[0]
        yield client
