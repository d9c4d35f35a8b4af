"""What Facebook and Instagram have in common: news by webhook, answers through the Graph API."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, ClassVar, Final

import httpx

from antiphon.events.v1 import events_pb2
from services.listener.sources import answers, base, items, payloads, signing
from services.listener.sources.abilities import Delivered, Identity, Received
from services.listener.sources.meta import notices, records
from services.listener.sources.meta.graph import Graph, read_fault
from services.listener.sources.meta.notices import Malformed, Mentioned, News, Removed
from services.listener.sources.meta.records import Address, Record
from services.listener.sources.meta.repair import Edges, Repair

KEPT: Final = timedelta(days=3)
"""How old a request may be. The app brings again what we did not take for 36 hours, as far as is known."""
PRIVATE_WINDOW: Final = timedelta(days=7)
"""How long after a comment one private answer may be sent, by
https://developers.facebook.com/docs/messenger-platform/discovery/private-replies/ (read 2026-11-22)."""
_IDLE_SECONDS: Final = 60.0
_CLOCK_SLACK_SECONDS: Final = 5.0
_DEAF: Final = (
    "What the network brings cannot be checked and is turned away: the source has no app_secret; connect it."
)
_OBJECT: Final = {"facebook": "page", "instagram": "instagram"}


@dataclass(frozen=True, slots=True)
class Flavour:
    """In what one network differs from the other.

    Attributes:
        network: its name.
        what: its name in sentences.
        edges: where it keeps comments.
        replies: edge of a comment that takes answers and lists them.
        reply_fields: what is asked of an answer.
        reply_query: how the newest are asked for.
        time: field of a comment with its time.
        switches: what is sent to a comment for an action: method, edge, content.
        permalink: address of a comment by its id; empty where it has none.
        login: field of the account with its name.
    """

    network: str
    what: str
    edges: Edges
    replies: str
    reply_fields: str
    reply_query: Mapping[str, str]
    time: str
    switches: Mapping[str, tuple[str, str, Mapping[str, Any]]]
    permalink: str
    login: str


class Connection:
    """One page or account."""

    type: ClassVar[str]
    flavour: ClassVar[Flavour]
    actions: ClassVar[frozenset[str]]

    def __init__(self, context: base.SourceContext) -> None:
        self._context = context
        self._account = context.config["account_id"]
        self._graph = Graph(context, self.flavour.what)
        self._repair = Repair(context, self._graph, self.flavour.edges, self.flavour.network)
        self._pause = float(context.config.get("repair_minutes") or 60) * 60

    # In.

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        """What the webhooks may have left out. Without a token there is only what they bring."""
        while True:
            deaf = "" if self._context.credentials.find("app_secret") else _DEAF
            if not self._context.credentials.find("access_token"):
                yield base.Page((), cursor, self._context.clock.now(), partial=deaf)
                await self._context.sleep(_IDLE_SECONDS)
                continue
            async for page in self._repair.round(cursor):
                cursor = page.cursor
                yield replace(page, partial=page.partial or deaf)
            await self._context.sleep(self._pause)

    async def receive(self, request: Delivered) -> Received:
        """See `Receiving.receive`."""
        if request.method == "GET":
            return self._shake_hands(request.query)
        secret = self._context.credentials.get("app_secret").encode()
        signature = request.headers.get("x-hub-signature-256", "")
        if not signing.is_sha256_of(secret, request.body, signature):
            return Received(status=401, body="The signature is missing or wrong.")
        try:
            payload = payloads.read(request.body)
        except ValueError as fault:
            return Received(status=400, body=str(fault))
        now, sent = self._context.clock.now(), notices.times(payload)
        if not sent or payload.get("object") != _OBJECT[self.flavour.network]:
            return Received(status=400, body="The request has no entries of this network, or no times.")
        if items.stamp(now - KEPT) > min(sent):
            return Received(status=403, body="The request is too old.")
        facts, faults = await self._facts(payload, items.stamp(now))
        ahead = max(0.0, max(sent).float() - now.timestamp())
        return Received(
            items=facts,
            faults=faults,
            mark=signature,
            mark_until=now + timedelta(seconds=min(ahead, 86_400.0)) + KEPT,
        )

    def _shake_hands(self, query: Mapping[str, str]) -> Received:
        word = self._context.credentials.get("verify_token").encode()
        challenge = query.get("hub.challenge", "")
        told = hmac.compare_digest(query.get("hub.verify_token", "").encode(), word)
        if told and query.get("hub.mode") == "subscribe" and challenge.isascii() and len(challenge) <= 256:
            return Received(body=challenge)
        return Received(status=403)

    async def _facts(
        self, payload: Record, collected: items.Stamp
    ) -> tuple[list[events_pb2.MentionItem], list[str]]:
        facts: list[events_pb2.MentionItem] = []
        faults: list[str] = []
        for news in notices.read(payload, self._account):
            if isinstance(news, Malformed):
                faults.append(str(news))
            elif (fact := await self._fact(news, collected)) is not None:
                facts.append(fact)
        return facts, faults

    async def _fact(self, news: News, collected: items.Stamp) -> events_pb2.MentionItem | None:
        network, source = self.flavour.network, self._context.name
        if isinstance(news, Removed):
            return items.deletion(records.key(network, news.id), network, source, news.at, collected)
        found = await self._fetched(news) if isinstance(news, Mentioned) else news
        return None if found is None else records.item(found, network, source, collected, self._account)

    async def _fetched(self, news: Mentioned) -> records.Contribution | None:
        """What was written where the account was named; None when it cannot be seen."""
        raise NotImplementedError

    async def identify(self) -> Identity:
        """See `Identifying.identify`."""
        told = await self._graph.get(self._account, fields=self.flavour.login)
        return Identity(str(told.get(self.flavour.login) or self._account))

    # Out.

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        if request.media:
            return base.Refused("Pictures cannot be sent with answers here; send the words.", permanent=True)
        target = records.address_of(request.mention_key)
        if target.kind == "message":
            recipient = {"id": target.about}
            return await self._say_privately(recipient, request.text, {"messaging_type": "RESPONSE"})
        if request.private:
            return await self._answer_privately(target, request.text)
        return await self._answer(target, request.text)

    async def _answer(self, target: Address, text: str) -> base.ReplyOutcome:
        path, content = self._place(target, text)
        sent = await self._graph.send("comment", "POST", path, **content)
        if not isinstance(sent, httpx.Response):
            return sent
        native_id = _told_id(sent, "id") if sent.is_success else ""
        if native_id:
            return self._sent(native_id)
        return self._unclear(sent)

    def _place(self, target: Address, text: str) -> tuple[str, dict[str, str]]:
        """Where an answer is posted, and what."""
        return f"{target.id}/{self.flavour.replies}", {"message": text}

    async def _answer_privately(self, target: Address, text: str) -> base.ReplyOutcome:
        """The one private answer to a comment that is allowed, within its window."""
        try:
            told = await self._graph.get(target.id, fields=self.flavour.time)
            written = records.moment(told.get(self.flavour.time))
        except base.SourceError as fault:
            return answers.unsent(fault)
        except ValueError:
            return base.NeverLeft(f"{self.flavour.what} does not tell how old the comment is.")
        if items.stamp(self._context.clock.now() - PRIVATE_WINDOW) > written:
            return base.Refused(
                f"{self.flavour.what} takes a private answer within 7 days of the comment only; "
                "answer below it.",
                permanent=True,
            )
        return await self._say_privately({"comment_id": target.id}, text, {})

    async def _say_privately(
        self, recipient: Mapping[str, str], text: str, more: Mapping[str, str]
    ) -> base.ReplyOutcome:
        content = {"recipient": dict(recipient), "message": {"text": text}, **more}
        sent = await self._graph.send("message", "POST", f"{self._account}/messages", **content)
        if not isinstance(sent, httpx.Response):
            return sent
        native_id = _told_id(sent, "message_id") if sent.is_success else ""
        if native_id:
            about = _told_id(sent, "recipient_id") or next(iter(recipient.values()))
            own = str(Address("message", native_id, about))
            return base.Sent(records.key(self.flavour.network, own), "")
        return self._unclear(sent)

    def _unclear(self, response: httpx.Response) -> base.ReplyOutcome:
        if response.is_success:
            return base.Unknown(f"{self.flavour.what} took the answer and said nothing we can read.")
        return self._graph.refusal(response)

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:
        target = records.address_of(request.mention_key)
        if request.private or target.kind != "comment":
            raise base.SourceRejected(
                f"{self.flavour.what} cannot be asked whether a message was sent; look there."
            )
        answer = await self._graph.get(
            f"{target.id}/{self.flavour.replies}",
            fields=self.flavour.reply_fields,
            **self.flavour.reply_query,
        )
        since = request.attempt_time.timestamp() - _CLOCK_SLACK_SECONDS
        for record in answer.get("data") or ():
            try:
                found = records.comment(record, "")
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
            ours = found.author_id == self._account and found.text == request.text
            if ours and found.created.float() >= since:
                return self._sent(found.id)
        return None

    async def delete(self, own_key: str) -> base.ReplyOutcome:
        """See `Deleting.delete`."""
        return await self._act("delete", "delete", own_key)

    async def moderate(self, action: str, mention_key: str) -> base.ReplyOutcome:
        """See `Moderating.moderate`."""
        if action not in self.actions:
            return base.Refused(f"{self.flavour.what} has no such action; do it there.", permanent=True)
        return await self._act("moderate", action, mention_key)

    async def _act(self, call: str, action: str, key: str) -> base.ReplyOutcome:
        target = records.address_of(key)
        if target.kind != "comment":
            return base.Refused("Messages cannot be acted upon; do it on the network.", permanent=True)
        method, edge, content = self.flavour.switches[action]
        done = await self._graph.send(call, method, f"{target.id}{edge}", **content)
        if not isinstance(done, httpx.Response):
            return done
        if done.is_success or (action == "delete" and read_fault(done).is_missing):
            return base.Sent(key, "")
        return self._graph.refusal(done)

    def _sent(self, native_id: str) -> base.Sent:
        link = self.flavour.permalink.format(id=native_id) if self.flavour.permalink else ""
        return base.Sent(records.key(self.flavour.network, native_id), link)

    async def close(self) -> None:
        await self._graph.close()


def _told_id(response: httpx.Response, name: str) -> str:
    try:
        return str(response.json().get(name) or "")
    except (ValueError, AttributeError):
        return ""
