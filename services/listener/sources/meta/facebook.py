"""Facebook pages. Not yet run against the live network: written from its documentation, see `records`."""

from __future__ import annotations

from typing import ClassVar, Final

from services.listener.sources.meta import connection, records
from services.listener.sources.meta.notices import Mentioned
from services.listener.sources.meta.repair import Edges

_COMMENT: Final = (
    "id,message,created_time,from,permalink_url,parent{id},attachment{media,type},like_count,comment_count"
)


class Connection(connection.Connection):
    """One page."""

    type: ClassVar[str] = "facebook"
    actions: ClassVar[frozenset[str]] = frozenset({"hide", "unhide", "like", "unlike", "delete"})
    flavour: ClassVar[connection.Flavour] = connection.Flavour(
        network="facebook",
        what="Facebook",
        edges=Edges(
            posts="posts",
            post_fields="id,permalink_url",
            link="permalink_url",
            comment_fields=_COMMENT,
            comment_query={"filter": "stream", "order": "chronological"},
        ),
        replies="comments",
        reply_fields="id,message,created_time,from",
        reply_query={"order": "reverse_chronological", "limit": "100"},
        time="created_time",
        switches={
            "hide": ("POST", "", {"is_hidden": True}),
            "unhide": ("POST", "", {"is_hidden": False}),
            "like": ("POST", "/likes", {}),
            "unlike": ("DELETE", "/likes", {}),
            "delete": ("DELETE", "", {}),
        },
        permalink="https://www.facebook.com/{id}",
        login="name",
    )

    async def _fetched(self, news: Mentioned) -> records.Contribution | None:
        """Pages are told what was written at once, so there is nothing to fetch."""
        del news
        return None
