"""The example of `docs/howto/add-a-network.md` is a network that works."""

import re
import sys
import tomllib
import types
import uuid
from pathlib import Path

import pytest

from services.common.model import identity
from services.listener.core import capability_files
from services.listener.sources import registry
from services.listener.sources.base import ReplyRequest, Sent
from tests.fixtures.peers import base, reading

PAGE = Path(__file__).parents[3] / "docs" / "howto" / "add-a-network.md"


def blocks():
    found = re.findall(r"```(?:python|toml) (\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return dict(found)


def load(monkeypatch, name, code):
    module = types.ModuleType(name)
    monkeypatch.setitem(sys.modules, name, module)
    exec(compile(code, name, "exec"), module.__dict__)  # noqa: S102 - the page's own example
    return module


@pytest.fixture
async def board(monkeypatch, clock, tmp_path):
    code = blocks()
    kind = load(monkeypatch, "bulletin_kind", code["kinds/bulletin.py"]).KIND
    load(monkeypatch, kind.module, code["bulletin.py"])
    monkeypatch.setitem(registry.SOURCES, kind.name, kind)
    peer = load(monkeypatch, "bulletin_peer", code["peers/bulletin.py"]).Peer
    async with peer(base.Scene(clock, tmp_path)).running() as running:
        yield running


async def test_it_reads_and_answers(board, clock):
    keys = [await board.post(f"{base.WORD} number {number}") for number in range(7)]
    reads = reading.Reading(board)
    await reads.until(lambda now: set(keys) <= set(now.states))
    async with reads.open() as source:
        words = f"{base.WORD} helps"
        sent = await source.reply(ReplyRequest(str(uuid.uuid4()), keys[2], "", words, clock.now()))
    assert isinstance(sent, Sent)
    assert [(answer.key, answer.parent) for answer in board.answers] == [(sent.mention_key, keys[2])]
    assert identity.split_key(sent.mention_key).network == "bulletin"


def test_its_capabilities_can_be_read():
    described = capability_files.read(tomllib.loads(blocks()["bulletin.toml"]), "bulletin.toml")
    assert described.fact.network == "bulletin"
