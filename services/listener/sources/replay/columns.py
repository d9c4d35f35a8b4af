"""Which value of a record fills which field of a mention.

Files come from everywhere, so each field is looked for under the names that exports usually give it; a
person can name the column where that fails. Records of one shape are looked through once: the finding
is kept as a plan, which makes the thousandth record of a file cost a few dictionary reads.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.common.model import errors

_COUNTERS: Final = ("", "engagement.", "metrics.", "public_metrics.")
_PEOPLE: Final = ("author.", "user.", "account.", "from.")


def _names(prefixes: Sequence[str], *names: str) -> tuple[str, ...]:
    return tuple(prefix + name for name in names for prefix in prefixes)


ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "native_id": (
        "native_id",
        "id_str",
        "id",
        "post_id",
        "tweet_id",
        "message_id",
        "comment_id",
        "uri",
        "guid",
    ),
    "text": ("text", "full_text", "body", "message", "content", "comment", "description", "snippet"),
    "title": ("title", "headline", "subject"),
    "network": ("network", "platform", "source", "channel"),
    "site": ("site", "host", "instance"),
    "kind": ("kind", "type", "post_type"),
    "link": ("link", "url", "permalink", "permalink_url", "post_url"),
    "language": ("declared_language", "language", "lang", "locale"),
    "create_time": (
        "create_time",
        "created_at",
        "created_utc",
        "created",
        "published_at",
        "published",
        "timestamp",
        "datetime",
        "date",
        "time",
    ),
    "edit_time": ("edit_time", "edited_at", "updated_at", "update_time"),
    "delete_time": ("delete_time", "deleted_at"),
    "deleted": ("deleted", "is_deleted"),
    "revision": ("revision",),
    "conversation": ("conversation_id", "thread_id", "root_id", "conversation", "thread"),
    "parent": (
        "parent_id",
        "in_reply_to_id",
        "in_reply_to_status_id",
        "in_reply_to",
        "reply_to_id",
        "reply_to",
    ),
    "rating": ("rating",),
    "private": ("private", "is_private"),
    "author.id": (*_names(_PEOPLE, "native_id", "id_str", "id"), "author_id", "user_id"),
    "author.handle": (
        *_names(_PEOPLE, "handle", "username", "screen_name", "acct"),
        *("author_handle", "handle", "username", "screen_name", "user_name", "author", "user", "from"),
    ),
    "author.display_name": (*_names(_PEOPLE, "display_name", "name"), "display_name", "author_name"),
    "author.link": _names(_PEOPLE, "link", "url", "profile_url"),
    "author.follower_count": (
        *_names(_PEOPLE, "follower_count", "followers_count", "followers"),
        *("follower_count", "followers_count", "followers"),
    ),
    "author.following_count": _names(_PEOPLE, "following_count", "friends_count", "following"),
    "author.post_count": _names(_PEOPLE, "post_count", "statuses_count", "posts_count"),
    "author.verified": (*_names(_PEOPLE, "verified"), "verified"),
    "author.bio": _names(_PEOPLE, "bio", "description"),
    "author.location": (*_names(_PEOPLE, "location"), "location"),
    "author.create_time": _names(_PEOPLE, "create_time", "created_at"),
    "like_count": _names(_COUNTERS, "like_count", "likes", "favorite_count", "favourites_count", "favorites"),
    "reply_count": _names(_COUNTERS, "reply_count", "replies", "comment_count", "num_comments"),
    "repost_count": _names(_COUNTERS, "repost_count", "reposts", "retweet_count", "retweets", "shares"),
    "view_count": _names(_COUNTERS, "view_count", "views", "impression_count", "impressions"),
}
"""Field of a mention -> names it usually goes by, the best first; a dot leads into an object."""

_MAX_PLANS: Final = 512

Path = tuple[str, ...]
Plan = Sequence[tuple[str, str, Path]]
"""Field, first step, further steps."""


class Columns:
    """Finds the fields of a mention in records of any shape."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        """Takes field -> column or dotted path, for what the usual names do not find.

        Raises:
            InvalidField: a field of the mapping is none of ours.
        """
        for field in mapping:
            if field not in ALIASES:
                raise errors.InvalidField(
                    f"settings.columns[{field}]", f"is no field of a mention; {hint(field, ALIASES)}"
                )
        self._mapping = mapping
        self._objects = {
            name.split(".")[0]
            for name in (*(alias for names in ALIASES.values() for alias in names), *mapping.values())
            if "." in name
        }
        self._shapes: dict[tuple[str, ...], tuple[Sequence[str], dict[object, Plan]]] = {}

    def fields(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """What the record says, by field; without what is absent, null or empty."""
        shape = tuple(record)
        known = self._shapes.get(shape)
        if known is None:
            known = self._meet(shape)
        objects, plans = known
        inner = tuple([tuple(value) if type(value := record[name]) is dict else None for name in objects])
        plan = plans.get(inner)
        if plan is None:
            plan = plans[inner] = self._plan(record)
            if len(plans) > _MAX_PLANS:
                self._shapes.clear()
        found: dict[str, Any] = {}
        for field, first, rest in plan:
            value = record[first]
            if rest:
                value = _walk(value, rest)
            if value is not None and value != "":
                found[field] = value
        return found

    def check_header(self, header: Sequence[str]) -> None:
        """Refuses a table that cannot yield a mention.

        Raises:
            InvalidField: a mapped column is missing, or the id or the text has no column.
        """
        known = dict.fromkeys(header)
        for field, column in self._mapping.items():
            if column not in known:
                raise errors.InvalidField(
                    f"settings.columns[{field}]", f"the file has no column {column!r}; {hint(column, known)}"
                )
        for field in ("native_id", "text"):
            if field not in self._mapping and not any(name in known for name in ALIASES[field]):
                raise errors.InvalidField(
                    f"settings.columns[{field}]",
                    f"name the column that holds it; the file has {', '.join(header)}.",
                )

    def looked_for(self, field: str) -> str:
        """Names a field was looked for under, for a sentence."""
        return self._mapping.get(field) or ", ".join(ALIASES[field][:4])

    def _meet(self, shape: tuple[str, ...]) -> tuple[Sequence[str], dict[object, Plan]]:
        if len(self._shapes) >= _MAX_PLANS:
            self._shapes.clear()
        known = self._shapes[shape] = ([name for name in shape if name in self._objects], {})
        return known

    def _plan(self, record: Mapping[str, Any]) -> Plan:
        plan = []
        for field, names in ALIASES.items():
            chosen = self._mapping.get(field)
            paths = (_path(record, name) for name in ((chosen,) if chosen else names))
            if path := next(filter(None, paths), None):
                plan.append((field, path[0], path[1:]))
        return plan


def _path(record: Mapping[str, Any], name: str) -> Path | None:
    """Where the record holds a value of that name: a column called so, or a dotted path to a plain value."""
    if name in record:
        return (name,) if not isinstance(record[name], dict | list) else None
    parts = tuple(name.split("."))
    if len(parts) == 1 or not isinstance(record.get(parts[0]), dict):
        return None
    if len(parts) == 2:
        inner = record[parts[0]]
        return parts if parts[1] in inner and not isinstance(inner[parts[1]], dict | list) else None
    return parts


def _walk(record: Any, path: Path) -> Any:
    for part in path:
        if type(record) is not dict:
            return None
        record = record.get(part)
    return None if type(record) is dict or type(record) is list else record


def hint(word: str, known: Mapping[str, object]) -> str:
    """Ends a sentence with the closest known word, or with all of them."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}."
