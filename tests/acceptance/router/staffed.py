"""Queues full of work without mentions, agents, and a clock that tests move: shared by tests of staffing."""

from __future__ import annotations

import itertools

import sqlalchemy as sa

from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.common.model.principal import Principal
from services.common.store import bulk
from services.router.core import demand, opportunities
from services.router.core.demand import Demand, Route
from services.router.store import database, lanes, presence, tables
from services.router.store import staffing as setting

SECOND = 1_000_000
MINUTE = 60 * SECOND
TTL = 300 * SECOND
TIMEOUT = 60 * SECOND
ACME = "brands/acme"
LEAD = Principal("lea", "user", frozenset({"lead"}))

_numbers = itertools.count(1)


def person(name, *brands):
    return Principal(name, "user", frozenset({"agent"}), frozenset(brands or {"*"}))


ALICE, BOB, CAROL = person("alice"), person("bob"), person("carol")


class Clock:
    """The database's clock in a test: begins a day after its epoch and moves when it is told to."""

    def __init__(self, monkeypatch):
        self.now = 86_400 * SECOND
        monkeypatch.setattr(database, "now", lambda _conn: self.now)

    def pass_(self, stretch):
        self.now += stretch


def row(number, lane, now, *, network="x", brand=ACME, rank=None, route=""):
    """One open opportunity without mentions."""
    return {
        "id": number,
        "uid": f"{number:032d}".translate(str.maketrans("0123456789", "abcdefghij")),
        "brand": brand,
        "conversation_key": f"{network}:-:{number}",
        "network": network,
        "state": opportunities.OPEN,
        "rest": opportunities.OPEN,
        "holder": "",
        "token": 0,
        "expires": 0,
        "news": False,
        "lane": lane,
        "route": route,
        "priority": 50,
        "rank_time": now + number if rank is None else rank,
        "create_time": now,
        "update_time": now,
        "live": 1,
        "known": 1,
        "gone": 0,
        "top_written": now,
        "top_key": f"{network}:-:{number}",
        "latest_written": now,
        "latest_key": f"{network}:-:{number}",
    }


def fill(conn, count=1, queue=demand.DEFAULT_QUEUE, *, brand=ACME, skills=None, **more):
    """Puts work in a queue; the uids, in the order of the queue."""
    wanted = Demand(brand, queue, demand.skills(skills or {}))
    lane = lanes.intern(conn, [wanted])[wanted]
    route = demand.encode(Route(queue, wanted.skills))
    highest = conn.execute(sa.select(sa.func.max(tables.opportunities.c.id))).scalar_one() or 0
    now = database.now(conn)
    numbers = range(highest + 1, highest + 1 + count)
    rows = [row(number, lane, now, brand=brand, route=route, **more) for number in numbers]
    ages = lanes.first_ages(conn)
    for one in rows:
        one["escalate_time"] = now + ages[queue] if queue in ages else None
    bulk.insert(conn, tables.opportunities, rows)
    return [one["uid"] for one in rows]


def put(conn, *messages):
    """Sets up queues and agents."""
    for message in messages:
        if isinstance(message, staffing.Queue):
            setting.put_queue(conn, LEAD, message, new=True)
        else:
            setting.put_agent(conn, LEAD, message, new=True)


def queue(name, **fields):
    return staffing.Queue(name=f"queues/{name}", **fields)


def pushed(name, **fields):
    return queue(name, assignment=staffing.Queue.ASSIGNMENT_PUSH, **fields)


def agent(name, **fields):
    return staffing.Agent(name=f"agents/{name}", **fields)


def come(conn, *names):
    """Agents say that they are available."""
    for name in names:
        presence.beat(conn, name, presence.AVAILABLE, actor=f"user:{name}")


def stands(conn, uid=None):
    """State and holder of one opportunity, or of all by uid."""
    columns = tables.opportunities.c
    query = sa.select(columns.uid, columns.state, columns.holder)
    found = {
        one.uid: (opportunities.state_name(one.state), one.holder.removeprefix("user:"))
        for one in conn.execute(query)
    }
    return found if uid is None else found[uid]
