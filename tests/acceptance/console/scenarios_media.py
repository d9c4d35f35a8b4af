"""Pictures that go with an answer, picked, dropped and pasted in the browser on the stack of its module."""

from __future__ import annotations

import base64
from typing import Any

from playwright.async_api import Page, expect

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HANDED = """([kind, name, type, text]) => {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type }));
  const field = document.getElementById("reply-text");
  const options = { bubbles: true, cancelable: true };
  field.dispatchEvent(
    kind === "paste"
      ? new ClipboardEvent("paste", { ...options, clipboardData: carried })
      : new DragEvent("drop", { ...options, dataTransfer: carried }),
  );
}"""


async def hand(page: Page, way: str, name: str, kind: str, content: bytes = PIXEL) -> None:
    await page.evaluate(HANDED, [way, name, kind, base64.b64encode(content).decode()])


async def go_with_the_answer(page: Page) -> None:
    """Two go, described; what the network does not take is refused in a sentence."""
    await expect(page.locator(".attachments")).to_contain_text("Up to 2 of PNG, JPEG, each at most 1.0 MiB")
    listed, told = (
        page.get_by_role("list", name="Goes with the answer"),
        page.locator(".attachments [role=alert]"),
    )
    big = {"name": "big.png", "mimeType": "image/png", "buffer": bytes(1024 * 1024 + 1)}
    await page.locator(".attachments input[type=file]").set_input_files(big)
    await expect(told).to_contain_text("big.png has 1.1 MiB and the network takes 1.0 MiB")
    await hand(page, "drop", "notes.pdf", "application/pdf")
    await expect(told).to_contain_text(
        "notes.pdf is of a type that the network does not take; it takes PNG, JPEG"
    )
    await hand(page, "drop", "pump.png", "image/png")
    await hand(page, "paste", "<b>seal</b>.png", "image/png")
    await expect(listed.get_by_role("listitem")).to_have_count(2)
    await expect(told).to_have_count(0)
    await hand(page, "paste", "third.png", "image/png")
    await expect(told).to_contain_text("third.png is one too many; the network takes 2")
    await page.get_by_label("What pump.png shows, for those who do not see it").fill("A new pump")
    await page.get_by_role("button", name="Preview").click()
    await expect(page.locator(".preview-media img")).to_have_count(2)


async def are_shown_after(router: Any, page: Page) -> None:
    await expect(page.locator(".reply").last).to_contain_text("with 2 pictures")
    (sent,) = router.attached.values()
    told = [(each.content_type, each.content, each.description) for each in sent]
    assert told == [("image/png", PIXEL, "A new pump"), ("image/png", PIXEL, "")]
