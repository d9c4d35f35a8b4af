"""Waits for a service that streams its answers: says what it waits for, and not without end.

A stream that brings nothing may simply have nothing new, as where a file is played at the pace of life.
So the service itself is asked, and only when it does not answer either the wait is told and counted.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from services.cli import output
from services.common.model import errors
from services.common.rpc.health import Health

QUIET_SECONDS = 3.0
"""Silence of a stream after which the service is asked, and asked again."""

_Answer = TypeVar("_Answer")


class NoAnswer(errors.AntiphonError):
    """A service did not answer for longer than anybody wants to wait."""


@dataclass(slots=True)
class Wait:
    """One wait, from the first silence to the next word.

    Attributes:
        service: who is waited for.
        ask: how the service itself answers.
        tell: takes the sentence for the person, once for each wait; None when the wait is over.
        seconds: how long it may last.
    """

    service: str
    ask: Callable[[], Awaitable[Health]]
    tell: Callable[[str | None], None]
    seconds: float
    since: float | None = None

    async def mind(self) -> None:
        """Asks the service; tells when it does not answer either.

        Raises:
            NoAnswer: if that has lasted for too long.
        """
        now = asyncio.get_running_loop().time()
        if await self.ask() is Health.SERVING:
            self.end()
        elif self.since is None:
            self.since = now - QUIET_SECONDS
            self.tell(
                f"The {self.service} does not answer; this waits for it up to {output.span(self.seconds)} "
                "and goes on by itself. "
                "`antiphon doctor` says what is wrong; `antiphon up` restarts what hangs."
            )
        elif now - self.since > self.seconds:
            raise NoAnswer(
                f"The {self.service} has not answered for {output.span(self.seconds)}, so this ends here; "
                "what was acknowledged is safe. See `antiphon doctor`, and do it again when all is well: "
                "what is there already is recognised."
            )

    def end(self) -> None:
        """It spoke."""
        if self.since is not None:
            self.since = None
            self.tell(None)


async def heard(answers: AsyncIterator[_Answer], wait: Wait) -> AsyncIterator[_Answer]:
    """The answers as they come, while what is between them is minded.

    Raises:
        NoAnswer: if neither stream nor service says anything for too long.
    """
    coming = asyncio.ensure_future(anext(answers, None))
    try:
        while True:
            if not (await asyncio.wait({coming}, timeout=QUIET_SECONDS))[0]:
                await wait.mind()
                continue
            answer = coming.result()
            if answer is None:
                return
            wait.end()
            yield answer
            coming = asyncio.ensure_future(anext(answers, None))
    finally:
        coming.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await coming
