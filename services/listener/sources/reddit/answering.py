"""What one account says and does on Reddit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from services.common.model import identity
from services.listener.sources import answers, base
from services.listener.sources.reddit import listings, records, refusals
from services.listener.sources.reddit.door import Door
from services.listener.sources.reddit.refusals import WHAT

ACTIONS: Final = frozenset({"block", "report"})

_SLACK: Final = timedelta(minutes=2)


class Answering:
    """See the head of this module."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._me = ""

    async def me(self) -> str:
        """Name of the account; raises SourceError."""
        if not self._me:
            found = await self._door.get("lookup", "api/v1/me")
            name = found.get("name") if isinstance(found, dict) else None
            if not isinstance(name, str) or not name:
                raise base.SourceRejected(f"{WHAT} knows no account behind these secrets; connect one.")
            self._me = name
        return self._me

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        """See `base.Source.reply`."""
        if request.private or request.media:
            kind = "private answers" if request.private else "pictures with comments"
            return base.Refused(f"{WHAT} takes no {kind} from here; leave that out.", permanent=True)
        if not self._door.has_account:
            return base.Refused(f"{WHAT} is read without an account; connect one to answer.", permanent=True)
        name = identity.split_key(request.mention_key).native_id
        told = await self._do("comment", "api/comment", {"thing_id": name, "text": request.text})
        if not isinstance(told, dict):
            return told
        data = told.get("data")
        things = data.get("things") if isinstance(data, dict) else None
        made = records.decode(things).records if isinstance(things, list) else []
        if not made:
            return base.Unknown(f"{WHAT} took the answer and said nothing we can read.")
        return _sent(made[0])

    async def find(self, request: base.ReplyRequest) -> base.Sent | None:
        """See `base.Source.find_reply`: below what it answers, then among the account's own comments."""
        name = identity.split_key(request.mention_key).native_id
        me = await self.me()
        for look in (self._thread, self._own):
            for record in await look(request, name):
                ours = (record.author or "").lower() == me.lower() and record.parent_id == name
                if ours and not record.gone and _is(record, request):
                    return _sent(record)
        return None

    async def delete(self, own_key: str) -> base.ReplyOutcome:
        """See `abilities.Deleting.delete`."""
        name = identity.split_key(own_key).native_id
        try:
            found = await self._lookup(name)
            if found is not None and not found.gone:
                if (found.author or "").lower() != (await self.me()).lower():
                    return base.Refused("That comment was written by another account.", permanent=True)
                told = await self._do("delete", "api/del", {"id": name})
                if not isinstance(told, dict):
                    return told
        except base.SourceError as error:
            return answers.unsent(error)
        return base.Sent(own_key, records.link_of(found) if found else records.SITE)

    async def moderate(self, action: str, mention_key: str) -> base.ReplyOutcome:
        """See `abilities.Moderating.moderate`."""
        if action not in ACTIONS:
            return base.Refused(f"{WHAT} does not let an account {action} what others wrote.", permanent=True)
        name = identity.split_key(mention_key).native_id
        try:
            found = await self._lookup(name)
        except base.SourceError as error:
            return answers.unsent(error)
        if found is None or found.gone or not found.author:
            return base.Refused(f"{WHAT} no longer has that.", permanent=True)
        if action == "block":
            told = await self._do("moderate", "api/block_user", {"name": found.author})
        else:
            fields = {"thing_id": name, "reason": "other", "other_reason": "Abusive or spam"}
            told = await self._do("moderate", "api/report", fields)
        return base.Sent(mention_key, records.link_of(found)) if isinstance(told, dict) else told

    async def _do(self, call: str, path: str, fields: dict[str, str]) -> dict[str, Any] | base.ReplyOutcome:
        """Has Reddit do something: what it says inside of its answer, or what became of it."""
        try:
            told = await self._door.ask(call, "POST", path, data=fields)
        except base.SourceError as error:
            return answers.unsent(error)
        except refusals.FAILED as error:
            return refusals.outcome(error)
        said = told.get("json", told) if isinstance(told, dict) else {}
        if not isinstance(said, dict):
            return base.Unknown(f"{WHAT} sent an answer that cannot be read.")
        errors = said.get("errors")
        return (
            refusals.refused(errors, said.get("ratelimit")) if isinstance(errors, list) and errors else said
        )

    async def _lookup(self, name: str) -> records.Record | None:
        found = (await listings.info(self._door, [name])).records
        return found[0] if found else None

    async def _thread(self, request: base.ReplyRequest, name: str) -> list[records.Record]:
        post = name
        params: dict[str, Any] = {"sort": "new", "limit": 100, "depth": 2}
        if name.startswith("t1_"):
            params["comment"] = name.removeprefix("t1_")
            post = await self._post_of(request, name)
        if not post.startswith("t3_"):
            return []
        told = await self._door.get("thread", f"comments/{post.removeprefix('t3_')}", params)
        listed = told[1] if isinstance(told, list) and len(told) > 1 else None
        return records.decode([*_below(listed)]).records

    async def _post_of(self, request: base.ReplyRequest, name: str) -> str:
        if request.conversation_key:
            return identity.split_key(request.conversation_key).native_id
        found = await self._lookup(name)
        return (found.link_id if found else None) or ""

    async def _own(self, request: base.ReplyRequest, name: str) -> list[records.Record]:
        """The comments the account wrote last; a thread may fold away what is in it."""
        del request, name
        path = f"user/{await self.me()}/comments"
        told = await self._door.get("thread", path, {"sort": "new", "limit": 100})
        return records.decode(listings.children_of(told)[0]).records


def _below(listing: Any) -> Iterator[Any]:
    data = listing.get("data") if isinstance(listing, dict) else None
    for child in (data.get("children") or ()) if isinstance(data, dict) else ():
        yield child
        inner = child.get("data") if isinstance(child, dict) else None
        if isinstance(inner, dict):
            yield from _below(inner.get("replies"))


def _is(record: records.Record, request: base.ReplyRequest) -> bool:
    since = (request.attempt_time - _SLACK).timestamp()
    return record.created_utc >= since and record.words.split() == request.text.split()


def _sent(record: records.Record) -> base.Sent:
    return base.Sent(records.key_of(record.name), records.link_of(record))
