"""Everybody who works on opportunities at once, under one clock, and what each was answered.

See `test_linearizable` for what is checked of it.
"""

from __future__ import annotations

import asyncio
import math
import random
import threading
import time
from collections import defaultdict

import sqlalchemy as sa

from antiphon.routing.v1 import deadline_service_pb2 as schedule
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.common.model import errors
from services.router.core import opportunities
from services.router.store import (
    database,
    deadlines,
    escalations,
    handing,
    offers,
    policies,
    presence,
    pushing,
    queue,
    schedules,
    seats,
    tables,
)
from services.router.store import (
    staffing as setting,
)
from services.router.store.handing import Handover
from services.router.store.staff import Staff
from tests.acceptance.router import staffed
from tests.acceptance.router.histories import Call, Step
from tests.acceptance.router.staffed import LEAD, MINUTE, SECOND, TIMEOUT, agent, fill, person, pushed, put
from tests.acceptance.router.test_crashes import WAITS

TTL = 40 * SECOND
OFFER = 20 * SECOND
HARD = 3
AGENTS = [person(f"agent{number}") for number in range(5)]
AUDIT, OPP = tables.audit.c, tables.opportunities.c
KILLS = 0.05
"""How many of those who do something are killed while they do."""
POLICY = "name: care\nthen: default\nrules:\n  - name: all\n    when: priority > 0\n    queue: {}\n"


class KilledError(Exception):
    """A process ended before its commit."""


class World:
    """One database under everybody's hands; remembers every call."""

    def __init__(self, db, seed, monkeypatch):
        self.db = db
        self.chance = random.Random(seed)
        self.staff = Staff()
        self.calls = []
        self.kills = 0
        self.tokens = defaultdict(int)
        self.base = 86_400 * SECOND
        self.used = threading.local()
        monkeypatch.setattr(database, "now", self.now)

    def now(self, _conn):
        self.used.now = self.base
        return self.used.now

    async def prepare(self, items):
        def work(conn):
            for table in (tables.opportunities, tables.audit, tables.offers, tables.agents, tables.queues):
                conn.execute(table.delete())
            step = staffing.EscalationStep(after_seconds=30, everyone=True)
            put(conn, pushed("work", steps=[step], offer_seconds=20), staffed.queue("else"))
            put(conn, *(agent(who.subject, hard_capacity=HARD, soft_capacity=2) for who in AGENTS))
            staffed.come(conn, *(who.subject for who in AGENTS))
            conn.execute(tables.audit.delete())
            self.uids = fill(conn, items // 2, "work") + fill(conn, items - items // 2)

        await self.db.write(work)

    async def call(self, action, who, uid, work, *, ttl=0):
        """Does something to one opportunity, and remembers what was answered."""
        token, dies, loses = self.tokens[who.holder, uid], self._happens(), self._happens()
        at = []

        def inside(conn):
            try:
                done = work(conn, token)
            finally:
                at.append(getattr(self.used, "now", self.base))
            if dies and len(at) == 1:
                self.kills += 1
                kill(conn)
            found = done or uid
            place = conn.execute(sa.select(sa.func.max(AUDIT.id)).where(AUDIT.opportunity_uid == found))
            seat = seats.lock(conn, found).seat
            return found, place.scalar_one(), seat, self.used.now

        began = time.monotonic()
        try:
            found, place, seat, now = await self.db.write(inside)
        except KilledError:
            return
        except errors.Refusal as refusal:
            if isinstance(refusal, errors.StoreUnavailable) and not dies:
                raise
            if uid and isinstance(refusal, errors.LeaseHeld | errors.LeaseLost | errors.WrongState):
                step = Step(0, action, who.holder, at[-1], token=token, ttl=ttl)
                self.calls.append(Call(uid, began, time.monotonic(), step, refused=type(refusal)))
            return
        step = Step(place, action, who.holder, now, token=token, ttl=ttl)
        if loses:
            self.calls.append(Call(found, began, math.inf, step))
            return
        saw = (seat.state, seat.holder, seat.token)
        self.calls.append(Call(found, began, time.monotonic(), step, saw=saw))
        if seat.holder == who.holder:
            self.tokens[who.holder, found] = seat.token

    def _happens(self):
        return self.chance.random() < KILLS

    async def lead(self, rounds):
        """What leads change, and what that sets in motion."""
        for _ in range(rounds):
            await self.db.write(self.chance.choice([self._queue, self._policy, self._calendar, self._sweep]))
            await asyncio.sleep(0.002)

    def _queue(self, conn):
        """The queue offers or is taken from, and asks for less sooner or later."""
        step = staffing.EscalationStep(after_seconds=self.chance.choice([10, 30, 90]), everyone=True)
        kind = self.chance.choice(["ASSIGNMENT_PUSH", "ASSIGNMENT_PULL"])
        changed = staffed.queue("work", assignment=kind, steps=[step], offer_seconds=20)
        setting.put_queue(conn, LEAD, changed, new=False)

    def _policy(self, conn):
        text = POLICY.format(self.chance.choice(["work", "else"]))
        held = policies.in_force(conn, "policy", "")
        change = policies.Change("policy", "care", "", text, "")
        if held and self.chance.random() < 0.3:
            policies.rollback(conn, LEAD, change, 0 if self.chance.random() < 0.5 else held.version)
        else:
            versions = sa.select(sa.func.max(tables.policy_documents.c.version))
            policies.apply(conn, LEAD, change, conn.execute(versions).scalar_one() or 0)

    def _calendar(self, conn):
        """Deadlines count other hours, which is swept into what waits."""
        open_ = schedule.Stretch(start=self.chance.choice(["00:00", "08:00"]), end="20:00")
        days = schedule.WeeklyHours(weekdays=range(1, 8), stretches=[open_])
        calendar = schedule.Calendar(time_zone="UTC", hours=[days])
        schedules.put_calendar(conn, LEAD, "office", calendar)
        policy = schedules.policy(conn, "default")
        policy.calendar = "calendars/office"
        schedules.put_policy(conn, LEAD, "default", policy)

    def _sweep(self, conn):
        deadlines.sweep(conn, WAITS)
        deadlines.tick(conn, database.now(conn))

    async def agent(self, who, rounds):
        for _ in range(rounds):
            await self._act(who, self.chance.choice(self.uids))

    async def _act(self, who, uid):
        mine = [one for (holder, one), token in self.tokens.items() if holder == who.holder and token]
        own = self.chance.choice(mine) if mine else uid
        acts = [
            (5, lambda: self.call("claim", who, "", self._next(who), ttl=TTL)),
            (2, lambda: self.call("claim", who, uid, self._named(who, uid), ttl=TTL)),
            (2, lambda: self.call("renew", who, own, self._renew(who, own), ttl=TTL)),
            (2, lambda: self.call("release", who, own, self._seat(queue.release, who, own))),
            (1, lambda: self.call("resolve", who, own, self._finish(who, own))),
            (2, lambda: self.call("reply", who, own, self._reply(who, own))),
            (1, lambda: self.call("snooze", who, own, self._snooze(who, own))),
            (1, lambda: self.call("transfer", who, own, self._transfer(who, own))),
            (1, lambda: self.call("wake", who, uid, self._wake(who, uid))),
            (3, lambda: self._offered(who)),
            (1, lambda: self._presence(who)),
        ]
        weights, choices = zip(*acts, strict=True)
        await self.chance.choices(choices, weights)[0]()

    def _next(self, who):
        return lambda conn, _token: queue.claim_next(conn, who, "", TTL, self.staff).uid

    def _named(self, who, uid):
        return lambda conn, _token: queue.claim(conn, who, uid, TTL, self.staff).uid

    def _seat(self, step, who, uid):
        return lambda conn, token: step(conn, who, uid, token)

    def _renew(self, who, uid):
        def work(conn, token):
            queue.renew(conn, who, uid, token, TTL)
            seats.note(conn, who.holder, "renew", uid, self.used.now)

        return work

    def _finish(self, who, uid):
        return lambda conn, token: queue.finish(
            conn, who, uid, token, state=opportunities.RESOLVED, reason=""
        )

    def _reply(self, who, uid):
        def work(conn, token):
            found = seats.lock(conn, uid, who)
            now = database.now(conn)
            seats.save(conn, found, found.seat.answer(who.holder, token, now), now)
            seats.note(conn, who.holder, "reply", uid, now)

        return work

    def _snooze(self, who, uid):
        def work(conn, token):
            until = database.now(conn) + 30 * SECOND
            handing.snooze(conn, who, uid, token, until=until, reason="")

        return work

    def _transfer(self, who, uid):
        return lambda conn, token: handing.transfer(
            conn, who, Handover(uid, token, "", queue="else"), self.staff
        )

    def _wake(self, who, uid):
        def work(conn, _token):
            if seats.lock(conn, uid).seat.state != opportunities.SNOOZED:
                raise errors.QueueEmpty("There is nothing to wake.")
            handing.wake(conn, who, uid)

        return work

    async def _offered(self, who):
        found = await self.db.read(lambda conn: offers.pending(conn, who.holder, None, 1))
        if not found:
            return
        uid = found[0].opportunity.removeprefix("opportunities/")
        if self.chance.random() < 0.6:
            await self.call(
                "accept", who, uid, lambda conn, _token: queue.accept(conn, who, uid, TTL).uid, ttl=TTL
            )
        else:
            await self.call(
                "decline", who, uid, lambda conn, _token: offers.decline(conn, who, uid, "")
            )  # fmt: skip

    async def _presence(self, who):
        status = self.chance.choice([presence.AWAY, presence.AVAILABLE, presence.AVAILABLE, presence.BUSY])
        await self.db.write(lambda conn: presence.beat(conn, who.subject, status, actor=who.holder))

    async def router(self, rounds):
        """What the router does by itself, in any order."""
        for _ in range(rounds):
            await self.db.write(
                self.chance.choice(
                    [
                        self._push,
                        lambda conn: queue.expire_leases(conn, database.now(conn)),
                        lambda conn: presence.sweep(conn, TIMEOUT),
                        lambda conn: escalations.escalate(conn, self.staff),
                        escalations.wake,
                        self._settle,
                        self._news,
                    ]
                )
            )

    def _push(self, conn):
        for one in pushing.round_(conn, self.staff, TIMEOUT):
            uid = conn.execute(sa.select(OPP.uid).where(OPP.id == one.waiting.row)).scalar_one()
            seats.note(conn, "", "offer", uid, self.used.now, detail=one.agent)

    def _settle(self, conn):
        """Answers that are on their way come to something."""
        for uid in conn.execute(
            sa.select(OPP.uid).where(OPP.state == opportunities.ANSWERING).with_for_update(skip_locked=True)
        ).scalars():
            found, now = seats.lock(conn, uid), database.now(conn)
            sent = self.chance.random() < 0.5
            seat = found.seat.answered() if sent else found.seat.unanswered()
            seats.save(conn, found, seat, now)
            seats.note(conn, "", "sent" if sent else "failed", uid, now)

    def _news(self, conn):
        """A customer writes."""
        uid = self.chance.choice(self.uids)
        found, now = seats.lock(conn, uid), database.now(conn)
        seats.save(conn, found, found.seat.regard(opportunities.OPEN, fresh=True), now)
        seats.note(conn, "", "news", uid, now)

    async def clock(self, rounds):
        """Time passes, and jumps, back as well."""
        for _ in range(rounds):
            jumps = [SECOND, 5 * SECOND, 15 * SECOND, -10 * SECOND, 2 * MINUTE, -5 * MINUTE]
            self.base += self.chance.choices(jumps, [8, 8, 8, 8, 8, 1])[0]
            await asyncio.sleep(0.005)

    async def live(self, rounds):
        async with asyncio.TaskGroup() as tasks:
            for who in AGENTS:
                tasks.create_task(self.agent(who, rounds))
            for _ in range(2):
                tasks.create_task(self.router(rounds))
            tasks.create_task(self.clock(rounds))
            tasks.create_task(self.lead(rounds // 3))

    async def steps(self):
        """What the audit says was done, by opportunity; what callers brought is added from their calls."""
        brought = {call.step.place: call.step for call in self.calls if call.refused is None}
        query = sa.select(tables.audit).where(AUDIT.opportunity_uid != "").order_by(AUDIT.id)
        found = defaultdict(list)
        for row in await self.db.read(lambda conn: conn.execute(query).all()):
            call = brought.get(row.id)
            ttl = OFFER if row.action == "offer" else TTL
            token = call.token if call else 0
            step = Step(row.id, row.action, row.actor, row.time, token=token, agent="", ttl=ttl)
            if row.action == "offer":
                step = Step(row.id, "offer", "", row.time, agent=f"user:{row.detail}", ttl=OFFER)
            found[row.opportunity_uid].append(step)
        return found

    async def table(self):
        query = sa.select(*seats.COLUMNS)
        rows = await self.db.read(lambda conn: [seats.read(row) for row in conn.execute(query)])
        return {row.seat.uid: row.seat for row in rows}


def kill(conn):
    """Ends whoever works here before the commit: on Postgres by ending its backend."""
    if database.is_postgres(conn):
        conn.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))
    raise KilledError
