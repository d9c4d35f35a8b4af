import asyncio

import pytest

from services.cli import patient
from services.common.rpc.health import Health
from tests.fixtures.nats import eventually


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(patient, "QUIET_SECONDS", 0.01)


class Service:
    """A service that streams what is put into `words`."""

    def __init__(self):
        self.health = Health.SERVING
        self.asked = 0
        self.words = asyncio.Queue()

    async def ask(self):
        self.asked += 1
        return self.health

    async def answers(self):
        while (word := await self.words.get()) is not None:
            if isinstance(word, Exception):
                raise word
            yield word


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def told():
    return []


def listening(service, told, seconds=600.0):
    """A task that gathers all that is heard."""

    async def gather():
        wait = patient.Wait("listener", service.ask, told.append, seconds)
        return [word async for word in patient.heard(service.answers(), wait)]

    return asyncio.create_task(gather())


async def test_a_stream_with_nothing_new_from_a_service_that_answers_is_no_wait(service, told):
    hearing = listening(service, told, seconds=0.0)
    await eventually(lambda: service.asked > 5)
    for word in ("a", "b", None):
        service.words.put_nowait(word)
    assert await hearing == ["a", "b"]
    assert told == []


@pytest.mark.parametrize("health", [Health.SILENT, Health.AWAY, Health.NOT_READY])
async def test_a_service_that_does_not_answer_is_told_once_and_again_when_it_is_back(service, told, health):
    service.health = health
    hearing = listening(service, told)
    await eventually(lambda: service.asked > 5)
    (sentence,) = told
    assert "The listener does not answer" in sentence
    assert "`antiphon doctor`" in sentence
    service.words.put_nowait("a")
    await eventually(lambda: len(told) == 2)
    assert told[1] is None
    service.words.put_nowait(None)
    assert await hearing == ["a"]


async def test_a_wait_ends_with_a_sentence_when_it_has_lasted_too_long(service, told):
    service.health = Health.SILENT
    with pytest.raises(patient.NoAnswer, match=r"has not answered for 0 s.*is safe"):
        await listening(service, told, seconds=0.05)
    assert len(told) == 1


async def test_what_ends_the_stream_is_passed_on(service, told):
    service.words.put_nowait(ValueError("broken"))
    with pytest.raises(ValueError, match="broken"):
        await listening(service, told)
