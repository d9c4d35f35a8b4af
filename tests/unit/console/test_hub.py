import json

from services.console.live import hub
from services.console.live.hub import Hub


def data(payload):
    return json.loads(payload.decode().partition("data: ")[2])


async def test_every_reader_gets_the_same_bytes():
    made = Hub()
    with made.reader() as one, made.reader() as two:
        made.send("board", {"order": ["ä\nb"]})
        first, second = one.get_nowait(), two.get_nowait()
    assert first is second
    assert data(first) == {"order": ["ä\nb"]}
    assert first.count(b"\n\n") == 1


async def test_a_reader_gets_what_it_missed():
    made = Hub()
    made.send("a", {"n": 1})
    place = made.place
    made.send("a", {"n": 2})
    made.send("a", {"n": 3})
    assert [data(payload)["n"] for payload in made.missed(place)] == [2, 3]
    assert made.missed(made.place) == []


async def test_what_is_no_longer_kept_or_of_another_run_is_not_guessed():
    made = Hub()
    first = made.place
    for number in range(hub.KEPT + 2):
        made.send("a", {"n": number})
    assert made.missed(first) is None
    assert made.missed(Hub().place) is None
    assert made.missed("nonsense") is None
    assert made.missed(made.place.partition("-")[0] + "-999999") is None


async def test_a_reader_that_is_too_slow_is_let_go():
    made = Hub()
    with made.reader() as slow:
        for number in range(hub.BACKLOG + 1):
            made.send("a", {"n": number})
        assert made.readers == 0
        assert slow.get_nowait() is None


async def test_closing_lets_everyone_go():
    made = Hub()
    with made.reader() as queue:
        made.close()
        assert queue.get_nowait() is None


async def test_what_is_forgotten_is_sent_to_nobody_who_comes_back():
    made = Hub()
    made.send("a", {"n": 1})
    place = made.place
    made.send("a", {"n": 2})
    made.forget()
    assert made.missed(place) is None
    made.send("a", {"n": 3})
    assert [data(payload)["n"] for payload in made.missed(made.place)] == []
