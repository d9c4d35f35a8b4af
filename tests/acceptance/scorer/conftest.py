"""A scorer as a real process, with a real log."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest

from antiphon.events.v1 import events_pb2
from antiphon.scoring.v1 import scoring_service_pb2_grpc as api_grpc
from services.common.rpc import channels, health
from tests.fixtures import ports
from tests.fixtures.nats import eventually

ROOT = Path(__file__).resolve().parents[3]
START_SECONDS = 30


class ScorerProcess:
    """`python -m services.scorer`, and what it said."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.said = folder / "scorer.log"
        self._environ = environ
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, **variables: str) -> None:
        environ = self._environ | variables
        with self.said.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "services.scorer"], cwd=ROOT, env=environ, stdout=log, stderr=log
            )

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(START_SECONDS)

    @property
    def resident_bytes(self) -> int:
        return psutil.Process(self.process.pid).memory_info().rss


@pytest.fixture
def address() -> str:
    return f"127.0.0.1:{ports.free()}"


@pytest.fixture
def scorer(tmp_path, address, nats_server, auth_settings) -> Iterator[ScorerProcess]:
    """Not started yet; ended with the test."""
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "proto" / "gen" / "python")]),
        "ANTIPHON_BUS_URL": nats_server.url,
        "ANTIPHON_BUS_STREAM_MAX_BYTES": str(64 * 1024 * 1024),
        "ANTIPHON_RPC_LISTEN": address,
        "ANTIPHON_OBS_METRICS_PORT": "-1",
        "ANTIPHON_AUTH_SIGNING_KEY_FILE": str(auth_settings.signing_key_file),
        "ANTIPHON_AUTH_VERIFY_KEY_FILES": str(auth_settings.verify_key_files[0]),
    }
    scorer = ScorerProcess(tmp_path, environ)
    yield scorer
    if scorer.process is not None and scorer.process.poll() is None:
        scorer.end(signal.SIGKILL)


@pytest.fixture
def is_serving(address, settings):
    """Whether the scorer says that it may have traffic."""

    async def ask() -> bool:
        return await health.is_serving(address, settings)

    return ask


@pytest.fixture
async def running(scorer, address, settings) -> ScorerProcess:
    """A scorer that serves."""
    scorer.start()
    await eventually(lambda: health.is_serving(address, settings), START_SECONDS)
    return scorer


@pytest.fixture
async def stub(address, settings, signer, agent) -> AsyncIterator[api_grpc.ScoringServiceStub]:
    """Calls as a person who works the queue."""
    patient = dataclasses.replace(settings, rpc=dataclasses.replace(settings.rpc, deadline_seconds=30.0))
    async with channels.open(address, patient, signer=signer, principal=agent) as channel:
        yield api_grpc.ScoringServiceStub(channel)


def mention(number: int, text: str, **fields) -> events_pb2.MentionItem:
    item = events_pb2.MentionItem()
    item.mention.key = f"sandbox:-:{number}"
    item.mention.text = text
    for name, value in fields.items():
        setattr(item.mention, name, value)
    return item


def deletion(number: int) -> events_pb2.MentionItem:
    item = events_pb2.MentionItem()
    item.deletion.key = f"sandbox:-:{number}"
    return item
