"""Answers to comments, one level deep as YouTube has them, and what the owner of a video may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx
import msgspec

from services.common.model import identity
from services.listener.sources import answers, base
from services.listener.sources.youtube import api, comments

_STATES: Final = {"hide": "heldForReview", "unhide": "published", "delete": "rejected"}
_COMMENT: Final = msgspec.json.Decoder(api.Comment)


class Answers:
    """What one account says and does."""

    def __init__(self, requests: api.Api, context: base.SourceContext) -> None:
        self._api = requests
        self._context = context

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        """See `base.Source.reply`."""
        if request.private or request.media:
            return base.Refused("YouTube takes public words only.", permanent=True)
        thread = _thread(request)
        body = {"snippet": {"parentId": thread, "textOriginal": request.text}}
        said = await self._act("insert", "POST", "comments", {"part": "snippet"}, body)
        if not isinstance(said, httpx.Response):
            return said
        try:
            return _sent(_COMMENT.decode(said.content))
        except (msgspec.DecodeError, UnicodeDecodeError):
            return base.Unknown("YouTube took the answer and said nothing that can be read.")

    async def find(self, request: base.ReplyRequest) -> base.Sent | None:
        """See `base.Source.find_reply`; looks through all answers of the thread."""
        own, page = await self._api.own_channel(), ""
        earliest = request.attempt_time.replace(microsecond=0)
        while True:
            query = {"parentId": _thread(request), "textFormat": "plainText"}
            found = await self._api.comments(query, page)
            for each in found.comments:
                said = each.snippet
                words = said.text_original or said.text_display
                if said.author == own and words == request.text and said.published_at >= earliest:
                    return _sent(each)
            if not (page := found.following):
                return None

    async def delete(self, own_key: str) -> base.ReplyOutcome:
        """See `abilities.Deleting`."""
        native_id = identity.split_key(own_key).native_id
        said = await self._act("delete", "DELETE", "comments", {"id": native_id}, None, gone_is_done=True)
        return base.Sent(own_key, "") if isinstance(said, httpx.Response) else said

    async def moderate(self, action: str, mention_key: str) -> base.ReplyOutcome:
        """See `abilities.Moderating`; for comments on the own channel's videos."""
        if (state := _STATES.get(action)) is None:
            return base.Refused(f"YouTube does not let us {action} a comment.", permanent=True)
        query = {"id": identity.split_key(mention_key).native_id, "moderationStatus": state}
        done = action == "delete"
        said = await self._act(
            "moderate", "POST", "comments/setModerationStatus", query, None, gone_is_done=done
        )
        return base.Sent(mention_key, "") if isinstance(said, httpx.Response) else said

    async def _act(
        self,
        call: str,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Any,
        *,
        gone_is_done: bool = False,
    ) -> httpx.Response | base.ReplyOutcome:
        """The response of success, or what became of it else."""
        try:
            response = await self._api.act(call, method, path, query, body)
        except base.SourceError as error:
            return answers.unsent(error)
        except httpx.HTTPError as error:
            return answers.unanswered(error, "YouTube")
        if response.is_success or (gone_is_done and response.status_code == httpx.codes.NOT_FOUND):
            return response
        return self._outcome(response)

    def _outcome(self, response: httpx.Response) -> base.ReplyOutcome:
        status = response.status_code
        if not httpx.codes.is_client_error(status) or status == httpx.codes.REQUEST_TIMEOUT:
            return base.Unknown(f"YouTube failed with {status}; it may have done it or not.")
        try:
            api.check(response, self._context.clock.now())
        except base.SourceRateLimited as error:
            return base.Refused(error.sentence, permanent=False, retry_after=error.retry_after)
        except (base.SourceError, api.ClosedError):
            pass
        why = api.reason(response)
        return base.Refused(
            f"YouTube refused it ({status}{', ' + why if why.isalnum() else ''}).", permanent=True
        )


def _thread(request: base.ReplyRequest) -> str:
    """Answers to answers stand below the same comment."""
    return comments.thread_of(identity.split_key(request.mention_key).native_id)


def _sent(comment: api.Comment) -> base.Sent:
    return base.Sent(comments.key_of(comment.id), comments.link(comment.snippet.video_id, comment.id))
