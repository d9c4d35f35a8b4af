"""The door of every service: who is calling, may they, and is the request whole.

One interceptor, because each costs a call some microseconds. It refuses before the request is even
parsed, and guards each method once, not once a call.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, suppress
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any, Final

import grpc
import grpc.aio

from services.common.model import errors
from services.common.model.principal import Principal
from services.common.obs import logs, tracing
from services.common.obs.context import REQUEST_ID
from services.common.rpc import calls
from services.common.rpc.permissions import PERMISSIONS
from services.common.rpc.required import Check
from services.common.rpc.serving import REQUEST_ID_KEY, Call, Context, Deadline, NotBuilt
from services.common.rpc.tokens import Verifier

AUTHORIZATION_KEY: Final = "authorization"
BEARER: Final = "bearer "

OPEN_SERVICES: Final = ("/grpc.health.v1.Health/", "/grpc.reflection.")
"""Served to anybody: health to the cluster's probes, reflection only where the server offers it at all."""

MAX_REQUEST_ID: Final = 128

FIRST_REQUEST_SECONDS: Final = 1.0
"""How long a refused caller that streams gets to write its first request. The refusal waits for that: where
it overtakes what gRPC's own client writes, that one forgets the refusal and tells of an internal error."""

Handler = Any
"""A `grpc.RpcMethodHandler`; its type parameters exist in the stubs only."""
Serve = Callable[[Any, Context], Awaitable[Any]]

log = logs.get()


class Gate(grpc.aio.ServerInterceptor):
    """Lets in who may, and surrounds the servicer's methods with what all calls share."""

    def __init__(self, verifier: Verifier, checks: dict[str, Check], deadline_seconds: float) -> None:
        self._verifier = verifier
        self._checks = checks
        self._deadline = deadline_seconds
        self._guarded: dict[str, Handler] = {}

    async def intercept_service(self, continuation: Any, handler_call_details: Any) -> Any:
        """Chooses the handler of one call: the guarded one, or one that only refuses."""
        method: str = handler_call_details.method
        handler: Handler | None = await continuation(handler_call_details)
        if handler is None or method.startswith(OPEN_SERVICES):
            return handler
        headers = {key: value for key, value in handler_call_details.invocation_metadata or ()}  # noqa: C416  # pairs are no tuples
        REQUEST_ID.set(_request_id(headers))
        tracing.continue_from(headers)
        try:
            calls.enter(self._admit(method, headers))
        except errors.Refusal as refusal:
            log.info("rpc.refused", method=method, reason=refusal.reason)
            return _refusing(method, handler, refusal)
        guarded = self._guarded.get(method)
        if guarded is None:
            guarded = self._guarded[method] = self._guard(method, handler)
        return guarded

    def _admit(self, method: str, headers: dict[str, Any]) -> Principal:
        principal = self._verifier.verify(_bearer(headers))
        permission = PERMISSIONS.get(method)
        if permission is None or not permission.allows(principal):
            name = permission.name if permission else "none"
            raise errors.NotPermitted(
                f"This needs the permission {name}, which {principal.holder} does not have; "
                "ask an administrator for a role that has it.",
                permission=name,
            )
        return principal

    def _guard(self, method: str, handler: Handler) -> Handler:
        serve = self._serving(method, handler)
        return _replacing(handler, serve, handler.request_deserializer)

    def _serving(self, method: str, handler: Handler) -> Serve:
        behaviour = _behaviour_of(handler)
        check = self._checks.get(method)
        if not (iscoroutinefunction(behaviour) or isasyncgenfunction(behaviour)):
            return _raising(method, NotBuilt(method), request_streaming=handler.request_streaming)
        if handler.response_streaming:
            return _streaming(method, behaviour, check, request_streaming=handler.request_streaming)
        return self._answering(method, behaviour, check, request_streaming=handler.request_streaming)

    def _answering(
        self, method: str, behaviour: Any, check: Check | None, *, request_streaming: bool
    ) -> Serve:
        deadline = self._deadline

        async def serve(request: Any, context: Context) -> Any:
            async with Call(method, context):
                checked = _checked(request, check, request_streaming=request_streaming)
                async with Deadline(context, deadline):
                    return await behaviour(checked, context)

        return serve


def _streaming(method: str, behaviour: Any, check: Check | None, *, request_streaming: bool) -> Serve:
    # A coroutine that writes, not a generator: it ends in its own task also when the caller goes away.
    async def serve(request: Any, context: Context) -> None:
        async with Call(method, context):
            checked = _checked(request, check, request_streaming=request_streaming)
            async with aclosing(behaviour(checked, context)) as answers:
                async for answer in answers:
                    await context.write(answer)

    return serve


def _checked(request: Any, check: Check | None, *, request_streaming: bool) -> Any:
    if check is None:
        return request
    if request_streaming:
        return _checked_stream(request, check)
    check(request)
    return request


async def _checked_stream(requests: AsyncIterator[Any], check: Check) -> AsyncIterator[Any]:
    async for request in requests:
        check(request)
        yield request


def _refusing(method: str, handler: Handler, refusal: errors.Refusal) -> Handler:
    """A handler of the same shape that does not even parse the request."""
    raising = _raising(method, refusal, request_streaming=handler.request_streaming)
    return _replacing(handler, raising, None)


def _raising(method: str, refusal: errors.Refusal, *, request_streaming: bool) -> Serve:
    async def serve(request: Any, context: Context) -> None:
        async with Call(method, context):
            if request_streaming:
                await _first_of(request)
            raise refusal

    return serve


async def _first_of(requests: AsyncIterator[Any]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(FIRST_REQUEST_SECONDS):
            await anext(requests, None)


def _behaviour_of(handler: Handler) -> Any:
    return handler.unary_unary or handler.unary_stream or handler.stream_unary or handler.stream_stream


def _replacing(handler: Handler, serve: Any, deserializer: Any) -> Handler:
    make: Any = {
        (False, False): grpc.unary_unary_rpc_method_handler,
        (False, True): grpc.unary_stream_rpc_method_handler,
        (True, False): grpc.stream_unary_rpc_method_handler,
        (True, True): grpc.stream_stream_rpc_method_handler,
    }[handler.request_streaming, handler.response_streaming]
    made: Handler = make(serve, deserializer, handler.response_serializer)
    return made


def _bearer(headers: dict[str, Any]) -> str:
    value = headers.get(AUTHORIZATION_KEY, "")
    if not isinstance(value, str) or not value.lower().startswith(BEARER):
        raise errors.TokenInvalid("The call carries no token; sign in first.", problem="missing")
    return value[len(BEARER) :].strip()


def _request_id(headers: dict[str, Any]) -> str:
    given = headers.get(REQUEST_ID_KEY, "")
    if (
        isinstance(given, str)
        and 0 < len(given) <= MAX_REQUEST_ID
        and given.isascii()
        and given.isprintable()
    ):
        return given
    return uuid.uuid4().hex
