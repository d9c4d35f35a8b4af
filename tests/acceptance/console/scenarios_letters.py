"""What an administrator does about dead letters, played in the browser on the stack of its module."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page, expect

from antiphon.events.v1 import events_pb2
from services.common.bus import DONE, Bus
from tests.fixtures import log
from tests.fixtures.nats import eventually

GIVEN_UP = ("sandbox:-:first@0", "sandbox:-:second@0", "sandbox:-:third@0")


async def give_up(desk: Any) -> None:
    bus = await Bus.connect(desk.twins.settings.bus, service="test")
    for item in GIVEN_UP:
        letter = events_pb2.DeadLetter(
            consumer="router",
            subject="scored.sandbox",
            payload=b"x",
            item_id=item,
            reason="INVALID_ITEM",
            cause="<b>The item has no text.</b>",
            tries=3,
        )
        letter.dead_time.GetCurrentTime()
        await bus.publish("deadletter.router", letter.SerializeToString(), message_id=item)
    await bus.close()


async def a_reader_is_there(desk: Any) -> None:
    settings = desk.twins.settings.bus
    bus = await Bus.connect(settings, service="test")

    async def handle(batch: Any) -> list[Any]:
        return [DONE] * len(batch.items)

    async with log.running(log.mention_consumer(bus, settings, handle)):
        await eventually(lambda: _is_known(bus))
    await bus.close()


async def _is_known(bus: Bus) -> bool:
    return "MENTIONS" in {lag.stream for lag in await bus.lags() if lag.name == "scorer"}


async def a_reader_waits_and_goes_on(desk: Any, page: Page) -> None:
    await page.get_by_role("link", name="Dead letters").click()
    row = page.get_by_role("region", name="Readers of the log").get_by_role("row", name="scorer MENTIONS")
    await row.get_by_role("button", name="Have scorer wait").click()
    dialog = page.locator("dialog[open]")
    agree = dialog.get_by_role("button", name="Have it wait")
    await expect(agree).to_be_disabled()
    await dialog.get_by_label("Why, for the audit").fill("A <b>model</b> is wrong")
    await agree.click()
    await expect(row).to_contain_text("waits")
    await row.get_by_role("button", name="Let scorer go on").click()
    await dialog.get_by_role("button", name="Go on").click()
    await expect(row).to_contain_text("reads on")
    await page.get_by_role("link", name="Audit").click()
    line = page.get_by_role("row", name="consumers.pause")
    await expect(line).to_contain_text("consumers/scorer · A <b>model</b> is wrong")


async def are_looked_at_tried_again_and_thrown_away(desk: Any, page: Page) -> None:
    await page.get_by_role("link", name="Dead letters").click()
    rows = page.get_by_role("region", name="Given up").locator("tbody tr")
    await expect(rows).to_have_count(3)
    replay, purge = (page.get_by_role("button", name=name) for name in ("Try again", "Throw away"))
    await expect(purge).to_be_disabled()

    await page.get_by_role("button", name=f"Show {GIVEN_UP[0]}").click()
    dialog = page.locator("dialog[open]")
    await expect(dialog).to_contain_text("<b>The item has no text.</b>")
    await page.keyboard.press("Escape")

    await page.get_by_label(f"Pick {GIVEN_UP[0]}").check()
    await replay.click()
    await expect(dialog).to_contain_text("1 item is put before its reader again")
    await dialog.get_by_role("button", name="Try again").click()
    await expect(rows).to_have_count(2)

    await page.get_by_label("Pick all shown").check()
    await purge.click()
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(rows).to_have_count(2)
    await page.get_by_label(f"Pick {GIVEN_UP[2]}").uncheck()
    await purge.click()
    await dialog.get_by_role("button", name="Throw away").click()
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text(GIVEN_UP[2])
    noted = await page.request.get(f"{desk.address}/api/v1/access")
    actions = [entry["action"] for entry in (await noted.json())["entries"][:2]]
    assert actions == ["deadletters.purge", "deadletters.replay"]
