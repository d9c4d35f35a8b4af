"""Around every call: its span, its numbers, its deadline, and what an error becomes.

A servicer is plain: it returns, yields or raises. Everything it may raise is turned here into a status
that tells the caller what to do, and never into a trace.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Final

import grpc
import grpc.aio

from services.common.model import errors
from services.common.obs import logs, metrics, tracing
from services.common.rpc import calls
from services.common.rpc.errors import DETAILS_KEY, UNKNOWN_REASON, Refused, code_of, to_status

REQUEST_ID_KEY: Final = "x-request-id"

Context = grpc.aio.ServicerContext[Any, Any]

log = logs.get()


class Overdue(Refused):
    """The call took longer than calls without a deadline of their own may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The call took longer than {seconds:g} seconds; ask for less, or set a longer deadline.",
            reason=UNKNOWN_REASON,
            code=grpc.StatusCode.DEADLINE_EXCEEDED,
            metadata={},
        )


class NotBuilt(Refused):
    """The contract knows the RPC and this build does not."""

    def __init__(self, method: str) -> None:
        super().__init__(
            f"{method} is not built yet; a later version of this service answers it.",
            reason=UNKNOWN_REASON,
            code=grpc.StatusCode.UNIMPLEMENTED,
            metadata={},
        )


class Call:
    """One call being answered: `async with Call(method, context):` around the servicer's part of it."""

    __slots__ = ("_context", "_method", "_span", "_started")

    def __init__(self, method: str, context: Context) -> None:
        self._method = method
        self._context = context
        self._span: AbstractContextManager[Any] = tracing.span(method)
        self._started = 0.0

    async def __aenter__(self) -> None:
        self._started = time.perf_counter()
        metrics.RPC_RUNNING.inc()
        self._span.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        refusal = self._refusal_for(error) if _is_ours_to_tell(error) else None
        self._end_span(error)
        self._count(self._outcome(refusal, error))
        if refusal is not None:
            await self._context.abort(code_of(refusal), refusal.message, self._trailers(refusal))

    def _end_span(self, error: BaseException | None) -> None:
        # A refusal is an answer; only what nobody expected is an error of the trace.
        if _is_ours_to_tell(error) and error is not None and not isinstance(error, errors.Refusal):
            self._span.__exit__(type(error), error, error.__traceback__)
        else:
            self._span.__exit__(None, None, None)

    def _refusal_for(self, error: BaseException | None) -> errors.Refusal:
        if isinstance(error, errors.Refusal):
            return error
        log.error("rpc.failed", method=self._method, exc_info=error)
        request_id = calls.request_id()
        return errors.Refusal(
            f"A fault of ours; whoever runs Antiphon finds it in the log as request {request_id}.",
            request_id=request_id,
        )

    def _outcome(self, refusal: errors.Refusal | None, error: BaseException | None) -> grpc.StatusCode:
        if refusal is not None:
            return code_of(refusal)
        if error is None:
            return grpc.StatusCode.OK
        left = time_left(self._context)
        overdue = left is not None and left <= 0
        return grpc.StatusCode.DEADLINE_EXCEEDED if overdue else grpc.StatusCode.CANCELLED

    @staticmethod
    def _trailers(refusal: errors.Refusal) -> tuple[tuple[str, str | bytes], ...]:
        status = to_status(refusal).SerializeToString()
        return ((REQUEST_ID_KEY, calls.request_id()), (DETAILS_KEY, status))

    def _count(self, code: grpc.StatusCode) -> None:
        seconds = time.perf_counter() - self._started
        metrics.RPC_RUNNING.dec()
        metrics.RPC_REQUESTS.labels(self._method, code.name).inc()
        metrics.RPC_SECONDS.labels(self._method).observe(seconds)
        log.debug("rpc.done", method=self._method, code=code.name, seconds=seconds)


class Deadline:
    """Ends a block after so many seconds when its caller set no deadline; gRPC itself keeps the caller's."""

    __slots__ = ("_seconds", "_timeout")

    def __init__(self, context: Context, seconds: float) -> None:
        self._seconds = seconds
        self._timeout = None if time_left(context) is not None else asyncio.timeout(seconds)

    async def __aenter__(self) -> None:
        if self._timeout is not None:
            await self._timeout.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timeout is None:
            return
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError:
            raise Overdue(self._seconds) from None


def time_left(context: Any) -> float | None:
    """Seconds until the caller's deadline; None when it set none, which the library's types deny."""
    left: float | None = context.time_remaining()
    return left


def _is_ours_to_tell(error: BaseException | None) -> bool:
    return isinstance(error, Exception) and not isinstance(error, grpc.aio.AbortError)
