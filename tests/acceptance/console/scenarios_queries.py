"""What agents called not relevant, on the page of queries: examples, and exclusions with their effect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from playwright.async_api import Page, expect

from antiphon.insights.v1 import curation_service_pb2 as curation
from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.listening.v1 import listening_service_pb2 as listening
from tests.acceptance.console import rooms

NAME = "brands/brewster/queries/name"
JOBS = ("welders", "cooks", "drivers", "nurses", "clerks", "bakers")
GOODS = ("toaster", "kettle", "mixer", "oven", "grill", "lamp")
USE = "Use this exclusion: hiring"


def _judge(desk: Any, number: str, text: str, *, relevant: bool) -> None:
    mention, score = rooms.a_mention(number, text), rooms.a_score(text, {})
    desk.twins.insights.keep(mention, score)
    judged = curation.RelevanceJudgement(
        mention=insights.ArchivedMention(mention=mention, score=score), relevant=relevant
    )
    desk.twins.numbers.curation.judged.append(judged)


def _begin(desk: Any) -> listening.Query:
    desk.twins.numbers.curation.judged.clear()
    for at, word in enumerate(JOBS):
        _judge(desk, f"job{at}", f"Brewster hiring {word}", relevant=False)
    for at, word in enumerate(GOODS):
        _judge(desk, f"good{at}", f"My Brewster {word} leaks", relevant=True)
    kept = listening.Query(name=NAME, expression="Brewster", etag="1")
    desk.twins.listener.queries.clear()
    desk.twins.listener.queries[NAME] = kept
    return kept


async def what_was_judged_not_relevant_is_left_out_of_a_query(desk: Any, page: Page) -> None:
    kept = _begin(desk)
    await page.goto(f"{desk.address}/queries?query={NAME}")
    card = page.locator(".panel", has=page.get_by_role("heading", name="Judged not relevant"))
    await expect(card.locator(".found li")).to_have_count(len(JOBS))
    await expect(card.locator(".found em").first).to_have_text("still found")
    await expect(card.locator(".exclusions li")).to_contain_text(
        "Takes 6 of 6 judged not relevant, and 0 of 6 that were answered or judged relevant."
    )
    await expect(card.locator(".exclusions li")).to_contain_text("6 mentions less in the last 30 days")
    await card.get_by_role("button", name="It is about us").first.click()
    await expect(page.locator(".toast", has_text="speaks for the query")).to_be_visible()
    said = desk.twins.insights.corrected[-1]
    assert (said.relevant, said.brand) == (True, "brands/brewster")
    assert said.name == desk.twins.numbers.curation.judged[0].mention.mention.name
    await card.get_by_role("button", name=USE).click()
    await expect(page.get_by_label("The same as text")).to_have_value("Brewster -hiring")
    await expect(page.locator(".diff .less")).to_have_text("\u22126")
    await expect(card.locator(".found em").first).to_have_text("left out")
    await expect(card.get_by_text("It finds nothing any more that was judged not relevant.")).to_be_visible()
    await page.get_by_role("button", name="Change it").click()
    await expect(page.locator(".toast", has_text="with the new words")).to_be_visible()
    assert kept.expression == "Brewster -hiring"


async def a_query_of_a_file_shows_what_to_paste_there(desk: Any, page: Page) -> None:
    kept = _begin(desk)
    kept.managed_in = "queries/brewster.yaml"
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.goto(f"{desk.address}/queries?query={NAME}")
    card = page.locator(".panel", has=page.get_by_role("heading", name="Judged not relevant"))
    await expect(card.get_by_text("antiphon query suggest brewster/name")).to_be_visible()
    await expect(card.locator(".exclusions code")).to_have_text("hiring")
    await expect(card.get_by_role("button", name=USE)).to_have_count(0)
    await card.get_by_role("button", name="Copy as an example for a file").first.click()
    await expect(page.locator(".toast", has_text="must_not_match")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == '- "Brewster hiring welders"'


async def a_query_that_nobody_judged_says_what_would_stand_there(desk: Any, page: Page) -> None:
    _begin(desk)
    desk.twins.numbers.curation.judged.clear()
    await page.goto(f"{desk.address}/queries?query={NAME}")
    await expect(page.get_by_text("What agents dismiss as not about us stands here")).to_be_visible()


ALL: Final[Sequence[Callable[[Any, Page], Awaitable[None]]]] = (
    what_was_judged_not_relevant_is_left_out_of_a_query,
    a_query_of_a_file_shows_what_to_paste_there,
    a_query_that_nobody_judged_says_what_would_stand_there,
)
