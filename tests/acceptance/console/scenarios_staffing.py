"""What a lead does about staffing, played in the browser on the router's own servicers."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Locator, Page, expect

from services.common.store import Database
from tests.acceptance.router import staffed

Look = Callable[[str], Awaitable[None]]


async def are_set_up_changed_and_deleted(desk: Any, db: Database, page: Page, look: Look) -> None:
    await page.goto(f"{desk.address}/staffing")
    await expect(page.get_by_text("everybody takes from one")).to_be_visible()
    await _a_calendar(page)
    await _an_agent(page, look)
    await _a_queue(page, look)
    await _nobody_can_take_it(db, page, look)
    await _two_change_one(desk, page, look)
    await _what_is_named_cannot_go(page)
    await _deadlines(page, look)


async def _a_calendar(page: Page) -> None:
    await page.keyboard.press("3")
    await page.keyboard.press("n")
    form = page.locator("dialog[open]")
    await page.keyboard.type("office")
    await form.get_by_label("Name for people").fill("The office")
    await form.get_by_label("Time zone").fill("Europe/Berlin")
    friday = form.get_by_label("Friday")
    await friday.fill("nine to five")
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_be_visible()
    await friday.fill("9-12, 13:00-15:30")
    await form.get_by_role("button", name="Add a day").click()
    await form.get_by_label("Date of day 1").fill("2030-12-25")
    await form.get_by_label("Why day 1 differs").fill("Christmas <b>Day</b>")
    await form.get_by_role("button", name="Save").click()
    row = page.get_by_role("row", name="The office")
    await expect(row).to_contain_text(re.compile("09:00.12:00, 13:00.15:30"))
    await expect(row).to_contain_text("Europe/Berlin")


async def _an_agent(page: Page, look: Look) -> None:
    await page.keyboard.press("2")
    await page.keyboard.press("n")
    form = page.locator("dialog[open]")
    await page.keyboard.type("ben")
    await form.get_by_label("Name for people").fill("Ben Adler")
    await form.get_by_label("Offered up to a load of").fill("3")
    await form.get_by_label("Shift").select_option(label="The office")
    await _level(form, "Skills", "french", "4")
    await look("agent")
    await form.get_by_role("button", name="Save").click()
    row = page.get_by_role("row", name="Ben Adler")
    await expect(row).to_contain_text("french 4")
    await expect(row).to_contain_text("0 / 3")
    await row.get_by_label("Status of Ben Adler").select_option("Busy")
    await expect(row.locator(".status.busy")).to_be_visible()


async def _level(form: Locator, title: str, name: str, level: str) -> None:
    await form.get_by_role("button", name=f"Add to {title}").click()
    await form.get_by_label(f"{title}, name 1").fill(name)
    await form.get_by_label(f"Level of {name}").fill(level)


async def _a_queue(page: Page, look: Look) -> None:
    await page.keyboard.press("1")
    await page.keyboard.press("n")
    form = page.locator("dialog[open]")
    await page.keyboard.type("refunds")
    await form.get_by_label("Name for people").fill("Refunds")
    await form.get_by_label("Ben Adler").check()
    await _level(form, "Skills", "refund", "3")
    await form.get_by_text("The router offers it").click()
    await form.get_by_label("Time to accept (30 seconds if empty)", exact=True).fill("2")
    await form.get_by_role("button", name="Add a step").click()
    await form.get_by_label("Skills no longer asked for").fill("refund")
    await look("queue")
    await form.get_by_role("button", name="Save").click()
    row = page.get_by_role("row", name="Refunds")
    await expect(row).to_contain_text("offered · longest idle first")
    await expect(row).to_contain_text("asks for refund at level 3, and nobody there has it")


async def _nobody_can_take_it(db: Database, page: Page, look: Look) -> None:
    await db.write(lambda conn: staffed.fill(conn, 2, "refunds", brand="brands/brewster"))
    await page.reload()
    stuck = page.get_by_role("status").filter(has_text="Waiting, and nobody can take it")
    await expect(stuck).to_contain_text("queues/refunds asks for refund at level 3")
    row = page.get_by_role("row", name="Refunds")
    await expect(row).to_contain_text("nobody can take this")
    await expect(row.get_by_role("cell").nth(2)).to_have_text("2")
    await look("stuck")


async def _two_change_one(desk: Any, page: Page, look: Look) -> None:
    """A colleague saves while the form is open: it is told, and neither's change is lost."""
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    form = page.locator("dialog[open]")
    await form.get_by_label("Name for people").fill("Refunds and returns")
    await form.get_by_label("Head start against other queues", exact=True).fill("5")
    await _saved_by_somebody_else(desk, page)
    await form.get_by_role("button", name="Save").click()
    told = form.get_by_role("alert")
    await expect(told).to_contain_text("Theirs, and shown now: Skills")
    await expect(told).to_contain_text("Both of you changed name")
    await expect(form.get_by_label("Level of refund")).to_have_value("1")
    await expect(form.get_by_label("Name for people")).to_have_value("Refunds and returns")
    await look("meanwhile")
    await form.get_by_role("button", name="Take theirs of name").click()
    await expect(form.get_by_label("Name for people")).to_have_value("Money back")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("row", name="Money back")).to_be_visible()
    kept = await (await page.request.get(f"{desk.address}/api/v1/queues/refunds")).json()
    found = {name: kept[name] for name in ("skills", "headStartSeconds", "offerSeconds", "members", "sticky")}
    assert found == {
        "skills": {"refund": 1},
        "headStartSeconds": 300,
        "offerSeconds": 120,
        "members": ["agents/ben"],
        "sticky": True,
    }
    assert kept["steps"][0]["dropSkills"] == ["refund"]


async def _saved_by_somebody_else(desk: Any, page: Page) -> None:
    url = f"{desk.address}/api/v1/queues/refunds"
    queue = await (await page.request.get(url)).json()
    queue |= {"displayName": "Money back", "skills": {"refund": 1}, "sticky": True}
    word = await page.locator('meta[name="antiphon-csrf"]').get_attribute("content")
    headers = {"x-antiphon-csrf": word, "origin": desk.address}
    answer = await page.request.put(f"{url}?basedOnTime={queue['updateTime']}", data=queue, headers=headers)
    assert answer.ok, await answer.text()


async def _what_is_named_cannot_go(page: Page) -> None:
    await page.keyboard.press("2")
    await page.get_by_role("button", name="Ben Adler").click()
    form = page.locator("dialog[open]")
    await form.get_by_role("button", name="Delete").click()
    await expect(form).to_contain_text("named by Money back (queues/refunds)")
    await expect(form.get_by_role("button", name="Delete")).to_be_disabled()
    await page.keyboard.press("Escape")
    await page.keyboard.press("1")
    await page.get_by_role("button", name="Money back").click()
    await form.get_by_role("button", name="Delete").click()
    await expect(form).to_contain_text("2 now")
    await form.get_by_role("button", name="Delete").click()
    await expect(page.get_by_text("everybody takes from one")).to_be_visible()


async def _deadlines(page: Page, look: Look) -> None:
    await page.keyboard.press("4")
    row = page.get_by_role("row", name="default")
    await expect(row).to_contain_text("built in")
    await row.get_by_role("button", name="default").click()
    form = page.locator("dialog[open]")
    await form.get_by_label("Hours").select_option(label="The office")
    await form.get_by_role("button", name="Add a target").click()
    await page.keyboard.press("Escape")
    await expect(form.get_by_role("alert")).to_contain_text("What you changed is not saved")
    await form.get_by_role("button", name="Go on editing").click()
    await look("deadlines")
    await form.get_by_role("group", name="Target 1").get_by_label("First answer", exact=True).fill("7")
    await form.locator(".staff-step").last.get_by_label("From priority").fill("33")
    await form.get_by_role("button", name="Save").click()
    await expect(row).to_contain_text("From priority 33: First answer 1 h")
    await expect(row).to_contain_text("The office")
    await expect(row).not_to_contain_text("built in")
