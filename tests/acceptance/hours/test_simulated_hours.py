"""Hours of all sources at once, with troubles: nothing that was seen is missing, no blindness is hidden."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest

from services.common.bus import connection
from services.common.model import identity
from services.listener.adapters import running
from services.listener.adapters.intake import Intake
from services.listener.store import connections, coverage
from services.listener.store.coverage import Sight
from services.listener.store.seen import Seen
from tests.fixtures import peers
from tests.fixtures.peers import bringing, troubles, world
from tests.fixtures.peers.base import Lack

HOURS = 2.0
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def live(tmp_path, bus_settings, monkeypatch):
    """Lets a world live and tells what is wrong with it afterwards."""
    # The log is looked after in real time, the rest of the world in its own.
    monkeypatch.setattr(connection, "PING_SECONDS", 10**9)
    # Minutes are judged, and each look of each source is a moment to which all the others must wake up.
    monkeypatch.setattr(running, "SILENCE_CHECK", 30.0)

    async def run(seed, hours, names):
        random.seed(seed)
        async with world.build(seed, tmp_path / "world", bus_settings, names) as lived:
            await lived.live(hours)
            assert not shared(lived.places), "no two things of a world are called the same"
            return [f"{place.name}: {what}" for place in lived.places for what in judge(place)]

    return run


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 8))])
async def test_nothing_that_was_seen_is_missing_and_no_blindness_is_hidden(live, seed):
    wrong = await live(seed, HOURS, peers.PEERS)
    assert not wrong, "\n".join(wrong)


async def test_a_door_that_loses_what_came_is_found_out(live, monkeypatch):
    take, pages = Intake.take, itertools.count(1)

    async def lose(self, items, *rest):
        lost = items and next(pages) % 5 == 0
        return await take(self, [] if lost else items, *rest)

    monkeypatch.setattr(Intake, "take", lose)
    wrong = await live(1, 1.0, ["sandbox"])
    assert [what for what in wrong if "is not on the log" in what]


async def test_a_checkpoint_that_is_ahead_of_the_log_is_found_out(live, monkeypatch):
    def hurry(cursor, **more):
        instance, _, number = cursor.partition(".")
        return connections.Progress(cursor=f"{instance}.{int(number) + 1}", **more)

    monkeypatch.setattr(running, "Progress", hurry)
    wrong = await live(1, 1.0, ["sandbox"])
    assert [what for what in wrong if "on the log not at all" in what]


async def test_a_door_that_lets_repeats_through_is_found_out(live, monkeypatch):
    monkeypatch.setattr(Seen, "covers", lambda _self, _other: False)
    wrong = await live(1, 1.0, ["sandbox"])
    assert [what for what in wrong if "times" in what]


async def test_a_door_that_thanks_for_what_it_loses_is_found_out(live, monkeypatch):
    take, pages = Intake.take, itertools.count(1)

    async def lose(self, items, *rest):
        return await take(self, [] if items and next(pages) % 5 == 0 else items, *rest)

    monkeypatch.setattr(Intake, "take", lose)
    wrong = await live(1, 1.0, ["webhook"])
    assert [what for what in wrong if "is not on the log" in what]


async def test_what_is_brought_comes_though_the_way_or_the_tables_fail(live, monkeypatch):
    ways = []
    befall = bringing.Way.befall
    monkeypatch.setattr(bringing.Way, "befall", lambda way, rng: (ways.append(way), befall(way, rng))[1])
    wrong = await live(1, 4.0, ["webhook"])
    assert not wrong, "\n".join(wrong)
    assert max(way.refused for way in ways) > 5


async def test_a_ledger_that_hides_blindness_is_found_out(live, monkeypatch):
    turn = coverage.turn

    def hide(conn, source, view, at):
        turn(conn, source, coverage.FULL if view.sight == Sight.SIGHT_BLIND else view, at)

    monkeypatch.setattr(coverage, "turn", hide)
    monkeypatch.setattr(troubles, "befall", troubles.outage)
    wrong = await live(1, 1.0, ["sandbox"])
    assert [what for what in wrong if "does not say that it was blind" in what]


def shared(places: Sequence[world.Place]) -> set[str]:
    """Keys that more than one network gave: what happens to one would be taken for the other's."""
    given = Counter(key for place in places for key in place.peer.written)
    return {key for key, count in given.items() if count > 1}


def judge(place: world.Place) -> Iterator[str]:
    """What is wrong with one network's source, in sentences."""
    yield from map(repr, place.peer.gate.errors)
    yield from missing(place)
    yield from stale(place)
    yield from invented(place)
    yield from repeated(place)
    yield from hidden(place)
    yield from needless(place)


def missing(place):
    """Everything served inside what coverage calls seeing is on the log."""
    seeing = place.spans(Sight.SIGHT_FULL)
    if len(place.states) < 10 or not (seeing or place.spans(Sight.SIGHT_PARTIAL)):
        yield f"only {len(place.states)} contributions came: the test proves nothing"
    for each in place.peer.served:
        if within(each.time, seeing) and each.key not in place.states:
            yield f"{each.key}, served at {each.time}, is not on the log"


def stale(place):
    """What stands on a network that keeps it for those who were away is on the log, in its last words."""
    if Lack.RESUMING in place.peer.lacks:
        return
    for each in place.peer.written.values():
        state = place.states.get(each.key)
        if not each.gone and (state is None or state.text != each.text):
            yield f"{each.key}, of {each.time}, is on the log {'otherwise' if state else 'not at all'}"
        if each.gone and state is not None and Lack.DELETIONS not in place.peer.lacks:
            yield f"{each.key}, of {each.time}, is gone and still stands on the log"


def invented(place):
    """Nothing is on the log that nobody wrote, and no two things are there under one key and revision."""
    for (key, revision), words in place.words.items():
        if len(words) > 1:
            yield f"revision {revision} of {key} says {len(words)} different things on the log"
    for key in place.states:
        if key not in place.peer.written:
            yield f"{key} is on the log and nobody wrote it"


def repeated(place):
    """Each state of each contribution is on the log exactly once, however often the network served it."""
    for (key, revision), count in place.copies.items():
        if count > 1 and key not in place.way.repeated:
            yield f"{identity.item_id(key, revision)} is on the log {count} times"


def hidden(place):
    """Every minute in which nothing could be read is told as blind."""
    blind = place.spans(Sight.SIGHT_BLIND)
    for trouble in place.troubles:
        moment = trouble.start + MINUTE
        while trouble.total and moment < trouble.end:
            if not within(moment, blind):
                yield f"the network {trouble.what} at {moment}, and the ledger does not say that it was blind"
                break
            moment += MINUTE


def needless(place):
    """It is blind only around troubles, and sees in the end."""
    near = timedelta(seconds=2 * place.peer.looks_every + 900)
    for start, end in place.spans(Sight.SIGHT_BLIND):
        if not any(each.start - near < end and start < each.end + near for each in place.troubles):
            yield f"it was blind from {start} to {end} and nothing was wrong"
    last = place.intervals[-1]
    if last.sight == Sight.SIGHT_BLIND:
        yield f"it is blind in the end: {last.reason}"


def within(moment, spans):
    return any(start <= moment < end for start, end in spans)
