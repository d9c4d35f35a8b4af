from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from services.listener.sources.replay import pacing, reader

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class VirtualTime:
    def __init__(self):
        self.moment = NOW
        self.naps = []

    def now(self):
        return self.moment

    def monotonic(self):
        return self.moment.timestamp()

    async def sleep(self, seconds):
        self.naps.append(seconds)
        self.moment += timedelta(seconds=seconds)


def block_of(time, *seconds):
    records = [{"id": n, "text": "x", "created_at": 1_700_000_000 + at} for n, at in enumerate(seconds)]
    source = reader.Reader("json-lines", source="s", clock=time)
    return source.feed(b"".join(json.dumps(record).encode() + b"\n" for record in records))


async def played(pacer, block):
    return [([item.mention.native_id for item in part.items], part) async for part in pacer.play(block)]


async def test_records_come_in_the_rhythm_of_life_divided_by_the_speed():
    time = VirtualTime()
    pacer = pacing.Pacer(10, time, time.sleep)
    parts = await played(pacer, block_of(time, 0, 0, 60, 61, 600))
    assert [ids for ids, _ in parts] == [["0", "1"], ["2"], ["3"], ["4"]]
    assert (time.moment - NOW).total_seconds() == pytest.approx(60, abs=0.001)


async def test_the_last_part_stands_at_the_end_of_the_block():
    time = VirtualTime()
    block = block_of(time, 0, 60)
    parts = await played(pacing.Pacer(1000, time, time.sleep), block)
    assert parts[0][1].offset < block.offset
    assert (parts[-1][1].offset, parts[-1][1].line) == (block.offset, block.line)


async def test_without_a_speed_everything_comes_at_once():
    time = VirtualTime()
    block = block_of(time, 0, 10_000)
    ((ids, part),) = await played(pacing.Pacer(0, time, time.sleep), block)
    assert (ids, part, time.naps) == (["0", "1"], block, [])


async def test_long_waits_are_slept_in_naps():
    time = VirtualTime()
    await played(pacing.Pacer(1, time, time.sleep), block_of(time, 0, 100))
    assert max(time.naps) == pacing.LONGEST_NAP


async def test_a_call_that_is_given_its_epoch_again_stays_in_step():
    time = VirtualTime()
    first = pacing.Pacer(10, time, time.sleep)
    await played(first, block_of(time, 0, 100))
    again = pacing.Pacer(10, time, time.sleep, epoch=first.epoch)
    await played(again, block_of(time, 200))
    assert (time.moment - NOW).total_seconds() == pytest.approx(20, abs=0.001)


async def test_a_block_without_records_is_passed_on_for_its_faults():
    time = VirtualTime()
    block = reader.Reader("json-lines", source="s", clock=time).feed(b"bad\n")
    ((ids, part),) = await played(pacing.Pacer(5, time, time.sleep), block)
    assert ids == []
    assert part.faults
