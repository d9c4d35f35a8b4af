"""Reports of care on both databases: what people do is counted, each number is a naive recount, and opens."""

from __future__ import annotations

import math
import random

import grpc
import pytest
import sqlalchemy as sa

from antiphon.routing.v1 import care_service_pb2 as api
from antiphon.routing.v1 import care_service_pb2_grpc as care_grpc
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from antiphon.scoring.v1 import score_pb2
from services.common import formats
from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import care, opportunities, replies
from services.router.store import answering_settings, handing, intake, queue, reporting, tables
from services.router.store import staffing as staff_store
from services.router.store.staff import Staff
from tests.acceptance.router.conftest import BRAND, claimed, scored
from tests.acceptance.router.test_aftermath import all_replies, asking, message, pass_time, taken
from tests.acceptance.router.test_crashes import ALICE, TTL, WAITS, World
from tests.acceptance.router.test_erasures import Desk

S = api.CareStep
LEA = Principal("lea", "user", frozenset({"lead"}))
SECOND = 1_000_000
DAY = 86_400 * SECOND


@pytest.fixture
async def desk(open_database):
    return Desk(await open_database("router"))


async def kinds(desk, **fields):
    """Steps that are kept, in their order, without times."""
    query = sa.select(*(tables.care_steps.c[name] for name in ("kind", *fields))).order_by("id")
    found = await desk.read(lambda conn: conn.execute(query).all())
    return [tuple(row) if fields else row.kind for row in found]


async def report(desk, group=api.CARE_GROUP_AGENT, who=LEA, **filters):
    request = api.GetCareReportRequest(filter=api.CareFilter(**filters), group=group)
    return await desk.read(lambda conn: reporting.report(conn, request, who))


async def test_an_answer_in_time_is_taken_handled_answered_and_resolved_once(desk):
    request_id = await desk.answer(scored("1"))
    await desk.come_to(request_id, replies.SENT)
    assert await kinds(desk) == [
        S.KIND_TAKEN,
        S.KIND_HANDLED,
        S.KIND_FIRST_ANSWER,
        S.KIND_RESOLVED,
        S.KIND_FIRST_ANSWER_MET,
    ]
    found = await report(desk)
    (row,) = found.rows
    assert (row.key, row.sums, list(found.unseen)[1:]) == ("agents/alice", found.total, [])
    assert row.sums.first_answer_wait.median == row.sums.first_answer_wait.total
    by_queue = await report(desk, api.CARE_GROUP_QUEUE)
    assert [each.key for each in by_queue.rows] == ["queues/general"]


async def test_an_answer_that_nobody_can_confirm_is_told_and_not_counted(desk):
    request_id = await desk.answer(scored("1"))
    await desk.come_to(request_id, replies.UNCONFIRMED)
    assert await kinds(desk) == [S.KIND_TAKEN, S.KIND_HANDLED]
    assert "Of 1 answers nobody knows" in (await report(desk)).unseen[-1]


async def test_a_customer_who_was_asked_is_heard_once_and_by_tone(desk):
    await desk.write(lambda conn: answering_settings.write(conn, LEA, BRAND, asking()))
    request_id = await desk.answer(message("1"))
    await desk.come_to(request_id, replies.SENT)
    await pass_time(desk, tables.replies, "due_time")
    await desk.come_to((await all_replies(desk))[-1].request_id, replies.SENT)
    for native_id, label in (
        ("2", score_pb2.Sentiment.LABEL_POSITIVE),
        ("3", score_pb2.Sentiment.LABEL_NEGATIVE),
    ):
        again = message(native_id, conversation="1")
        again.score.sentiment.label = label
        await desk.write(lambda conn, item=again: intake.record(conn, [item], World(), WAITS))
        taken_again = await desk.write(lambda conn: queue.claim_next(conn, ALICE, "", TTL))
        await desk.write(
            lambda conn, uid=taken_again.uid: queue.finish(
                conn, ALICE, uid, 0, state=opportunities.RESOLVED, reason=""
            )
        )
    told = (await report(desk)).total
    assert (told.asked_count, told.reopened_count) == (1, 2)
    assert (told.satisfied_count, told.neutral_count, told.dissatisfied_count) == (1, 0, 0)


async def test_a_deadline_that_runs_out_is_missed_by_nobody_and_then_not_again(desk):
    await desk.write(lambda conn: intake.record(conn, [scored("1")], World(), WAITS))
    await desk.write(
        lambda conn: conn.execute(tables.opportunities.update().values(create_time=1, clocks="", tell_time=1))
    )
    await desk.write(queue.tick)
    assert await kinds(desk, agent=1) == [(S.KIND_FIRST_ANSWER_MISSED, "")]
    uid = (await desk.write(lambda conn: queue.claim_next(conn, ALICE, "", TTL))).uid
    await desk.write(lambda conn: queue.finish(conn, ALICE, uid, 1, state=opportunities.DISMISSED, reason=""))
    assert await kinds(desk) == [
        S.KIND_FIRST_ANSWER_MISSED,
        S.KIND_TAKEN,
        S.KIND_HANDLED,
        S.KIND_DISMISSED,
    ]
    assert [row.key for row in (await report(desk)).rows] == ["agents/-", "agents/alice"]


async def test_a_transfer_counts_for_who_hands_over_and_the_team_of_that_moment(desk):
    agent = staffing.Agent(name="agents/alice", display_name="Alice", team="billing")
    await desk.write(lambda conn: staff_store.put_agent(conn, LEA, agent, new=True))
    uid = await taken(desk, scored("1"))
    await desk.write(
        lambda conn: handing.transfer(conn, ALICE, handing.Handover(uid, 1, "", queue="general"), Staff())
    )
    agent.team = "returns"
    await desk.write(lambda conn: staff_store.put_agent(conn, LEA, agent, new=False))
    assert await kinds(desk, team=1) == [(S.KIND_TAKEN, "billing"), (S.KIND_TRANSFERRED, "billing")]
    (row,) = (await report(desk, api.CARE_GROUP_TEAM)).rows
    assert (row.key, row.sums.transferred_count) == ("billing", 1)
    (row,) = (await report(desk)).rows
    assert row.display_name == "Alice"


async def test_a_team_with_an_impossible_name_is_refused(desk):
    agent = staffing.Agent(name="agents/alice", team="No Team")
    with pytest.raises(errors.InvalidField, match="No Team"):
        await desk.write(lambda conn: staff_store.put_agent(conn, LEA, agent, new=True))


def at_random(rng, count):
    """Steps as they could be kept, whatever made them."""
    timed = {S.KIND_TAKEN, S.KIND_HANDLED, S.KIND_FIRST_ANSWER, S.KIND_NEXT_ANSWER}
    for _ in range(count):
        kind = rng.choice(sorted(care.COUNTS))
        yield {
            "time": rng.randrange(20) * DAY + 1,
            "kind": kind,
            "brand": rng.choice(("brands/acme", "brands/bolt")),
            "opportunity_uid": "a" * 32,
            "queue": rng.choice(("general", "billing")),
            "agent": rng.choice(("", "alice", "bob")),
            "team": rng.choice(("", "north")),
            "duration": rng.choice((0, 1, 7, 7, rng.randrange(DAY))) if kind in timed else None,
        }


def recounted(rows, key):
    """Sums as anybody would count them, by key."""
    found = {}
    for row in rows:
        sums = found.setdefault(key(row), api.CareSums())
        field = care.COUNTS[row["kind"]]
        setattr(sums, field, getattr(sums, field) + 1)
    for name, sums in found.items():
        for kind, field in care.SPREAD.items():
            spans = sorted(row["duration"] for row in rows if key(row) == name and row["kind"] == kind)
            if spans:
                spread = getattr(sums, field)
                spread.median.FromMicroseconds(spans[math.ceil(len(spans) * 0.5) - 1])
                spread.p95.FromMicroseconds(spans[math.ceil(len(spans) * 95 / 100) - 1])
                spread.total.FromMicroseconds(sum(spans))
    return found


GROUPS = {
    api.CARE_GROUP_AGENT: lambda row: f"agents/{row['agent'] or '-'}",
    api.CARE_GROUP_TEAM: lambda row: row["team"] or "-",
    api.CARE_GROUP_QUEUE: lambda row: f"queues/{row['queue']}",
}


@pytest.mark.parametrize("seed", range(12))
async def test_every_number_is_a_naive_recount_and_opens_into_its_steps(desk, seed):
    rng = random.Random(seed)  # a seed that repeats
    rows = list(at_random(rng, rng.choice((0, 1, 40, 300))))
    if rows:
        await desk.write(lambda conn: conn.execute(tables.care_steps.insert(), rows))
    asked = api.CareFilter(
        agent=rng.choice(("", "", "agents/alice", "agents/-")),
        team=rng.choice(("", "", "north", "-")),
        queue=rng.choice(("", "queues/billing")),
        kinds=rng.choice(([], [S.KIND_FIRST_ANSWER, S.KIND_TAKEN])),
    )
    asked.start_time.FromMicroseconds(rng.randrange(10) * DAY)
    asked.end_time.FromMicroseconds(rng.randrange(11, 25) * DAY)
    who = rng.choice((LEA, Principal("kai", "user", frozenset({"analyst"}), frozenset({"acme"}))))
    held = [row for row in rows if matches(row, asked, who)]
    for group, key in GROUPS.items():
        request = api.GetCareReportRequest(filter=asked, group=group)
        told = await desk.read(lambda conn, of=request: reporting.report(conn, of, who))
        assert {row.key: row.sums for row in told.rows} == recounted(held, key)
        assert told.total == recounted(held, lambda _: "").get("", api.CareSums())
    assert len(await listed(desk, asked, who)) == len(held)


def matches(row, asked, who):
    wanted = care.wanted(asked, 0)
    return (
        wanted.start <= row["time"] < wanted.end
        and wanted.agent in {None, row["agent"]}
        and wanted.team in {None, row["team"]}
        and wanted.queue in {None, row["queue"]}
        and (not wanted.kinds or row["kind"] in wanted.kinds)
        and who.works_for(row["brand"])
    )


async def listed(desk, asked, who):
    """All pages of steps."""
    request, found = api.ListCareStepsRequest(filter=asked, page_size=7), []
    while True:
        page = await desk.read(lambda conn: reporting.page(conn, request, who))
        found += page.steps
        request.page_token = page.next_page_token
        if not request.page_token:
            return found


async def test_a_brand_that_is_not_ones_own_is_refused(desk):
    stranger = Principal("sam", "user", frozenset({"lead"}), frozenset({"bolt"}))
    with pytest.raises(errors.NotPermitted):
        await report(desk, who=stranger, brand=BRAND)


def test_a_row_of_a_file_has_a_cell_for_each_column():
    step = care.Step(1, SECOND, S.KIND_TAKEN, BRAND, "a" * 32, "general", "alice", "", 1_500_000)
    data = formats.opened(0, care.COLUMNS).take([care.row(step)]).decode()
    told = "1970-01-01T00:00:01Z,taken,acme,general,,alice,1.5,1,opportunities/"
    assert data.splitlines()[1] == told + "a" * 32


async def test_a_file_has_a_row_for_each_step_and_only_those_who_may_get_it(road, alice, lead):
    await road.publish(scored("1"))
    await claimed(road.stub(alice))
    request = api.ExportCareStepsRequest()
    pieces = [each async for each in care_grpc.CareServiceStub(road.channel(lead)).ExportCareSteps(request)]
    head, row = b"".join(piece.data for piece in pieces).decode().splitlines()
    assert (head.split(",")[1], row.split(",")[1]) == ("kind", "taken")
    assert (pieces[0].content_type[:8], pieces[0].total_row_count, pieces[-1].row_count) == ("text/csv", 1, 1)
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await care_grpc.CareServiceStub(road.channel(alice)).GetCareReport(api.GetCareReportRequest())
    assert refusal.value.code() == grpc.StatusCode.PERMISSION_DENIED
