"""The desk in a real browser: people take, write, are interrupted, and are never told what is not so."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from antiphon.events.v1 import events_pb2
from services.common.bus import Bus
from services.common.config import DataSettings, RpcSettings, Settings
from services.console.api.shell import WEB
from tests.acceptance.console import (
    rooms,
    rooms_care,
    rooms_staffing,
    scenarios_care,
    scenarios_channels,
    scenarios_letters,
    scenarios_links,
    scenarios_media,
    scenarios_numbers,
    scenarios_policies,
    scenarios_queries,
    scenarios_sources,
    scenarios_staffing,
    scenarios_training,
    scenarios_webhooks,
    scene,
)
from tests.acceptance.console.conftest import CHROMIUM, PRESENT, Desk, serve
from tests.acceptance.console.rooms import a_mention, a_score, an_opportunity
from tests.fixtures import a_translator, push_service
from tests.fixtures.nats import NatsServer, eventually, quick_settings

AXE = Path(__file__).parents[3] / "web/node_modules/axe-core/axe.min.js"
BUILT = (WEB / "index.html").exists()
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
NOISE = "Failed to load resource"
"""What the browser says of every answer that is no 200; the desk says it in words of its own."""
NEVER = "404"
"""What is no noise: the desk asks for nothing that is normally missing."""

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not BUILT, reason="the web app is not built; with Node 20 or newer: make web"),
]


@pytest.fixture(scope="module")
def phone() -> Iterator[push_service.Browser]:
    """A phone that can be told while the desk is closed."""
    with push_service.serving() as browser:
        yield browser


@pytest.fixture(scope="module")
def translator() -> Iterator[a_translator.Server]:
    """What translates from German."""
    with a_translator.serving() as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(auth_settings, tmp_path_factory, phone, translator) -> AsyncIterator[Desk]:
    """One desk for all tests here; each begins with an empty queue."""
    folder = tmp_path_factory.mktemp("web")
    server = NatsServer(folder / "nats", "")
    server.start()
    defaults = Settings()
    settings = dataclasses.replace(
        defaults,
        data=DataSettings(folder=folder),
        obs=dataclasses.replace(defaults.obs, metrics_port=-1),
        rpc=RpcSettings(listen="127.0.0.1:0", deadline_seconds=30.0, drain_seconds=1.0),
        auth=auth_settings,
        bus=quick_settings(server),
    )
    bus = await Bus.connect(settings.bus, service="test")
    patch = pytest.MonkeyPatch()
    options = {
        "requests_per_second": 10_000.0,
        "push_hosts": (urlsplit(phone.address).netloc,),
        "translator_url": translator.address,
    }
    try:
        async with (
            rooms.running(settings, bus) as twins,
            serve(twins, folder, patch, web=WEB, **options) as served,
        ):
            yield served
    finally:
        patch.undo()
        await bus.close()
        server.kill()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    if not PRESENT:
        reason = "Debian's Chromium is missing: apt-get install -y chromium"
        (pytest.fail if os.environ.get("ANTIPHON_STRICT") == "1" else pytest.skip)(reason)
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def router(desk) -> AsyncIterator[rooms.Router]:
    """The queue of this test; what others left in it is gone."""
    router, writing = desk.twins.router, desk.twins.drafting
    for kept in (
        router.queue,
        router.replies,
        router.requests,
        writing.drafts,
        writing.notes,
        writing.macros,
    ):
        kept.clear()
    desk.twins.insights.kept.clear()
    desk.twins.listener.sources.clear()
    return router


@pytest_asyncio.fixture(loop_scope="module")
async def sign_in(chromium, desk, router):
    """Opens the desk in a browser of its own; what went wrong in it is looked at in the end."""
    opened: list[Page] = []

    async def enter(colleague: str = "", **options) -> Page:
        context = await chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        page = await context.new_page()
        page.set_default_timeout(20_000)
        page.faults = []
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))
        page.on("console", lambda said: said.type == "error" and page.faults.append(said.text))
        await page.goto(desk.link(colleague))
        await page.wait_for_selector("#live[data-state=live]")
        opened.append(page)
        return page

    yield enter
    for page in opened:
        assert [fault for fault in page.faults if NOISE not in fault or NEVER in fault] == []
        await page.context.close()


def uid(opportunity) -> str:
    return opportunity.name.rpartition("/")[2]


def card(page: Page, opportunity):
    return page.locator(f".card[data-uid='{uid(opportunity)}']")


def a_complaint(number: int = 1, text: str = "My Brewster leaks again, this is annoying!", **more):
    mention = a_mention(str(number), text)
    return an_opportunity(mention, a_score(text, {"annoying": -1.7} if "annoying" in text else {}), **more)


async def claim(page: Page, opportunity) -> None:
    await card(page, opportunity).click()
    await page.locator(f".talk[data-uid='{uid(opportunity)}']").wait_for()
    await page.keyboard.press("r")
    await expect(page.locator("#reply-text")).to_be_focused()


async def answered(router, page: Page, opportunity, text: str = "We are sorry. A new pump is on its way."):
    await claim(page, opportunity)
    await page.keyboard.type(text)
    await page.keyboard.press("Control+Enter")
    await page.locator(".sent").first.wait_for()

    def arrived():
        return [each for each in router.replies.values() if each.name.startswith(opportunity.name + "/")]

    await eventually(arrived)  # what is shown may still be the answer before
    return arrived()[0]


async def test_an_agent_answers_sees_what_became_of_it_and_the_next_comes_by_itself(router, sign_in):
    first, second = [await router.put(a_complaint(number, priority=90 - number)) for number in (1, 2)]
    page = await sign_in("ann")
    await page.keyboard.press("n")
    await expect(page.locator("#reply-text")).to_be_focused()
    await expect(card(page, first)).to_contain_text("yours")
    await page.keyboard.type("We are sorry. A new pump is on its way.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".talk")).to_have_attribute("data-uid", uid(second))
    await expect(page.locator("#reply-text")).to_be_focused()
    await expect(page.locator("#reply-text")).to_have_value("")
    sent = page.locator(".sent")
    await expect(sent).to_have_attribute("data-state", "queued")
    reply = next(iter(router.replies.values()))
    await router.settle(reply, "SENDING")
    await expect(sent.locator(".sent-state")).to_have_text("sending")
    await router.settle(reply, "SENT", link="http://127.0.0.1:9/posts/77")
    await expect(sent.get_by_role("link", name="See it")).to_have_attribute(
        "href", "http://127.0.0.1:9/posts/77"
    )
    await expect(card(page, first)).to_have_count(0)
    assert (reply.text, reply.author) == ("We are sorry. A new pump is on its way.", "user:local:ann")


async def test_a_reply_can_be_taken_back_while_it_has_not_left_and_its_words_are_kept(router, sign_in):
    complaint = await router.put(a_complaint())
    page = await sign_in()
    reply = await answered(router, page, complaint, "Too hasty.")
    await page.locator(".sent").get_by_role("button", name="Undo").click()
    await expect(page.locator(".reply")).to_have_attribute("data-state", "cancelled")
    assert reply.state == reply.STATE_CANCELLED
    await page.locator("#conversation").focus()
    await page.keyboard.press("r")
    await expect(page.locator("#reply-text")).to_have_value("Too hasty.")


async def test_a_failed_send_and_an_unconfirmed_one_never_look_sent_and_both_are_mended(router, sign_in):
    failing, lost = [await router.put(a_complaint(number)) for number in (1, 2)]
    page = await sign_in()
    await page.evaluate("localStorage.setItem('desk:settings', '{\"next\":false}')")
    await page.reload()
    reply = await answered(router, page, failing)
    await router.settle(reply, "FAILED", reason="The network refused it: the thread is locked.")
    await expect(page.locator(".reply-why")).to_have_text("The network refused it: the thread is locked.")
    await expect(page.locator(".sent .sent-state")).to_have_text("failed")
    await expect(page.locator(".reply .steps")).to_have_count(0)
    await page.get_by_role("button", name="Claim and reply").click()
    await page.fill("#reply-text", "Again, in your new thread.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".reply")).to_have_count(2)
    again = list(router.replies.values())[1]
    await router.settle(again, "SENT", link="http://127.0.0.1:9/posts/78")
    await expect(page.locator(".reply-link")).to_have_attribute("href", "http://127.0.0.1:9/posts/78")

    reply = await answered(router, page, lost)
    await router.settle(reply, "CHECKING")
    await expect(page.locator(".reply-why")).to_contain_text("never sent twice")
    await router.settle(reply, "UNCONFIRMED")
    await expect(page.locator(".sent[data-state=unconfirmed]")).to_be_visible()
    await expect(page.get_by_role("button", name="Claim and reply")).to_have_count(0)
    await page.get_by_role("button", name="I looked, free it").click()
    await expect(page.locator(".reply")).to_have_attribute("data-state", "cancelled")
    await expect(page.get_by_role("button", name="Claim and reply")).to_be_visible()


async def test_two_agents_race_and_one_is_told_who_was_first(router, sign_in):
    complaint = await router.put(a_complaint())
    ann, bob = await sign_in("ann"), await sign_in("bob")
    for page in (ann, bob):
        await card(page, complaint).click()
        await page.get_by_role("button", name="Claim and reply").wait_for()
    await expect(ann.locator(".lookers")).to_contain_text("Also here: bob")
    await asyncio.gather(*(page.keyboard.press("r") for page in (ann, bob)))
    for page in (ann, bob):
        await page.locator("#reply-text, .standing.held").first.wait_for()
    writing = [await page.locator("#reply-text").count() for page in (ann, bob)]
    assert sorted(writing) == [0, 1]
    first = ("ann", "bob")[writing.index(1)]
    other = (ann, bob)[writing.index(0)]
    assert router.queue[complaint.name].lease.holder == f"user:local:{first}"
    await expect(other.locator(".standing")).to_contain_text(f"{first} is writing an answer")
    await expect(card(other, complaint)).to_contain_text(f"{first} is writing")
    await other.locator("#conversation").focus()
    await other.keyboard.press("n")
    await expect(other.locator(".toast", has_text="Nobody is waiting")).to_be_visible()


async def test_what_is_written_survives_a_lost_network_a_reload_and_a_lost_claim(desk, router, sign_in):
    complaint = await router.put(a_complaint())
    page = await sign_in("ann")
    await claim(page, complaint)
    await page.keyboard.type("Half a sentence")
    await expect(page.locator(".saved-word")).to_have_text("Draft saved")
    assert next(iter(desk.twins.drafting.drafts.values())).text == "Half a sentence"
    await page.context.set_offline(True)
    await page.keyboard.type(", and the rest.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".toast")).to_contain_text("cannot be reached")
    await expect(page.locator("#reply-text")).to_have_value("Half a sentence, and the rest.")
    assert router.replies == {}
    await page.context.set_offline(False)
    await page.reload()
    await expect(page.locator("#live")).to_have_attribute("data-state", "live")
    await expect(page.locator("#reply-text")).to_have_value("Half a sentence, and the rest.")
    found = router.queue[complaint.name]
    found.lease.expire_time.FromDatetime(datetime.now(UTC) - timedelta(seconds=1))
    await page.locator("#reply-text").focus()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".toast").first).to_contain_text("claim it again")
    await page.get_by_role("button", name="Claim and reply").click()
    await expect(page.locator("#reply-text")).to_have_value("Half a sentence, and the rest.")
    await expect(page.locator("#reply-text")).to_be_focused()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".sent")).to_have_count(1)
    assert [reply.text for reply in router.replies.values()] == ["Half a sentence, and the rest."]


async def test_a_change_comes_in_while_one_writes_and_the_writing_stays(router, sign_in):
    complaint = await router.put(a_complaint())
    page = await sign_in()
    await claim(page, complaint)
    await page.keyboard.type("Half a sen")
    found = router.queue[complaint.name]
    found.mentions.append(a_mention("77", "Hello?", conversation=complaint.conversation_key))
    await router.tell(found, "OPPORTUNITY_UPDATED")
    await expect(page.locator(".thread")).to_contain_text("Hello?")
    await page.keyboard.type("tence")
    await expect(page.locator("#reply-text")).to_have_value("Half a sentence")
    await expect(page.locator("#reply-text")).to_be_focused()


async def test_the_claim_is_renewed_while_somebody_writes(router, sign_in, monkeypatch):
    monkeypatch.setattr(rooms, "LEASE", timedelta(seconds=6))
    complaint = await router.put(a_complaint())
    page = await sign_in()
    await claim(page, complaint)
    held = router.queue[complaint.name].lease
    first = held.expire_time.ToNanoseconds()
    for _ in range(200):
        if held.expire_time.ToNanoseconds() > first:
            break
        await asyncio.sleep(0.05)
    assert held.expire_time.ToNanoseconds() > first


async def test_a_reply_longer_than_the_network_takes_cannot_be_sent(router, sign_in):
    complaint = await router.put(a_complaint())
    page = await sign_in()
    await claim(page, complaint)
    await page.fill("#reply-text", "x" * 298 + "👩‍👩‍👧‍👦é")
    await expect(page.locator("#reply-count")).to_have_text("0 left")
    await expect(page.get_by_role("button", name="Send")).to_be_enabled()
    await page.locator("#reply-text").press("End")
    await page.keyboard.type("!")
    await expect(page.locator("#reply-count")).to_have_text("1 too many")
    await expect(page.get_by_role("button", name="Send")).to_be_disabled()
    await page.keyboard.press("Control+Enter")
    assert router.replies == {}
    await page.get_by_label("In several posts").check()
    await expect(page.get_by_role("button", name="Send")).to_be_enabled()


async def test_the_keyboard_is_enough(desk, router, sign_in):
    desk.twins.drafting.macros["sorry"] = "We are sorry, Mira."
    first, second = [await router.put(a_complaint(number, priority=90 - number)) for number in (1, 2)]
    page = await sign_in()
    await card(page, second).wait_for()
    await page.keyboard.press("j")
    await expect(page.locator(".talk")).to_have_attribute("data-uid", uid(first))
    await page.keyboard.press("j")
    await expect(page.locator(".talk")).to_have_attribute("data-uid", uid(second))
    await page.keyboard.press("k")
    await expect(page.locator(".talk")).to_have_attribute("data-uid", uid(first))
    await page.keyboard.press("y")
    await expect(page.locator("#why")).to_contain_text("A customer is unhappy and nobody has answered.")
    await page.keyboard.press("Escape")
    await page.keyboard.press("m")
    await page.keyboard.type("Ask the workshop.")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(".note-turn")).to_contain_text("Ask the workshop.")
    await expect(page.locator("dialog")).to_have_count(0)
    await page.keyboard.press("r")
    await page.keyboard.type("/sor")
    await expect(page.locator("#macros [role=option]")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.locator("#reply-text")).to_have_value("We are sorry, Mira.")
    await page.keyboard.press("Escape")
    await page.keyboard.press("d")
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog")).to_have_count(0)
    await expect(page.locator(".standing")).to_contain_text("Not worth an answer")
    await expect(card(page, first)).to_have_count(0)
    await page.keyboard.press("/")
    await page.keyboard.type("leaks")
    await expect(page).to_have_url(re.compile(r"q=leaks"))
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(page.get_by_role("heading", name="Keyboard")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#help")).to_have_count(0)


async def test_conversations_are_merged_and_split_with_the_keyboard_and_both_are_undone(router, sign_in):
    stays, joins = [await router.put(a_complaint(number, f"Brewster, part {number}")) for number in (1, 2)]
    page = await sign_in()
    await card(page, stays).click()
    await page.locator(".talk").wait_for()
    await page.keyboard.press("g")
    await page.keyboard.type("part 2")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await expect(page.locator(".merge-preview")).to_contain_text("Moves: 1 mention.")
    assert router.queue[joins.name].state == rooms.OPEN
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog")).to_have_count(0)
    await expect(page.locator(".thread")).to_contain_text("part 2")
    await expect(card(page, joins)).to_have_count(0)
    await page.locator(".toast").get_by_role("button", name="Undo").press("Enter")
    await expect(card(page, joins)).to_have_count(1)
    await expect(page.locator(".thread")).not_to_contain_text("part 2")

    whole = await router.put(a_complaint(3, "Brewster, both", before=(a_mention("4", "Brewster, else"),)))
    await card(page, whole).click()
    await page.locator(f".talk[data-uid='{uid(whole)}']").wait_for()
    await page.keyboard.press("s")
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await expect(page.locator(".merge-preview")).to_contain_text("Then this one has 1 mention")
    await page.keyboard.press("Enter")
    await expect(page.locator(".thread")).not_to_contain_text("Brewster, else")
    await expect(page.locator(".card")).to_have_count(4)
    await page.locator(".toast", has_text="Split off").get_by_role("button", name="Undo").press("Enter")
    await expect(page.locator(".thread")).to_contain_text("Brewster, else")
    await expect(page.locator(".card")).to_have_count(3)


async def test_a_phone_is_told_of_calls_and_deadlines_until_it_is_gone(phone, router, sign_in):
    complaint = await router.put(a_complaint())
    page = await sign_in("ann", permissions=["notifications"])
    phone.expected_key = await asked(page, "GET", "/push", "told => told.publicKey")
    await asked(page, "PUT", "/push", endpoint=phone.address, key=phone.key, secret=phone.secret)
    assert await asked(page, "GET", "/push", "told => told.subscribed")
    await page.evaluate("localStorage.setItem('desk:settings', '{\"notices\":true}')")
    await page.reload()
    await page.evaluate(
        """() => {
            window.Notification = class { constructor(_, {body}) { window.told = body; } };
            window.Notification.permission = 'granted';
        }"""
    )
    await page.wait_for_selector("#live[data-state=live]")
    await router.tell(complaint, "COLLEAGUE_CALLED", agent="local:bob")
    await router.tell(complaint, "COLLEAGUE_CALLED", agent="local:ann")
    await page.wait_for_function("() => window.told === 'A colleague asks you to look at a conversation.'")
    await told(phone, {"kind": "colleague_called", "uid": uid(complaint)})
    await claim(page, complaint)
    await router.tell(complaint, "DEADLINE_NEAR")
    await told(phone, {"kind": "deadline_near", "uid": uid(complaint)})
    phone.gone = True
    await router.tell(complaint, "DEADLINE_NEAR")
    for _ in range(200):
        if not await asked(page, "GET", "/push", "told => told.subscribed"):
            break
        await asyncio.sleep(0.05)
    assert not await asked(page, "GET", "/push", "told => told.subscribed")
    assert (len(phone.told), phone.faults) == (2, [])


async def asked(page: Page, verb: str, path: str, pick: str = "() => null", **body: str):
    """What the desk's interface answers to the page."""
    return await page.evaluate(
        f"""async ([verb, path, body]) => {{
            const {{csrf}} = await (await fetch('/api/v1/me')).json();
            const more = verb === 'GET' ? {{}} : {{ body: JSON.stringify(body) }};
            const headers = {{'content-type': 'application/json', 'x-antiphon-csrf': csrf}};
            const answer = await fetch('/api/v1' + path, {{ method: verb, headers, ...more }});
            return ({pick})(answer.status === 204 ? null : await answer.json());
        }}""",
        [verb, path, body],
    )


async def told(phone: push_service.Browser, message: dict[str, str]) -> None:
    """Waits until the phone was told."""
    for _ in range(200):
        if message in phone.told:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{message} is not among {phone.told}; {phone.faults}")


async def test_a_lead_hides_a_post_where_its_network_takes_that(desk, router, sign_in):
    complaint = await router.put(a_complaint())
    page = await sign_in("boss")
    await card(page, complaint).click()
    more = page.get_by_role("button", name="What can be done with the words of Mira Okafor")
    await more.press("Enter")
    await expect(page.get_by_label("Hide it from others")).to_be_focused()
    await expect(page.get_by_label("Report it to the network")).to_have_count(0)
    await page.get_by_label("Delete it").check()
    await expect(page.get_by_role("status").filter(has_text="cannot be taken back")).to_be_visible()
    await page.get_by_label("Hide it from others").check()
    await page.keyboard.press("Enter")
    await expect(page.locator(".toast")).to_contain_text("Done on Sandbox")
    (asked_for,) = desk.twins.listener.moderated
    hide = events_pb2.CapabilityFact.ACTION_HIDE
    assert (asked_for.moderation.mention_key, asked_for.moderation.action) == (complaint.mention.key, hide)


async def test_a_foreign_post_is_translated_and_said_to_be_by_a_machine(router, sign_in, translator):
    mention = a_mention("1", "Die Pumpe von Brewster tropft.")
    score = a_score(mention.text, {})
    score.language.code = "de"
    complaint = await router.put(an_opportunity(mention, score))
    page = await sign_in("ann", locale="en-GB")
    await card(page, complaint).click()
    translate = page.get_by_role("button", name="Translate")
    await translate.press("Enter")
    await expect(page.locator(".translation")).to_contain_text("Translated by machine from German:")
    await expect(page.locator(".translation .turn-text")).to_have_text("<b>The pump</b> of Brewster drips.")
    assert translator.asked == [
        {"q": mention.text, "source": "auto", "target": "en", "format": "text"},
    ]
    await page.get_by_role("button", name="Hide the translation").press("Enter")
    translator.away = True
    await translate.press("Enter")
    await expect(page.locator(".toast")).to_contain_text("The translator refused with status 500")


async def test_words_are_searched_for_in_everything_that_ever_came(desk, router, sign_in):
    waiting = await router.put(a_complaint(1, "Brewster, my pump hums"))
    over = a_complaint(2, "Thanks, Brewster!", before=(a_mention("3", "Brewster: the pump again"),))
    over.state = rooms.RESOLVED
    await router.put(over)
    early = over.mentions[0]
    early.conversation_key = over.conversation_key
    for each in (waiting.mention, early):
        desk.twins.insights.keep(each, a_score(each.text, {}))
    page = await sign_in()
    await page.keyboard.press("/")
    await page.keyboard.type("pump")
    await expect(page.locator("#queue-count")).to_have_text("1")
    await page.keyboard.press("Enter")
    await expect(page.locator("#queue-count")).to_have_text("2")
    await expect(page).to_have_url(re.compile(r"view=any&q=pump"))
    await expect(page.locator(".everywhere")).to_have_text("Everything that has these words.")
    await card(page, over).click()
    await expect(page.locator(".thread")).to_contain_text("the pump again")
    await expect(page.locator(".standing")).to_contain_text("Dealt with")


@pytest.mark.skipif(not AXE.exists(), reason="axe is not here; with Node 20 or newer: make web")
async def test_the_queue_is_asked_in_the_language_of_queries(desk, router, sign_in):
    wanted = await router.put(a_complaint(1, "Brewster, my refund never came"))
    await router.put(a_complaint(2, "Brewster, I want a refund for this gift card"))
    await router.put(a_complaint(3, "Brewster, my pump hums"))
    page = await sign_in()
    await page.fill("#search", 'refund NOT "gift card"')
    await expect(page.locator(".card")).to_have_count(1)
    await expect(page.locator(".card")).to_contain_text(wanted.mention.text)
    await expect(page.locator(".query-reading")).to_have_text('mentions of refund, not "gift card"')
    await expect(page).to_have_url(re.compile(r"q=refund\+NOT"))
    assert not await violations(page)
    await page.reload()
    await expect(page.locator(".card")).to_have_count(1)
    later = await router.put(a_complaint(4, "Brewster: refund me now"))
    await expect(page.locator(".card")).to_have_count(2, timeout=15_000)
    await expect(card(page, later)).to_be_visible()
    over = a_complaint(5, "Brewster, the refund came, thanks")
    over.state = rooms.RESOLVED
    await router.put(over)
    for each in (wanted, over):
        desk.twins.insights.keep(each.mention, a_score(each.mention.text, {}))
    await page.press("#search", "Enter")
    await expect(page.locator(".everywhere")).to_have_text("Everything that this query asks for.")
    await expect(card(page, over)).to_be_visible()
    await expect(page.locator(".card")).to_have_count(2)
    await page.fill("#search", "(refund OR")
    await expect(page.locator(".query-reading")).to_contain_text("column 9")
    await page.select_option(".filters select", "all")
    await expect(page.locator(".query-reading")).to_contain_text("column 9")
    await page.fill("#search", "pump")
    await expect(page.locator(".card")).to_contain_text("my pump hums")
    await expect(page.locator(".query-reading")).to_have_count(0)


async def test_thousands_wait_and_the_list_keeps_the_agents_place(router, sign_in):
    for number in range(1200):
        made = a_complaint(number, priority=80 - number % 60)
        made.rank_time.FromDatetime(datetime.now(UTC) + timedelta(minutes=number))
        router.queue[made.name] = made
    page = await sign_in()
    await expect(page.locator("#queue-count")).to_have_text("1,200")
    assert await page.locator(".card").count() < 60
    box = page.locator(".rows")
    await box.evaluate("box => { box.scrollTop = 40_000; }")
    await page.wait_for_function("() => document.querySelector('.rows').scrollTop === 40000")
    before = await first_shown(page)
    urgent = a_complaint(9999, "Fire in my Brewster!", priority=99)
    urgent.rank_time.FromDatetime(datetime.now(UTC) - timedelta(minutes=5))
    await router.put(urgent)
    await expect(page.locator("#queue-count")).to_have_text("1,201")
    assert await first_shown(page) == before
    await page.fill("#search", "fire")
    await expect(page.locator(".card")).to_have_count(1)
    await expect(page.locator(".card")).to_contain_text("Fire in my Brewster!")


async def first_shown(page: Page):
    """The card at the top edge of the list, and how far it is scrolled."""
    shown = await page.wait_for_function(
        """() => {
            const box = document.querySelector('.rows').getBoundingClientRect();
            const shown = [...document.querySelectorAll('.card')].map(
                (card) => [card.dataset.uid, Math.round(card.getBoundingClientRect().top - box.top)]);
            return shown.filter(([, top]) => top > -100).sort((a, b) => a[1] - b[1])[0];
        }"""
    )
    return await shown.json_value()


async def test_what_strangers_write_is_text_and_never_part_of_the_page(router, sign_in):
    nasty = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    mention = a_mention("1", nasty, author=nasty, handle='"><b>')
    mention.link = mention.author.link = "javascript:document.title=3"
    mention.author.bio = nasty
    made = an_opportunity(mention, a_score(nasty, {}), sentence=nasty, parts={nasty: 3})
    made.tags.append("javascript:x")
    complaint = await router.put(made)
    page = await sign_in()
    await card(page, complaint).click()
    await expect(page.locator(".turn-text")).to_have_text(nasty)
    await page.keyboard.press("y")
    await expect(page.locator("#why .why-sentence")).to_have_text(nasty)
    assert await page.locator("img[src=x], a[href^=javascript], b:has(img)").count() == 0
    assert "Antiphon" in await page.title()


async def test_it_is_usable_on_a_phone(router, sign_in):
    complaint = await router.put(a_complaint())
    page = await sign_in(**PHONE)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await card(page, complaint).tap()
    await expect(page.locator(".queue")).to_be_hidden()
    await page.get_by_role("button", name="Claim and reply").tap()
    await page.locator("#reply-text").fill("On its way.")
    await page.get_by_role("button", name="Send").tap()
    await expect(page.locator(".reply")).to_contain_text("On its way.")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await page.get_by_role("button", name="Customer", exact=True).tap()
    await expect(page.locator(".customer")).to_be_visible()
    await page.get_by_role("button", name="Hide the customer").tap()
    await page.get_by_role("button", name="Back to the queue").tap()
    await expect(page.locator(".queue")).to_be_visible()


async def test_somebody_is_invited_sets_a_password_and_signs_in_with_it(desk, chromium, router, sign_in):
    await router.put(a_complaint())
    boss = await sign_in("boss")
    await boss.get_by_role("link", name="Users").click()
    await boss.get_by_label("Name to sign in with").fill("bea")
    await boss.get_by_role("button", name="Invite").click()
    link = await boss.locator(".once").inner_text()
    context = await chromium.new_context()
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_label("A password of your own").fill("correct horse battery staple")
    await page.get_by_role("button", name="Set it and go on").click()
    await expect(page.locator("#live")).to_have_attribute("data-state", "live")
    await expect(page.get_by_role("link", name="Users")).to_have_count(0)
    await page.get_by_role("button", name="Settings of bea").click()
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_label("Name", exact=True).fill("bea")  # no other page has a field of just this name
    await page.get_by_label("Password").fill("wrong")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await page.get_by_label("Password").fill("correct horse battery staple")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.locator(".card")).to_have_count(1)
    await context.close()


async def test_what_one_presses_to_invite_does_not_move_when_the_people_come(sign_in):
    boss = await sign_in("boss")
    told = asyncio.Event()

    async def later(route):
        await told.wait()
        await route.continue_()

    await boss.route("**/api/v1/users?*", later)
    await boss.get_by_role("link", name="Users").click()
    invite = boss.get_by_role("button", name="Invite")
    await boss.get_by_label("Name to sign in with").fill("cleo")
    box = await invite.bounding_box()
    await boss.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await boss.mouse.down()
    told.set()
    await expect(boss.get_by_role("row", name="boss")).to_have_count(1)
    await boss.mouse.up()
    await expect(boss.locator(".once")).to_contain_text("#accept=")
    await boss.unroute_all()


async def test_a_service_that_is_away_is_told_in_a_sentence_and_the_queue_stays(router, sign_in):
    complaint = await router.put(a_complaint())
    page = await sign_in()
    await expect(card(page, complaint)).to_be_visible()
    router.away = True
    try:
        await expect(page.locator("#trouble")).to_contain_text("cannot be reached")
        await expect(card(page, complaint)).to_be_visible()
    finally:
        router.away = False
    await expect(page.locator("#trouble")).to_be_hidden()


@pytest.mark.skipif(not AXE.exists(), reason="axe is not here; with Node 20 or newer: make web")
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_no_violation(desk, router, sign_in, scheme):
    await scene.set_up(desk.twins)
    page = await sign_in(color_scheme=scheme)
    await page.keyboard.press("n")
    await page.locator("#reply-text").wait_for()
    found = {"desk": await violations(page)}
    for key, name in (("y", "why"), ("d", "dismiss"), ("g", "merge"), ("?", "help")):
        await page.locator("#conversation").focus()
        await page.keyboard.press(key)
        await page.locator("dialog[open]").wait_for()
        found[name] = await violations(page)
        await page.keyboard.press("Escape")
    for way in ("Sources", "Audit") if scheme == "light" else ():
        await page.get_by_role("link", name=way).click()
        await page.locator(".page h1", has_text=way).wait_for()
        found[way] = await violations(page)
    assert {name: told for name, told in found.items() if told} == {}


async def test_a_policy_is_replayed_on_the_archive(desk, router, sign_in):
    page = await sign_in("ann")
    await scenarios_policies.a_policy_is_replayed_on_the_archive(desk, page)
    if AXE.exists():
        assert await violations(page) == []


@pytest.mark.parametrize("scenario", scenarios_numbers.ALL, ids=lambda scenario: scenario.__name__)
async def test_marketing(desk, router, sign_in, scenario):
    await scenario(desk, await sign_in("ann"))


@pytest.mark.parametrize("scenario", scenarios_queries.ALL, ids=lambda scenario: scenario.__name__)
async def test_queries_learn_from_what_was_dismissed(desk, router, sign_in, scenario):
    page = await sign_in("ann")
    await scenario(desk, page)
    assert not AXE.exists() or await violations(page) == []


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, PHONE], ids=["dark", "phone"])
async def test_channels_are_set_up_tried_changed_and_dropped(desk, router, sign_in, options):
    page = await sign_in("ann", **options)

    async def look(_name: str) -> None:
        assert not AXE.exists() or await violations(page) == []

    await scenarios_channels.are_set_up_tried_changed_and_dropped(desk, page, look)
    await scenarios_channels.are_only_looked_at_by_who_may_not_manage_them(desk, page)
    desk.twins.channels.__init__()
    desk.twins.numbers.alerts.clear()


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, PHONE], ids=["dark", "phone"])
async def test_a_dashboard_is_shown_to_strangers_until_its_link_is_ended(desk, router, sign_in, options):
    page = await sign_in("ann", **options)

    async def look(_name: str) -> None:
        assert not AXE.exists() or await violations(page) == []

    await scenarios_links.a_dashboard_is_shown_until_its_link_is_ended(desk, page, look)


async def test_what_is_on_the_desk_goes_to_marketing_and_is_found_there_by_its_tag(desk, router, sign_in):
    complaint = await router.put(a_complaint())
    page = await sign_in("ann")
    await claim(page, complaint)
    await page.get_by_role("button", name="To marketing").click()
    await page.get_by_role("link", name="With marketing").click()
    await expect(page.locator(".chip", has_text="#marketing")).to_be_visible()
    (changed,) = desk.twins.numbers.curation.changed
    assert (list(changed.names), list(changed.add_tags)) == ([complaint.mention.name], ["marketing"])
    await page.locator("summary", has_text="Tags").click()
    await expect(page.get_by_role("checkbox", name="#marketing")).to_be_checked()
    assert all(list(asked.tags) == ["marketing"] for asked in desk.twins.numbers.asked[-3:])


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, PHONE], ids=["dark", "phone"])
async def test_pictures_go_with_the_answer_as_the_network_takes_them(router, sign_in, options):
    router.attached.clear()
    complaint = await router.put(a_complaint())
    page = await sign_in(**options)
    await claim(page, complaint)
    await page.keyboard.type("This is the new one.")
    await scenarios_media.go_with_the_answer(page)
    assert not AXE.exists() or await violations(page) == []
    await page.get_by_role("button", name=re.compile("^Send")).click()
    await eventually(lambda: router.replies)
    await page.goto(f"{page.url.partition('/opportunities')[0].rstrip('/')}/opportunities/{uid(complaint)}")
    await scenarios_media.are_shown_after(router, page)


async def test_dead_letters_are_looked_at_tried_again_and_thrown_away(desk, router, sign_in):
    await scenarios_letters.give_up(desk)
    page = await sign_in()
    await scenarios_letters.are_looked_at_tried_again_and_thrown_away(desk, page)
    assert not AXE.exists() or await violations(page) == []
    await scenarios_letters.a_reader_is_there(desk)
    await scenarios_letters.a_reader_waits_and_goes_on(desk, page)


async def test_staffing_is_set_up_changed_and_deleted(desk, router, sign_in, tmp_path):
    page = await sign_in("ann", color_scheme="dark")

    async def look(_name: str) -> None:
        assert not AXE.exists() or await violations(page) == []

    twins = desk.twins
    async with rooms_staffing.over_a_database(twins.staffing, twins.deadlines, tmp_path) as db:
        await scenarios_staffing.are_set_up_changed_and_deleted(desk, db, page, look)
        await page.goto(f"{desk.address}/users")


@pytest.mark.parametrize("options", [{"color_scheme": "light"}, PHONE], ids=["light", "phone"])
async def test_the_floor_shows_what_waits_what_is_at_risk_and_who_works(
    desk, router, sign_in, tmp_path, options
):
    late = await router.put(a_complaint(90, "A long story. " * 30, due=timedelta(minutes=5)))
    await router.put(a_complaint(91, due=timedelta(hours=2)))
    page = await sign_in("boss", **options)
    twins = desk.twins
    async with rooms_staffing.over_a_database(twins.staffing, twins.deadlines, tmp_path):
        await page.goto(f"{desk.address}/floor")
        at_risk = page.locator(".list-button")
        await expect(at_risk).to_have_count(1)
        await expect(at_risk.locator(":scope > :last-child")).to_be_in_viewport()
        await expect(page.locator(".page")).to_contain_text("nobody holds anything")
        assert not AXE.exists() or await violations(page) == []
        await at_risk.click()
        await page.locator(f".talk[data-uid='{uid(late)}']").wait_for()
        await page.keyboard.press("r")
        await expect(page.locator("#reply-text")).to_be_focused()
        await page.goto(f"{desk.address}/floor")
        await expect(page.locator(".held-list button")).to_have_count(1)
        assert not AXE.exists() or await violations(page) == []


async def test_webhooks_are_seen_both_ways_tried_and_sent_again(desk, router, sign_in):
    scenarios_webhooks.set_up(desk.twins)
    page = await sign_in("ann", color_scheme="dark")

    async def look(_name: str) -> None:
        assert not AXE.exists() or await violations(page) == []

    await scenarios_webhooks.are_seen_tried_and_sent_again(desk, page, look)


@pytest.mark.parametrize(
    "options", [{"color_scheme": "light"}, {"color_scheme": "dark"}, PHONE], ids=["light", "dark", "phone"]
)
async def test_training_is_set_up_started_and_reset(desk, router, sign_in, options):
    page = await sign_in("ann", **options)

    async def look(_name: str) -> None:
        assert not AXE.exists() or await violations(page) == []

    complaint = await router.put(a_complaint())
    try:
        await scenarios_training.is_set_up_started_and_reset(desk, page, look)
        if options.get("color_scheme") == "light":
            await scenarios_training.who_takes_part_is_chosen(desk, page, "nora")
        await scenarios_training.an_item_of_practice_says_so(desk, page, complaint.name, look)
    finally:
        scenarios_training.ends(desk)


async def test_sources_are_connected_on_the_networks_page_changed_and_dropped(desk, router, sign_in):
    page = await sign_in("ann")

    async def look(_name: str) -> None:
        assert not AXE.exists() or await violations(page) == []

    kept, desk.twins.listener.sources = desk.twins.listener.sources, []
    await scenarios_sources.are_connected_changed_and_dropped(desk, page, look)
    desk.twins.listener.sources = kept


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, PHONE], ids=["dark", "phone"])
async def test_the_report_of_care_opens_every_number_and_saves_it(desk, router, sign_in, tmp_path, options):
    page = await sign_in("ann", **options)

    async def look(_name: str) -> None:
        assert not AXE.exists() or await violations(page) == []

    async with rooms_care.over_a_database(desk.twins.care, tmp_path):
        await scenarios_care.a_number_is_opened_and_saved(desk, page, look)


@pytest.mark.skipif(not AXE.exists(), reason="axe is not here; with Node 20 or newer: make web")
async def test_axe_finds_no_violation_in_charts(desk, router, sign_in):
    page = await sign_in("ann", color_scheme="dark")
    found = {}
    parts = {"overview": ".heat", "why": ".word", "answers": "h3", "alerts": ".alert-form"}
    for show, there in parts.items():
        await page.goto(f"{desk.address}/insights?brands=brewster&show={show}")
        await page.locator(".panel").first.wait_for()
        await page.evaluate("document.querySelector('.page').scrollTo(0, 100_000)")
        await page.evaluate("document.querySelector('.page').scrollTo(0, 100_000)")
        await page.locator(there).first.wait_for()
        found[show] = await violations(page)
    await page.goto(f"{desk.address}/insights?brands=brewster")
    await page.locator(".tile-open").first.click()
    await page.locator(".said-one").first.wait_for()
    found["drawer"] = await violations(page)
    await page.goto(f"{desk.address}/queries?new=brewster")
    await page.locator(".builder").wait_for()
    found["queries"] = await violations(page)
    assert {name: told for name, told in found.items() if told} == {}


async def violations(page: Page) -> list[str]:
    """What axe says is wrong, by the rules of WCAG 2.2 AA and its good practice; and what sticks out."""
    # Run where the content policy does not reach; the page itself takes no script but its own.
    session = await page.context.new_cdp_session(page)
    tree = await session.send("Page.getFrameTree")
    world = await session.send("Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"]})
    run = {"contextId": world["executionContextId"], "awaitPromise": True, "returnByValue": True}
    await session.send("Runtime.evaluate", {"expression": AXE.read_text(), **run})
    expression = (
        "axe.run().then(({violations}) => violations.map("
        "({id, nodes}) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`))"
    )
    told = await session.send("Runtime.evaluate", {"expression": expression, **run})
    await session.detach()
    wide = await page.locator(".page, .panel").evaluate_all(
        "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1)"
        ".map((one) => `wider than its place: ${one.innerText.slice(0, 160)}`)"
    )
    return told["result"].get("value", told) + wide
