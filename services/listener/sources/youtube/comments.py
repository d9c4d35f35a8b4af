"""Comments as facts, each state of one once."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import entities, items, markup
from services.listener.sources.versions import Versions
from services.listener.sources.youtube.api import Comment

NETWORK: Final = "youtube"
SITE: Final = "https://www.youtube.com"


class Reader:
    """Comments in, facts out."""

    def __init__(self, source: str) -> None:
        self._source = source

    def read(
        self, comment: Comment, now: datetime, versions: Versions | None, *more: str
    ) -> events_pb2.MentionItem | None:
        """The fact that it was written or changed; None when it was given before.

        What else is to be remembered of it goes into `more`.
        """
        said, collected = comment.snippet, items.stamp(now)
        plain = markup.to_text(said.text_display, SITE)
        edited = said.updated_at if said.updated_at and said.updated_at > said.published_at else None
        stamp = items.stamp(edited) if edited else None
        revision: int | None = stamp.ms() if stamp else 0
        if versions is not None:
            content = (plain.text,)
            revision = versions.revision(comment.id, content, stamp, collected)
            if revision is None:
                self._remember(comment.id, content, versions, more)
                return None
            versions.note(comment.id, content, revision, *more, str(revision))
        item, mention = items.Template(NETWORK, "", self._source, collected).new(comment.id)
        changed = items.stamp_of_us(revision * 1000) if revision else None
        items.put_times(mention, items.stamp(said.published_at), changed, collected)
        _fill(mention, comment, plain)
        return item

    def deletion(self, native_id: str, now: datetime) -> events_pb2.MentionItem:
        """The fact that it is gone; YouTube does not tell since when."""
        return items.deletion(key_of(native_id), NETWORK, self._source, None, items.stamp(now))

    @staticmethod
    def _remember(native_id: str, content: tuple[str], versions: Versions, more: tuple[str, ...]) -> None:
        """Notes news about a state that was given before."""
        known = versions.more(native_id)
        if known and tuple(known[:-1]) != more:
            versions.note(native_id, content, int(known[-1]), *more, known[-1])


def key_of(native_id: str) -> str:
    """Key of a comment or of a channel."""
    return identity.make_key(NETWORK, identity.GLOBAL_SITE, native_id)


def thread_of(native_id: str) -> str:
    """Id of the thread that a comment stands in: an answer's id begins with it."""
    return native_id.partition(".")[0]


def link(video: str, native_id: str) -> str:
    """Address of a comment that a person can open."""
    return f"{SITE}/watch?v={video}&lc={native_id}" if video else f"{SITE}/"


def _fill(mention: mention_pb2.Mention, comment: Comment, plain: markup.Plain) -> None:
    said = comment.snippet
    items.put_text(mention, items.clean(plain.text))
    for mark in plain.marks:
        if 0 <= mark.start < mark.end <= len(mention.text):
            entities.add(mention, mark.kind, mark.value, mark.start, mark.end)
    entities.mark(mention, besides=[(mark.start, mark.end) for mark in plain.marks])
    mention.kind = mention_pb2.Mention.KIND_REPLY if said.parent_id else mention_pb2.Mention.KIND_COMMENT
    mention.conversation_key = key_of(said.parent_id or comment.id)
    mention.parent_key = key_of(said.parent_id) if said.parent_id else ""
    mention.link = link(said.video_id, comment.id)
    mention.author.handle = said.author_display_name.removeprefix("@")
    mention.author.display_name = items.clean(said.author_display_name)[:256]
    mention.author.link = said.author_channel_url
    if said.author:
        mention.author.key = key_of(said.author)
    mention.engagement.like_count = max(said.like_count, 0)
