"""What an account may do to what others wrote: like, mute, block, report; never delete."""

from __future__ import annotations

from typing import Any, Final

from atproto_client import models

from services.common.model import identity
from services.listener.sources import answers, base
from services.listener.sources.bluesky import keys, posts, refusals
from services.listener.sources.bluesky.answering import link, lookup, split
from services.listener.sources.bluesky.session import Session

ACTIONS: Final = frozenset({"like", "unlike", "mute", "block", "report"})

_LIKE: Final = "app.bsky.feed.like"
_BLOCK: Final = "app.bsky.graph.block"
_REASON: Final = "com.atproto.moderation.defs#reasonOther"


class Moderation:
    """What one account does to others' posts and to their authors."""

    def __init__(self, session: Session, context: base.SourceContext) -> None:
        self._session = session
        self._clock = context.clock

    async def act(self, action: str, mention_key: str) -> base.ReplyOutcome:
        """See `abilities.Moderating.moderate`."""
        uri = identity.split_key(mention_key).native_id
        try:
            await self._do(action, uri)
        except base.SourceError as error:
            return answers.unsent(error)
        except refusals.FAILED as error:
            return refusals.outcome(error, self._clock.now())
        return base.Sent(mention_key, link(uri))

    async def _do(self, action: str, uri: str) -> None:
        did, _, _ = split(uri)
        await self._session.log_in()
        match action:
            case "like":
                subject = await self._subject(uri)
                await self._put(_LIKE, uri, {"subject": {"uri": subject.uri, "cid": subject.cid}})
            case "unlike":
                await self._unlike(uri)
            case "mute":
                data = models.AppBskyGraphMuteActor.Data(actor=did)
                await self._session.tell("moderate", "app.bsky.graph.muteActor", data)
            case "block":
                await self._put(_BLOCK, did, {"subject": did})
            case "report":
                report = models.ComAtprotoModerationCreateReport.Data(
                    reason_type=_REASON, subject=await self._subject(uri)
                )
                await self._session.tell("moderate", "com.atproto.moderation.createReport", report)
            case _:
                raise base.SourceRejected(f"Bluesky does not let an account {action} what others wrote.")

    async def _subject(self, uri: str) -> models.ComAtprotoRepoStrongRef.Main:
        found = await lookup(self._session, uri, self._clock.now())
        return models.ComAtprotoRepoStrongRef.Main(uri=found["uri"], cid=found["cid"])

    async def _put(self, collection: str, subject: str, more: dict[str, Any]) -> None:
        """Has a record there is one of for a subject; once more changes nothing but its time."""
        record = {"$type": collection, "createdAt": posts.text(self._clock.now()), **more}
        data = models.ComAtprotoRepoPutRecord.Data(
            repo=self._session.did,
            collection=collection,
            rkey=keys.derive(collection, subject),
            record=record,
        )
        await self._session.tell("create", "com.atproto.repo.putRecord", data)

    async def _unlike(self, uri: str) -> None:
        """Takes back a like, ours or one that a person gave in an app."""
        rkeys = {keys.derive(_LIKE, uri), *await self._liked(uri)}
        for rkey in sorted(rkeys):
            data = models.ComAtprotoRepoDeleteRecord.Data(repo=self._session.did, collection=_LIKE, rkey=rkey)
            await self._session.tell("delete", "com.atproto.repo.deleteRecord", data)

    async def _liked(self, uri: str) -> list[str]:
        params = models.AppBskyFeedGetPosts.Params(uris=[uri])
        found = await self._session.query("lookup", "app.bsky.feed.getPosts", params)
        views = found.get("posts")
        for view in views if isinstance(views, list) else ():
            like = ((view or {}).get("viewer") or {}).get("like")
            if isinstance(like, str):
                return [like.rpartition("/")[2]]
        return []
