"""The one connection of a process to the log, which outlives restarts of the server.

nats-py reconnects and subscribes again by itself. Added here: waiting for a server that is not
there yet, an own request path whose callers learn of a lost connection at once instead of after
their timeout, and refusals of ours in place of the library's errors.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js import JetStreamContext
from nats.js import errors as js_errors

from services.common.bus import backoff, telemetry
from services.common.config.bus import BusSettings
from services.common.model import errors

Result = TypeVar("Result")

REQUEST_SECONDS: Final = 5.0
"""How long an answer of the server may take before the question is put again."""

PING_SECONDS: Final = 10
"""How often a silent connection is tested; two missed answers and it is made anew."""

FLUSH_SECONDS: Final = 2
"""How long a close waits for what is still to be sent."""

RECONNECT_SECONDS: Final = 0.25
"""Pause between two tries to connect."""

PENDING_BYTES: Final = 16 * 1024 * 1024
"""Bytes the client keeps for sending while the connection is away: twice the largest message."""

STREAM_NOT_FOUND_CODE: Final = 10059
"""The broker's word for a stream that is not there: it is being made, by us or another service."""

NO_RESPONDERS: Final = "503"

INBOX: Final = "_INBOX_"
"""First part of the subjects of answers. The service's name follows, so that the log can keep one service
from reading what another is answered."""


class Lost(errors.AntiphonError):
    """No answer came; whether the request arrived is unknown."""


FAILURES: Final = (Lost, nats.errors.Error, OSError, TimeoutError)
"""Everything that the client and its requests raise; see `passes` for what goes away by itself."""


class _Client(Client):
    """The library's client, with our request path.

    The library's own waits out its timeout when the connection breaks, and on Python 3.11 it can
    swallow a cancellation that arrives together with the answer.
    """

    exchange: Callable[[str, bytes, Mapping[str, str] | None], Awaitable[Msg]]

    async def request(
        self,
        subject: str,
        payload: bytes = b"",
        timeout: float = REQUEST_SECONDS,  # noqa: ARG002, ASYNC109  # the library's signature
        old_style: bool = False,  # noqa: ARG002, FBT001, FBT002  # same
        headers: dict[str, str] | None = None,
    ) -> Msg:
        return await self.exchange(subject, payload, headers)


class Connection:
    """A connection that stays; made by `open`."""

    def __init__(self, settings: BusSettings, service: str) -> None:
        self.settings = settings
        self.service = service
        self.client = _Client()
        self.client.exchange = self.exchange
        self.js: JetStreamContext = self.client.jetstream(timeout=REQUEST_SECONDS)
        self.listeners: set[Callable[[], None]] = set()
        self._up = asyncio.Event()
        self._closed: str | None = None
        self._answers: dict[str, asyncio.Future[Msg]] = {}
        self._tokens = itertools.count()
        self._inbox = ""
        self._answering: Subscription | None = None
        self._refused = asyncio.Event()
        self._attempts = 0

    @classmethod
    async def open(cls, settings: BusSettings, service: str) -> Connection:
        """Connects, waiting as long as it takes.

        Raises:
            errors.LogUnavailable: if the server refuses our token, or its file cannot be read.

        """
        connection = cls(settings, service)
        secret = _Secret(settings.token_file) if settings.token_file else None
        try:
            await connection._connect(secret)
        except BaseException:
            await connection.client.close()
            raise
        return connection

    @property
    def max_payload(self) -> int:
        """Bytes that the server takes in one message."""
        return int(self.client.max_payload)

    @property
    def is_up(self) -> bool:
        """Whether there is a connection right now."""
        return self._up.is_set() and self._closed is None

    async def connected(self) -> None:
        """Waits until there is a connection.

        Raises:
            errors.LogUnavailable: if it was closed for good.

        """
        if not self._up.is_set():
            await self._up.wait()
        if self._closed is not None:
            raise errors.LogUnavailable(self._closed)

    async def ask(
        self, subject: str, payload: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> bytes:
        """Sends a request once and returns the bytes of its answer.

        Raises:
            Lost: if none came.

        """
        return bytes((await self.exchange(subject, payload, headers)).data)

    async def exchange(self, subject: str, payload: bytes, headers: Mapping[str, str] | None) -> Msg:
        """Sends a request once and returns its answer.

        Raises:
            Lost: if none came.

        """
        token = str(next(self._tokens))
        answer: asyncio.Future[Msg] = asyncio.get_running_loop().create_future()
        self._answers[token] = answer
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                await self.send(subject, payload, reply=f"{self._inbox}.{token}", headers=headers)
                return await answer
        except TimeoutError as error:
            raise Lost(f"the log did not answer within {REQUEST_SECONDS:g} s") from error
        finally:
            del self._answers[token]

    async def send(
        self, subject: str, payload: bytes = b"", *, reply: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        """Sends a message without waiting for an answer.

        Raises:
            Lost: if the connection does not take it.

        """
        try:
            await self.client.publish(subject, payload, reply, dict(headers) if headers else None)
        except (nats.errors.Error, OSError) as error:
            raise Lost(f"the connection to the log does not take messages ({error})") from error

    async def insist(self, call: Callable[[JetStreamContext], Awaitable[Result]], what: str) -> Result:
        """Asks the server about streams or consumers until it answers."""
        for attempt in itertools.count(1):
            await self.connected()
            try:
                return await call(self.js)
            except FAILURES as error:
                if not passes(error):
                    raise
                telemetry.log.info("bus.waiting", action=what, attempt=attempt, error=_told(error))
            await asyncio.sleep(backoff.reconnect(attempt))
        raise AssertionError("the count never ends")

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Surrounds a question about streams or consumers that is put once.

        Raises:
            errors.LogUnavailable: if the server is away or does not answer.

        """
        if not self.is_up:
            raise errors.LogUnavailable(
                f"The log at {_address(self.settings.url)} cannot be reached; check that NATS runs there."
            )
        try:
            yield
        except FAILURES as error:
            if not passes(error):
                raise
            told = f"The log does not answer ({_told(error)}); check that NATS runs with JetStream."
            raise errors.LogUnavailable(told) from error

    async def close(self) -> None:
        """Sends what is waiting and closes; does not wait for a server that is away."""
        reachable = self.is_up
        self._close_with("The connection to the log is closed.")
        try:
            if self._answering is not None:
                # Left to the client, its task would survive a close without a server.
                await self._answering.unsubscribe()
            if reachable:
                await self.client.flush(FLUSH_SECONDS)
            await self.client.close()
        except FAILURES as error:
            telemetry.log.info("bus.closed_unsent", error=_told(error))
            await self.client.close()

    async def _connect(self, secret: _Secret | None) -> None:
        connecting = asyncio.ensure_future(self._connect_client(secret))
        refused = asyncio.ensure_future(self._refused.wait())
        try:
            await asyncio.wait({connecting, refused}, return_when=asyncio.FIRST_COMPLETED)
            if not connecting.done():
                raise _refusal(self.settings)
            await connecting
        finally:
            connecting.cancel()
            refused.cancel()
        self._inbox = self.client.new_inbox()
        self._answering = await self.client.subscribe(f"{self._inbox}.*", cb=self._on_answer)
        self._attempts = 0
        self._up.set()
        telemetry.connected(up=True)

    async def _connect_client(self, secret: _Secret | None) -> None:
        user = self.settings.user or None
        await self.client.connect(
            [address.strip() for address in self.settings.url.split(",")],
            name=self.service,
            user=user,
            password=secret if user else None,
            token=None if user else secret,
            inbox_prefix=f"{INBOX}{self.service}",
            connect_timeout=5,
            reconnect_time_wait=RECONNECT_SECONDS,  # type: ignore[arg-type]  # a float works
            max_reconnect_attempts=-1,
            ping_interval=PING_SECONDS,
            max_outstanding_pings=2,
            pending_size=PENDING_BYTES,
            error_cb=self._on_error,
            disconnected_cb=self._on_disconnect,
            reconnected_cb=self._on_reconnect,
            closed_cb=self._on_closed,
        )

    async def _on_answer(self, message: Msg) -> None:
        answer = self._answers.get(message.subject.rpartition(".")[2])
        if answer is None or answer.done():
            return
        if message.headers and message.headers.get("Status") == NO_RESPONDERS:
            answer.set_exception(Lost("the log has no stream for it yet, or JetStream is off"))
        else:
            answer.set_result(message)

    async def _on_error(self, error: Exception) -> None:
        if _is_refusal(error):
            self._refused.set()
        self._attempts += 1
        # At the 1st, 2nd, 4th, 8th... try: a long outage stays one line a minute.
        if self._attempts.bit_count() == 1:
            telemetry.log.warning(
                "bus.waiting", url=_address(self.settings.url), attempt=self._attempts, error=_told(error)
            )

    async def _on_disconnect(self) -> None:
        self._up.clear()
        telemetry.connected(up=False)
        telemetry.log.warning("bus.disconnected", url=_address(self.settings.url))
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(Lost("the connection to the log broke"))

    async def _on_reconnect(self) -> None:
        self._attempts = 0
        self._up.set()
        telemetry.connected(up=True)
        telemetry.log.info("bus.reconnected", url=_address(self.settings.url))
        for listener in tuple(self.listeners):
            listener()

    async def _on_closed(self) -> None:
        self._close_with("The log closed the connection for good; restart the service.")

    def _close_with(self, reason: str) -> None:
        if self._closed is None:
            self._closed = reason
        telemetry.connected(up=False)
        self._up.set()
        for listener in tuple(self.listeners):
            listener()


def passes(error: BaseException) -> bool:
    """Whether a failure of the client means that the server is away, starting or busy."""
    if isinstance(error, js_errors.APIError):
        return (error.code or 0) >= 500 or error.err_code == STREAM_NOT_FOUND_CODE
    return isinstance(error, FAILURES)


class _Secret:
    """The log's token, or our password: read again at every connection, since it may have been changed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._last = _read(file)

    def __call__(self) -> str:
        with contextlib.suppress(errors.LogUnavailable):
            self._last = _read(self._file)
        return self._last


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise errors.LogUnavailable(
            f"ANTIPHON_BUS_TOKEN_FILE: {file} cannot be read ({error.strerror}); "
            "name a file that holds the log's token."
        ) from error


def _refusal(settings: BusSettings) -> errors.LogUnavailable:
    return errors.LogUnavailable(
        f"The log at {_address(settings.url)} refuses our token; "
        "let ANTIPHON_BUS_TOKEN_FILE name a file with the token of its configuration, or with the password "
        "of ANTIPHON_BUS_USER."
    )


def _is_refusal(error: Exception) -> bool:
    return isinstance(error, nats.errors.AuthorizationError) or "authorization" in str(error).lower()


def _told(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _address(url: str) -> str:
    # Addresses may carry a password before the @.
    return ",".join(part.strip().rpartition("@")[2].removeprefix("nats://") for part in url.split(","))
