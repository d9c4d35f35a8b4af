"""Tries a customer's system with one signed post, as it is told changes: by the same road, guarded alike.

Nothing is written down: a try is no change, so it is not in the delivery log, is not offered again, and
is not counted among what was taken or lost.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import errors
from services.common.model.clock import Clock
from services.listener.adapters.outlets import Outlets
from services.listener.core import telling
from services.listener.sources import base
from services.listener.sources.abilities import Answer, Telling


class Trying:
    """Tries systems."""

    def __init__(self, outlets: Outlets, clock: Clock) -> None:
        self._outlets = outlets
        self._clock = clock

    async def send(self, source: str) -> api.TestEvent:
        """What the system of a source answers now.

        Raises:
            NotFound: there is no such source.
            WrongState: it is of a type that tells no system anything.
        """
        identifier, now, begun = uuid.uuid4().hex, self._clock.now(), self._clock.monotonic()
        answer = await self._ask(source, identifier, telling.trial(source, identifier, now))
        found = api.TestEvent(event_id=identifier, status=answer.status, reason=answer.reason)
        found.send_time.FromDatetime(now)
        found.wait_duration.FromTimedelta(timedelta(seconds=self._clock.monotonic() - begun))
        return found

    async def _ask(self, source: str, identifier: str, body: bytes) -> Answer:
        try:
            outlet = await self._outlets.get(source)
        except base.SourceError as fault:
            return Answer(0, fault.sentence)
        if not isinstance(outlet, Telling):
            raise errors.WrongState(
                f"{source} tells no system anything; only sources of the type webhook with a url do."
            )
        return await outlet.tell(identifier, body)
