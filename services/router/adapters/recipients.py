"""Finds out who it is that somebody wants to write to first: the listener asks the network."""

from __future__ import annotations

from typing import Final

import grpc
import grpc.aio

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.listening.v1 import listening_service_pb2_grpc as listening_grpc
from services.common.model import errors
from services.common.rpc import errors as rpc_errors
from services.router.core.firsts import FirstWish

SECONDS: Final = 8.0
"""How long to wait for the listener, which waits 6 seconds for the network."""


class Recipients:
    """People whom nobody has heard of here yet."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._listener = listening_grpc.ListeningServiceStub(channel)

    async def find(self, wish: FirstWish) -> FirstWish:
        """The wish with the key that its recipient has as an author.

        What belongs to a person is found by that key when they ask to be forgotten, so it is never guessed.

        Raises:
            InvalidField: if nobody on the network is called so, or the key that was given is somebody else's.
            Refusal: as the listener refuses, or that it cannot be asked.
        """
        question = listening.FindAuthorRequest(network=wish.network, handle=wish.recipient, brand=wish.brand)
        try:
            author = await self._listener.FindAuthor(question, timeout=SECONDS)
        except grpc.aio.AioRpcError as fault:
            raise _refusal(rpc_errors.refusal_of(fault)) from fault
        if wish.author_key not in ("", author.key):
            raise errors.InvalidField(
                "author_key", "it is not of whom the recipient's name is; leave it out, or correct either."
            )
        return wish._replace(author_key=author.key)


def _refusal(refused: rpc_errors.Refused) -> errors.Refusal:
    if refused.metadata.get("field") == "handle":
        return errors.InvalidField("recipient", refused.message.partition(": ")[2])
    if refused.reason == rpc_errors.UNKNOWN_REASON:
        sentence = "The listener cannot be asked who that is; try again in a moment."
        return rpc_errors.Refused(sentence, reason=refused.reason, code=refused.code, metadata={})
    return refused
