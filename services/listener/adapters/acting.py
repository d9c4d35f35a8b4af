"""Does to a network what one delivery asks: answer, take an answer back, moderate."""

from __future__ import annotations

from antiphon.events.v1 import events_pb2
from services.listener.core.delivery import Kind, Record
from services.listener.sources import base
from services.listener.sources.abilities import Deleting, Moderating

_Action = events_pb2.CapabilityFact.Action


def request_of(record: Record) -> base.ReplyRequest:
    """An answer as a source is asked to send it, or to find it."""
    return base.ReplyRequest(
        request_id=record.request_id,
        mention_key=record.mention_key,
        conversation_key=record.conversation_key,
        text=record.text,
        attempt_time=record.first_attempt_time or record.create_time,
        private=record.private,
        media=[base.Media(each.content_type, each.content, each.description) for each in record.media],
        recipient=record.recipient,
        title=record.title,
    )


def word(action: int) -> str:
    """A moderating action as sources name it, for example `hide`."""
    return _Action.Name(_Action.ValueType(action)).removeprefix("ACTION_").lower()


async def act(source: base.Source, record: Record) -> base.ReplyOutcome:
    """Asks the network once; what its source cannot do is refused for good."""
    if record.kind is Kind.REPLY:
        return await source.reply(request_of(record))
    if record.kind is Kind.DELETION:
        if isinstance(source, Deleting):
            return _nameless(await source.delete(record.mention_key))
        return base.Refused("The source cannot take answers back; do it on the network.", permanent=True)
    action = word(record.moderation)
    if isinstance(source, Moderating) and action in source.actions:
        return _nameless(await source.moderate(action, record.mention_key))
    return base.Refused(f"The source cannot {action} what others wrote; do it there.", permanent=True)


def _nameless(outcome: base.ReplyOutcome) -> base.ReplyOutcome:
    """Nothing was published, whatever key the source gave back."""
    return base.Sent("", "") if isinstance(outcome, base.Sent) else outcome
