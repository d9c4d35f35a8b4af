"""The suite is run on sources that are broken on purpose: each must fail it where it is wrong."""

from __future__ import annotations

import dataclasses
import uuid

import pytest

from services.common.model import identity
from services.listener.sources import base as sources
from tests.contract.sources import test_answering as answering
from tests.contract.sources import test_faults as faults
from tests.contract.sources import test_reading as reading_tests
from tests.fixtures import peers
from tests.fixtures.peers.base import WORD, Scene
from tests.fixtures.peers.reading import Reading, asking

FAILS = (AssertionError, pytest.fail.Exception, sources.SourceError)


class Broken:
    """A source of which something is replaced."""

    def __init__(self, source):
        self.source = source

    def __getattr__(self, name):
        return getattr(self.source, name)

    async def pages(self, cursor):
        async for page in self.source.pages(cursor):
            if changed := self.change(page):
                yield changed

    def change(self, page):
        return page


class Dropping(Broken):
    """Forgets where it was and begins with what is new."""

    async def pages(self, cursor):
        async for page in self.source.pages(""):
            if not page.items:
                break
        async for later in self.source.pages(page.cursor):
            yield later


class Hasty(Broken):
    """Moves its cursor before its items."""

    async def pages(self, cursor):
        held = None
        async for page in self.source.pages(cursor):
            if held is not None:
                yield dataclasses.replace(held, cursor=page.cursor)
            held = page


class Keeping(Broken):
    """Keeps some items to itself."""

    def is_lost(self, key, revision):
        raise NotImplementedError

    def change(self, page):
        kept = [item for item in page.items if not self.is_lost(*identity.fact_identity(item))]
        return dataclasses.replace(page, items=kept)


class LosingEdits(Keeping):
    def is_lost(self, key, revision):
        return 0 < revision < identity.TOMBSTONE_REVISION


class LosingDeletions(Keeping):
    def is_lost(self, key, revision):
        return revision == identity.TOMBSTONE_REVISION


class Flat(Broken):
    """Gives edits the revision of what they edit."""

    def change(self, page):
        for item in page.items:
            if item.HasField("mention"):
                item.mention.revision = 0
        return page


class Squeamish(Broken):
    """Throws away a page of which one item cannot be read."""

    def change(self, page):
        return None if page.faults else page


class Silent(Broken):
    """Says nothing while there is nothing to say."""

    def change(self, page):
        return page if page.items else None


class Prophet(Broken):
    """Believes a clock that is fast."""

    def change(self, page):
        for item in page.items:
            item.mention.create_time.seconds += 3600
        return page


class Stubborn(Broken):
    """Never tells what is wrong, and tries again."""

    async def pages(self, cursor):
        while True:
            try:
                async for page in self.source.pages(cursor):
                    yield page
            except sources.SourceError:
                await self.source._context.sleep(10)


class Confused(Broken):
    """Tells everything as the same fault."""

    async def pages(self, cursor):
        try:
            async for page in self.source.pages(cursor):
                yield page
        except sources.SourceError:
            raise sources.SourceUnreachable("Something is wrong.") from None


class Resending(Broken):
    """Sends an answer again when it does not know what became of it."""

    async def reply(self, request):
        outcome = await self.source.reply(request)
        if isinstance(outcome, sources.Unknown):
            return await self.source.reply(dataclasses.replace(request, request_id=str(uuid.uuid4())))
        return outcome


class Careless(Broken):
    """Holds for unsent what may have arrived."""

    async def reply(self, request):
        outcome = await self.source.reply(request)
        return sources.NeverLeft(outcome.reason) if isinstance(outcome, sources.Unknown) else outcome


class Forgetful(Broken):
    """Sends a repeat as something new."""

    async def reply(self, request):
        return await self.source.reply(dataclasses.replace(request, request_id=str(uuid.uuid4())))


class Blind(Broken):
    """Does not look for an answer."""

    async def find_reply(self, request):
        return None


class Credulous(Broken):
    """Finds every answer that it looks for."""

    async def find_reply(self, request):
        return sources.Sent(request.mention_key, "https://town.example/answer")


READING = [
    (Dropping, reading_tests.test_what_was_written_while_nobody_read_comes_afterwards),
    (Dropping, reading_tests.test_a_source_goes_on_from_its_cursor_without_loss),
    (Hasty, reading_tests.test_a_source_killed_at_any_page_boundary_goes_on_without_loss_or_gap),
    (LosingEdits, reading_tests.test_an_edit_is_the_same_key_with_a_higher_revision),
    (LosingEdits, reading_tests.test_an_edit_of_something_older_than_what_was_read_since_comes_too),
    (Flat, reading_tests.test_an_edit_is_the_same_key_with_a_higher_revision),
    (LosingDeletions, reading_tests.test_a_deletion_is_a_fact_that_names_the_key),
    (Squeamish, reading_tests.test_an_item_that_cannot_be_read_costs_nothing_but_itself),
    (Silent, reading_tests.test_silence_is_told_by_empty_pages_so_that_blindness_can_be_told_from_calm),
    (Stubborn, faults.test_a_server_that_is_not_there_is_told),
    (Stubborn, faults.test_a_connection_that_is_half_open_is_told_in_time),
    (Confused, faults.test_a_network_that_says_how_long_to_wait_is_believed),
]

ANSWERING = [
    (Resending, answering.test_an_answer_whose_network_says_nothing_is_unknown_and_sent_only_once),
    (Careless, answering.test_an_answer_whose_network_says_nothing_is_unknown_and_sent_only_once),
    (Careless, answering.test_an_answer_on_a_half_open_connection_is_unknown_in_time),
    (Forgetful, answering.test_a_repeated_request_is_recognised_by_the_network),
    (Forgetful, answering.test_a_repeat_after_a_lost_answer_makes_no_second_one),
    (Blind, answering.test_an_answer_that_is_unknown_is_found_when_the_network_has_it),
    (Credulous, answering.test_an_answer_that_is_unknown_is_not_found_when_the_network_has_it_not),
]


def named(cases):
    return [pytest.param(*case, id=f"{case[0].__name__}-{case[1].__name__}") for case in cases]


@pytest.fixture(params=["sandbox", "jetstream"])
async def fresh(request, clock, tmp_path):
    """Makes a peer, as often as needed."""
    return lambda name: peers.load(request.param)(Scene(clock, tmp_path / name)).running()


@pytest.mark.parametrize(("broken", "check"), named(READING))
async def test_a_source_that_reads_wrongly_fails(fresh, broken, check):
    async with fresh("sound") as peer:
        await check(peer, Reading(peer))
    async with fresh("broken") as peer:
        with pytest.raises(FAILS):
            await check(peer, Reading(peer, wrap=broken))


@pytest.mark.parametrize("fresh", ["sandbox", "jetstream"], indirect=True)
async def test_a_source_that_believes_a_fast_clock_fails(fresh):
    check = reading_tests.test_a_network_whose_clock_is_wrong_loses_nothing_and_has_no_future
    async with fresh("broken") as peer:
        with pytest.raises(FAILS):
            await check(peer, Reading(peer, wrap=Prophet), 5)


async def answer(check, peer, wrap):
    reading = Reading(peer, wrap=wrap)
    asked = asking(peer, await reading.learn(f"{WORD} is late"))
    async with reading.open() as source:
        await check(peer, source, asked)


@pytest.mark.parametrize("fresh", ["sandbox"], indirect=True)
@pytest.mark.parametrize(("broken", "check"), named(ANSWERING))
async def test_a_source_that_answers_wrongly_fails(fresh, broken, check):
    async with fresh("sound") as peer:
        await answer(check, peer, Broken)
    async with fresh("broken") as peer:
        with pytest.raises(FAILS):
            await answer(check, peer, broken)
