"""What marketing does at the desk, as scenarios that the module of browser tests plays on its one stack."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page, expect

from antiphon.insights.v1 import analytics_service_pb2 as analytics
from services.insights.core import telling
from tests.acceptance.console import rooms, scene_numbers

LOOK: Final = "/insights?brands=brewster"


async def _look(desk: Any, page: Page, address: str = LOOK) -> None:
    await page.goto(desk.address + address)
    await expect(page.get_by_role("heading", name="Insights")).to_be_visible()


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")


async def a_number_opens_and_goes_to_care(desk: Any, page: Page) -> None:
    await _look(desk, page)
    tile = page.locator(".tile-open").first
    counted = int((await tile.inner_text()).replace(",", ""))
    await tile.click()
    said = page.locator(".said-one")
    await expect(said).to_have_count(25)
    await page.get_by_role("button", name="Further").click()
    await expect(said).to_have_count(50)
    assert counted > 50
    await expect(said.first.locator("mark")).to_have_text("Brewster")
    await said.first.get_by_role("button", name="Send to care").click()
    await expect(said.first.get_by_role("link", name="Open the conversation")).to_be_visible()
    assert desk.twins.staffing.taken[-1].brand == "brands/brewster"
    await said.first.get_by_label("Felt as").select_option("POSITIVE")
    await expect(said.first).to_contain_text("a person\u2019s word")
    assert desk.twins.insights.corrected[-1].sentiment == 3


async def what_could_not_be_seen_is_never_drawn_as_nought(desk: Any, page: Page) -> None:
    await _look(desk, page)
    plot = page.get_by_role("slider")
    await expect(page.locator(".shade-blind")).to_have_count(1)
    drawn = await page.locator(".trend .line").get_attribute("d")
    assert drawn is not None
    assert drawn.count("M") == 2
    await plot.focus()
    blind = ""
    for _ in range(30):
        blind = await plot.get_attribute("aria-valuetext") or ""
        if "nobody could see" in blind:
            break
        await page.keyboard.press("ArrowLeft")
    assert "nobody could see" in blind
    await expect(page.locator(".seen-line")).to_contain_text(re.compile(r"Seen \d+% of the time"))
    await expect(page.locator(".warn-line")).to_contain_text("was seen and")
    await page.keyboard.press("End")
    await page.keyboard.press("Enter")
    await expect(page.locator("#drawer .said-one").first).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(plot).to_be_focused()


async def a_chart_is_a_table_and_a_file(desk: Any, page: Page) -> None:
    await _look(desk, page)
    await page.get_by_role("button", name="Show Over time as a table").click()
    rows = page.get_by_role("region", name="Over time").locator("tbody tr")
    await expect(rows.nth(3)).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Save Over time as CSV").click()
    text = _text_of(await (await download.value).path())
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == await rows.count()
    counts = [line["Mentions"] for line in lines]
    assert "" in counts
    assert sum(int(count) for count in counts if count) > 100


async def a_look_is_its_address(desk: Any, page: Page) -> None:
    await _look(desk, page)
    await (
        page.locator("section", has=page.get_by_role("heading", name="How it is felt"))
        .get_by_role("button", name=re.compile("^negative"))
        .click()
    )
    await page.get_by_role("button", name="Look only at this").click()
    await expect(page).to_have_url(re.compile(r"sentiments=LABEL_NEGATIVE"))
    await expect(page.locator(".chip", has_text="negative")).to_be_visible()
    await page.reload()
    await expect(page.locator(".chip", has_text="negative")).to_be_visible()
    await page.get_by_role("button", name="Without the filter negative").click()
    await expect(page).not_to_have_url(re.compile("sentiments"))
    await page.go_back()
    await expect(page.locator(".chip", has_text="negative")).to_be_visible()


async def a_spike_says_what_it_is_made_of(desk: Any, page: Page) -> None:
    await _look(desk, page, f"{LOOK}&show=why")
    spike = page.locator(".spike").first
    await expect(spike).to_contain_text("far more than usual")
    await spike.get_by_role("button", name=re.compile("recall")).click()
    said = page.locator("#drawer .said-text")
    await expect(said.first).to_be_visible()
    texts = await said.all_inner_texts()
    assert texts
    assert all("recall" in text.lower() for text in texts)


async def answers_stand_side_by_side_and_open(desk: Any, page: Page) -> None:
    await _look(desk, page, f"{LOOK}&show=answers")
    ours = page.get_by_role("row", name=re.compile("@brewster_care"))
    await expect(ours).to_contain_text("25 min")
    await expect(ours).to_contain_text("75%")
    await expect(page.get_by_role("row", name=re.compile("@umbra_help"))).to_contain_text("2 h")
    await expect(page.get_by_text("40 of 90 answers were read")).to_be_visible()
    await expect(page.get_by_role("row", name=re.compile("^talk.example"))).to_contain_text("31")
    promised = page.locator("section", has=page.get_by_role("heading", name="Promises kept"))
    await expect(promised.get_by_role("row", name=re.compile("^brewster"))).to_contain_text("75%")
    used = page.locator("section", has=page.get_by_role("heading", name="How many channels"))
    await expect(used).to_contain_text("240 customers, 13 of them merged")
    await expect(used.locator(".bar-row").nth(1)).to_contain_text("2 channels")
    await page.get_by_role("button", name="Open the mentions of pump").click()
    said = page.locator("#drawer .said-text")
    await expect(said.first).to_be_visible()
    assert all("pump" in text.lower() for text in await said.all_inner_texts())


async def an_alert_is_tried_before_it_is_switched_on(desk: Any, page: Page) -> None:
    await _look(desk, page, "/insights?show=alerts")
    await expect(page.get_by_text("Choose a brand above first")).to_be_visible()
    await page.get_by_label("Brand").select_option("brewster")
    create = page.get_by_role("button", name="Switch it on")
    await page.get_by_label("Name").fill("Recall watch")
    await expect(create).to_be_disabled()
    await page.get_by_role("button", name="Try it on the last 30 days").click()
    await expect(page.locator(".alert-tried")).to_contain_text("It would have told 1 time")
    await expect(page.locator(".alert-tried")).to_contain_text("30 hours were left out")
    await page.get_by_label("Quiet from (hour)").select_option("22:00")
    await expect(create).to_be_disabled()
    await page.get_by_role("button", name="Try it on the last 30 days").click()
    await create.click()
    row = page.get_by_role("row", name=re.compile("Recall watch"))
    await expect(row).to_contain_text("1 h after a telling, 22:00 to 00:00")
    kept = desk.twins.numbers.alerts["alerts/recall-watch"]
    assert list(kept.slice.brands) == ["brands/brewster"]
    assert not kept.slice.HasField("start_time")
    await page.get_by_role("button", name="Drop the alert Recall watch").click()
    await expect(page.get_by_text("Nothing is watched yet")).to_be_visible()


async def a_look_is_kept_as_a_dashboard(desk: Any, page: Page) -> None:
    await _look(desk, page, f"{LOOK}&range=7d&by=NETWORK&show=dashboards")
    await page.get_by_label("Name").fill("Monday morning")
    await page.get_by_label("Leads").check()
    await page.get_by_role("button", name="Keep it").click()
    await page.get_by_role("button", name="Open the dashboard Monday morning").click()
    await expect(page.locator(".trend .line").first).to_be_visible()
    await expect(page.locator(".trend .legend li")).not_to_have_count(0)
    await page.get_by_role("button", name="All dashboards").click()
    await page.get_by_role("button", name=re.compile("Drop the dashboard Monday morning")).click()
    await expect(page.get_by_text("No dashboard is kept yet")).to_be_visible()


async def nothing_is_wider_than_a_phone(desk: Any, page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    for show in ("overview", "why", "answers", "alerts", "dashboards"):
        await _look(desk, page, f"{LOOK}&show={show}")
        await page.locator(".panel").first.wait_for()
        wide = await page.evaluate("document.querySelector('.page').scrollWidth")
        assert wide <= 390, show


def _heard(number: str, text: str) -> tuple[Any, Any]:
    return rooms.a_mention(number, text), rooms.a_score(text, {})


async def a_query_is_built_and_refused_at_its_column(desk: Any, page: Page) -> None:
    desk.twins.listener.queries.clear()
    await page.goto(f"{desk.address}/queries")
    await page.get_by_role("link", name="New query for Brewster").click()
    text = page.get_by_label("The same as text")
    await expect(text).to_have_value("Brewster")
    await page.get_by_label("Any of these words").fill("Brew ster,")
    await page.get_by_label("But none of these").fill("jobs,")
    await page.get_by_label("In these languages").fill("German")
    await expect(text).to_have_value('(Brewster OR "Brew ster") NOT jobs lang:de')
    await expect(page.locator(".reads")).to_have_text(
        'mentions of Brewster or "Brew ster", not jobs, in German'
    )
    await text.fill("Brewster NEAR pump")
    await expect(page.get_by_text("says more than these fields can")).to_be_visible()
    await expect(page.locator(".finding.bad")).to_contain_text("Column 10")
    await expect(page.locator(".query-mark mark")).to_have_text("N")
    await text.fill("(Brewster OR pump")
    await page.get_by_role("button", name="Use this instead").click()
    await expect(text).to_have_value("(Brewster OR pump)")
    desk.twins.insights.keep(*_heard("1", "My Brewster pump leaks"))
    desk.twins.insights.keep(*_heard("2", "Brewster jobs: pump engineer"))
    await text.fill("Brewster pump")
    await expect(page.locator(".found li")).to_have_count(2)
    await expect(page.locator(".found mark").first).to_have_text("Brewster")
    await expect(page.get_by_role("row", name=re.compile("X Is asked for"))).to_contain_text("$0.005")
    await page.get_by_label("Name, in small letters").fill("pumps")
    await expect(page.locator(".builder .chip bdi")).to_have_text(["Brewster", "pump"])
    await page.get_by_role("button", name="Listen for it").click()
    await expect(page.get_by_role("heading", name="Read the past for it, too?")).to_be_visible()
    begin = page.get_by_role("button", name="Read it")
    await expect(begin).to_be_disabled()
    await page.get_by_role("button", name="What would it cost?").click()
    await expect(page.get_by_role("status").filter(has_text="About 24 calls")).to_be_visible()
    await begin.click()
    await expect(page.get_by_role("link", name="Open the query pumps")).to_be_visible()
    assert [each.validate_only for each in desk.twins.listener.backfills] == [True, False]
    kept = desk.twins.listener.queries["brands/brewster/queries/pumps"]
    assert kept.expression == "Brewster pump"
    await page.get_by_role("link", name="Open the query pumps").click()
    await page.get_by_label("But none of these").fill("jobs,")
    await expect(page.locator(".diff .less")).to_have_text("\u22121")
    await expect(page.locator(".found li.removed mark").first).to_have_text("Brewster")
    await page.get_by_role("button", name="Change it").click()
    await expect(page.locator(".toast", has_text="with the new words")).to_be_visible()
    assert kept.expression == "Brewster pump NOT jobs"
    kept.managed_in = "queries/brewster.yaml"
    await page.reload()
    await expect(page.get_by_text("kept in queries/brewster.yaml")).to_be_visible()
    await expect(page.get_by_label("The same as text")).not_to_be_editable()
    await expect(page.get_by_role("button", name="Change it")).to_have_count(0)


async def a_query_narrows_everything_and_stays_where_it_cannot_be_read(desk: Any, page: Page) -> None:
    await _look(desk, page)
    field = page.get_by_label("Words or a query")
    whole = int((await page.locator(".tile-open").first.inner_text()).replace(",", ""))
    await field.fill("recall (shame OR burnt")
    reading = page.locator(".look-reading")
    await expect(reading).to_contain_text("Column 8:")
    await field.press("Enter")
    await expect(field).to_have_js_property("selectionStart", 7)
    assert "q=" not in page.url
    await reading.get_by_role("button", name="Mend it").click()
    await expect(field).to_have_value("recall (shame OR burnt)")
    await expect(reading).to_have_text("mentions of recall and (shame or burnt)")
    await expect(page).to_have_url(re.compile(r"q=recall"))
    tile = page.locator(".tile-open").first
    await expect(tile).not_to_have_text(re.compile(f"^{whole:,}$"))
    assert 0 < int((await tile.inner_text()).replace(",", "")) < whole
    assert desk.twins.numbers.asked[-1].query == "recall (shame OR burnt)"
    await tile.click()
    await expect(page.locator(".said-one").first).to_contain_text(re.compile("recall", re.IGNORECASE))
    assert desk.twins.numbers.asked[-1].query == "recall (shame OR burnt)"


async def the_link_of_an_alert_opens_its_evidence(desk: Any, page: Page) -> None:
    end = scene_numbers.STORM + scene_numbers.STORM_HOURS * scene_numbers.HOUR
    evidence = analytics.Slice(brands=["brands/brewster"], query="recall NOT zebra")
    evidence.start_time.FromDatetime(scene_numbers.STORM)
    evidence.end_time.FromDatetime(end)
    await page.goto(telling.link(desk.address, evidence))
    await expect(page.locator("#drawer .said-one").first).to_contain_text(re.compile("recall", re.IGNORECASE))
    asked = desk.twins.numbers.asked
    assert any((each.query, each.end_time) == (evidence.query, evidence.end_time) for each in asked)
    await page.keyboard.press("Escape")
    await expect(page.get_by_label("Words or a query")).to_have_value("recall NOT zebra")
    await expect(page.get_by_role("combobox", name="Brand", exact=True)).to_have_value("brewster")


ALL: Final[Sequence[Callable[[Any, Page], Awaitable[None]]]] = (
    a_number_opens_and_goes_to_care,
    what_could_not_be_seen_is_never_drawn_as_nought,
    a_chart_is_a_table_and_a_file,
    a_look_is_its_address,
    a_spike_says_what_it_is_made_of,
    answers_stand_side_by_side_and_open,
    an_alert_is_tried_before_it_is_switched_on,
    a_look_is_kept_as_a_dashboard,
    nothing_is_wider_than_a_phone,
    a_query_is_built_and_refused_at_its_column,
    a_query_narrows_everything_and_stays_where_it_cannot_be_read,
    the_link_of_an_alert_opens_its_evidence,
)
