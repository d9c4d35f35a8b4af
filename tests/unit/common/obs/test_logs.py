from __future__ import annotations

import asyncio
import dataclasses
import errno
import io
import json
import logging

import pytest
import structlog

from services.common.config import ObsSettings, Settings
from services.common.obs import logs, tracing
from services.common.obs.context import REQUEST_ID


@pytest.fixture
def written(request):
    """Configures logs as asked for and gives what they wrote; restores everything afterwards."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level, structlog.get_config())

    def configure(**obs):
        stream = io.StringIO()
        logs.configure("scorer", dataclasses.replace(Settings(), obs=ObsSettings(**obs)), stream)
        return stream

    yield configure
    root.handlers[:], level, kept = before[0], before[1], before[2]
    root.setLevel(level)
    structlog.configure(**kept)


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_json_object_with_its_fields(written):
    stream = written(log_format="json")
    structlog.get_logger().info("batch.published", items=3, network="bluesky")
    (event,) = lines(stream)
    time = event.pop("time")
    assert time.endswith("Z")
    assert event == {
        "event": "batch.published",
        "items": 3,
        "level": "info",
        "network": "bluesky",
        "service": "scorer",
    }


def test_personal_data_never_reaches_the_stream(written):
    stream = written(log_format="json")
    structlog.get_logger().info("mention.seen", text="my secret", handle="jane", n=1)
    assert "my secret" not in stream.getvalue()
    assert "jane" not in stream.getvalue()
    assert lines(stream)[0]["redacted"] == ["handle", "text"]


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_fault_is_told_without_the_values_of_variables(written, form):
    def fail(what_somebody_wrote):
        raise LookupError(len(what_somebody_wrote))

    stream, secret = written(log_format=form), "my secret"
    try:
        fail(secret)
    except LookupError:
        structlog.get_logger().exception("batch.broken")
    assert "batch.broken" in stream.getvalue()
    assert secret not in stream.getvalue()


def test_less_important_events_are_left_out(written):
    stream = written(log_format="json", log_level="warning")
    structlog.get_logger().info("too.quiet")
    structlog.get_logger().warning("loud.enough")
    assert [event["event"] for event in lines(stream)] == ["loud.enough"]


def test_an_event_inside_a_span_carries_its_ids(written):
    stream = written(log_format="json")
    with tracing.span("batch") as span:
        structlog.get_logger().info("inside.span")
        context = span.get_span_context()
    structlog.get_logger().info("outside.span")
    inside, outside = lines(stream)
    assert inside["trace_id"] == f"{context.trace_id:032x}"
    assert inside["span_id"] == f"{context.span_id:016x}"
    assert "trace_id" not in outside


def test_an_event_inside_a_call_carries_the_request_id(written):
    stream = written(log_format="json")
    token = REQUEST_ID.set("r-1")
    structlog.get_logger().info("inside.call")
    REQUEST_ID.reset(token)
    structlog.get_logger().info("outside.call")
    inside, outside = lines(stream)
    assert inside["request_id"] == "r-1"
    assert "request_id" not in outside


def test_events_of_libraries_take_the_same_form(written):
    stream = written(log_format="json")
    logging.getLogger("somebody").warning("disk at %d %%", 91)
    (event,) = lines(stream)
    assert event["event"] == "disk at 91 %"
    assert (event["level"], event["service"]) == ("warning", "scorer")


def test_chatter_of_libraries_is_left_out(written):
    stream = written(log_format="json")
    logging.getLogger("nats").info("connected")
    logging.getLogger("httpx").info("GET https://example.org/?token=hunter2")
    assert stream.getvalue() == ""


def fail_with_a_local():
    word = "unspeakable"
    raise ValueError(f"{len(word)} letters")


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_trace_shows_no_local_variables(written, form):
    stream = written(log_format=form)
    try:
        fail_with_a_local()
    except ValueError:
        structlog.get_logger().exception("work.failed")
    assert "ValueError: 11 letters" in stream.getvalue()
    assert "unspeakable" not in stream.getvalue()


def test_an_odd_value_does_not_lose_the_event(written):
    stream = written(log_format="json")
    structlog.get_logger().info("odd.value", value=object(), letters="ÄÖ€")
    (event,) = lines(stream)
    assert event["value"].startswith("<object object")
    assert event["letters"] == "ÄÖ€"


def test_a_logger_made_before_follows_the_configuration(written):
    early = logs.get()
    stream = written(log_format="json")
    early.info("early.bird")
    assert lines(stream)[0]["event"] == "early.bird"


async def test_tasks_side_by_side_keep_their_own_ids(written):
    stream = written(log_format="json")

    async def work(name):
        REQUEST_ID.set(name)
        with tracing.span(name):
            await asyncio.sleep(0)
            structlog.get_logger().info("work.done", name=name)

    await asyncio.gather(*(work(f"r-{n}") for n in range(5)))
    events = lines(stream)
    assert all(event["request_id"] == event["name"] for event in events)
    assert len({event["trace_id"] for event in events}) == 5


def test_traces_of_libraries_take_the_same_form(written):
    stream = written(log_format="json")
    try:
        fail_with_a_local()
    except ValueError:
        logging.getLogger("somebody").exception("broken")
    (event,) = lines(stream)
    assert event["event"] == "broken"
    assert event["exception"].endswith("ValueError: 11 letters")


def test_a_full_disk_under_the_log_file_reaches_no_caller(written):
    class Full(io.StringIO):
        tried = 0

        def write(self, text):
            self.tried += 1
            raise OSError(errno.ENOSPC, "No space left on device")

        def flush(self):
            raise OSError(errno.ENOSPC, "No space left on device")

    disk = Full()
    logs.configure("tester", Settings(), disk)
    structlog.get_logger().error("batch.lost")
    logging.getLogger("library").error("said by a library")
    assert disk.tried == 2


def test_a_log_file_that_somebody_closed_reaches_no_caller(written):
    stream = io.StringIO()
    logs.configure("tester", Settings(), stream)
    stream.close()
    structlog.get_logger().error("batch.lost")
    logging.getLogger("library").error("said by a library")
