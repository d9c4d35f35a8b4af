"""A customer's own system: signed requests bring mentions, signed requests carry our answers.

Both ways in the form of the Standard Webhooks specification. What comes in has the form of `IngestMentions`
in JSON. What goes out has the request id as its message id and as `Idempotency-Key`: the receiver answers a
repeat like the first, so that an answer whose outcome is unknown may be sent again.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

import httpx
import msgspec
from google.protobuf import json_format

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import addresses, answers, base, entities, items, payloads, signing
from services.listener.sources.abilities import Answer, Delivered, Received

NETWORK: Final = "webhook"
WHAT: Final = "The webhook's receiver"
MAX_ITEMS: Final = 1_000
"""Most mentions, and most deletions, in one request."""
_IDLE_SECONDS: Final = 60.0
_TOLERANCE_SECONDS: Final = 300.0


class _Said(msgspec.Struct):
    """What a receiver may tell us of an answer it has taken."""

    native_id: str = ""
    link: str = ""


class Connection:
    """One system."""

    type: ClassVar[str] = "webhook"

    def __init__(self, context: base.SourceContext) -> None:
        self._context = context
        self._url = context.config.get("url", "")
        self._site = context.config.get("site") or context.name.removeprefix("sources/")
        tolerance = float(context.config.get("tolerance_seconds") or _TOLERANCE_SECONDS)
        self._tolerance = timedelta(seconds=tolerance)
        self._http = addresses.client(allow_private=context.allow_private)

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        """Nothing can be asked for; the pages say that somebody is at the door, who can check signatures."""
        while True:
            self._secrets()
            yield base.Page((), cursor, self._context.clock.now())
            await self._context.sleep(_IDLE_SECONDS)

    async def receive(self, request: Delivered) -> Received:
        """See `Receiving.receive`."""
        if request.method != "POST":
            return Received(status=405)
        secrets = self._secrets()
        if not signing.is_signed(secrets, request.headers, request.body):
            return Received(status=401, body="The signature is missing or wrong.")
        now = self._context.clock.now()
        signed = _signed_time(request.headers)
        if signed is None or abs(signed - now.timestamp()) > self._tolerance.total_seconds():
            return Received(status=403, body="The request is too old, or one of our clocks is wrong.")
        try:
            found, faults = self._read(payloads.read(request.body), items.stamp(now))
        except ValueError as fault:
            return Received(status=400, body=str(fault))
        return Received(
            items=found,
            body=" ".join(faults),
            faults=faults,
            mark=_mark(request),
            mark_until=_refused_from(signed, self._tolerance, now),
            brand=self._context.config.get("brand", ""),
        )

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        if not self._url:
            return base.Refused("The source has no url to send answers to; set it.", permanent=True)
        try:
            response = await self._post(request.request_id, msgspec.json.encode(_told(request)))
        except base.SourceError as fault:
            return answers.unsent(fault)
        except httpx.HTTPError as error:
            return answers.unanswered(error, WHAT)
        return self._outcome(request, response)

    async def tell(self, event_id: str, body: bytes) -> Answer:
        """See `Telling.tell`."""
        if not self._url:
            return Answer(0, "The source has no url to tell; set it.")
        try:
            response = await self._post(event_id, body)
        except base.SourceError as fault:
            return Answer(0, fault.sentence)
        except httpx.HTTPError as error:
            return Answer(0, f"{WHAT} cannot be reached ({answers.describe(error)}).")
        if response.is_success:
            return Answer(response.status_code)
        wait = answers.retry_after(response, self._context.clock.now())
        return Answer(response.status_code, f"{WHAT} answers with {response.status_code}.", wait)

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:  # noqa: ARG002 - it cannot be asked
        return None

    async def close(self) -> None:
        await self._http.aclose()

    async def _post(self, message_id: str, body: bytes) -> httpx.Response:
        """Posts a signed body; receivers recognise a repeat by its id."""
        secrets = self._secrets()
        await self._context.budget.take("send")
        headers = signing.sign(secrets, message_id, int(self._context.clock.now().timestamp()), body)
        more = {"Content-Type": "application/json", "Idempotency-Key": message_id}
        return await self._http.post(self._url, content=body, headers={**headers, **more})

    def _secrets(self) -> Sequence[bytes]:
        """The secret, and the one before it while there is one."""
        old = self._context.credentials.find("old_secret")
        given = [self._context.credentials.get("secret"), *([old] if old else [])]
        return [signing.secret_bytes(secret) for secret in given]

    def _read(
        self, payload: Mapping[str, Any], collected: items.Stamp
    ) -> tuple[list[events_pb2.MentionItem], list[str]]:
        mentions, deletions = _list(payload, "mentions"), _list(payload, "deletions")
        found: list[events_pb2.MentionItem] = []
        faults: list[str] = []
        for index, raw in enumerate(mentions):
            try:
                found.append(self._mention(raw, collected))
            except (json_format.ParseError, ValueError, TypeError):
                faults.append(f"mentions[{index}] cannot be read; it was skipped.")
        for index, raw in enumerate(deletions):
            try:
                found.append(self._deletion(raw, collected))
            except (json_format.ParseError, ValueError, TypeError):
                faults.append(f"deletions[{index}] cannot be read; it was skipped.")
        return found, faults

    def _mention(self, raw: Any, collected: items.Stamp) -> events_pb2.MentionItem:
        item = events_pb2.MentionItem()
        mention = json_format.ParseDict(raw, item.mention, ignore_unknown_fields=True)
        if mention.network.lower() not in {"", NETWORK} or not mention.native_id:
            raise ValueError
        for derived in ("name", "collect_time", "matches", "source"):
            mention.ClearField(derived)
        mention.author.ClearField("own")
        mention.network, mention.site = NETWORK, mention.site or self._site
        mention.key = identity.make_key(NETWORK, mention.site, mention.native_id)
        mention.name = identity.mention_name(mention.key)
        mention.source = self._context.name
        items.put_text(mention, items.clean(mention.text))
        items.set_time(mention.collect_time, collected)
        if not mention.entities:
            entities.mark(mention)
        if mention.HasField("edit_time") and not mention.revision:
            mention.revision = mention.edit_time.ToMilliseconds()
        return item

    def _deletion(self, raw: Any, collected: items.Stamp) -> events_pb2.MentionItem:
        told = json_format.ParseDict(raw, mention_pb2.Deletion(), ignore_unknown_fields=True)
        if identity.split_key(told.key).network != NETWORK:
            raise ValueError
        when = None
        if told.HasField("delete_time"):
            when = items.Stamp(told.delete_time.seconds, told.delete_time.nanos)
        return items.deletion(told.key, NETWORK, self._context.name, when, collected)

    def _outcome(self, request: base.ReplyRequest, response: httpx.Response) -> base.ReplyOutcome:
        status = response.status_code
        if response.is_success:
            said = _said(response)
            native_id = said.native_id or f"reply-{request.request_id}"
            site = identity.split_key(request.mention_key).site
            return base.Sent(identity.make_key(NETWORK, site, native_id), said.link)
        if status == httpx.codes.TOO_MANY_REQUESTS:
            wait = answers.retry_after(response, self._context.clock.now())
            return base.Refused(f"{WHAT} asks us to slow down.", permanent=False, retry_after=wait)
        if response.is_redirect or (response.is_client_error and status != httpx.codes.REQUEST_TIMEOUT):
            return base.Refused(f"{WHAT} refused the answer ({status}); look there.", permanent=True)
        return base.Unknown(f"{WHAT} failed with {status}; it may have the answer or not.")


def _list(payload: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = payload.get(name, [])
    if not isinstance(found, list) or len(found) > MAX_ITEMS:
        raise ValueError(f"{name} must be a list of at most {MAX_ITEMS:,}.")
    return found


def _signed_time(headers: Mapping[str, str]) -> int | None:
    told = headers.get(signing.TIME, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 12 else None


def _refused_from(signed: int, tolerance: timedelta, now: datetime) -> datetime:
    """When a repeat would be too old."""
    return now + timedelta(seconds=signed - now.timestamp()) + tolerance


def _mark(request: Delivered) -> str:
    """What was signed, which is the same however often a signature is written into the header."""
    told = f"{request.headers.get(signing.ID, '')}.{request.headers.get(signing.TIME, '')}."
    return hashlib.sha256(told.encode() + request.body).hexdigest()


def _told(request: base.ReplyRequest) -> dict[str, Any]:
    return {
        "type": "reply",
        "request_id": request.request_id,
        "mention_key": request.mention_key,
        "native_id": identity.split_key(request.mention_key).native_id,
        "conversation_key": request.conversation_key,
        "text": request.text,
        "private": request.private,
        "media": [
            {
                "content_type": media.content_type,
                "description": media.description,
                "content": base64.b64encode(media.content).decode(),
            }
            for media in request.media
        ],
    }


def _said(response: httpx.Response) -> _Said:
    try:
        said = msgspec.json.decode(response.content, type=_Said)
    except msgspec.DecodeError:
        return _Said()
    link = said.link if said.link.startswith(("http://", "https://")) and len(said.link) < 2048 else ""
    return _Said(said.native_id if len(said.native_id) < 256 else "", link)
