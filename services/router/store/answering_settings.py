"""How each brand answers: how long an answer can be taken back, and whether customers are asked something."""

from __future__ import annotations

from typing import Final, NamedTuple

import sqlalchemy as sa

from antiphon.routing.v1 import drafting_service_pb2 as drafting
from services.common.model import errors
from services.common.model.principal import Principal
from services.common.store import bulk
from services.router.core.replyability import SECOND
from services.router.store import database, seats, tables

DELAY: Final = 600 * SECOND
LONGEST_DELAY: Final = 7 * 86_400 * SECOND
LONGEST_UNDO: Final = 3600 * SECOND
LONGEST_QUESTION: Final = 500

_S: Final = tables.answering_settings.c


class Settings(NamedTuple):
    """How a brand answers.

    Attributes:
        undo: microseconds in which an answer can be taken back; None as the router is set.
        question: that is asked after an answer; empty for none.
        delay: microseconds after which it is asked.
    """

    undo: int | None = None
    question: str = ""
    delay: int = DELAY


def read(conn: sa.Connection, brand: str) -> Settings:
    """The settings of a brand; the defaults where nobody set any."""
    row = conn.execute(sa.select(tables.answering_settings).where(_S.brand == brand)).one_or_none()
    if row is None:
        return Settings()
    delay = DELAY if row.satisfaction_delay is None else row.satisfaction_delay
    return Settings(row.undo_window, row.satisfaction_question, delay)


def write(conn: sa.Connection, who: Principal, brand: str, asked: drafting.AnsweringSettings) -> None:
    """Keeps settings in the place of all that were.

    Raises:
        InvalidField: if one is out of its range.
        NotPermitted: if the brand is not one of the caller's.
    """
    seats.brand_filter(who, brand)
    if len(asked.satisfaction_question) > LONGEST_QUESTION:
        raise errors.InvalidField(
            "answering_settings.satisfaction_question",
            f"is longer than {LONGEST_QUESTION} characters; shorten it.",
        )
    row = {
        "brand": brand,
        "undo_window": _micros(asked, "undo_window", LONGEST_UNDO),
        "satisfaction_question": asked.satisfaction_question.strip(),
        "satisfaction_delay": _micros(asked, "satisfaction_delay", LONGEST_DELAY),
    }
    bulk.upsert(conn, tables.answering_settings, [row], key=("brand",), update=tuple(row)[1:])
    now = database.now(conn)
    seats.note(conn, who.holder, "set-answering", "", now, detail=brand, brand=brand)


def view(conn: sa.Connection, who: Principal, brand: str) -> drafting.AnsweringSettings:
    """The settings of a brand as people see them."""
    seats.brand_filter(who, brand)
    found = read(conn, brand)
    told = drafting.AnsweringSettings(name=f"{brand}/answeringSettings", satisfaction_question=found.question)
    if found.undo is not None:
        told.undo_window.FromMicroseconds(found.undo)
    told.satisfaction_delay.FromMicroseconds(found.delay)
    return told


def _micros(asked: drafting.AnsweringSettings, field: str, most: int) -> int | None:
    if not asked.HasField(field):
        return None
    given: int = getattr(asked, field).ToMicroseconds()
    if not 0 <= given <= most:
        raise errors.InvalidField(
            f"answering_settings.{field}", f"must be between 0 and {most // SECOND:,} seconds."
        )
    return given
