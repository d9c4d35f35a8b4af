"""Judgements given at a dismissal: put off while their mention may still come, and never a dead letter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from antiphon.events.v1 import events_pb2
from services.common.bus import DONE, Batch, Later
from services.common.config.bus import BusSettings
from services.insights.adapters import judgements


class Empty:
    """An archive that keeps nothing."""

    def __init__(self):
        self.asked = []

    async def correct(self, uid, corrector, said, visible, *, brand=None):
        self.asked.append((corrector, dict(said), visible, brand))


async def outcome(archive, tries, cause="SPAM"):
    item = events_pb2.MentionJudgement(
        mention_key="x:-:1", brand="brands/acme", cause=cause, actor="user:alice"
    )
    batch = Batch([item], b"", "judgements.acme", 1, datetime.now(UTC), tries=tries)
    (told,) = await judgements.JudgementConsumer(archive).handle(batch)
    return told


async def test_a_judgement_waits_for_its_mention_and_is_dropped_before_the_log_gives_it_up():
    archive = Empty()
    pauses = judgements.PAUSES
    told = [await outcome(archive, tries) for tries in range(len(pauses) + 1)]
    assert [each.delay for each in told if isinstance(each, Later)] == list(pauses)
    assert told[-1] is DONE
    assert len(pauses) < BusSettings().retry_limit
    assert archive.asked == [("user:alice", {2: 1}, frozenset({"brands/acme"}), "brands/acme")] * 4


@pytest.mark.parametrize("cause", ["DUPLICATE", "", "SOMETHING_NEW"])
async def test_what_says_nothing_of_the_mention_corrects_nothing(cause):
    archive = Empty()
    assert await outcome(archive, 0, cause) is DONE
    assert not archive.asked


async def test_whose_account_an_author_is_goes_to_the_archive_at_once():
    class Knowing(Empty):
        async def know_customer(self, author, customer, told):
            self.asked.append((author, customer, told))

    item = events_pb2.MentionJudgement(brand="brands/-", actor="user:alice")
    item.identity.author, item.identity.customer = b"0" * 16, "customers/c"
    item.event_time.seconds = 2
    archive = Knowing()
    batch = Batch([item], b"", "judgements.-", 1, datetime.now(UTC), tries=0)
    assert await judgements.JudgementConsumer(archive).handle(batch) == [DONE]
    assert archive.asked == [(b"0" * 16, "customers/c", 2_000_000)]
