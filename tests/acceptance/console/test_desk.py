"""The desk as people use it: Debian's Chromium, the console itself, twins behind it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from playwright.async_api import expect

from tests.acceptance.console import scene
from tests.acceptance.console.rooms import a_mention, a_score, an_opportunity


def a_complaint(number: int = 1, **options):
    text = f"The pump leaks again, terrible number {number}"
    return an_opportunity(
        a_mention(str(number), text, author=f"Customer {number}"),
        a_score(text, {"terrible": -2.1}),
        **options,
    )


def uid(opportunity) -> str:
    return opportunity.name.rpartition("/")[2]


def card(page, opportunity):
    return page.locator(f"#queue [data-uid='{uid(opportunity)}']")


async def claim(page, opportunity):
    await card(page, opportunity).click()
    await page.locator(f".talk[data-uid='{uid(opportunity)}']").wait_for()
    await page.keyboard.press("r")
    await page.locator("#reply-text").wait_for()


async def answered(desk, page, opportunity, text="We are sorry; a courier is on the way."):
    """Claims, writes and sends; the reply as the router has it."""
    await claim(page, opportunity)
    await page.fill("#reply-text", text)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".reply")).to_contain_text(text)
    return next(iter(desk.twins.router.replies.values()))


async def test_a_new_conversation_appears_by_itself(desk, sign_in):
    page = await sign_in()
    await expect(page.locator("#queue-empty")).to_contain_text("Nobody is waiting")
    complaint = await desk.twins.router.put(a_complaint())
    await expect(card(page, complaint)).to_contain_text("The pump leaks again")
    await expect(page.locator("#queue-count")).to_have_text("1")
    await expect(page.locator("#queue-empty")).to_be_hidden()
    assert page.faults == []


async def test_claim_reply_and_the_true_state_of_the_reply_with_its_link(desk, sign_in):
    complaint = await desk.twins.router.put(a_complaint())
    page = await sign_in()
    await page.keyboard.press("n")
    await expect(page.locator("#reply-text")).to_be_focused()
    await page.keyboard.type("We are sorry. A new pump is on its way to you.")
    await expect(page.locator("#reply-count")).to_have_text("46 / 300")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".reply")).to_have_attribute("data-state", "queued")
    (reply,) = desk.twins.router.replies.values()
    assert reply.text == "We are sorry. A new pump is on its way to you."
    await expect(page.locator(".answer")).to_contain_text("nobody can answer this again")
    await desk.twins.router.settle(reply, "SENDING")
    await expect(page.locator(".reply .now")).to_have_text("sending")
    await desk.twins.router.settle(reply, "SENT", link="http://127.0.0.1:9/posts/77")
    await expect(page.locator(".reply-link")).to_have_attribute("href", "http://127.0.0.1:9/posts/77")
    await expect(card(page, complaint)).to_have_count(0)
    await expect(page.locator("#strip")).to_contain_text("Sent")
    assert page.faults == []


async def test_a_failed_reply_says_why_and_never_looks_sent(desk, sign_in):
    complaint = await desk.twins.router.put(a_complaint())
    page = await sign_in()
    reply = await answered(desk, page, complaint)
    await desk.twins.router.settle(reply, "FAILED", reason="The network refused it: the thread is locked.")
    await expect(page.locator(".reply-why")).to_have_text("The network refused it: the thread is locked.")
    await expect(page.locator(".steps")).to_have_count(0)
    await expect(card(page, complaint).locator(".badge.failed")).to_be_visible()
    await page.keyboard.press("r")
    await expect(page.locator("#reply-text")).to_be_focused()


async def test_an_unconfirmed_reply_is_freed_only_by_somebody_who_looked(desk, sign_in):
    complaint = await desk.twins.router.put(a_complaint())
    page = await sign_in()
    reply = await answered(desk, page, complaint)
    await desk.twins.router.settle(reply, "CHECKING")
    await expect(page.locator(".reply-why")).to_contain_text("never sent twice")
    await desk.twins.router.settle(reply, "UNCONFIRMED")
    await expect(page.locator("[data-do=reply]")).to_have_count(0)
    await page.get_by_role("button", name="I looked, free it").click()
    await expect(page.locator(".reply")).to_have_attribute("data-state", "cancelled")
    await expect(page.get_by_role("button", name="Claim and reply")).to_be_visible()


async def test_two_agents_cannot_both_claim(desk, sign_in):
    complaint = await desk.twins.router.put(a_complaint())
    ann, bob = await sign_in("ann"), await sign_in("bob")
    await card(bob, complaint).click()
    await bob.locator(".talk").wait_for()
    await claim(ann, complaint)
    await expect(bob.locator(".answer")).to_contain_text("ann is writing an answer")
    await expect(card(bob, complaint)).to_contain_text("ann is writing")
    await expect(card(ann, complaint)).to_contain_text("yours")
    await bob.keyboard.press("r")
    await expect(bob.locator("#reply-text")).to_have_count(0)
    await bob.keyboard.press("n")
    await expect(bob.locator(".toast")).to_contain_text("Nobody is waiting")
    assert desk.twins.router.queue[complaint.name].lease.holder == "user:local:ann"


async def test_what_is_being_written_survives_updates_reloads_and_a_lost_claim(desk, sign_in):
    complaint = await desk.twins.router.put(a_complaint())
    page = await sign_in()
    await claim(page, complaint)
    await page.fill("#reply-text", "Half a sen")
    await page.locator("#reply-text").press("End")
    await page.keyboard.type("tence")
    found = desk.twins.router.queue[complaint.name]
    found.mentions.append(a_mention("77", "Hello?", conversation=complaint.conversation_key))
    await desk.twins.router.tell(found, "OPPORTUNITY_UPDATED")
    await expect(page.locator(".thread")).to_contain_text("Hello?")
    await expect(page.locator("#reply-text")).to_have_value("Half a sentence")
    await expect(page.locator("#reply-text")).to_be_focused()
    await page.reload()
    await expect(page.locator("#reply-text")).to_have_value("Half a sentence")
    found.lease.expire_time.FromDatetime(datetime.now(UTC) - timedelta(seconds=1))
    await page.locator("#reply-text").focus()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".toast")).to_contain_text("claim it again")
    await expect(page.get_by_role("button", name="Claim and reply")).to_be_visible()
    await page.locator("#conversation").focus()
    await page.keyboard.press("r")
    await expect(page.locator("#reply-text")).to_have_value("Half a sentence")


async def test_a_reply_longer_than_the_network_takes_cannot_be_sent(desk, sign_in):
    complaint = a_complaint()
    complaint.max_reply_length, complaint.reply_length_unit = 10, "GRAPHEME"
    await desk.twins.router.put(complaint)
    page = await sign_in()
    await claim(page, complaint)
    await page.fill("#reply-text", "12345678👩‍👩‍👧‍👦é")
    await expect(page.locator("#reply-count")).to_have_text("0 left")
    await expect(page.get_by_role("button", name="Send")).to_be_enabled()
    await page.fill("#reply-text", "12345678👩‍👩‍👧‍👦é!")
    await expect(page.locator("#reply-count")).to_have_text("1 too many")
    await expect(page.get_by_role("button", name="Send")).to_be_disabled()
    await page.keyboard.press("Control+Enter")
    assert desk.twins.router.replies == {}


async def test_a_time_has_one_name_on_the_card_and_in_the_conversation(desk, sign_in):
    soon, later = timedelta(minutes=19, seconds=30), timedelta(minutes=41, seconds=30)
    windowed = await desk.twins.router.put(a_complaint(1, due=later, window=soon))
    overdue = await desk.twins.router.put(a_complaint(2, due=-soon, window=later))
    endless = await desk.twins.router.put(a_complaint(3, due=None))
    page = await sign_in()
    await expect(card(page, windowed).locator(".end")).to_have_text("answer by 19 min left")
    await expect(card(page, overdue).locator(".end")).to_have_text("due 19 min over")
    await expect(card(page, endless).locator(".end")).to_have_count(0)
    await card(page, windowed).click()
    await page.locator(f".talk[data-uid='{uid(windowed)}']").wait_for()
    await expect(page.locator(".talk-due .end")).to_have_text(["answer by 19 min left", "due 41 min left"])
    await card(page, endless).click()
    await page.locator(f".talk[data-uid='{uid(endless)}']").wait_for()
    await expect(page.locator(".talk-due")).to_contain_text("waiting since")


async def test_what_strangers_write_is_text_and_never_part_of_the_page(desk, sign_in):
    nasty = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    mention = a_mention("1", nasty, author=nasty, handle='"><b>')
    mention.link = "javascript:document.title=3"
    mention.author.link = "javascript:document.title=4"
    complaint = await desk.twins.router.put(an_opportunity(mention, a_score(nasty, {})))
    page = await sign_in()
    await card(page, complaint).click()
    await expect(page.locator(".turn-text")).to_have_text(nasty)
    assert await page.locator("img[src=x], a[href^=javascript]").count() == 0
    assert "Antiphon" in await page.title()
    assert page.faults == []


async def test_a_service_that_is_away_is_told_in_a_sentence_and_the_queue_stays(desk, sign_in):
    complaint = await desk.twins.router.put(a_complaint())
    page = await sign_in()
    await expect(card(page, complaint)).to_be_visible()
    desk.twins.router.away = True
    await expect(page.locator("#trouble")).to_contain_text("cannot be reached")
    await expect(card(page, complaint)).to_be_visible()
    desk.twins.router.away = False
    await expect(page.locator("#trouble")).to_be_hidden()


async def test_it_is_usable_on_a_phone(desk, sign_in):
    complaint = await desk.twins.router.put(a_complaint())
    page = await sign_in(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True
    )
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    await card(page, complaint).tap()
    await expect(page.locator(".queue")).to_be_hidden()
    await page.get_by_role("button", name="Claim and reply").tap()
    await page.locator("#reply-text").fill("On its way.")
    await page.get_by_role("button", name="Send").tap()
    await expect(page.locator(".reply")).to_contain_text("On its way.")
    await page.get_by_role("button", name="Back to the queue").tap()
    await expect(page.locator(".queue")).to_be_visible()


async def test_words_can_be_read_in_light_and_dark(desk, sign_in):
    await scene.set_up(desk.twins)
    for scheme in ("light", "dark"):
        page = await sign_in(color_scheme=scheme)
        await page.keyboard.press("j")
        await page.locator(".talk").wait_for()
        assert json.loads(await page.evaluate(CONTRAST)) == []


CONTRAST = """() => {
  const channel = (value) => {
    value /= 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const parse = (color) => (color.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = parse(getComputedStyle(each).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const weak = [];
  const written = ".quiet, .card-net, .card-text, .badge, .mood, .due, .prio, .note, h2, h3, .source-state, "
    + ".source-problem, .figure dt, .terms li, .turn-text, .me";
  for (const element of document.querySelectorAll(written)) {
    if (!element.offsetParent) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) weak.push([element.className, element.textContent.trim(), ratio.toFixed(2)]);
  }
  return JSON.stringify(weak);
}"""
