"""Publishing to the log: the same bytes under the same message id until the log has acknowledged them."""

from __future__ import annotations

import asyncio
import itertools
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.common.bus import backoff, streams, telemetry
from services.common.bus.connection import Connection, Lost
from services.common.model import errors

MESSAGE_ID: Final = "Nats-Msg-Id"

FULL_CODES: Final = frozenset({10002, 10023, 10047})
"""Error codes of the broker that say: an account or the server has no room left."""

STORE_FAILED_CODE: Final = 10077
"""Error code of the broker for every message it could not store, for whatever reason."""

FULL_WORDS: Final = ("maximum bytes", "maximum messages", "no space left")
"""What the broker says when the reason is room."""


STUCK_REMEDY: Final = (
    "Look at the log server's own output; where its disk is full, make room and restart it "
    "(`antiphon up` restarts it by itself)."
)
"""What a person can do when the log is there and stores nothing."""


@dataclass(frozen=True, slots=True)
class Ack:
    """The log's word that a message is stored.

    Attributes:
        stream: where.
        sequence: its position there.
        duplicate: the log had it already, under the same message id.

    """

    stream: str
    sequence: int
    duplicate: bool = False


class Publisher:
    """Publishes single messages; the bus has one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def publish(
        self, subject: str, payload: bytes, *, message_id: str, headers: Mapping[str, str] | None = None
    ) -> Ack:
        """Stores a message, repeating the same bytes through lost connections and restarts of the log.

        Args:
            subject: where to; a stream must hold it.
            payload: the message.
            message_id: the same for every repeat of these bytes, and for nothing else.
            headers: further headers.

        Raises:
            errors.LogFull: if the stream is full; slow down and try again later.
            errors.InvalidField: if the payload is larger than the log takes.

        """
        stream = streams.of_subject(subject)
        fields = {**telemetry.trace_headers(), **(headers or {}), MESSAGE_ID: message_id}
        self._check_size(payload, fields)
        with telemetry.publishing(stream.name):
            return await self._insist(stream, subject, payload, fields)

    async def _insist(
        self, stream: streams.Stream, subject: str, payload: bytes, fields: Mapping[str, str]
    ) -> Ack:
        for attempt in itertools.count(1):
            await self._connection.connected()
            try:
                ack = _acknowledgement(await self._connection.ask(subject, payload, fields), stream)
            except Lost as lost:
                telemetry.publish_repeated(stream.name)
                _tell(stream, attempt, lost)
            else:
                telemetry.published(stream.name, len(payload))
                return ack
            await asyncio.sleep(backoff.reconnect(attempt))
        raise AssertionError("the count never ends")

    def _check_size(self, payload: bytes, fields: Mapping[str, str]) -> None:
        # The server counts headers as well, and cuts the connection of whoever sends too much.
        size = len(payload) + sum(len(name) + len(value) + 4 for name, value in fields.items()) + 14
        limit = self._connection.max_payload
        if size > limit:
            raise errors.InvalidField(
                "payload", f"is {size:,} bytes with its headers; the log takes {limit:,}. Split it."
            )


def fresh_id() -> str:
    """A message id that nothing else has."""
    return uuid.uuid4().hex


def _tell(stream: streams.Stream, attempt: int, lost: Lost) -> None:
    # One lost answer is a restart; several, with the connection up, need a person.
    # At the 1st, 2nd, 4th, 8th... try: a long outage stays one line a minute.
    if attempt.bit_count() > 1:
        return
    if attempt == 1:
        telemetry.log.info("publish.repeated", stream=stream.name, error=str(lost))
        return
    telemetry.log.warning(
        "publish.stuck", stream=stream.name, attempt=attempt, error=str(lost), remedy=STUCK_REMEDY
    )


def _acknowledgement(answer: bytes, stream: streams.Stream) -> Ack:
    said = json.loads(answer)
    if "error" in said:
        raise _refusal(said["error"], stream)
    return Ack(said["stream"], said["seq"], said.get("duplicate", False))


def _refusal(error: Mapping[str, Any], stream: streams.Stream) -> Exception:
    description = str(error.get("description", ""))
    if _is_full(error.get("err_code", 0), description):
        telemetry.publish_refused(stream.name)
        return errors.LogFull(
            f"Stream {stream.name} is full ({description}); wait for its consumers, "
            "or raise ANTIPHON_BUS_STREAM_MAX_BYTES.",
            stream=stream.name,
        )
    if error.get("code", 0) >= 500:
        return Lost(f"the log could not store it ({description})")
    return errors.AntiphonError(f"The log refuses messages on {stream.subject}: {description}.")


def _is_full(code: int, description: str) -> bool:
    if code == STORE_FAILED_CODE:
        return any(words in description for words in FULL_WORDS)
    return code in FULL_CODES
