"""One board for each set of brands that somebody at a desk works for, all fed by one view of the log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator

from antiphon.events.v1 import events_pb2
from services.common.bus import Bus
from services.common.model.principal import Principal
from services.console.adapters import rooms
from services.console.live.board import Board
from services.console.views.pages import Pages

SUBJECTS = ("engagements.>",)


class Boards:
    """Makes boards as they are needed and keeps them fresh."""

    def __init__(self, services: rooms.Rooms, pages: Pages | None, tasks: asyncio.TaskGroup) -> None:
        """Without `pages` the boards draw nothing."""
        self._services = services
        self._pages = pages
        self._tasks = tasks
        self._boards: dict[frozenset[str], tuple[Board, asyncio.Task[None]]] = {}
        self.log: Bus | None = None
        """What is followed; None before it was reached."""

    def of(self, viewer: Principal) -> Board:
        """The board of everybody who works for the same brands as `viewer`."""
        if viewer.brands not in self._boards:
            board = Board(self._services, self._pages, viewer)
            self._boards[viewer.brands] = (board, self._tasks.create_task(board.run(), name="board"))
        return self._boards[viewer.brands][0]

    async def follow(self, bus: Bus, hear: Callable[[events_pb2.EngagementEvent], None]) -> None:
        """Passes on what the router commits, from now on, to boards and to `hear`; ends when cancelled."""
        self.log = bus
        async with bus.live(SUBJECTS) as changes:
            async for message in changes:
                event = events_pb2.EngagementEvent.FromString(message.payload)
                hear(event)
                for board in self._who_sees(event.brand):
                    board.touch(event)

    def close(self) -> None:
        """Lets every desk go and ends the boards."""
        for board, task in self._boards.values():
            board.hub.close()
            task.cancel()

    def _who_sees(self, brand: str) -> Iterator[Board]:
        boards: Iterable[tuple[frozenset[str], tuple[Board, asyncio.Task[None]]]] = self._boards.items()
        for brands, (board, _task) in boards:
            if Principal("", "user", brands=brands).works_for(brand):
                yield board
