"""What is told over channels, in the form of each: a letter, a chat's post, a signed post.

A message holds sentences, counts, links, and at most a word that many said: nobody's text, and nobody's name.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from antiphon.insights.v1 import reporting_service_pb2 as api

QUEUED: Final = int(api.ChannelDelivery.STATE_QUEUED)
DELIVERED: Final = int(api.ChannelDelivery.STATE_DELIVERED)
GIVEN_UP: Final = int(api.ChannelDelivery.STATE_GIVEN_UP)

FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(hours=1)
PATIENCE: Final = timedelta(days=1)
"""How long something is offered to a channel that does not take it."""

_MICRO: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Message:
    """What is told.

    Attributes:
        id: the same for each try, so that receivers recognise repeats.
        type: `alert-raised`, `test` or `report`.
        subject: a line.
        text: some more lines.
        link: where it opens in the desk; empty for nowhere.
        html: a page of its own, for letters; empty for none.
        data: what programs read.
    """

    id: str
    type: str
    subject: str
    text: str
    link: str = ""
    html: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    def packed(self) -> bytes:
        """As tables keep it."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(kept: bytes) -> Message:
    """A message as it was."""
    return Message(**json.loads(kept))


def chat(message: Message) -> bytes:
    """A post as Slack's and Mattermost's incoming webhooks take it; nobody's words can call people there."""
    lines = (f"*{_plain(message.subject)}*", _plain(message.text), message.link)
    return json.dumps({"text": "\n".join(filter(None, lines))}, ensure_ascii=False).encode()


def webhook(message: Message) -> bytes:
    """A post for programs."""
    told = {"type": message.type, "id": message.id, "subject": message.subject, "text": message.text}
    return json.dumps({**told, "link": message.link, **message.data}, ensure_ascii=False).encode()


def signed(secret: bytes, message_id: str, moment: datetime, body: bytes) -> Mapping[str, str]:
    """Headers of a signed post, as the Standard Webhooks specification 1.0.0 has them."""
    seconds = int(moment.timestamp())
    content = f"{message_id}.{seconds}.".encode() + body
    mark = base64.b64encode(hmac.digest(secret, content, hashlib.sha256)).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{mark}",
        "Idempotency-Key": message_id,
    }


@dataclass(frozen=True, slots=True)
class Attempted:
    """How far a message has come; moments in microseconds since 1970.

    Attributes:
        problem: why the last try failed.
        due: when it is tried next; None when it is not.
        end: when it was taken or given up; None before.
    """

    state: int
    attempts: int
    problem: str
    created: int
    due: int | None
    end: int | None = None

    def taken(self, now: int) -> Attempted:
        """The other side has it."""
        return replace(self, state=DELIVERED, attempts=self.attempts + 1, problem="", due=None, end=now)

    def refused(self, problem: str, now: int) -> Attempted:
        """The other side did not take it: tried again, ever later, for a day."""
        pause = min(FIRST_PAUSE * (1 << min(self.attempts, 12)), LONGEST_PAUSE)
        tried = replace(self, attempts=self.attempts + 1, problem=problem, due=now + pause // _MICRO)
        if now - self.created < PATIENCE // _MICRO:
            return tried
        return replace(tried, state=GIVEN_UP, due=None, end=now)


def _plain(text: str) -> str:
    """A text without the signs that chats read orders from."""
    return text.replace("<", "(").replace(">", ")")
