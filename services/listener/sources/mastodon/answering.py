"""Answers on Mastodon: below their status, no more public than it, and to its author.

A server tells people of an answer only when it names them, so the author's handle stands at its head. The
request's id goes along as Idempotency-Key, which servers remember for an hour.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import httpx
import msgspec

from services.common.model import identity, lengths
from services.listener.sources import answers, base
from services.listener.sources.mastodon import server, statuses
from services.listener.sources.mastodon.people import Own, decode, unreadable
from services.listener.sources.mastodon.statuses import Status
from services.listener.sources.mastodon.wire import Ask, Wire

_SLACK: Final = timedelta(seconds=5)
_DIRECT: Final = "direct"
_LOOKED_AT: Final = 40
_PROCESSING_SECONDS: Final = 2.0
_PROCESSING_LOOKS: Final = 15


class _Own(msgspec.Struct):
    id: str


class _Source(msgspec.Struct):
    text: str = ""


class _Error(msgspec.Struct):
    error: str = ""


_MADE: Final = msgspec.json.Decoder(_Own)
_SOURCE: Final = msgspec.json.Decoder(_Source)
_ERROR: Final = msgspec.json.Decoder(_Error)
_LIST: Final = msgspec.json.Decoder(list[msgspec.Raw])


class Answers:
    """What one account says."""

    def __init__(self, wire: Wire, own: Own, context: base.SourceContext) -> None:
        self._wire = wire
        self._own = own
        self._sleep = context.sleep
        self._server: server.Server | None = None
        self._lock = asyncio.Lock()

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        """See `base.Source.reply`."""
        try:
            ask = await self._prepare(request)
        except base.SourceError as error:
            return answers.unsent(error)
        return await done(self._wire, "post", ask)

    async def find(self, request: base.ReplyRequest) -> base.Sent | None:
        """See `base.Source.find_reply`; looks at the last answers of the account, exactly at their words."""
        own = await self._own.account()
        status = None if request.recipient else await self._own.status(request.mention_key)
        text = await self._addressed(status, request)
        above = status.id if status else None
        response = await self._wire.read(
            "timeline", lambda api: api.account_statuses(own.id, exclude_reblogs=True, limit=_LOOKED_AT)
        )
        since = request.attempt_time - _SLACK
        for each in _decode_all(response):
            alike = each.in_reply_to_id == above and (status or each.visibility == _DIRECT)
            if alike and each.created_at >= since:
                source = await self._wire.read("lookup", lambda api, each=each: api.status_source(each.id))  # type: ignore[misc]
                if _decode_source(source) == text:
                    return sent(each)
        return None

    async def delete(self, own_key: str) -> base.ReplyOutcome:
        """See `abilities.Deleting.delete`."""
        try:
            own = await self._own.account()
            status = await self._own.find(own_key)
        except base.SourceError as error:
            return answers.unsent(error)
        if status is None:
            return base.Sent(own_key, identity.split_key(own_key).native_id)
        if status.account.id != own.id:
            return base.Refused("That post was written by another account.", permanent=True)
        outcome = await done(self._wire, "delete", lambda api: api.status_delete(status.id))
        return base.Sent(own_key, status.url or status.uri) if isinstance(outcome, base.Sent) else outcome

    async def _prepare(self, request: base.ReplyRequest) -> Ask:
        """All that comes before the answer itself; raises SourceError, for nothing of it has left yet."""
        limits = await self._limits()
        status = await self._answered(request)
        text = await self._addressed(status, request)
        _check(text, request.media, limits)
        media = [await self._upload(each) for each in request.media]
        visibility = _DIRECT if request.private or not status else status.visibility

        def ask(api: Any) -> object:
            return api.status_post(
                text,
                in_reply_to_id=status.id if status else None,
                media_ids=media or None,
                visibility=visibility,
                spoiler_text=(status.spoiler_text if status else "") or None,
                idempotency_key=request.request_id,
            )

        return ask

    async def _limits(self) -> server.Server:
        async with self._lock:
            if self._server is None:
                self._server = await server.describe(self._wire)
        return self._server

    async def _answered(self, request: base.ReplyRequest) -> Status | None:
        """The status to answer; None where we write first, which only whom we write to shall see.

        A server takes a status to nobody, and shows it to nobody: whom we write to has to be there.
        """
        if not request.recipient:
            return await self._own.status(request.mention_key)
        if await self._own.find_author(request.recipient) is None:
            raise base.SourceRejected(f"Nobody on Mastodon is called @{request.recipient}; check the handle.")
        return None

    async def _addressed(self, status: Status | None, request: base.ReplyRequest) -> str:
        """The text with the reader's handle at its head, unless that is ours or the text names it already."""
        own, text = await self._own.account(), request.text
        acct = status.account.acct if status else request.recipient
        names = rf"(?<![\w@])@{re.escape(acct)}(?![\w@])"
        if (status and status.account.id == own.id) or re.search(names, text, re.IGNORECASE):
            return text
        return f"@{acct} {text}"

    async def _upload(self, media: base.Media) -> str:
        def ask(api: Any) -> object:
            return api.media_post(
                media.content,
                mime_type=media.content_type,
                description=media.description or None,
                file_name="attachment",
            )

        try:
            response = await self._wire.send("upload", ask)
        except httpx.HTTPError as error:
            raise answers.unreachable(error, self._wire.what) from error
        self._wire.check(response)
        made = _made(response)
        if response.status_code == httpx.codes.ACCEPTED:
            await self._processed(made)
        return made

    async def _processed(self, media_id: str) -> None:
        for _ in range(_PROCESSING_LOOKS):
            await self._sleep(_PROCESSING_SECONDS)
            response = await self._wire.look("lookup", lambda api: api.media(media_id))
            if response.status_code != httpx.codes.PARTIAL_CONTENT:
                self._wire.check(response)
                return
        raise base.SourceUnreachable(f"{self._wire.what} is still at the attachment; try again later.")


async def done(wire: Wire, call: str, ask: Ask) -> base.ReplyOutcome:
    """Has a server do something to or with a status, and tells what became of it."""
    try:
        response = await wire.send(call, ask)
    except base.SourceError as error:
        return answers.unsent(error)
    except httpx.HTTPError as error:
        return answers.unanswered(error, wire.what)
    if response.is_success:
        try:
            return sent(decode(response))
        except base.SourceError:
            return base.Unknown(f"{wire.what} took it and said nothing we can read.")
    return refusal(wire, response)


def refusal(wire: Wire, response: httpx.Response) -> base.ReplyOutcome:
    """What an answer other than success means."""
    status = response.status_code
    if status in {httpx.codes.TOO_MANY_REQUESTS, httpx.codes.UNAUTHORIZED} or response.is_redirect:
        try:
            wire.check(response)
        except base.SourceError as error:
            return answers.unsent(error)
    if httpx.codes.is_client_error(status) and status != httpx.codes.REQUEST_TIMEOUT:
        return base.Refused(f"{wire.what} refused it ({status}): {_said(response)}", permanent=True)
    return base.Unknown(f"{wire.what} failed with {status}; it may have it or not.")


def sent(status: Status) -> base.Sent:
    """The server has it."""
    return base.Sent(statuses.key(status.uri), status.url or status.uri)


def _check(text: str, media: Sequence[base.Media], limits: server.Server) -> None:
    """Refuses what the server would, in words that help; raises SourceRejected."""
    length = lengths.measure(text, lengths.CHARACTER, limits.link_length)
    if length > limits.max_characters:
        raise base.SourceRejected(
            f"With the handle at its head the text has {length:,} characters, and this server takes "
            f"{limits.max_characters:,}; shorten it by {length - limits.max_characters:,}."
        )
    if len(media) > limits.max_media:
        raise base.SourceRejected(f"This server takes {limits.max_media} attachments; send fewer.")
    for each in media:
        if each.content_type not in limits.media_types:
            raise base.SourceRejected(f"This server takes no {each.content_type}.")
        if each.content_type.startswith("image/") and len(each.content) > limits.max_image_bytes:
            raise base.SourceRejected(
                f"This server takes pictures of at most {limits.max_image_bytes:,} bytes; make it smaller."
            )


def _said(response: httpx.Response) -> str:
    try:
        words = _ERROR.decode(response.content).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        words = ""
    return (words[:300] or "no reason given").rstrip(".") + "."


def _made(response: httpx.Response) -> str:
    try:
        return _MADE.decode(response.content).id
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise unreadable() from None


def _decode_all(response: httpx.Response) -> list[Status]:
    try:
        return [statuses.decode(raw) for raw in _LIST.decode(response.content)]
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
        raise unreadable() from None


def _decode_source(response: httpx.Response) -> str:
    try:
        return _SOURCE.decode(response.content).text
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise unreadable() from None
