"""Turns a request into a delivery: which account answers, and whether the network would take it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2
from services.common.model import attachments, errors, identity, suppression
from services.common.store import Database
from services.listener.adapters import acting
from services.listener.adapters.answerers import Answerers
from services.listener.core import delivery, lengths
from services.listener.store import deliveries

Capabilities = Mapping[str, events_pb2.CapabilityFact]
_Mode = events_pb2.CapabilityFact.ReplyMode
_Action = events_pb2.CapabilityFact.Action
MODERATING: Final = (
    _Action.ACTION_HIDE,
    _Action.ACTION_UNHIDE,
    _Action.ACTION_LIKE,
    _Action.ACTION_UNLIKE,
    _Action.ACTION_DELETE,
    _Action.ACTION_MUTE,
    _Action.ACTION_BLOCK,
    _Action.ACTION_REPORT,
)
"""What can be done to what others wrote."""
LONGEST_RECIPIENT: Final = 320
"""Characters of an e-mail address at most (RFC 3696, erratum 1690, allows 254); handles are shorter."""
LONGEST_TITLE: Final = 200
_IN_WORDS: Final[Mapping[int, str]] = {
    _Action.ACTION_DELETE_OWN: "take answers back",
    _Action.ACTION_WRITE_FIRST: "write to people who did not write first",
}


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
    """What tells one payload from another: all of it but what only goes with it.

    Whom it is written to first, and under which title, follows from `mention_key`, and may have been
    forgotten by whoever asks again.
    """
    if (kind := request.WhichOneof("payload")) in ("deletion", "moderation"):
        body = getattr(request, kind).SerializeToString(deterministic=True)
        return sha256(kind.encode() + b":" + body).digest()
    told = listening_service_pb2.ReplyPayload()
    told.CopyFrom(request.reply)
    for aside in ("mention_author", "brand", "collecting_source", "recipient", "title"):
        told.ClearField(aside)
    return sha256(told.SerializeToString(deterministic=True)).digest()


async def address(
    db: Database,
    answerers: Answerers,
    capabilities: Capabilities,
    request: listening_service_pb2.DeliverRequest,
    now: datetime,
) -> delivery.Record:
    """The delivery to commit.

    Raises:
        InvalidField: something is missing or malformed.
        NotFound: the source named does not exist.
        NotReplyable: the network does not let us do that, or no account of ours is on it.
        TextTooLong: the network does not take so long a text.
    """
    match request.WhichOneof("payload"):
        case "reply":
            return await _reply(answerers, capabilities, request, now)
        case "deletion":
            record = await _deletion(db, answerers, capabilities, request.deletion, now)
        case "moderation":
            record = await _moderation(answerers, capabilities, request.moderation, now)
        case _:
            raise errors.InvalidField("reply", "is needed; say what to send.")
    return replace(record, request_id=check_request_id(request.request_id))


async def _reply(
    answerers: Answerers,
    capabilities: Capabilities,
    request: listening_service_pb2.DeliverRequest,
    now: datetime,
) -> delivery.Record:
    reply = request.reply
    network = _network("reply.mention_key", reply.mention_key)
    if reply.conversation_key:
        _network("reply.conversation_key", reply.conversation_key)
    text = reply.text.replace("\0", "")
    if not text.strip():
        raise errors.InvalidField("reply.text", "is needed; write the words of the answer.")
    capability = _replyable(network, capabilities)
    if reply.private:
        check_allowed(capability, _Action.ACTION_ANSWER_PRIVATELY)
    else:
        lengths.check(text, capability)
    attachments.check(reply.media, capability)
    recipient = reply.recipient.strip().removeprefix("@")
    if recipient:
        check_allowed(capability, _Action.ACTION_WRITE_FIRST)
        check_recipient("reply.recipient", recipient)
    return delivery.Record(
        request_id=check_request_id(request.request_id),
        source=await answerers.choose(reply, network),
        mention_key=reply.mention_key,
        conversation_key=reply.conversation_key,
        text=text,
        create_time=now,
        update_time=now,
        due_time=now,
        mention_author=_author(reply.mention_author),
        private=reply.private,
        media=tuple(reply.media),
        recipient=recipient,
        title=" ".join(reply.title.replace("\0", "").split())[:LONGEST_TITLE],
    )


async def _deletion(
    db: Database,
    answerers: Answerers,
    capabilities: Capabilities,
    payload: listening_service_pb2.DeletionPayload,
    now: datetime,
) -> delivery.Record:
    key = payload.mention_key
    network = _network("deletion.mention_key", key)
    check_allowed(capabilities.get(network), _Action.ACTION_DELETE_OWN)
    source = payload.source or await db.read(lambda conn: deliveries.sender_of(conn, key))
    if not source:
        raise errors.InvalidField(
            "deletion.mention_key", "is no answer that is known to be ours; name the source that sent it."
        )
    reply = listening_service_pb2.ReplyPayload(mention_key=key, source=source)
    return _act(delivery.Kind.DELETION, key, await answerers.choose(reply, network, "deletion.source"), now)


async def _moderation(
    answerers: Answerers,
    capabilities: Capabilities,
    payload: listening_service_pb2.ModerationPayload,
    now: datetime,
) -> delivery.Record:
    key = payload.mention_key
    network = _network("moderation.mention_key", key)
    if payload.action not in MODERATING:
        words = ", ".join(acting.word(action) for action in MODERATING)
        raise errors.InvalidField("moderation.action", f"must be one of {words}.")
    check_allowed(capabilities.get(network), payload.action)
    reply = listening_service_pb2.ReplyPayload(mention_key=key, source=payload.source)
    source = await answerers.choose(reply, network, "moderation.source")
    return replace(_act(delivery.Kind.MODERATION, key, source, now), moderation=int(payload.action))


def _act(kind: delivery.Kind, key: str, source: str, now: datetime) -> delivery.Record:
    return delivery.Record(
        request_id="",
        source=source,
        mention_key=key,
        conversation_key="",
        text="",
        create_time=now,
        update_time=now,
        due_time=now,
        kind=kind,
    )


def check_allowed(capability: events_pb2.CapabilityFact | None, action: int) -> None:
    """Whether a network lets a program do something.

    Raises:
        NotReplyable: it does not.
    """
    if capability is None or action not in capability.actions:
        network = "The network" if capability is None else capability.display_name or capability.network
        words = _IN_WORDS.get(action) or acting.word(action).replace("_", " ")
        raise errors.NotReplyable(
            f"{network} does not let a program {words}; do it on the network itself.",
            action=acting.word(action).upper(),
        )


def check_recipient(field: str, recipient: str) -> None:
    """Whether somebody can be called so.

    Raises:
        InvalidField: nobody can.
    """
    if not recipient or len(recipient) > LONGEST_RECIPIENT or not recipient.isprintable() or " " in recipient:
        raise errors.InvalidField(field, "must be one handle or e-mail address, without spaces; correct it.")


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
