"""What a forgotten author wrote is in no picture and in no event that the console keeps."""

import gc

from services.console.live.board import Board
from tests.acceptance.console.rooms import a_mention, a_score, an_opportunity
from tests.acceptance.console.test_http import events
from tests.fixtures.nats import eventually

WORDS = "It leaks, says Mira"


def held(needle):
    """Where the boards of this process keep it."""
    boards = [each for each in gc.get_objects() if type(each) is Board]
    return [
        board
        for board in boards
        if needle in repr(board.picture)
        or needle in repr(board._facts)
        or any(needle.encode() in kept.payload for kept in board.hub._kept)
    ]


async def test_an_erasure_empties_the_picture_and_the_kept_events(http, desk):
    router = desk.twins.router
    async with http.stream("GET", "/api/v1/events") as stream:
        told = events(stream)
        await anext(told)
        complaint = await router.put(an_opportunity(a_mention("1", WORDS), a_score(WORDS, {})))

        async def is_held():
            return bool(held(WORDS))

        async def is_gone():
            return not held(WORDS)

        await eventually(is_held)
        router.queue.clear()
        await router.tell(complaint, "AUTHOR_ERASED")
        await eventually(is_gone)
        answer = await http.get("/")
        assert WORDS not in answer.text
