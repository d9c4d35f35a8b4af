"""Instagram accounts of professionals. Not yet run against the live network: written from its documentation.

Where somebody names the account below media of others, the webhook tells ids only; the words are fetched by
https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/mentions (read
2026-11-22).
"""

from __future__ import annotations

from typing import ClassVar, Final

from antiphon.mention.v1 import mention_pb2
from services.listener.sources.meta import connection, records
from services.listener.sources.meta.notices import Mentioned
from services.listener.sources.meta.records import Address, Record
from services.listener.sources.meta.repair import Edges

_REPLY: Final = "id,text,timestamp,username,from,like_count,parent_id"


class Connection(connection.Connection):
    """One account."""

    type: ClassVar[str] = "instagram"
    actions: ClassVar[frozenset[str]] = frozenset({"hide", "unhide", "delete"})
    flavour: ClassVar[connection.Flavour] = connection.Flavour(
        network="instagram",
        what="Instagram",
        edges=Edges(
            posts="media",
            post_fields="id,permalink",
            link="permalink",
            comment_fields=f"{_REPLY},replies{{{_REPLY}}}",
            comment_query={},
        ),
        replies="replies",
        reply_fields="id,text,timestamp,username,from",
        reply_query={"limit": "100"},
        time="timestamp",
        switches={
            "hide": ("POST", "", {"hide": True}),
            "unhide": ("POST", "", {"hide": False}),
            "delete": ("DELETE", "", {}),
        },
        permalink="",
        login="username",
    )

    async def _fetched(self, news: Mentioned) -> records.Contribution | None:
        """The comment or caption that names the account."""
        if news.comment:
            edge, fields = f"mentioned_comment.comment_id({news.comment})", "id,text,timestamp,username,media"
        else:
            edge, fields = (
                f"mentioned_media.media_id({news.media})",
                "id,caption,timestamp,username,permalink",
            )
        answer = await self._graph.get(self._account, fields=f"{edge}{{{fields}}}")
        found = answer.get(edge.partition(".")[0])
        return self._mention(news, found) if isinstance(found, dict) else None

    def _mention(self, news: Mentioned, found: Record) -> records.Contribution:
        when, writer = found.get("timestamp"), str(found.get("username") or "")
        return records.Contribution(
            id=str(Address("mention", news.comment, news.media)),
            text=str(found.get("text") or found.get("caption") or ""),
            created=records.moment(when) if when else news.at,
            kind=mention_pb2.Mention.KIND_COMMENT if news.comment else mention_pb2.Mention.KIND_POST,
            author_name=writer,
            post=str(Address("mention", "", news.media)),
            link=str(found.get("permalink") or ""),
        )

    def _place(self, target: Address, text: str) -> tuple[str, dict[str, str]]:
        """Below media of others the account answers through its own edge."""
        if target.kind != "mention":
            return super()._place(target, text)
        content = {"message": text, "media_id": target.about}
        return f"{self._account}/mentions", {**content, **({"comment_id": target.id} if target.id else {})}
