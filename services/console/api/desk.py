"""What every route needs: the services, the board, and who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from services.common.model.principal import Principal
from services.console.adapters.pushing import Pushes
from services.console.adapters.rooms import Rooms
from services.console.adapters.translating import Translator
from services.console.live.board import Board
from services.console.live.boards import Boards
from services.console.views.pages import Pages


@dataclass(frozen=True, slots=True)
class Parts:
    """What the composition root hands to the app."""

    rooms: Rooms
    boards: Boards
    pages: Pages
    pushes: Pushes
    translator: Translator | None = None


@dataclass(frozen=True, slots=True)
class DeskOf:
    """The desk of one person."""

    parts: Parts
    principal: Principal
    csrf: str

    @property
    def rooms(self) -> Rooms:
        return self.parts.rooms

    @property
    def pages(self) -> Pages:
        return self.parts.pages

    @property
    def board(self) -> Board:
        return self.parts.boards.of(self.principal)


def _desk(request: Request) -> DeskOf:
    session = request.state.session
    return DeskOf(request.app.state.parts, session.principal, session.csrf)


Desk = Annotated[DeskOf, Depends(_desk)]
