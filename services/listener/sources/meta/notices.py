"""What Meta's webhooks say, as facts: comments, edits, removals, mentions and messages.

A request holds entries of several accounts and changes of several kinds; it may come twice, and in any order.
Forms as in https://developers.facebook.com/docs/graph-api/webhooks/reference/page/ and
https://developers.facebook.com/docs/instagram-platform/webhooks/examples (read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from antiphon.mention.v1 import mention_pb2
from services.listener.sources import items
from services.listener.sources.meta import records
from services.listener.sources.meta.records import Address, Contribution, Record

_Kind: Final = mention_pb2.Mention
_ADDED: Final = frozenset({"", "add"})
_EDITED: Final = frozenset({"edit", "edited", "update"})
_REMOVED: Final = frozenset({"remove", "delete"})
_POSTS: Final = frozenset({"post", "status", "photo", "video", "share", "link"})
_COMMENTS: Final = frozenset({"comments", "live_comments"})


@dataclass(frozen=True, slots=True)
class Removed:
    """Something is gone."""

    id: str
    at: items.Stamp


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Somebody named an Instagram account under media of others; what they wrote has to be fetched."""

    media: str
    comment: str
    at: items.Stamp


News = Contribution | Removed | Mentioned


class Malformed(ValueError):
    """A change that cannot be read."""


def times(payload: Record) -> list[items.Stamp]:
    """When each entry was sent; empty when one does not say."""
    try:
        return [records.moment(entry.get("time")) for entry in _entries(payload)]
    except (ValueError, TypeError):
        return []


def read(payload: Record, account: str) -> Iterator[News | Malformed]:
    """What is new for an account; what is of no interest is left out."""
    for entry in _entries(payload):
        if str(entry.get("id", "")) != account:
            yield Malformed("An entry is about another account; give each account an app of its own.")
            continue
        at = records.moment(entry.get("time"))
        for field, value in _changes(entry):
            yield from _guarded(_change, field, value, at)
        for event in _list(entry.get("messaging")):
            yield from _guarded(_message, account, event, at)


def _entries(payload: Record) -> Sequence[Record]:
    return [entry for entry in _list(payload.get("entry")) if isinstance(entry, Mapping)]


def _changes(entry: Record) -> Iterator[tuple[str, Any]]:
    """Fields and values; an app with Instagram sign-in gets a single one without `changes`."""
    for change in _list(entry.get("changes")):
        if isinstance(change, Mapping):
            yield str(change.get("field", "")), change.get("value")
    if "field" in entry:
        yield str(entry["field"]), entry.get("value")


def _guarded(read_one: Any, *arguments: Any) -> Iterator[News | Malformed]:
    try:
        found = read_one(*arguments)
    except (ValueError, KeyError, TypeError, AttributeError):
        yield Malformed("A change cannot be read; it was skipped.")
    else:
        if found is not None:
            yield found


def _change(field: str, value: Any, at: items.Stamp) -> News | None:
    if field in {"feed", "mention"}:
        return _on_page(value, at)
    if field in _COMMENTS:
        return _on_instagram(value, at)
    if field == "mentions":
        return Mentioned(_id(value["media_id"]), str(value.get("comment_id") or ""), at)
    return None


def _on_page(value: Record, at: items.Stamp) -> News | None:
    """A change in a page's feed, or a post or comment elsewhere that names the page."""
    is_comment, verb = bool(value.get("comment_id")), str(value.get("verb", ""))
    if not is_comment and str(value.get("item", "")) not in _POSTS:
        return None
    native_id = _id(value["comment_id"] if is_comment else value["post_id"])
    if verb in _REMOVED:
        return Removed(native_id, at)
    if verb not in _ADDED | _EDITED:
        return None
    writer = value.get("from") or {}
    post = str(value.get("post_id") or "") if is_comment else ""
    return Contribution(
        id=native_id,
        text=str(value.get("message") or ""),
        created=records.moment(value["created_time"]) if value.get("created_time") else at,
        kind=_Kind.KIND_COMMENT if is_comment else _Kind.KIND_POST,
        author_id=str(writer.get("id") or value.get("sender_id") or ""),
        author_name=str(writer.get("name") or value.get("sender_name") or ""),
        post=post,
        parent=str(value.get("parent_id") or post) if is_comment else "",
        link=str((value.get("post") or {}).get("permalink_url") or f"https://www.facebook.com/{native_id}"),
        media=_addresses(value.get("photo"), value.get("video")),
        edited=at if verb in _EDITED else None,
    )


def _on_instagram(value: Record, at: items.Stamp) -> News:
    """A comment below the account's own media; its time is not told, so it is when the news was sent."""
    writer = value.get("from") or {}
    media = str((value.get("media") or {}).get("id") or "")
    return Contribution(
        id=_id(value["id"]),
        text=str(value.get("text") or ""),
        created=at,
        author_id=str(writer.get("id") or ""),
        author_name=str(writer.get("username") or ""),
        post=media,
        parent=str(value.get("parent_id") or media),
    )


def _message(account: str, event: Record, at: items.Stamp) -> News | None:
    """A private message; receipts, reactions and echoes of our own are no news."""
    message = event.get("message") or event.get("message_edit")
    if not message or message.get("is_echo") or event["sender"]["id"] == account:
        return None
    sender = _id(event["sender"]["id"])
    native_id = str(Address("message", _id(message["mid"]), sender))
    when = records.moment(event["timestamp"]) if event.get("timestamp") else at
    if message.get("is_deleted"):
        return Removed(native_id, when)
    urls = [(each.get("payload") or {}).get("url") for each in _list(message.get("attachments"))]
    return Contribution(
        id=native_id,
        text=str(message.get("text") or ""),
        created=when,
        kind=_Kind.KIND_MESSAGE,
        author_id=sender,
        post=str(Address("message", "", sender)),
        media=_addresses(*urls),
        edited=when if event.get("message_edit") else None,
    )


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _id(value: object) -> str:
    if not (isinstance(value, str | int) and str(value).strip()):
        raise ValueError("no id")
    return str(value)


def _addresses(*values: object) -> list[str]:
    return [each for each in values if isinstance(each, str) and each.startswith(("http://", "https://"))]
