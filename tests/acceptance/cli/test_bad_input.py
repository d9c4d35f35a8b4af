"""Bad input and bad days, seen from the terminal: a clear message, nothing lost, and work goes on."""

from __future__ import annotations

import asyncio
import contextlib
import http.server
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading

import pytest
import pytest_asyncio

from bench.pipeline import records
from services.cli import embedded, session
from services.common import config
from services.common.rpc import health, tokens
from tests.acceptance.cli import command
from tests.fixtures.nats import NatsServer

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]

LIMIT = 256 * 1024
WATCHED = ("--query", "acme")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(running):
    await running("brand", "add", "Acme", *WATCHED)
    yield running
    assert (await running.audit())["balances"], "something was lost along the way"


def record(number, text="acme is late", **fields):
    return json.dumps({"id": f"{number}", "text": text, "date": "2024-05-01T10:00:00Z", **fields}).encode()


async def replay(desk, content, *words, name="file.jsonl", check=True):
    """Replays bytes as a file of that name; returns how it ended."""
    file = desk.folder.parent / name
    file.write_bytes(content)
    return await desk("replay", str(file), *words, check=check)


async def arrived(desk, network, count):
    """What came out of the scorer from a network, by id."""
    words = ("tail", "--all", "--network", network, "--limit", str(count), "--json")
    shown = (await desk(*words)).objects
    return {one["item"]["mention"]["native_id"]: one["item"]["mention"] for one in shown}


class TestFiles:
    async def test_bad_lines_are_told_by_number_and_the_good_ones_arrive(self, desk):
        lines = [
            record(1),
            b"{half a record",
            b'["a list"]',
            b'{"text": "acme without an id"}',
            b'{"id": "5"}',
            b'{"id": "6", "text": "acme \xff\xfe"}',
            record(7, date="next Tuesday or so"),
            b"",
            record(9, "acme again"),
        ]
        outcome = await replay(desk, b"\n".join(lines) + b"\n", "--network", "badlines", "--json")
        counted = outcome.object
        assert (counted["accepted_count"], counted["fault_count"]) == (2, 6)
        assert counted["line_count"] == len(lines)
        said = {line.split(":")[0].split()[-1]: line for line in outcome.err.splitlines()}
        assert sorted(said) == ["2", "3", "4", "5", "6", "7"]
        for number, word in {"2": "JSON", "4": "native_id", "5": "text", "6": "UTF-8", "7": "time"}.items():
            assert word in said[number]
        assert set(await arrived(desk, "badlines", 2)) == {"1", "9"}

    async def test_a_megabyte_is_cut_and_marked_and_the_future_is_now(self, desk):
        lines = [record(1, "acme " + "ä" * 1_000_000), record(2, date="2999-01-01T00:00:00Z"), record(3)]
        outcome = await replay(desk, b"\n".join(lines), "--network", "large", "--json")
        assert outcome.object["accepted_count"] == 3
        assert "line 1" in outcome.err
        assert "truncated" in outcome.err
        assert "line 2" in outcome.err
        assert "future" in outcome.err
        mentions = await arrived(desk, "large", 3)
        assert LIMIT - 4 < len(mentions["1"]["text"].encode()) <= LIMIT
        assert [mentions[number]["truncated"] for number in "123"] == [True, False, False]
        assert mentions["2"]["create_time"] == mentions["2"]["collect_time"]

    async def test_wrong_columns_are_refused_before_anything_is_read(self, desk):
        table = b"when,words\n2024-05-01,acme is late\n"
        calls = [
            ((), ("native_id", "when, words"), 1),
            (("--map", "text=words"), ("native_id", "when, words"), 1),
            (("--map", "text=words", "--map", "native_id=number"), ("no column 'number'",), 1),
            (("--map", "words=text"), ("no field of a mention",), 1),
            (("--map", "text"), ("FIELD=COLUMN",), 2),
            (("--format", "xml"), ("jsonl or csv",), 2),
            (("--brand", "nobody"), ("--brand: there is no brand 'nobody'", "acme"), 1),
            (("--network", "No Network"), ("network",), 1),
        ]
        outcomes = await asyncio.gather(
            *(replay(desk, table, *words, name="table.csv", check=False) for words, _, _ in calls)
        )
        for outcome, (_, words, code) in zip(outcomes, calls, strict=True):
            assert outcome.code == code, outcome
            for word in words:
                assert word in " ".join(outcome.err.replace("│", " ").split())

    async def test_columns_that_are_named_are_found_and_odd_rows_are_told(self, desk):
        table = b"nr,words,when\n1,acme is late,2024-05-01\n2,acme,2024-05-01,more\n3,acme too,2024-05-02\n"
        words = ("--map", "native_id=nr", "--map", "text=words", "--map", "create_time=when")
        outcome = await replay(desk, table, *words, "--network", "table", "--json", name="named.csv")
        assert outcome.object == {
            "accepted_count": 2,
            "unmatched_count": 0,
            "fault_count": 1,
            "line_count": 4,
        }
        assert "line 3: has 4 columns where the header names 3" in outcome.err
        assert set(await arrived(desk, "table", 2)) == {"1", "3"}

    async def test_files_that_are_empty_binary_or_missing(self, desk, tmp_path):
        noise = random.Random(3).randbytes(200_000)
        empty, binary, packed, cut, missing, folder = await asyncio.gather(
            replay(desk, b"", "--json", name="empty.jsonl"),
            replay(desk, noise, "--json", name="noise.jsonl"),
            replay(desk, noise, name="noise.jsonl.gz", check=False),
            replay(desk, b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b", name="cut.jsonl.gz", check=False),
            desk("replay", str(tmp_path / "nowhere.jsonl"), check=False),
            desk("replay", str(tmp_path), check=False),
        )
        assert empty.object == dict.fromkeys(
            ("accepted_count", "unmatched_count", "fault_count", "line_count"), 0
        )
        assert binary.object["accepted_count"] == 0
        assert binary.object["fault_count"] > 0
        assert 0 < len(binary.err.splitlines()) <= 21
        for outcome in (packed, cut):
            assert (outcome.code, outcome.out) == (1, ""), outcome
            assert "gzip" in outcome.err
            assert len(outcome.err.splitlines()) == 1
        assert (missing.code, folder.code) == (2, 2)

    async def test_standard_input_is_as_good_as_a_file(self, desk):
        content = record(1) + b"\nnot json\n" + record(2)
        outcome = await desk("replay", "-", "--network", "piped", "--json", stdin=content)
        assert (outcome.object["accepted_count"], outcome.object["fault_count"]) == (2, 1)


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><guid>n1</guid><title>Acme is late again</title><description>acme</description></item>
</channel></rss>"""


class Feed(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.end_headers()
        self.wfile.write(FEED.encode())

    def log_message(self, *words):
        pass


@contextlib.contextmanager
def feed(port):
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Feed) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


async def test_a_feed_that_cannot_be_reached_says_so_and_is_read_when_it_can(desk, free_port):
    address = f"url=http://127.0.0.1:{free_port}/feed"
    await desk("source", "add", "news", "rss", "--set", address, "--set", "poll_seconds=0.2")

    async def source():
        listed = (await desk("source", "list", "--json")).objects
        return next(one for one in listed if one["name"] == "sources/news")

    async def troubled():
        now = await source()
        return now["problem"] and now

    trouble = await command.until(troubled)
    assert trouble["state"] == "STATE_RETRYING"
    assert "127.0.0.1" in trouble["problem"]
    table = await desk("source", "list")
    assert "retrying" in table.out
    with feed(free_port):

        async def well():
            now = await source()
            return now["state"] == "STATE_ACTIVE" and int(now["matched_count"]) == 1 and now

        assert not (await command.until(well))["problem"]
    await desk("source", "remove", "news")


async def test_a_service_started_without_a_log_is_ready_when_the_log_comes(tmp_path, free_port):
    log = NatsServer(tmp_path / "nats")
    tokens.create_key_pair(tmp_path)
    variables = {
        "ANTIPHON_DATA_FOLDER": str(tmp_path),
        "ANTIPHON_BUS_URL": log.url,
        "ANTIPHON_RPC_LISTEN": f"127.0.0.1:{free_port}",
        "ANTIPHON_AUTH_VERIFY_KEY_FILES": str(tmp_path / "verify-key.pem"),
        "ANTIPHON_OBS_METRICS_PORT": "-1",
        "ANTIPHON_OBS_LOG_FORMAT": "json",
    }
    words = tmp_path / "scorer.log"
    with words.open("wb") as file:
        service = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.scorer"),
            env=command.environment(**variables),
            stdout=file,
            stderr=file,
        )

    async def waits():
        return b"bus.waiting" in words.read_bytes()

    async def serves():
        return await health.is_serving(f"127.0.0.1:{free_port}", config.Settings())

    try:
        await command.until(waits)
        assert not await serves()
        assert service.returncode is None
        log.start()
        await command.until(serves)
    finally:
        service.send_signal(signal.SIGTERM)
        assert await service.wait() == 0
        log.kill()


async def test_a_full_stream_makes_a_replay_wait_and_says_so_and_loses_nothing(tmp_path):
    file = tmp_path / "records.jsonl"
    file.write_bytes(b"\n".join(record(number, "acme is late " + "x" * 12_000) for number in range(100)))
    async with command.up(
        tmp_path / "data", ANTIPHON_BUS_STREAM_MAX_BYTES="1048576", ANTIPHON_BUS_BATCH_MAX_BYTES="30000"
    ) as desk:
        await desk("brand", "add", "Acme", *WATCHED)
        assert session.settings_of(desk.folder, {}).bus.stream_max_bytes == 1_048_576
        scorer = desk.part("scorer")
        scorer.suspend()
        playing = asyncio.create_task(desk("replay", str(file), "--json"))

        async def full():
            (fill,) = [one for one in (await desk.status())["log"]["streams"] if one["stream"] == "MENTIONS"]
            return fill["share"] > 0.95

        try:
            await command.until(full)
            findings = (await desk("doctor", "--json", check=False)).objects
            (finding,) = [one for one in findings if one["what"] == "event log"]
            assert finding["state"] == "warning"
            assert "MENTIONS" in finding["detail"]
            assert "ANTIPHON_BUS_STREAM_MAX_BYTES" in finding["remedy"]
            assert not playing.done()
        finally:
            scorer.resume()
        played = await playing
        assert played.object["accepted_count"] == 100
        assert played.err.count("The log is full; the replay waits for room and goes on by itself.") == 1
        assert "`antiphon doctor`" in played.err
        await until_decided(desk, 100)
        audit = await desk.audit()
        assert audit["balances"]
        assert audit["dead"] == 0


async def until_decided(desk, count):
    async def decided():
        return (await desk.status())["queue"].get("decisions") == count

    await command.until(decided)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 MiB of our own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() != 0 or not (mount and umount):
        pytest.skip("only root can mount a small disk to fill")
    mounted = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"this machine mounts no disk to fill: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run([umount, "--lazy", str(place)], check=True)


def fill(place, *, leave):
    """Fills a disk up to `leave` bytes; returns the file that does it."""
    ballast = place / "ballast"
    room = os.statvfs(place)
    with ballast.open("wb") as file:
        file.truncate(0)
        os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_frsize - leave)
    return ballast


async def test_a_full_disk_stops_everything_and_with_room_again_all_goes_on_by_itself(tmp_path, small_disk):
    file = tmp_path / "records.jsonl"
    records.write_made_up(file, 3000)
    async with command.up(small_disk / "data") as desk:
        await desk("brand", "add", "United", "--query", "@united")
        ballast = fill(small_disk, leave=2 * 1024**2)
        playing = asyncio.create_task(desk("replay", str(file), "--brand", "united", "--json"))

        async def told():
            return said(desk, "listener", b"publish.stuck") or said(desk, "router", b"STORE_FULL")

        await command.until(told)
        ill = await desk("doctor", "--json", check=False)
        findings = {one["what"]: one for one in ill.objects}
        assert ill.code == 1
        assert findings["disk"]["state"] == "wrong"
        assert "Free some space" in findings["disk"]["remedy"]
        first = desk.part("nats").pid
        ballast.unlink()
        assert (await playing).object["accepted_count"] == 3000
        await until_decided(desk, 3000)
        audit = await desk.audit()
        assert audit["balances"]
        assert audit["dead"] == 0
        assert desk.part("nats").pid != first
        assert b"The disk has room again" in desk.out.read_bytes()
        findings = {one["what"]: one for one in (await desk("doctor", "--json", check=False)).objects}
        assert findings["event log"]["state"] == "ok"
        assert "restarted by itself" in findings["full disk"]["detail"]


def said(desk, service, words):
    return words in (embedded.Folder(desk.folder).logs / f"{service}.log").read_bytes()
