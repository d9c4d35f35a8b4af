"""Lessons for brands that agents practise with: played by a sandbox network, in a room of the brand's own."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import Final

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.config import ListenerSettings
from services.common.model import errors
from services.common.store import Database
from services.listener.adapters import configuring, training
from services.listener.adapters.outlets import Outlets
from services.listener.adapters.vault import Vault
from services.listener.sources import abilities, base
from services.listener.store import connections, watchlist

FIRST: Final = "first-answers"
"""The lesson that is played where none is named."""
SLOWEST: Final = 0.1
FASTEST: Final = 1000.0


class Lessons:
    """Starts lessons, ends them, and tells how they stand."""

    def __init__(
        self,
        db: Database,
        outlets: Outlets,
        vault: Vault,
        settings: ListenerSettings,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._db = db
        self._outlets = outlets
        self._vault = vault
        self._settings = settings
        self._on_change = on_change

    async def look(self, brand: str) -> api.Lesson:
        """How the lesson of a brand stands.

        Raises:
            NotFound: there is no such brand.
            WrongState: nobody practises with it, or no sandbox answers.
        """
        source = await self._db.read(lambda conn: _source_of(conn, brand))
        if not source:
            return api.Lesson(brand=brand)
        return _told(brand, source, await _asked((await self._open(source)).lesson()))

    async def start(self, request: api.StartLessonRequest) -> api.Lesson:
        """Plays a lesson from its beginning.

        Raises:
            NotFound: there is no such brand.
            InvalidField: there is no such lesson, or the speed is none.
            WrongState: nobody practises with the brand, or no sandbox plays.
        """
        brand, speed = request.brand, request.speed or 1.0
        if not SLOWEST <= speed <= FASTEST or math.isnan(speed):
            raise errors.InvalidField("speed", f"must be from {SLOWEST:g} to {FASTEST:g} times.")
        source = await self._db.write(lambda conn: self._made(conn, brand))
        self._on_change()
        teacher = await self._open(source)
        stands = await _asked(teacher.lesson())
        wanted = request.lesson or FIRST
        if wanted not in stands.names:
            raise errors.InvalidField("lesson", f"{wanted[:80]!r} is none; name {' or '.join(stands.names)}.")
        # Before anybody speaks: what the brand's account says must be known as its own.
        await self._db.write(lambda conn: _name(conn, brand, stands.brand))
        self._on_change()
        return _told(brand, source, await _asked(teacher.start_lesson(wanted, speed)))

    async def end(self, brand: str) -> api.Lesson:
        """Has nothing more happen in the lesson of a brand; errors as for `look`."""
        source = await self._db.read(lambda conn: _source_of(conn, brand))
        if not source:
            return api.Lesson(brand=brand)
        return _told(brand, source, await _asked((await self._open(source)).end_lesson()))

    def _made(self, conn: connections.Handle, brand: str) -> str:
        """The source that brings a brand its lessons; made where there is none."""
        known = _source_of(conn, brand)
        if known:
            return known
        if not self._settings.training_url:
            raise errors.WrongState(
                f"No source brings lessons to {brand}. Create one of type sandbox with the settings url, "
                "room and brand, or name a sandbox in ANTIPHON_LISTENER_TRAINING_URL."
            )
        room = brand.removeprefix("brands/")
        config = {"url": self._settings.training_url, "room": room, "brand": brand}
        if self._settings.training_token_file is not None:
            config["token_file"] = str(self._settings.training_token_file)
        source = api.Source(name=f"sources/training-{room}"[:72], type=training.NETWORK, config=config)
        self._vault.check(source)
        return configuring.create(conn, source).name

    async def _open(self, source: str) -> abilities.Teaching:
        try:
            opened = await self._outlets.get(source)
        except base.SourceError as fault:
            raise errors.WrongState(fault.sentence) from fault
        if not isinstance(opened, abilities.Teaching):
            raise errors.WrongState(f"{source} plays no lessons; create one of type sandbox.")
        return opened


def _source_of(conn: connections.Handle, brand: str) -> str:
    """The source that brings a brand its lessons; empty where there is none yet."""
    if not watchlist.get_brand(conn, brand).training:
        raise errors.WrongState(f"Nobody practises with {brand}; turn training on for it, or name another.")
    for source in connections.list_all(conn):
        if source.type == training.NETWORK and source.config.get("brand") == brand:
            return source.name
    return ""


def _name(conn: connections.Handle, brand: str, told: abilities.Played) -> None:
    """Adds what the lesson calls the brand to what it is called."""
    known = watchlist.get_brand(conn, brand)
    aliases = [name for name in (told.display_name, *told.aliases) if name and name not in known.aliases]
    handles = [handle for handle in told.handles if handle not in known.handles]
    if aliases or handles:
        known.aliases.extend(aliases)
        known.handles.extend(handles)
        watchlist.update_brand(conn, known)


async def _asked(answer: Awaitable[abilities.Lesson]) -> abilities.Lesson:
    try:
        return await answer
    except base.SourceError as fault:
        raise errors.WrongState(f"The sandbox plays no lesson: {fault.sentence}") from fault


def _told(brand: str, source: str, lesson: abilities.Lesson) -> api.Lesson:
    return api.Lesson(
        brand=brand,
        lesson=lesson.name,
        lessons=lesson.names,
        source=source,
        step_count=lesson.steps,
        played_count=lesson.played,
        running=lesson.running,
    )
