"""On a real log with the written configuration, a service does its own work and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import json
import re

import pytest

from antiphon.events.v1 import events_pb2
from services.cli import forgotten
from services.common.bus import DONE, Bus, fresh_id, rights, streams
from services.common.bus.rights import RIGHTS
from services.common.model import errors
from tests.acceptance.cli.command import antiphon
from tests.fixtures import charts as bench
from tests.fixtures import log
from tests.fixtures.nats import NatsServer, eventually, quick_settings

REFUSED = re.compile(r"-ERR 'Permissions Violation for (?:Publish|Subscription) to \"(\S+)\".*")
SERVICES = ("listener", "scorer", "router", "insights", "console")
PUBLISHERS = {
    "mentions": {"listener", "insights"},
    "scored": {"scorer"},
    "engagements": {"router", "insights"},
    "judgements": {"router"},
    "erasures": {"insights"},
    "reference": {"listener"},
}
READERS = {
    "MENTIONS": {"scorer"},
    "SCORED": {"router", "insights"},
    "ENGAGEMENTS": {"listener", "console"},
    "JUDGEMENTS": {"insights"},
    "ERASURES": {"listener", "router"},
    "REFERENCE": {"scorer", "router", "insights"},
    "RETRY": {"router"},
    "DEADLETTER": {"router", "console"},
    "SUSPECT": set(),
}
"""What each service needs, said without reading the table. RETRY here is all of it."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    configuration = bench.script("nats_rights").render(lambda user: f"p-{user}")
    running = NatsServer(tmp_path_factory.mktemp("log"), configuration)
    running.start()
    yield running
    running.kill()


@pytest.fixture
def settings_of(server, tmp_path):
    def settings(user):
        file = tmp_path / f"{user}.password"
        file.write_text(f"p-{user}\n")
        return quick_settings(server, user=user, token_file=file)

    return settings


@pytest.fixture
async def connect(settings_of):
    async with contextlib.AsyncExitStack() as stack:

        async def connected(user):
            bus = await Bus.connect(settings_of(user), service=user)
            stack.push_async_callback(bus.close)
            return bus

        await connected("router")  # makes the streams
        yield connected


async def refusals(server, user, subjects, *, subscribe=()):
    """Which subjects the log does not let a user publish to or read, word for word."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    who = {"user": user, "pass": f"p-{user}", "verbose": False, "pedantic": False}
    lines = [f"CONNECT {json.dumps(who)}"]
    lines += [f"PUB {subject} 2\r\n{{}}" for subject in subjects]
    lines += [f"SUB {subject} {number}" for number, subject in enumerate(subscribe, 1)]
    writer.write("".join(f"{line}\r\n" for line in (*lines, "PING")).encode())
    refused = set()
    async with asyncio.timeout(20):
        while (said := (await reader.readline()).decode().strip()) != "PONG":
            assert said, "the log ended the connection"
            if found := REFUSED.fullmatch(said):
                refused.add(found[1])
    writer.close()
    await writer.wait_closed()
    return refused


def test_the_configuration_matches_the_table():
    made = bench.script("nats_rights")
    assert made.PAGE.read_text() == made.render()


def test_the_table_names_every_consumer_of_the_code_and_no_other():
    from services.insights.adapters import archive, judgements
    from services.listener.adapters import erasures as forgetting
    from services.listener.adapters import telling
    from services.router.adapters import erasures, intake
    from services.scorer.adapters import stream

    consumers = {
        "listener": (forgetting, telling),
        "scorer": (stream,),
        "router": (intake, erasures),
        "insights": (archive, judgements),
        "console": (),
    }
    for service, modules in consumers.items():
        table = {name: read.name for name, read in RIGHTS[service].consumes.items()}
        assert table == {module.CONSUMER: module.STREAM for module in modules}


@pytest.mark.parametrize("user", SERVICES)
async def test_a_service_cannot_publish_what_is_not_its_own(server, connect, user):
    facts = {f"{root}.x" for root in PUBLISHERS}
    theirs = {f"{root}.x" for root, who in PUBLISHERS.items() if user not in who}
    assert await refusals(server, user, sorted(facts)) == theirs


@pytest.mark.parametrize("user", SERVICES)
async def test_a_service_cannot_read_what_is_not_its_own(server, connect, user):
    """Not by a reader of its own, not by one without a filter, not by number, and not by listening."""
    closed = [stream for stream in streams.ALL if user not in READERS[stream.name]]
    ways = [
        way
        for stream in closed
        for way in (
            f"$JS.API.CONSUMER.CREATE.{stream.name}.reader-x.{stream.subject}",
            f"$JS.API.CONSUMER.CREATE.{stream.name}.reader-x",
            f"$JS.API.CONSUMER.CREATE.{stream.name}",
            f"$JS.API.CONSUMER.DURABLE.CREATE.{stream.name}.reader-x",
            f"$JS.API.DIRECT.GET.{stream.name}.{stream.root}.x",
            f"$JS.API.CONSUMER.MSG.NEXT.{stream.name}.reader-x",
        )
    ]
    by_number = [
        f"$JS.API.STREAM.MSG.GET.{stream.name}" for stream in closed if stream is not streams.SUSPECT
    ]
    if RIGHTS[user].keeps:
        by_number = []
    listening = [stream.subject for stream in streams.ALL] + [">", "_INBOX.>", "$JS.>"]
    asked = {*ways, *by_number, *listening}
    assert await refusals(server, user, [*ways, *by_number], subscribe=listening) == asked


@pytest.mark.parametrize("user", SERVICES)
async def test_a_service_cannot_take_what_another_one_is_given(server, connect, user):
    others = [
        (name, read)
        for service, theirs in RIGHTS.items()
        for name, read in theirs.consumes.items()
        if service != user
    ]
    ways = [
        way
        for (name, read), retry in itertools.product(others, (False, True))
        for stream in [streams.RETRY if retry else read]
        for way in (
            f"$JS.API.CONSUMER.MSG.NEXT.{stream.name}.{name}",
            f"$JS.API.CONSUMER.DELETE.{stream.name}.{name}",
            f"$JS.API.CONSUMER.CREATE.{stream.name}.{name}.{stream.root}.{name}",
            f"$JS.ACK.{stream.name}.{name}.1.1.1.1.1",
        )
    ]
    answers = [f"_INBOX_{service}.>" for service in RIGHTS if service != user]
    assert await refusals(server, user, ways, subscribe=answers) == {*ways, *answers}


@pytest.mark.parametrize("user", sorted(set(SERVICES) - {"router"}))
async def test_only_the_router_makes_and_clears_streams(server, connect, user):
    ways = {
        f"$JS.API.STREAM.{word}.{stream.name}"
        for word in ("CREATE", "UPDATE", "DELETE", "PURGE", "MSG.DELETE", "RESTORE", "SNAPSHOT")
        for stream in streams.ALL
    }
    if user == "console":  # a dead letter that was tried again or thrown away leaves its stream
        ways.remove("$JS.API.STREAM.MSG.DELETE.DEADLETTER")
    assert await refusals(server, user, sorted(ways)) == ways


CONSUMERS = [(name, read) for theirs in RIGHTS.values() for name, read in theirs.consumes.items()]


@pytest.mark.parametrize("user", sorted(set(SERVICES) - {"console"}))
async def test_only_the_desk_lets_consumers_wait_and_go_on(server, connect, user):
    ways = {
        f"$JS.API.CONSUMER.PAUSE.{stream.name}.{name}"
        for name, read in CONSUMERS
        for stream in (read, streams.RETRY)
    }
    assert await refusals(server, user, sorted(ways)) == ways


async def test_the_desk_gives_nothing_up_and_puts_nothing_before_readers_it_does_not_know(server, connect):
    ways = {
        "retry.somebody",
        "retry.router.more",
        "deadletter.somebody.purged",
        *(f"deadletter.{name}" for name, _ in CONSUMERS),
        *(f"suspect.{name}.x" for name, _ in CONSUMERS),
        "$JS.API.CONSUMER.PAUSE.SCORED.somebody",
        "$JS.API.CONSUMER.PAUSE.MENTIONS.router",
        *(
            f"$JS.API.STREAM.MSG.GET.{stream.name}"
            for stream in streams.ALL
            if stream is not streams.DEADLETTER
        ),
    }
    assert await refusals(server, "console", sorted(ways)) == ways


@pytest.mark.parametrize("user", sorted(set(SERVICES) - {"router", "console"}))
async def test_a_service_puts_nothing_before_the_readers_of_others_again(server, connect, user):
    ways = {f"retry.{name}" for name, _ in CONSUMERS if name not in RIGHTS[user].consumes}
    assert await refusals(server, user, sorted(ways)) == ways


async def test_administrators_at_the_desk_mend_what_was_given_up(connect, settings_of):
    """As in a cluster: with the rights of the console's own user, on consumers that others made."""
    console, scorer, router = await connect("console"), await connect("scorer"), await connect("router")

    async def handle(batch):
        return [DONE] * len(batch.items)

    async with log.running(log.mention_consumer(scorer, settings_of("scorer"), handle)):
        # Other tests of this file leave letters of the same consumer behind: these two go by their names.
        names = {f"x:-:{fresh_id()}@0" for _ in range(2)}
        for name in names:
            letter = events_pb2.DeadLetter(consumer="scorer", subject="mentions.x", item_id=name)
            await router.publish("deadletter.scorer", letter.SerializeToString(), message_id=name)
        letters = await console.deadletters.list("scorer")
        thrown, tried = [each.sequence for each in letters if each.letter.item_id in names]
        assert await console.deadletters.purge("scorer", [thrown]) == 1
        assert await console.deadletters.replay("scorer", [tried]) == 1
        assert not {thrown, tried} & {entry.sequence for entry in await console.deadletters.list()}
        await console.pause("scorer")
        assert await console.paused("scorer")
        assert {lag.paused for lag in await console.lags() if lag.name == "scorer"} == {True}
        await console.resume("scorer")
        assert not await console.paused("scorer")


async def test_services_do_their_own_work(connect, settings_of):
    """A mention goes through a real consumer, a retry and a dead letter, and an erasure clears all."""
    listener, scorer, router = await connect("listener"), await connect("scorer"), await connect("router")
    seen = []

    async def handle(batch):
        seen.extend(log.number_of(item) for item in batch.items)
        return [DONE] * len(batch.items)

    consumer = log.mention_consumer(scorer, settings_of("scorer"), handle)
    async with log.running(consumer):
        await log.publish(listener, 1, 2)
        await eventually(lambda: len(seen) == 2)
        await scorer.publish("scored.sandbox", b"", message_id="own")
    await router.fills()
    await router.lags()
    await router.letters()
    assert await router.forget([b"somebody"]) == 0
    assert await router.sweep(above=0.0, expected={}) is not None


async def test_the_desk_follows_what_happens(connect):
    console, router = await connect("console"), await connect("router")
    async with console.live(["engagements.>"]) as view:
        assert view.backlog == 0
        await router.publish("engagements.acme", b"x", message_id=fresh_id())
        assert (await anext(view)).payload == b"x"


async def test_retries_and_suspects_of_a_service_stay_within_its_rights(connect, settings_of):
    scorer, listener = await connect("scorer"), await connect("listener")
    tried = []

    async def handle(batch):
        tried.append(len(batch.items))
        raise ValueError("not today")

    settings = settings_of("scorer")
    consumer = log.mention_consumer(scorer, settings, handle)
    async with log.running(consumer):
        await log.publish(listener, 7, subject="mentions.retried")
        await eventually(lambda: len(tried) > settings.retry_limit)
    operator = await Bus.visit(settings_of("cli"), service="cli")
    try:
        await eventually(lambda: _has_letter(operator))
    finally:
        await operator.close()


async def _has_letter(operator):
    return bool((await operator.letters()).get("scorer"))


async def test_a_nightly_job_lists_who_was_forgotten_with_no_key_to_sign_with(
    server, connect, settings_of, tmp_path
):
    insights, folder = await connect("insights"), tmp_path / "copies"
    told, before = hashlib.sha256(b"told").hexdigest(), hashlib.sha256(b"before").hexdigest()
    erasure = events_pb2.AuthorErasure(author_key_sha256=told)
    erasure.erase_time.GetCurrentTime()
    await insights.publish("erasures.author", erasure.SerializeToString(), message_id=fresh_id())
    forgotten.write(folder, {before: "2026-01-01T00:00:00+00:00"})
    given = {
        "ANTIPHON_BUS_URL": server.url,
        "ANTIPHON_BUS_USER": "cli",
        "ANTIPHON_BUS_TOKEN_FILE": str(settings_of("cli").token_file),
    }
    for _night in range(2):
        said = await antiphon("backup", "make", str(folder), "--data", str(tmp_path / "none"), **given)
        assert "holds 2 erasures, 1 of which the log still tells" in said.err
    assert forgotten.read(folder / forgotten.FILE_NAME).keys() == {before, told}
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    refused = await antiphon(
        "backup", "make", str(in_the_way), "--data", str(tmp_path / "none"), check=False, **given
    )
    assert refused.code
    assert "list cannot be written" in refused.err
    refused = await antiphon("queue", "list", "--data", str(tmp_path / "none"), check=False, **given)
    assert refused.code
    assert "Nothing runs in this data folder" in refused.err


async def test_a_wrong_password_is_told_with_its_setting(settings_of, tmp_path):
    (tmp_path / "scorer.password").write_text("no")
    settings = settings_of("scorer")
    settings.token_file.write_text("wrong")
    with pytest.raises(errors.LogUnavailable, match="ANTIPHON_BUS_USER"):
        await Bus.connect(settings, service="scorer")


def test_subjects_are_written_once_and_name_no_whole_log():
    for service in SERVICES:
        allowed = rights.subjects(service)
        assert len(set(allowed.publish)) == len(allowed.publish)
        assert not {">", "$JS.>", "$JS.API.>"} & set(allowed.publish)
        assert json.dumps(allowed.subscribe) == json.dumps([f"_INBOX_{service}.>"])
