"""Kill -9 of any one process, at random, in the middle of everything: nothing lost, nothing twice."""

from datetime import UTC, datetime

import pytest

from antiphon.routing.v1 import routing_service_pb2 as routing
from bench.pipeline import embedded_set, records
from services.cli import audit
from tests.acceptance import chaos

EPOCH = datetime.fromtimestamp(0, UTC)
SLOWEST = 800
"""Mentions a second that even a machine busy with other things gets through, once the kills are over."""


async def survive(tmp_path, *, seconds, mentions, idempotency, seed, pause):
    """Lives through a day of kills and checks the books of both sides."""
    file = tmp_path / "records.jsonl"
    records.write_made_up(file, mentions)
    environment = {
        "ANTIPHON_SANDBOX_IDEMPOTENCY": idempotency,
        "ANTIPHON_SANDBOX_POSTS_PER_MINUTE": "6000",
    }
    async with embedded_set.running(environment) as running:
        day = await chaos.prepare(running)
        await chaos.live(day, seconds, replay=file, seed=seed, pause=pause)
        outcome = await audit.settled(running.opened, EPOCH, max(60, mentions / SLOWEST))
        replies = await chaos.replies(day)
        accepted = await chaos.ledger(day)
    assert sum(day.kills.values()) >= 3, "too little was killed to prove anything"
    assert outcome.balances, (outcome.missing[:5], outcome.unexplained[:5], outcome.repeated[:5])
    assert outcome.collected >= mentions
    assert not outcome.router.dead
    assert not outcome.archive.dead
    assert replies, "nobody was answered, so nothing was shown"
    assert max(accepted.values()) == 1, "an answer was sent twice"
    for reply in replies:
        if reply.state == routing.Reply.STATE_SENT:
            assert accepted[reply.text] == 1, "a reply that never arrived looks sent"
        if reply.state in (routing.Reply.STATE_FAILED, routing.Reply.STATE_CANCELLED):
            assert accepted[reply.text] == 0, "a reply that arrived looks failed"
    return day, replies


@pytest.mark.timeout(300)
async def test_any_process_may_be_killed_in_the_middle_of_a_replay(tmp_path):
    await survive(tmp_path, seconds=20, mentions=20_000, idempotency="key", seed=1, pause=(1.0, 2.5))


@pytest.mark.timeout(300)
async def test_the_same_on_a_network_that_does_not_recognise_repeats(tmp_path):
    await survive(tmp_path, seconds=15, mentions=5_000, idempotency="none", seed=2, pause=(1.0, 2.5))


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("idempotency", ["key", "none"])
async def test_ten_minutes_of_kills(tmp_path, idempotency):
    day, replies = await survive(
        tmp_path, seconds=300, mentions=500_000, idempotency=idempotency, seed=3, pause=(2.0, 8.0)
    )
    print(
        f"kills {dict(day.kills)}, {len(replies)} replies, {len(day.posted)} posts, {day.replayed} replayed"
    )
