"""What agents do with an opportunity beside answering it: hand it over, put it aside, tag it, call others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from services.common.model import errors
from services.common.model.principal import Principal
from services.common.store import bulk
from services.router.core import demand, opportunities
from services.router.core.demand import Demand
from services.router.core.staffing import eligibility, stages
from services.router.core.staffing.roster import OFFER_SECONDS, SECOND
from services.router.store import changes, database, desks, events, lanes, offers, seats, tables
from services.router.store.seats import Row
from services.router.store.staff import Snapshot, Staff

_A: Final = tables.agents.c
_T: Final = tables.tags.c
_E = events_pb2.EngagementEvent

MOST_TAGS: Final = 50
"""Tags that people may give one opportunity."""
LONGEST_SNOOZE: Final = 366 * 86_400 * SECOND

_TRANSFER: Final = ("transfer", _E.KIND_OPPORTUNITY_TRANSFERRED)
_SNOOZE: Final = ("snooze", _E.KIND_OPPORTUNITY_SNOOZED)
_WAKE: Final = ("wake", _E.KIND_OPPORTUNITY_UPDATED)
_TAG: Final = ("tag", _E.KIND_OPPORTUNITY_TAGGED)
_CALL: Final = ("call", _E.KIND_COLLEAGUE_CALLED)


@dataclass(frozen=True, slots=True)
class Handover:
    """Who hands what to whom.

    Attributes:
        token: of the lease; 0 when nobody holds it.
        note: what the other should know.
        agent: id of a colleague; empty when it goes to a queue.
        queue: id of a queue; empty when it goes to a colleague.
    """

    uid: str
    token: int
    note: str
    agent: str = ""
    queue: str = ""


def transfer(conn: sa.Connection, who: Principal, wish: Handover, known: Staff) -> None:
    """Gives an opportunity to a queue, or offers it to a colleague; it keeps its age.

    Raises:
        LeaseHeld, LeaseLost, WrongState: if it is not the caller's to give.
        NotFound: if there is no such queue.
        NotEligible: if the colleague may not take it, or is not there.
    """
    now = database.now(conn)
    here = known.read(conn)
    found = seats.lock(conn, wish.uid, who)
    seat = found.seat.hand_over(who.holder, wish.token, now)
    about = seats.latest_member(conn, found).author if wish.note else None
    if wish.agent:
        _check_colleague(conn, here, found, wish.agent)
        agent = f"agents/{wish.agent}"
        changes.make(
            conn, found, seat, now, _TRANSFER, actor=who.holder, detail=wish.note, about=about, agent=agent
        )
        again = seats.lock(conn, wish.uid)
        ttl = max(here.queue_of(found.lane).offer, OFFER_SECONDS * SECOND)
        offers.make(conn, again, wish.agent, now, ttl, sender=who.holder)
        return
    placed = _queue(conn, here, found, wish.queue)
    queue = f"queues/{wish.queue}"
    changes.make(
        conn,
        found,
        seat,
        now,
        _TRANSFER,
        actor=who.holder,
        detail=wish.note,
        about=about,
        queue=queue,
        columns=placed,
    )


def snooze(
    conn: sa.Connection, who: Principal, uid: str, token: int, *, until: int | None, reason: str
) -> None:
    """Puts an opportunity aside until a moment, or until the customer writes.

    Raises:
        InvalidField: if the moment is past or more than a year ahead.
        LeaseHeld, LeaseLost, WrongState: if it is not the caller's to put aside.
    """
    now = database.now(conn)
    if until is not None and not now < until <= now + LONGEST_SNOOZE:
        raise errors.InvalidField("wake_time", "it is not within the year to come; choose a moment ahead.")
    found = seats.lock(conn, uid, who)
    seat = found.seat.snooze(who.holder, token, now)
    about = seats.latest_member(conn, found).author if reason else None
    more = {"wake_time": until}
    changes.make(conn, found, seat, now, _SNOOZE, actor=who.holder, detail=reason, about=about, columns=more)


def wake(conn: sa.Connection, who: Principal, uid: str) -> None:
    """Brings back what was put aside; nothing changes where it was not."""
    now = database.now(conn)
    found = seats.lock(conn, uid, who)
    if found.seat.state == opportunities.SNOOZED:
        changes.make(conn, found, found.seat.wake(), now, _WAKE, actor=who.holder)


def tag(
    conn: sa.Connection, who: Principal, uid: str, *, add: Sequence[str], remove: Sequence[str]
) -> None:  # fmt: skip
    """Adds and takes away tags; what people say counts more than what policies say.

    Raises:
        InvalidField: if it would have too many.
    """
    now = database.now(conn)
    found = seats.lock(conn, uid, who)
    rows = [
        {"opportunity_id": found.id, "tag": one, "present": present}
        for present, these in ((True, add), (False, remove))
        for one in these
    ]
    if not rows:
        return
    bulk.upsert(conn, tables.tags, rows, key=("opportunity_id", "tag"), update=("present",))
    count = sa.select(sa.func.count()).where(_T.opportunity_id == found.id, _T.present)
    if conn.execute(count).scalar_one() > MOST_TAGS:
        raise errors.InvalidField("add", f"it would have more than {MOST_TAGS} tags; remove some.")
    changes.make(conn, found, found.seat, now, _TAG, actor=who.holder)


_TAGS: Final = database.Listing(
    lambda among: sa.select(_T.opportunity_id, _T.tag, _T.present).where(among(_T.opportunity_id, "ids"))
)


def tags(conn: sa.Connection, rows: Collection[int]) -> dict[int, list[tuple[str, bool]]]:
    """What people said of tags, by opportunity."""
    found: dict[int, list[tuple[str, bool]]] = {}
    for row in _TAGS.ask(conn, ids=rows):
        found.setdefault(row.opportunity_id, []).append((row.tag, row.present))
    return found


def call(conn: sa.Connection, who: Principal, uid: str, agent: str, note: str) -> None:
    """Asks a colleague to look at an opportunity."""
    now = database.now(conn)
    found = seats.lock(conn, uid, who)
    about = seats.latest_member(conn, found).author if note else None
    seats.note(conn, who.holder, _CALL[0], uid, now, detail=note, mention_author=about, brand=found.brand)
    events.tell(conn, _CALL[1], found.seat, found.brand, now, actor=who.holder, agent=f"agents/{agent}")


def _queue(conn: sa.Connection, here: Snapshot, found: Row, queue: str) -> dict[str, Any]:
    if queue not in here.roster.queues and queue != demand.DEFAULT_QUEUE:
        raise errors.NotFound(f"queues/{queue}")
    wanted = Demand(found.brand, queue)
    lane = lanes.intern(conn, [wanted])[wanted]
    return {"lane": lane, "moved": True, "escalate_time": stages.due(here.roster, wanted, found.created)}


def _check_colleague(conn: sa.Connection, here: Snapshot, found: Row, agent: str) -> None:
    name = f"agents/{agent}"
    why = eligibility.why_not(here.roster, agent, here.demand(found.lane))
    if why:
        raise errors.NotEligible(f"{why} Hand it to a queue, or to somebody else.", agent=name)
    status = conn.execute(sa.select(_A.status).where(_A.id == agent)).scalar_one_or_none()
    if status is None and here.roster.agents:
        raise errors.NotFound(name)
    if status is not None and status not in desks.PRESENT:
        raise errors.NotEligible(f"{name} is not there now; hand it to a queue.", agent=name)
