"""History as it comes from the archive: a stream that breaks is taken up again where it was."""

import grpc
import pytest
from grpc.aio import AioRpcError, Metadata
from typing_extensions import override

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.insights.v1.insights_service_pb2_grpc import InsightsServiceServicer
from services.cli import history


class Archive(InsightsServiceServicer):
    """Gives ten mentions in pieces of two, and breaks before the pieces at these places, once each."""

    def __init__(self, *breaks, code=grpc.StatusCode.UNAVAILABLE):
        self.asked = []
        self._breaks = set(breaks)
        self._code = code

    async def insights(self):
        return self

    @override
    async def ListMentions(self, request, context=None):
        self.asked.append((request.resume_token, request.limit))
        start = int(request.resume_token or 0)
        end = min(10, start + request.limit) if request.limit else 10
        for at in range(start, end, 2):
            if at in self._breaks:
                self._breaks.remove(at)
                raise AioRpcError(self._code, Metadata(), Metadata())
            piece = insights.ListMentionsResponse(resume_token=str(min(at + 2, end)))
            for number in range(at, min(at + 2, end)):
                piece.mentions.add().mention.native_id = str(number)
            yield piece


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch):
    monkeypatch.setattr(history, "PAUSE_SECONDS", 0)


async def heard(archive, limit=0):
    return [each.mention.native_id async for kept in history.read(archive, "", limit) for each in kept]


async def test_every_mention_comes_once_whatever_breaks():
    archive = Archive(0, 4, 6)
    assert await heard(archive) == [str(number) for number in range(10)]
    assert [token for token, _ in archive.asked] == ["", "", "4", "6"]


async def test_a_limit_counts_across_breaks():
    archive = Archive(2)
    assert await heard(archive, 5) == ["0", "1", "2", "3", "4"]
    assert archive.asked == [("", 5), ("2", 3)]


async def test_a_refusal_is_no_break():
    with pytest.raises(AioRpcError):
        await heard(Archive(4, code=grpc.StatusCode.PERMISSION_DENIED))


async def test_an_archive_that_stays_away_ends_it(monkeypatch):
    monkeypatch.setattr(history, "MOST_BREAKS", 2)
    archive = Archive()
    archive._breaks = type("Always", (set,), {"__contains__": lambda *_: True, "remove": lambda *_: None})()
    with pytest.raises(AioRpcError):
        await heard(archive)
    assert len(archive.asked) == 3
