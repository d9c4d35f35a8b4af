"""Lets the story happen on a network, step by step, and goes on where it was when it was stopped."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final, NamedTuple

from services.common.obs import logs
from services.sandbox.network import Network
from services.sandbox.scenario.story import Step, Story
from services.sandbox.store import ledger

_AT_ONCE: Final = 50
"""Steps that share a transaction when many are due."""

log = logs.get()


class Place(NamedTuple):
    """Which scenario is played, and in which room; empty for the town."""

    name: str
    room: str


async def play(network: Network, name: str, story: Story, speed: float, room: str = "") -> None:
    """Plays the rest of the story in a room or, without one, in the town.

    A step and the note that it was played are one transaction.
    """
    position, labels = await network.database.read(lambda conn: ledger.story(conn, name))
    if position == 0:
        await _move_in(network, story)
    steps = story.steps
    log.info("scenario.playing", scenario=name, position=position, steps=len(steps))
    started = network.clock.monotonic() - (steps[position].at / speed if position < len(steps) else 0)
    while position < len(steps):
        elapsed = (network.clock.monotonic() - started) * speed
        due = position
        while due < len(steps) and due - position < _AT_ONCE and steps[due].at <= elapsed:
            due += 1
        if due == position:
            await asyncio.sleep((steps[position].at - elapsed) / speed)
            continue
        labels = await _perform(network, Place(name, room), steps[position:due], due, labels)
        position = due
    if not room:
        network.ended = True
    log.info("scenario.finished", scenario=name)


async def _move_in(network: Network, story: Story) -> None:
    now = network.clock.now()

    def work(conn: ledger.Connection) -> None:
        for person in story.people:
            fields = {name: getattr(person, name) for name in person.__slots__}
            ledger.put_author(conn, fields, now)

    await network.database.write(work)


async def _perform(
    network: Network, place: Place, steps: list[Step], position: int, labels: dict[str, int]
) -> dict[str, int]:
    now = network.clock.now()

    def work(conn: ledger.Connection) -> dict[str, int]:
        known = dict(labels)
        for step in steps:
            _perform_one(conn, step, known, now, place.room)
        ledger.advance_story(conn, place.name, position, known)
        return known

    known = await network.database.write(work)
    network.tell_readers()
    return known


def _perform_one(
    conn: ledger.Connection, step: Step, known: dict[str, int], now: datetime, room: str
) -> None:
    if step.kind == "edit":
        ledger.edit_post(conn, known[step.label], step.text, now)
    elif step.kind == "delete":
        ledger.delete_post(conn, known[step.label], now)
    else:
        parent = known.get(step.to)
        made = ledger.add_post(conn, _draft(conn, step, parent, room), now)
        if step.label:
            known[step.label] = int(made["id"])


def _draft(conn: ledger.Connection, step: Step, parent: int | None, room: str) -> ledger.Draft:
    answered = None if parent is None else ledger.get_post(conn, parent)
    return ledger.Draft(
        author=step.handle,
        text=step.text,
        language=step.language,
        parent=parent,
        thread=None if answered is None else int(answered["thread"]),
        likes=step.likes,
        reposts=step.reposts,
        views=step.views,
        room=room,
    )
