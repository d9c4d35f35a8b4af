"""A channel that goes on with a new certificate when its files hold one.

gRPC's own keeps the credentials it was opened with. Here each call asks whether they still hold; where not,
a channel with the new ones takes over and the old one ends when its calls have.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

import grpc
import grpc.aio

from services.common.rpc.certificates import Files, Pem

RETIRE_SECONDS: Final = 300.0
"""How long calls of a channel whose certificate was replaced may last."""


class RenewingChannel:
    """The methods of a gRPC channel that ours uses, over whichever channel is newest."""

    def __init__(self, files: Files, opened: Callable[[grpc.ChannelCredentials], grpc.aio.Channel]) -> None:
        self._files = files
        self._opened = opened
        self._pem: Pem = files.current()
        self._channel = opened(self._pem.for_client())
        self._retiring: set[asyncio.Task[None]] = set()

    def unary_unary(self, *args: Any, **kwargs: Any) -> Any:
        """One request, one answer."""
        return _Lasting(self, "unary_unary", args, kwargs)

    def unary_stream(self, *args: Any, **kwargs: Any) -> Any:
        """One request, many answers."""
        return _Lasting(self, "unary_stream", args, kwargs)

    def stream_unary(self, *args: Any, **kwargs: Any) -> Any:
        """Many requests, one answer."""
        return _Lasting(self, "stream_unary", args, kwargs)

    def stream_stream(self, *args: Any, **kwargs: Any) -> Any:
        """Many requests, many answers."""
        return _Lasting(self, "stream_stream", args, kwargs)

    def newest(self) -> grpc.aio.Channel:
        """The channel with the certificate that holds now."""
        pem = self._files.current()
        if pem is not self._pem:
            self._retire(self._channel)
            self._pem, self._channel = pem, self._opened(pem.for_client())
        return self._channel

    async def close(self, grace: float | None = None) -> None:
        """Closes the connections; calls still running get `grace` seconds."""
        for task in self._retiring:
            task.cancel()
        await asyncio.gather(*self._retiring, return_exceptions=True)
        await self._channel.close(grace)

    def get_state(self, try_to_connect: bool = False) -> grpc.ChannelConnectivity:  # noqa: FBT001, FBT002  # gRPC's signature
        """Whether it is connected."""
        return self._channel.get_state(try_to_connect)

    async def wait_for_state_change(self, last_observed_state: grpc.ChannelConnectivity) -> None:
        """Returns when the state is another one."""
        await self._channel.wait_for_state_change(last_observed_state)

    async def channel_ready(self) -> None:
        """Returns when it is connected."""
        await self._channel.channel_ready()

    def _retire(self, channel: grpc.aio.Channel) -> None:
        task = asyncio.ensure_future(channel.close(RETIRE_SECONDS))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)


class _Lasting:
    """A method of a service, called over the newest channel."""

    def __init__(self, channel: RenewingChannel, kind: str, args: Any, kwargs: Any) -> None:
        self._channel = channel
        self._made = (kind, args, kwargs)
        self._over: grpc.aio.Channel | None = None
        self._method: Any = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        newest = self._channel.newest()
        if newest is not self._over:
            kind, made_args, made_kwargs = self._made
            self._over, self._method = newest, getattr(newest, kind)(*made_args, **made_kwargs)
        return self._method(*args, **kwargs)
