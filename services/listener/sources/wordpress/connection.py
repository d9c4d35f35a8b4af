"""Comments of WordPress sites: read through the REST API, answered with an application password.

A site refuses the same words twice below the same comment: that tells us that it has an answer already.
"""

from __future__ import annotations

import html
from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar, Final

import httpx

from services.common.model import identity
from services.listener.sources import abilities, answers, base, markup
from services.listener.sources.wordpress import comments
from services.listener.sources.wordpress.reading import Reading
from services.listener.sources.wordpress.site import WHAT, Site, code_of, said

_CLOCK_SLACK_SECONDS: Final = 5.0
_FLOOD_SECONDS: Final = 15.0
"""How long WordPress asks the same author to wait between two comments, by `wp_throttle_comment_flood`."""
_STATUS: Final = {"hide": "hold", "unhide": "approved", "report": "spam"}
_SO_ALREADY: Final = {
    "hide": {"hold"},
    "unhide": {"approved"},
    "report": {"spam"},
}


class Connection:
    """One site."""

    type: ClassVar[str] = "wordpress"
    actions: ClassVar[frozenset[str]] = frozenset({"hide", "unhide", "report", "delete"})

    def __init__(self, context: base.SourceContext) -> None:
        self._context = context
        self._site = Site(context)
        self._reading = Reading(context, self._site)
        self._pause = float(context.config.get("poll_seconds") or 120)
        self._user = 0

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        while True:
            if self._site.answers:
                await self._ask_who_we_are()
            async for page in self._reading.round(cursor):
                cursor = page.cursor
                yield page
            await self._context.sleep(self._pause)

    async def identify(self) -> abilities.Identity:
        """See `Identifying.identify`."""
        record = await self._site.find("comments", "users/me") if self._site.answers else None
        if not record:
            raise base.SourceRejected("The site does not know this user with this password; check both.")
        return abilities.Identity(str(record.get("name") or ""))

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        if request.private or request.media:
            return base.Refused(
                "Comments are public words; send neither pictures nor private answers.", permanent=True
            )
        parent = identity.split_key(request.mention_key).native_id
        try:
            post = comments.post_of(request.conversation_key) or await self._post_of(parent)
        except base.SourceError as fault:
            return answers.unsent(fault)
        # What we send are words; a site would take the marks in them for markup.
        content = {"post": post, "parent": int(parent), "content": html.escape(request.text, quote=False)}
        sent = await self._site.send("comment", "POST", "comments", content)
        if not isinstance(sent, httpx.Response):
            return sent
        return await self._outcome(request, sent)

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:
        user = await self._own_user()
        parent = identity.split_key(request.mention_key).native_id
        query = {"parent": parent, "orderby": "date_gmt", "order": "desc", "per_page": "100"}
        try:
            listed = await self._site.list("comments", "comments", **query, status="all")
        except base.SourceRejected:  # who may not moderate may not ask for what is held
            listed = await self._site.list("comments", "comments", **query)
        since = request.attempt_time.timestamp() - _CLOCK_SLACK_SECONDS
        wanted = _letters(request.text)
        for record in listed.records:
            try:
                found = comments.read(record)
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
            ours = found.author == user and found.created.float() >= since
            if ours and _letters(markup.to_text(found.html, "").text) == wanted:
                return self._sent(record)
        return None

    async def delete(self, own_key: str) -> base.ReplyOutcome:
        """See `Deleting.delete`."""
        return await self._trash("delete", own_key)

    async def moderate(self, action: str, mention_key: str) -> base.ReplyOutcome:
        """See `Moderating.moderate`."""
        if action == "delete":
            return await self._trash("moderate", mention_key)
        if action not in self.actions:
            return base.Refused("WordPress has no such action; do it there.", permanent=True)
        number = identity.split_key(mention_key).native_id
        done = await self._site.send("moderate", "POST", f"comments/{number}", {"status": _STATUS[action]})
        if not isinstance(done, httpx.Response):
            return done
        if done.is_success:
            return base.Sent(mention_key, "")
        if code_of(done) == "rest_comment_failed_edit" and await self._is_so(number, action):
            return base.Sent(mention_key, "")
        return self._refusal(done)

    async def close(self) -> None:
        await self._site.close()

    async def _trash(self, call: str, key: str) -> base.ReplyOutcome:
        number = identity.split_key(key).native_id
        done = await self._site.send(call, "DELETE", f"comments/{number}", {})
        if not isinstance(done, httpx.Response):
            return done
        if done.is_success or done.status_code in {httpx.codes.NOT_FOUND, httpx.codes.GONE}:
            return base.Sent(key, "")
        return self._refusal(done)

    async def _is_so(self, number: str, action: str) -> bool:
        """Whether a comment is as wanted already, which a site takes for a failure."""
        try:
            record = await self._site.find("comments", f"comments/{number}", context="edit")
        except base.SourceError:
            return False
        return record is not None and record.get("status") in _SO_ALREADY[action]

    async def _post_of(self, comment: str) -> int:
        record = await self._site.find("comments", f"comments/{comment}")
        if record is None:
            raise base.SourceRejected("The comment is not there any more; look at the site.")
        return int(record.get("post") or 0)

    async def _own_user(self) -> int:
        return self._user or await self._ask_who_we_are()

    async def _ask_who_we_are(self) -> int:
        """Our number; the site takes a wrong password for that of a guest everywhere else."""
        record = await self._site.find("comments", "users/me")
        self._user = int((record or {}).get("id") or 0)
        if not self._user:
            raise base.SourceRejected("The site does not know the source's user; connect it anew.")
        return self._user

    async def _outcome(self, request: base.ReplyRequest, response: httpx.Response) -> base.ReplyOutcome:
        if response.is_success:
            try:
                return self._sent(response.json())
            except (ValueError, KeyError, TypeError, AttributeError):
                return base.Unknown(f"{WHAT} took the answer and said nothing we can read.")
        if code_of(response) == "comment_duplicate":
            return await self._duplicate(request)
        return self._refusal(response)

    async def _duplicate(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        """The site has these words below that comment already: ours, or somebody else's."""
        try:
            found = await self.find_reply(request)
        except base.SourceError:
            return base.Unknown(
                f"{WHAT} has the same words there already; whose they are cannot be seen now."
            )
        return found or base.Refused(
            f"{WHAT} has the same words below that comment already; write others.", permanent=True
        )

    def _sent(self, record: Mapping[str, Any]) -> base.Sent:
        return base.Sent(comments.key(self._site.name, int(record["id"])), str(record.get("link") or ""))

    def _refusal(self, response: httpx.Response) -> base.Refused | base.Unknown:
        status = response.status_code
        if status == httpx.codes.TOO_MANY_REQUESTS or code_of(response) == "comment_flood":
            wait = answers.retry_after(response, self._context.clock.now()) or _FLOOD_SECONDS
            return base.Refused(f"{WHAT} asks us to slow down.", permanent=False, retry_after=wait)
        refused = response.is_redirect or response.is_client_error
        if refused and status != httpx.codes.REQUEST_TIMEOUT:
            return base.Refused(f"{WHAT} refused it: {said(response)}.", permanent=True)
        return base.Unknown(f"{WHAT} failed with {status}; it may have it or not.")


def _letters(text: str) -> str:
    """A text without what themes make prettier: quotation marks, dashes, dots and spaces."""
    return "".join(filter(str.isalnum, text)).casefold() or text.strip()
