"""What an administrator does with training, and what an agent sees of it, played in the browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Page, expect

Look = Callable[[str], Awaitable[None]]

BANNER = "Training: answers go to the sandbox network"


async def is_set_up_started_and_reset(desk: Any, page: Page, look: Look) -> None:
    await page.goto(f"{desk.address}/training")
    await expect(page.get_by_text("Nobody practises yet.")).to_be_visible()
    await page.get_by_label("Name, for example Training room").fill("Class of May")
    await page.get_by_role("button", name="Make it").click()
    room = page.get_by_role("listitem", name="Class of May")
    await expect(room).to_contain_text("No lesson was played yet.")
    made = desk.twins.listener.brands[-1]
    assert (made.name, made.training) == ("brands/class-of-may", True)
    await room.get_by_label("Lesson for Class of May").select_option("first-answers")
    await room.get_by_role("button", name="Start a lesson: Class of May").click()
    await expect(room).to_contain_text("first-answers is played: 1 of 26 posts.")
    await look("training")
    await room.get_by_role("button", name="Reset: Class of May").click()
    asked = page.get_by_role("dialog")
    await expect(asked).to_contain_text("All that is open there is dismissed")
    assert desk.twins.router.cleared == []
    await asked.get_by_role("button", name="Reset").click()
    await expect(page.get_by_text("the lesson begins anew.")).to_be_visible()
    (cleared,) = desk.twins.router.cleared
    assert (cleared.brand, cleared.reason) == ("brands/class-of-may", "Practice starts over.")


async def who_takes_part_is_chosen(desk: Any, page: Page, agent: str) -> None:
    await page.goto(f"{desk.address}/users")
    people = page.locator(".line-form").first
    await people.get_by_label("Name to sign in with").fill(agent)
    await people.get_by_label("Brands, * for all").fill("brewster")
    await people.get_by_role("button", name="Invite").click()
    await expect(page.get_by_role("row", name=agent)).to_be_visible()
    await page.goto(f"{desk.address}/training")
    part = page.get_by_label(f"{agent} takes part in Class of May")
    await expect(part).not_to_be_checked()
    await part.click()
    await expect(part).to_be_checked()
    row = page.get_by_role("region", name="Who takes part").get_by_role("row", name=agent)
    await expect(row).to_contain_text("class-of-may")


async def an_item_of_practice_says_so(desk: Any, page: Page, name: str, look: Look) -> None:
    desk.twins.router.queue[name].training = True
    await page.goto(f"{desk.address}/{name}")
    await expect(page.get_by_role("note").get_by_text(BANNER)).to_be_visible()
    await look("practice")


def ends(desk: Any) -> None:
    """Leaves nothing of it to other tests."""
    desk.twins.listener.brands[:] = [each for each in desk.twins.listener.brands if not each.training]
    desk.twins.listener.lessons.clear()
    desk.twins.router.cleared.clear()
    for each in desk.twins.router.queue.values():
        each.training = False
