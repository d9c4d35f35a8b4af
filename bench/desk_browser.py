"""What a browser makes of the desk, against a whole embedded set with a queue in it.

    python -m bench.desk_browser [--items 300] [--visits 7]

Prints one line of JSON:

- `interactive_ms`: from asking for the address, signed in and with an empty cache, until the queue is drawn
  and a key does something; median of the visits. `interactive_again_ms`: the same with what browsers keep.
- `script_kb`: all scripts that the desk loads until then, compressed as a server in front would (gzip), in
  units of 1,000 bytes. `all_script_kb`: those of every page.
- `input_ms`: from a key in the search field to the painted list, with 5,000 rows; worst of some keys.

Chromium shares the machine with the set, as it does on an agent's desk where everything runs beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import json
import statistics
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page, Route, async_playwright

from bench.pipeline import embedded_set, records
from services.cli import session
from services.console.api.shell import WEB

CHROMIUM: Final = "/usr/bin/chromium"
ROWS: Final = 5000
KEYS: Final = "percolune"
ITEMS: Final = 300
PAGE: Final = 500

READY: Final = """() => document.querySelector('.queue[data-ready=yes] .card') ? performance.now() : 0"""

PAINTED: Final = """async (key) => {
    const field = document.getElementById('search');
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
    const begun = performance.now();
    set.call(field, field.value + key);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - begun;
}"""


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--visits", type=int, default=7)
    chosen = parser.parse_args()
    async with embedded_set.running({}) as running, _chromium() as browser:
        await _fill(running, chosen.items)
        page = session.running(running.folder)
        assert page is not None
        link = str(page["page"])
        fresh = [await _visit(browser, link, again=False) for _ in range(chosen.visits)]
        again = [await _visit(browser, link, again=True) for _ in range(chosen.visits)]
        inputs = await _typed(browser, link)
    figures = {
        "interactive_ms": round(statistics.median(each for each, _ in fresh)),
        "interactive_again_ms": round(statistics.median(each for each, _ in again)),
        "script_kb": round(fresh[0][1] / 1000, 1),
        "all_script_kb": round(sum(map(_squeezed, WEB.rglob("*.js"))) / 1000, 1),
        "input_ms": round(max(inputs), 1),
        "visits": chosen.visits,
        "rows": ROWS,
    }
    print(json.dumps(figures))


@contextlib.asynccontextmanager
async def _chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield launched
        await launched.close()


async def _fill(running: embedded_set.EmbeddedSet, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "posts.jsonl"
        records.write_made_up(file, count)
        await running.until_done(await running.play(file))


async def _visit(browser: Browser, link: str, *, again: bool) -> tuple[float, int]:
    """Milliseconds until the desk can be used, and the bytes of its scripts."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    await page.request.get(link)  # signs in
    place = urlsplit(link)
    address = f"{place.scheme}://{place.netloc}/"
    if again:
        await page.goto(address)
        await page.wait_for_function(READY)
    scripts: list[str] = []
    page.on("request", lambda request: request.resource_type == "script" and scripts.append(request.url))
    await page.goto(address, wait_until="commit")
    ready = await (await page.wait_for_function(READY, polling=5)).json_value()
    await page.keyboard.press("?")
    await page.locator("#help").wait_for()
    files = {WEB / "assets" / url.rpartition("/")[2] for url in scripts}
    await context.close()
    return float(ready), sum(map(_squeezed, files))


def _squeezed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 6))


async def _typed(browser: Browser, link: str) -> list[float]:
    """Milliseconds from each key to the painted list, with thousands of rows."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    await page.request.get(link)
    place = urlsplit(link)
    address = f"{place.scheme}://{place.netloc}"
    told = await page.request.get(f"{address}/api/v1/opportunities?pageSize=1")
    await page.route("**/api/v1/opportunities?*", _many((await told.json())["opportunities"][0]))
    await page.goto(address)
    await page.wait_for_function(f"() => document.getElementById('queue-count')?.textContent === '{ROWS:,}'")
    found = [await _key(page, key) for key in KEYS]
    await context.close()
    return found


async def _key(page: Page, key: str) -> float:
    spent = float(await page.evaluate(PAINTED, key))
    await asyncio.sleep(0.3)  # the list follows the last of several keys; it is given its time
    return spent


def _many(example: dict[str, Any]) -> Callable[[Route], Awaitable[None]]:
    """Answers with pages of a queue as long as none should be."""

    async def answer(route: Route) -> None:
        token = route.request.url.partition("pageToken=")[2].partition("&")[0]
        start = int(token or 0)
        items = [{**example, "name": f"opportunities/many{start + number}"} for number in range(PAGE)]
        following = str(start + PAGE) if start + PAGE < ROWS else ""
        await route.fulfill(json={"opportunities": items, "nextPageToken": following})

    return answer


if __name__ == "__main__":
    asyncio.run(main())
