"""Turns a request into a delivery: which account answers, and whether the network would take it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2
from services.common.model import errors, identity, suppression
from services.common.store import Database
from services.listener.core import delivery, lengths, naming
from services.listener.sources import registry
from services.listener.store import connections, seen

Capabilities = Mapping[str, events_pb2.CapabilityFact]
_Mode = events_pb2.CapabilityFact.ReplyMode


def check_request_id(value: str) -> str:
    """A request id in its one spelling.

    Raises:
        InvalidField: it is no UUID.
    """
    try:
        return str(uuid.UUID(value))
    except ValueError:
        raise errors.InvalidField("request_id", "must be a UUID; make a new one for each delivery.") from None


def digest(request: listening_service_pb2.DeliverRequest) -> bytes:
    """What tells one payload from another: all of it but what is only kept with it."""
    told = listening_service_pb2.ReplyPayload()
    told.CopyFrom(request.reply)
    told.ClearField("mention_author")
    return sha256(told.SerializeToString(deterministic=True)).digest()


async def address(
    db: Database,
    capabilities: Capabilities,
    request: listening_service_pb2.DeliverRequest,
    now: datetime,
) -> delivery.Record:
    """The delivery to commit.

    Raises:
        InvalidField: something is missing or malformed.
        NotFound: the source named does not exist.
        NotReplyable: the network cannot be answered, or no account of ours is on it.
        TextTooLong: the network does not take so long a text.
    """
    if request.WhichOneof("payload") != "reply":
        raise errors.InvalidField("reply", "is needed; say what to send.")
    reply = request.reply
    network = _network("reply.mention_key", reply.mention_key)
    if reply.conversation_key:
        _network("reply.conversation_key", reply.conversation_key)
    text = reply.text.replace("\0", "")
    if not text.strip():
        raise errors.InvalidField("reply.text", "is needed; write the words of the answer.")
    lengths.check(text, _replyable(network, capabilities))
    return delivery.Record(
        request_id=check_request_id(request.request_id),
        source=await account(db, reply, network),
        mention_key=reply.mention_key,
        conversation_key=reply.conversation_key,
        text=text,
        create_time=now,
        update_time=now,
        due_time=now,
        mention_author=_author(reply.mention_author),
    )


def _author(reference: bytes) -> bytes:
    if len(reference) not in (0, suppression.REFERENCE_BYTES):
        raise errors.InvalidField(
            "reply.mention_author", f"must be empty or {suppression.REFERENCE_BYTES} bytes long."
        )
    return reference


def _network(field: str, key: str) -> str:
    try:
        return identity.split_key(key).network
    except ValueError:
        raise errors.InvalidField(field, "must have the form network:site:native_id.") from None


def _network_of(source_type: str) -> str:
    """Network of a type of source; empty for one that this build no longer has."""
    kind = registry.SOURCES.get(source_type)
    return kind.network if kind else ""


def _replyable(network: str, capabilities: Capabilities) -> events_pb2.CapabilityFact:
    capability = capabilities.get(network)
    if capability is None or capability.reply_mode != _Mode.REPLY_MODE_API:
        mode = _Mode.REPLY_MODE_NONE if capability is None else capability.reply_mode
        raise errors.NotReplyable(
            f"{network} cannot be answered by machine; open the mention and answer there.",
            network=network,
            reply_mode=_Mode.Name(mode).removeprefix("REPLY_MODE_"),
        )
    return capability


async def account(db: Database, reply: listening_service_pb2.ReplyPayload, network: str) -> str:
    """The source whose account answers: the named one, the one that collected the mention, or the only one.

    Raises:
        InvalidField: the source named is of another network.
        NotFound: the source named does not exist.
        NotReplyable: no source is connected to the network, or it is not clear which answers.
    """
    if reply.source:
        naming.source_id("reply.source", reply.source)
        named = await db.read(lambda conn: connections.load(conn, reply.source))
        if _network_of(named.type) != network:
            raise errors.InvalidField("reply.source", f"is not a source of {network}; name one that is.")
        return named.name
    known = await db.read(lambda conn: seen.find(conn, [reply.mention_key]))
    all_sources = await db.read(connections.list_all)
    able = [source.name for source in all_sources if _network_of(source.type) == network]
    if reply.mention_key in known and known[reply.mention_key].source in able:
        return known[reply.mention_key].source
    if len(able) == 1:
        return able[0]
    raise errors.NotReplyable(
        f"No source says which account of {network} answers; name one in reply.source."
        if able
        else f"No source is connected to {network}; create one with an account that may answer.",
        network=network,
    )
