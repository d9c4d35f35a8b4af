"""Lessons: stories that are played in rooms, where nobody hears them but who practises there."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from services.sandbox.network import Network
from services.sandbox.scenario import player, story
from services.sandbox.store import ledger


class School:
    """Plays one lesson in each room at most."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._playing: dict[str, asyncio.Task[None]] = {}
        self._names: dict[str, str] = {}

    async def start(self, room: str, name: str, speed: float) -> None:
        """Plays a lesson from its beginning, in the place of the one that is played there."""
        await self.end(room)
        await self._network.database.write(lambda conn: ledger.forget_story(conn, _kept(room)))
        told = story.LESSONS[name]()
        self._names[room] = name
        self._playing[room] = asyncio.create_task(player.play(self._network, _kept(room), told, speed, room))

    async def end(self, room: str) -> None:
        """Has nothing more be said in a room; what was said stays."""
        playing = self._playing.pop(room, None)
        if playing is not None:
            playing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await playing

    async def look(self, room: str) -> dict[str, Any]:
        """How far the lesson of a room is, and what its brand is called."""
        played, _ = await self._network.database.read(lambda conn: ledger.story(conn, _kept(room)))
        name, playing = self._names.get(room, ""), self._playing.get(room)
        told = story.LESSONS[name or "first-answers"]()
        return {
            "name": name,
            "names": list(story.LESSONS),
            "steps": len(told.steps) if name else 0,
            "played": played if name else 0,
            "running": playing is not None and not playing.done(),
            "brand": {**told.brand, "handles": [self._network.account]},
        }

    async def close(self) -> None:
        """Ends what is played in all rooms."""
        for room in list(self._playing):
            await self.end(room)


def _kept(room: str) -> str:
    return f"lesson:{room}"
