"""Files and handed-in mentions: on the log before they are answered for, faults told by line."""

import asyncio
import json

import grpc
import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from antiphon.mention.v1 import mention_pb2
from services.common.rpc import errors
from tests.fixtures.nats import eventually

pytestmark = [pytest.mark.timeout(60), pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)]
FORMAT = api.ReplaySettings.Format


async def refusal(call):
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call
    return errors.refusal_of(refused.value)


async def replay(stub, data, *, piece=10_000, end=True, answers=None, **settings):
    """Plays a file; returns the answers, which are also put into `answers` as they come."""
    answers = [] if answers is None else answers
    settings.setdefault("format", FORMAT.FORMAT_JSON_LINES)

    async def requests():
        yield api.ReplayRecordsRequest(settings=api.ReplaySettings(**settings))
        for start in range(0, len(data), piece):
            yield api.ReplayRecordsRequest(chunk=data[start : start + piece])
        if end:
            yield api.ReplayRecordsRequest()

    async for response in stub.ReplayRecords(requests()):
        answers.append(response)  # a test looks at them meanwhile
    return answers


def lines(*records):
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


POSTS = [
    {"native_id": str(n), "text": f"acme is late {n}", "created_at": "2024-01-01T00:00:00Z"}
    for n in range(300)
]


async def test_a_file_is_on_the_log_when_it_is_acknowledged(stub, acme, log):
    data = lines(*POSTS)
    last = (await replay(stub, data, piece=777))[-1]
    assert (last.acknowledged_offset, last.acknowledged_line) == (len(data), 300)
    assert (last.accepted_count, last.unmatched_count, last.fault_count) == (300, 0, 0)
    assert sorted(await log.ids()) == sorted(f"replay:-:{n}@0" for n in range(300))


async def test_records_that_no_query_asks_for_are_counted_and_dropped(stub, acme, log):
    last = (await replay(stub, lines({"native_id": "1", "text": "zeppelin"}, POSTS[0])))[-1]
    assert (last.accepted_count, last.unmatched_count) == (1, 1)
    assert await log.ids() == ["replay:-:0@0"]


async def test_a_brand_given_with_the_file_gets_every_record(stub, acme, log):
    last = (await replay(stub, lines({"native_id": "1", "text": "zeppelin"}), brand="brands/acme"))[-1]
    assert last.accepted_count == 1
    assert (await log.items())[0].mention.matches[0].brand == "brands/acme"


async def test_records_that_cannot_be_read_are_told_by_line_and_cost_nothing_else(stub, acme, log):
    data = lines(POSTS[0]) + b"{broken\n" + b"\xff\xfe\n" + lines({"text": "acme"}, POSTS[1])
    answers = await replay(stub, data)
    last = answers[-1]
    assert (last.accepted_count, last.fault_count, last.acknowledged_line) == (2, 3, 5)
    faults = [fault for answer in answers for fault in answer.faults]  # each is told once
    assert [fault.line for fault in faults] == [2, 3, 4]
    assert "native_id" in faults[2].problem


async def test_a_broken_call_is_taken_up_again_from_its_last_answer(stub, acme, log):
    data = lines(*POSTS)
    broken = (await replay(stub, data[:5000], end=False))[-1]
    assert 0 < broken.acknowledged_offset <= 5000
    rest = await replay(
        stub,
        data[broken.acknowledged_offset :],
        start_offset=broken.acknowledged_offset,
        start_line=broken.acknowledged_line,
    )
    assert rest[-1].acknowledged_line == 300
    assert sorted(await log.ids()) == sorted(f"replay:-:{n}@0" for n in range(300))


async def test_an_empty_file_is_answered_too(stub, acme):
    (only,) = await replay(stub, b"")
    assert (only.acknowledged_offset, only.accepted_count) == (0, 0)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"format": 0}, "settings.format"),
        ({"network": "No Network"}, "settings.network"),
        ({"speed": -1}, "settings.speed"),
        ({"start_offset": -1}, "settings.start_offset"),
    ],
)
async def test_settings_that_cannot_be_used_are_refused(stub, acme, given, field):
    assert (await refusal(replay(stub, b"", **given))).metadata["field"] == field


async def test_a_call_begins_with_settings(stub, acme):
    async def requests():
        yield api.ReplayRecordsRequest(chunk=b"x")

    async def run():
        return [response async for response in stub.ReplayRecords(requests())]

    assert (await refusal(run())).metadata["field"] == "settings"


def mention(native_id, text, **fields):
    return mention_pb2.Mention(network="forum", native_id=native_id, text=text, **fields)


async def test_handed_in_mentions_are_on_the_log_when_answered(stub, acme, log):
    request = api.IngestMentionsRequest(
        mentions=[mention("1", "acme!"), mention("2", "zeppelin")],
        deletions=[mention_pb2.Deletion(key="forum:-:9")],
    )
    answer = await stub.IngestMentions(request)
    assert (answer.accepted_count, answer.unmatched_count) == (2, 1)
    assert sorted(await log.ids()) == ["forum:-:1@0", "forum:-:9@deleted"]
    assert (await log.items())[0].mention.source == "sources/ingest"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"mentions": [mention("1", "acme"), mention("", "acme")]}, "mentions[1].native_id"),
        ({"mentions": [mention_pb2.Mention(native_id="1")]}, "mentions[0].network"),
        ({"deletions": [mention_pb2.Deletion(key="x")]}, "deletions[0].key"),
        ({"mentions": [mention(str(n), "acme") for n in range(1001)]}, "mentions"),
        ({"brand": "acme"}, "brand"),
    ],
)
async def test_one_bad_mention_refuses_the_whole_call_and_names_it(stub, acme, log, given, field):
    refused = await refusal(stub.IngestMentions(api.IngestMentionsRequest(**given)))
    assert refused.metadata["field"] == field
    assert not await log.ids()


async def test_a_long_text_is_cut_and_a_future_date_corrected(stub, acme, log):
    long = mention("1", "acme " + "ä" * 600_000)
    long.create_time.FromJsonString("2999-01-01T00:00:00Z")
    await stub.IngestMentions(api.IngestMentionsRequest(mentions=[long]))
    taken = (await log.items())[0].mention
    assert taken.truncated
    assert len(taken.text.encode()) <= 256 * 1024
    assert taken.create_time == taken.collect_time


async def test_a_caller_who_goes_away_leaves_nothing_running(stub, acme, log):
    async def requests():
        yield api.ReplayRecordsRequest(
            settings=api.ReplaySettings(format=FORMAT.FORMAT_JSON_LINES, speed=0.001)
        )
        yield api.ReplayRecordsRequest(
            chunk=lines(POSTS[0], {**POSTS[1], "created_at": "2024-01-02T00:00:00Z"})
        )

    call = stub.ReplayRecords(requests())
    first = await anext(aiter(call))
    assert first.acknowledged_line == 1
    assert first.HasField("epoch_time")
    call.cancel()
    await eventually(lambda: not any("_Call.feed" in repr(task) for task in asyncio.all_tasks()))
