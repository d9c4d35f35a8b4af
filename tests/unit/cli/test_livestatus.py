import asyncio
from types import SimpleNamespace

import grpc
import pytest

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.cli import livestatus
from services.common.model import errors
from tests.fixtures.nats import eventually


class Log:
    """The log as the live view asks it."""

    def __init__(self):
        self.head = 1
        self.asked = 0
        self.away = False

    async def lags(self):
        return []

    async def heads(self):
        self.asked += 1
        if self.away:
            raise errors.LogUnavailable("The log cannot be reached.")
        return {"MENTIONS": self.head}


class Router:
    """A router whose queue is still; only the time its oldest waits goes on."""

    def __init__(self):
        self.looks = 0

    async def ListOpportunities(self, _request):  # noqa: N802  # the name in the contract
        return routing.ListOpportunitiesResponse()

    async def GetQueueSummary(self, _request):  # noqa: N802  # the name in the contract
        self.looks += 1
        summary = routing.QueueSummary(opportunity_counts={"OPEN": 3})
        summary.longest_wait.FromSeconds(self.looks)
        return summary


@pytest.fixture
def log():
    return Log()


@pytest.fixture
def router():
    return Router()


@pytest.fixture
def children():
    return SimpleNamespace(children={"nats": SimpleNamespace(pid=None, restarts=0)})


@pytest.fixture
async def view(log, router, children, free_port, monkeypatch):
    async def answer(what):
        return what

    monkeypatch.setattr(livestatus, "REDRAW_SECONDS", 0.01)
    monkeypatch.setattr(livestatus, "STILL_SECONDS", 600.0)
    opened = SimpleNamespace(log=lambda: answer(log), router=lambda: answer(router))
    endpoints = SimpleNamespace(metrics={"listener": free_port, "scorer": free_port})
    return livestatus.LiveStatus(opened, endpoints, children, "http://127.0.0.1/")


async def test_what_looks_the_same_is_not_drawn_again(view):
    await view._gather()
    first = view._shown()
    await view._gather()
    assert view._shown() == first
    view._summary.opportunity_counts["OPEN"] = 4
    assert view._shown() != first


@pytest.mark.parametrize("happens", ["message", "death", "log away"])
async def test_a_still_view_only_asks_the_log_and_looks_again_as_soon_as_something_happens(
    view, log, router, children, happens
):
    stopping = asyncio.Event()
    showing = asyncio.create_task(view._redraw(stopping))
    await eventually(lambda: log.asked > 3)
    looks = router.looks
    assert looks == livestatus.STILL_LOOKS + 1
    asked = log.asked
    await eventually(lambda: log.asked > asked + 3)
    assert router.looks == looks
    if happens == "message":
        log.head += 1
    elif happens == "death":
        children.children["nats"].restarts += 1
    else:
        log.away = True
    await eventually(lambda: router.looks > looks)
    stopping.set()
    await showing


async def test_a_router_that_does_not_answer_leaves_the_last_picture(view, router, monkeypatch):
    await view._gather()
    before = view._shown()

    async def away(_request):
        raise grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, grpc.aio.Metadata(), grpc.aio.Metadata())

    monkeypatch.setattr(router, "ListOpportunities", away)
    await view._gather()
    assert view._shown() == before


def test_a_line_says_what_it_does_not_know_yet():
    unknown = "? mentions/s · decided ? · open ? · answering ? · resolved ? · behind ?"
    assert livestatus.line(None, None, None) == unknown.replace("?", "\N{EN DASH}")
    summary = routing.QueueSummary(opportunity_counts={"OPEN": 3}, decision_count=7)
    known = "12 mentions/s · decided 7 · open 3 · answering 0 · resolved 0 · behind 0"
    assert livestatus.line(12.0, summary, []) == known


async def test_the_first_line_knows_no_pace_and_the_second_does(view, monkeypatch):
    printed = []
    stopping = asyncio.Event()
    monkeypatch.setattr(livestatus, "LINE_SECONDS", 0.01)
    monkeypatch.setattr(livestatus.output.people, "print", lambda text, **_: printed.append(text))
    writing = asyncio.create_task(view._write_lines(stopping))
    await eventually(lambda: len(printed) > 1)
    stopping.set()
    await writing
    assert [text.split()[0] for text in printed[:2]] == ["\N{EN DASH}", "0"]
