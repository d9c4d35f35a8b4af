"""Answers on Bluesky: a post in our own repository that names what it answers by address and hash.

Its record key is chosen by us from the request's id and may not exist yet, so the server itself refuses to
have an answer twice, however often and from wherever it is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
from atproto_client import models
from atproto_client.models.utils import get_model_as_dict
from atproto_client.utils import facet_detection

from services.common.model import identity
from services.listener.core import capabilities
from services.listener.sources import answers, base, jetstream
from services.listener.sources.bluesky import keys, posts, refusals
from services.listener.sources.bluesky.session import Session

_CREATE: Final = "com.atproto.repo.putRecord"
_TYPED: Final = {"Content-Type": "application/json"}
_TAKEN: Final = "InvalidSwap"


class Thread(NamedTuple):
    """The two posts that an answer names."""

    root: models.ComAtprotoRepoStrongRef.Main
    parent: models.ComAtprotoRepoStrongRef.Main


class Answers:
    """What one account says."""

    def __init__(self, session: Session, context: base.SourceContext) -> None:
        self._session = session
        self._clock = context.clock

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        """See `base.Source.reply`."""
        if (problem := _problem(request)) is not None:
            return base.Refused(problem, permanent=True)
        try:
            record = await self._record(request)
        except base.SourceError as error:
            return answers.unsent(error)
        try:
            await self._put(keys.derive(request.request_id), record)
        except base.SourceError as error:
            return answers.unsent(error)
        except refusals.FAILED as error:
            if refusals.name(error) != _TAKEN:
                return refusals.outcome(error, self._clock.now())
        return self._sent(request)

    async def find(self, request: base.ReplyRequest) -> base.Sent | None:
        """See `base.Source.find_reply`."""
        await self._session.log_in()
        params = models.ComAtprotoRepoGetRecord.Params(
            repo=self._session.did, collection=jetstream.COLLECTION, rkey=keys.derive(request.request_id)
        )
        try:
            await self._session.ask("lookup", "com.atproto.repo.getRecord", params)
        except refusals.FAILED as error:
            if refusals.absent(error):
                return None
            raise refusals.failure(error, self._clock.now()) from error
        return self._sent(request)

    async def delete(self, own_key: str) -> base.ReplyOutcome:
        """See `abilities.Deleting.delete`."""
        uri = identity.split_key(own_key).native_id
        try:
            await self._session.log_in()
            did, collection, rkey = split(uri)
            if did != self._session.did:
                return base.Refused("That post was written by another account.", permanent=True)
            data = models.ComAtprotoRepoDeleteRecord.Data(repo=did, collection=collection, rkey=rkey)
            await self._session.tell("delete", "com.atproto.repo.deleteRecord", data)
        except base.SourceError as error:
            return answers.unsent(error)
        except refusals.FAILED as error:
            return refusals.outcome(error, self._clock.now())
        return base.Sent(own_key, link(uri))

    async def _record(self, request: base.ReplyRequest) -> models.AppBskyFeedPost.Record:
        """The post to be; raises SourceError, for nothing of it has left yet."""
        thread = await self._thread(request)
        facets = await self._facets(request.text)
        try:
            pictures = [await self._picture(each) for each in request.media]
        except refusals.FAILED as error:
            raise refusals.failure(error, self._clock.now()) from error
        return models.AppBskyFeedPost.Record(
            text=request.text,
            created_at=posts.text(request.attempt_time),
            reply=models.AppBskyFeedPost.ReplyRef(root=thread.root, parent=thread.parent),
            facets=facets or None,
            embed=models.AppBskyEmbedImages.Main(images=pictures) if pictures else None,
        )

    async def _thread(self, request: base.ReplyRequest) -> Thread:
        found = await lookup(
            self._session, identity.split_key(request.mention_key).native_id, self._clock.now()
        )
        parent = models.ComAtprotoRepoStrongRef.Main(uri=found["uri"], cid=found["cid"])
        root = ((found.get("value") or {}).get("reply") or {}).get("root") or {}
        if not (root.get("uri") and root.get("cid")):
            return Thread(parent, parent)
        return Thread(models.ComAtprotoRepoStrongRef.Main(uri=root["uri"], cid=root["cid"]), parent)

    async def _facets(self, text: str) -> list[models.AppBskyRichtextFacet.Main]:
        """What is marked in a text, counted in bytes: links and topic words, and accounts that there are."""
        facets = [*facet_detection.detect_facets(text)]
        for found in facet_detection.detect_mentions(text):
            if did := await self._resolve(found.handle.lower()):
                index = models.AppBskyRichtextFacet.ByteSlice(
                    byte_start=found.byte_start, byte_end=found.byte_end
                )
                mention = models.AppBskyRichtextFacet.Mention(did=did)
                facets.append(models.AppBskyRichtextFacet.Main(features=[mention], index=index))
        return sorted(facets, key=lambda facet: facet.index.byte_start)

    async def _resolve(self, handle: str) -> str:
        params = models.ComAtprotoIdentityResolveHandle.Params(handle=handle)
        try:
            found = await self._session.ask("lookup", "com.atproto.identity.resolveHandle", params)
        except refusals.FAILED as error:
            fault = refusals.failure(error, self._clock.now())
            if isinstance(fault, base.SourceRejected):
                return ""  # nobody has that name: it stays plain text
            raise fault from error
        return str(found.get("did") or "")

    async def _picture(self, media: base.Media) -> models.AppBskyEmbedImages.Image:
        made = await self._session.tell(
            "upload",
            "com.atproto.repo.uploadBlob",
            content=media.content,
            headers={"Content-Type": media.content_type},
        )
        return models.AppBskyEmbedImages.Image(alt=media.description, image=made["blob"])

    async def _put(self, rkey: str, record: models.AppBskyFeedPost.Record) -> None:
        data = {
            "repo": self._session.did,
            "collection": jetstream.COLLECTION,
            "rkey": rkey,
            "record": get_model_as_dict(record),
            "swapRecord": None,  # it must not exist; the library's model would leave this word out
        }
        await self._session.tell("create", _CREATE, content=msgspec.json.encode(data), headers=_TYPED)

    def _sent(self, request: base.ReplyRequest) -> base.Sent:
        uri = f"at://{self._session.did}/{jetstream.COLLECTION}/{keys.derive(request.request_id)}"
        return base.Sent(identity.make_key(jetstream.NETWORK, identity.GLOBAL_SITE, uri), link(uri))


async def lookup(session: Session, uri: str, now: datetime) -> dict[str, Any]:
    """A record with its address and hash.

    Raises:
        SourceRejected: there is no such record any more.
        SourceError: the network could not say.
    """
    did, collection, rkey = split(uri)
    params = models.ComAtprotoRepoGetRecord.Params(repo=did, collection=collection, rkey=rkey)
    try:
        found = await session.ask("lookup", "com.atproto.repo.getRecord", params)
    except refusals.FAILED as error:
        if refusals.absent(error):
            raise base.SourceRejected("That post is no longer on Bluesky.") from None
        raise refusals.failure(error, now) from error
    if not (found.get("uri") and found.get("cid")):
        raise base.SourceUnreachable("Bluesky sent an answer that cannot be read; it is tried again.")
    return found


def split(uri: str) -> tuple[str, str, str]:
    """Account, collection and key of a record.

    Raises:
        SourceRejected: it is no address of a record.
    """
    parts = uri.removeprefix("at://").split("/")
    if not uri.startswith("at://") or len(parts) != 3:
        raise base.SourceRejected("That is no post of Bluesky.")
    return parts[0], parts[1], parts[2]


def link(uri: str) -> str:
    """Address of a post that a person can open."""
    did, _, rkey = uri.removeprefix("at://").split("/")
    return f"https://bsky.app/profile/{did}/post/{rkey}"


def _problem(request: base.ReplyRequest) -> str | None:
    if request.private:
        return "Bluesky has no private answers here; answer in public."
    return _media_problem(request.media)


def _media_problem(media: Sequence[base.Media]) -> str | None:
    fact = capabilities.of(jetstream.NETWORK)
    if len(media) > fact.max_media_count:
        return f"Bluesky takes {fact.max_media_count} pictures with a post; send fewer."
    for each in media:
        if each.content_type not in fact.media_types:
            return f"Bluesky takes no {each.content_type} from here; send {', '.join(fact.media_types)}."
        if len(each.content) > fact.max_media_bytes:
            return f"Bluesky takes pictures of at most {fact.max_media_bytes:,} bytes; make it smaller."
    return None
