"""The listings of Bluesky that are read: searches, and what addresses an account."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from atproto_client import models

from services.listener.sources import base
from services.listener.sources.bluesky.session import Session
from services.listener.sources.bluesky.walking import Step

_PAGE: Final = 100
_REASONS: Final = ["mention", "reply", "quote"]


class Search(NamedTuple):
    """What is looked for.

    Attributes:
        phrase: words as people wrote them.
        since: the earliest moment, as the network writes it.
        until: the first moment that is too late; empty for none.
    """

    phrase: str
    since: str
    until: str = ""


async def search(session: Session, asked: Search, cursor: str) -> Step:
    """One page of a search, the newest first; raises SourceError."""
    # In quotation marks a phrase is looked for as it stands, and nothing in it is read as an operator.
    phrase = asked.phrase
    words = phrase if phrase.isalnum() else '"' + phrase.replace('"', " ") + '"'
    params = models.AppBskyFeedSearchPosts.Params(
        q=words,
        sort="latest",
        since=asked.since,
        until=asked.until or None,
        limit=_PAGE,
        cursor=cursor or None,
    )
    found = await session.query("search", "app.bsky.feed.searchPosts", params)
    hits = found.get("hitsTotal")
    counted = hits if isinstance(hits, int) else None
    return Step(_views(found, "posts"), str(found.get("cursor") or ""), counted)


async def notifications(session: Session, cursor: str) -> Step:
    """One page of mentions, replies and quotes, the newest first; raises SourceError."""
    params = models.AppBskyNotificationListNotifications.Params(
        reasons=_REASONS, limit=_PAGE, cursor=cursor or None
    )
    found = await session.query("notifications", "app.bsky.notification.listNotifications", params)
    wanted = [each for each in _views(found, "notifications") if _is_wanted(each)]
    return Step(wanted, str(found.get("cursor") or ""))


def _views(found: dict[str, Any], name: str) -> list[Any]:
    views = found.get(name)
    if not isinstance(views, list):
        raise base.SourceUnreachable("Bluesky sent an answer that cannot be read; it is tried again.")
    return views


def _is_wanted(notification: Any) -> bool:
    # Servers that do not know the parameter `reasons` tell of likes and follows, too.
    return not isinstance(notification, dict) or notification.get("reason", "mention") in _REASONS
