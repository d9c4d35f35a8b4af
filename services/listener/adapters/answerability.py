"""Answers `CheckReply`: finds the account and the facts, and lets the core judge."""

from __future__ import annotations

from antiphon.listening.v1 import listening_service_pb2
from services.common.model import clock as clocks
from services.common.model import errors, identity, signing
from services.common.model.principal import Principal
from services.common.store import Database
from services.listener.adapters import addressing
from services.listener.adapters.answerers import Answerers
from services.listener.adapters.watching import Watching
from services.listener.core import capabilities, replying
from services.listener.store import connections, watchlist

MAX_TEXT_BYTES = 64 * 1024
"""Longest text that is measured and split; more is refused."""


class Answerability:
    """Whether and how mentions can be answered now."""

    def __init__(
        self,
        db: Database,
        watching: Watching,
        facts: addressing.Capabilities,
        clock: clocks.Clock,
        answerers: Answerers,
    ) -> None:
        self._db = db
        self._answerers = answerers
        self._watching = watching
        self._facts = facts
        self._clock = clock

    async def check(
        self, request: listening_service_pb2.CheckReplyRequest, who: Principal
    ) -> listening_service_pb2.CheckReplyResponse:
        """Judges one mention and one text, as this person would send it.

        Raises:
            InvalidField: the key or the text cannot be used, or the source is of another network.
            NotFound: the source named does not exist.
        """
        network = _network(request.mention.key)
        if len(request.text.encode()) > MAX_TEXT_BYTES:
            raise errors.InvalidField("text", "is longer than 64 KiB; shorten it.")
        brand = await self._brand(request)
        source, problem = await self._account(request, network, brand.name)
        question = replying.Question(
            mention=request.mention,
            text=request.text.replace("\0", ""),
            private=request.private,
            source=source,
            no_source=problem,
            handles=self._watching.current.own_handles,
            signature=signing.of(brand.reply_signature, who.holder if who.kind == "user" else ""),
        )
        answer = replying.check(question, await self._fact(network, source), self._clock.now())
        answer.possible_sources.extend(await self._answerers.possible(network))
        return answer

    async def _brand(self, request: listening_service_pb2.CheckReplyRequest) -> listening_service_pb2.Brand:
        """The brand that would answer; an empty one when nobody can tell."""
        matched = {match.brand for match in request.mention.matches}
        name = request.brand or (matched.pop() if len(matched) == 1 else "")
        try:
            return await self._db.read(lambda conn: watchlist.get_brand(conn, name))
        except errors.NotFound:
            return listening_service_pb2.Brand()

    async def _account(
        self, request: listening_service_pb2.CheckReplyRequest, network: str, brand: str
    ) -> tuple[str, str]:
        """The source that would answer, or why none can."""
        reply = listening_service_pb2.ReplyPayload(
            mention_key=request.mention.key,
            source=request.source,
            brand=brand,
            collecting_source=request.mention.source,
        )
        try:
            return await self._answerers.choose(reply, network, "source"), ""
        except errors.NotReplyable as refusal:
            return "", refusal.message

    async def _fact(self, network: str, source: str) -> capabilities.Fact:
        """What the network allows under the plan of the account that would answer."""
        current = self._facts.get(network) or capabilities.of(network)
        if not source or not capabilities.plans(network):
            return current
        config = (await self._db.read(lambda conn: connections.load(conn, source))).config
        return capabilities.of(network, config["plan"]) if config.get("plan") else current


def _network(key: str) -> str:
    try:
        return identity.split_key(key).network
    except ValueError:
        raise errors.InvalidField("mention.key", "must have the form network:site:native_id.") from None
