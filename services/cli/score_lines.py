"""Lines that `antiphon score --stdin` reads: each becomes a mention to score, or a sentence why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, NamedTuple

import orjson

from antiphon.mention.v1 import mention_pb2

BATCH_SIZE: Final = 500
BATCH_BYTES: Final = 1 << 20
EXPLAINED_SIZE: Final = 50
EXPLAINED_BYTES: Final = 1 << 16
"""Reasons take up to fifty times as much as the text they are of, and an answer has its bounds."""
LONGEST_LINE: Final = 4 << 20

_COUNTS: Final = {
    "follower_count": ("followers", "follower_count", "followers_count"),
    "following_count": ("following", "following_count", "friends_count"),
    "post_count": ("posts", "post_count", "posts_count", "statuses_count", "tweet_count"),
    "listed_count": ("listed", "listed_count"),
    "mention_count": ("mentions", "mention_count", "mentions_received"),
    "repost_count": ("reposts", "repost_count", "reposts_received", "retweets_received"),
}
"""Counts of an author by their field, with the spellings that networks and exports use."""
_ATTENTION: Final = {
    "like_count": ("likes", "like_count", "favorite_count", "favourites"),
    "reply_count": ("replies", "reply_count"),
    "repost_count": ("reposts", "repost_count", "retweets", "retweet_count"),
    "view_count": ("views", "view_count", "impression_count"),
}
_WORDS: Final = {
    "handle": ("handle", "username"),
    "display_name": ("display_name", "name"),
    "bio": ("bio", "description"),
    "location": ("location",),
}
_KINDS: Final = {
    "post": mention_pb2.Mention.KIND_POST,
    "reply": mention_pb2.Mention.KIND_REPLY,
    "comment": mention_pb2.Mention.KIND_COMMENT,
    "review": mention_pb2.Mention.KIND_REVIEW,
    "message": mention_pb2.Mention.KIND_MESSAGE,
    "repost": mention_pb2.Mention.KIND_REPOST,
    "quote": mention_pb2.Mention.KIND_QUOTE,
}
_MOST: Final = 2**62


class Line(NamedTuple):
    """One line that can be scored.

    Attributes:
        id: as it came.
        mention: what to score.
        names: the brand's, which carry no feeling.
    """

    id: Any
    mention: mention_pb2.Mention
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be scored; its fields are the keys of the line written for it."""

    id: Any
    line: int
    error: str


def batches(stream: BinaryIO, *, explained: bool = False) -> Iterator[list[Line | Fault]]:
    """The lines of a stream as they come, as many as fit into one call; blank ones are passed over.

    Args:
        stream: of lines.
        explained: whether their reasons are asked for.
    """
    most, most_bytes = (EXPLAINED_SIZE, EXPLAINED_BYTES) if explained else (BATCH_SIZE, BATCH_BYTES)
    batch: list[Line | Fault] = []
    size = 0
    for number, raw in enumerate(stream, start=1):
        if not raw.strip():
            continue
        if batch and size + len(raw) > most_bytes:
            yield batch
            batch, size = [], 0
        batch.append(read(raw, number))
        size += len(raw)
        if len(batch) == most:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def read(raw: bytes, number: int) -> Line | Fault:
    """One line, or what is wrong with it."""
    if len(raw) > LONGEST_LINE:
        return Fault(None, number, f"Line {number} is longer than {LONGEST_LINE >> 20} MiB.")
    try:
        record = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return Fault(None, number, f"Line {number} is not JSON: {error}.")
    if not isinstance(record, dict):
        return Fault(None, number, f"Line {number} must be a JSON object.")
    try:
        return Line(record.get("id"), _mention(record, number), _names(record))
    except _Unusable as unusable:
        return Fault(record.get("id"), number, f"Line {number}: {unusable}")


class _Unusable(ValueError):
    """A field that cannot be what it is; says which and what it must be."""


def _mention(record: Mapping[str, Any], number: int) -> mention_pb2.Mention:
    text = record.get("text")
    if not isinstance(text, str):
        raise _Unusable('field "text" must be a string.')
    network = _string(record, "network") or "cli"
    mention = mention_pb2.Mention(key=f"cli:-:{number}", network=network, native_id=str(number), text=text)
    mention.title = _string(record, "title")
    mention.declared_language = _string(record, "lang")
    if (kind := _string(record, "kind")) != "":
        mention.kind = _kind(kind)
        mention.private = mention.kind == mention_pb2.Mention.KIND_MESSAGE
    if (rating := record.get("rating")) is not None:
        mention.rating = _number(rating, "rating", 1.0)
    _fill(mention.engagement, record, _ATTENTION)
    author = record.get("author")
    if author is not None:
        if not isinstance(author, dict):
            raise _Unusable('field "author" must be an object, for example {"followers": 120}.')
        _author(mention.author, author)
    return mention


def _author(target: mention_pb2.Author, author: Mapping[str, Any]) -> None:
    _fill(target, author, _COUNTS)
    for field, spellings in _WORDS.items():
        for spelling in spellings:
            if author.get(spelling) is not None:
                setattr(target, field, _string(author, spelling, "author."))
                break
    target.verified = author.get("verified") is True


def _fill(target: Any, record: Mapping[str, Any], fields: Mapping[str, tuple[str, ...]]) -> None:
    for field, spellings in fields.items():
        for spelling in spellings:
            if record.get(spelling) is not None:
                setattr(target, field, int(_number(record[spelling], spelling, _MOST)))
                break


def _string(record: Mapping[str, Any], field: str, path: str = "") -> str:
    value = record.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Unusable(f'field "{path}{field}" must be a string.')
    return value


def _number(value: Any, field: str, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= most:
        raise _Unusable(f'field "{field}" must be a number from 0 to {most:g}.')
    return float(value)


def _kind(name: str) -> mention_pb2.Mention.Kind:
    kind = _KINDS.get(name.lower())
    if kind is None:
        raise _Unusable(f'field "kind" must be one of {", ".join(_KINDS)}.')
    return kind


def _names(record: Mapping[str, Any]) -> tuple[str, ...]:
    brand = record.get("brand")
    if brand is None:
        return ()
    names = [brand] if isinstance(brand, str) else brand
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _Unusable('field "brand" must be a name or a list of names.')
    return tuple(names)
