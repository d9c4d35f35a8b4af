"""What every mention goes through at the door, whichever source brought it.

After `clean` a mention has its identity, honest times and bounded size, so that no room behind the
listener has to ask again.
"""

from __future__ import annotations

from typing import Final

from google.protobuf import timestamp_pb2

from antiphon.mention.v1 import mention_pb2
from services.common.model import errors, identity

MAX_TEXT_BYTES: Final = 256 * 1024
"""Longest text in bytes of UTF-8; what is longer is cut and marked."""
MAX_OTHER_BYTES: Final = 4 * 1024
"""Longest of every other string, applied only to mentions that are suspiciously large."""
_LARGE_ITEM: Final = MAX_TEXT_BYTES + 64 * 1024
_MAX_BYTES_PER_CHARACTER: Final = 4
_MAX_ENTITIES: Final = 1_000
_FIRST_SECOND: Final = -62_135_596_800  # 0001-01-01, the earliest a Timestamp can say


def clean(
    mention: mention_pb2.Mention,
    source: str,
    collected: timestamp_pb2.Timestamp,
    own_handles: frozenset[str] = frozenset(),
) -> None:
    """Puts a mention into the form the log carries.

    Raises:
        InvalidField: it has no network or no id, and so no identity; or its ids alone are too large.
    """
    _identify(mention)
    if not mention.source:
        mention.source = source
    _set_times(mention, collected)
    _bound_text(mention)
    if not mention.conversation_key:
        mention.conversation_key = mention.parent_key or mention.key
    if mention.author.handle:
        _know_author(mention, own_handles)


def clean_deletion(deletion: mention_pb2.Deletion, source: str, collected: timestamp_pb2.Timestamp) -> None:
    """Puts the news of a deletion into the form the log carries.

    Raises:
        InvalidField: its key cannot be read.
    """
    try:
        parts = identity.split_key(deletion.key)
    except ValueError:
        raise errors.InvalidField("key", "must have the form network:site:native_id.") from None
    deletion.network = parts.network
    deletion.source = deletion.source or source
    if not deletion.HasField("collect_time"):
        deletion.collect_time.CopyFrom(collected)
    if not deletion.HasField("delete_time") or _is_untrue(deletion.delete_time, collected):
        deletion.delete_time.CopyFrom(collected)


def fold_handle(handle: str) -> str:
    """A handle as it is compared."""
    return handle.removeprefix("@").casefold()


def _identify(mention: mention_pb2.Mention) -> None:
    if not mention.key:
        if not mention.network:
            raise errors.InvalidField("network", "is needed; name the network, for example `forum`.")
        if not mention.native_id:
            raise errors.InvalidField("native_id", "is needed; give the id the network knows it by.")
        mention.network = mention.network.lower()
        mention.site = mention.site or identity.GLOBAL_SITE
        mention.key = identity.make_key(mention.network, mention.site, mention.native_id)
    if not mention.name:
        mention.name = identity.mention_name(mention.key)


def _set_times(mention: mention_pb2.Mention, collected: timestamp_pb2.Timestamp) -> None:
    if not mention.HasField("collect_time"):
        mention.collect_time.CopyFrom(collected)
    if not mention.HasField("create_time") or _is_untrue(mention.create_time, collected):
        mention.create_time.CopyFrom(mention.collect_time)
    if mention.HasField("edit_time") and _is_untrue(mention.edit_time, collected):
        mention.edit_time.CopyFrom(mention.collect_time)


def _is_untrue(moment: timestamp_pb2.Timestamp, collected: timestamp_pb2.Timestamp) -> bool:
    seconds = moment.seconds
    if seconds == collected.seconds:
        return moment.nanos > collected.nanos
    return seconds > collected.seconds or seconds < _FIRST_SECOND


def _bound_text(mention: mention_pb2.Mention) -> None:
    text = mention.text
    if "\0" in text:
        # Postgres refuses NUL in text, and no person ever wrote one.
        mention.text = text = text.replace("\0", "")
    if len(text) * _MAX_BYTES_PER_CHARACTER > MAX_TEXT_BYTES:
        cut = cut_utf8(text, MAX_TEXT_BYTES)
        if cut != text:
            mention.text = cut
            mention.truncated = True
    long = len(mention.title) > MAX_OTHER_BYTES or len(mention.entities) > _MAX_ENTITIES
    if long or mention.ByteSize() > _LARGE_ITEM:
        _bound_others(mention)


def _bound_others(mention: mention_pb2.Mention) -> None:
    for message, fields in (
        (mention, ("title", "link", "declared_language")),
        (mention.author, ("handle", "display_name", "link", "bio", "location")),
    ):
        for field in fields:
            value = getattr(message, field)
            if value:
                setattr(message, field, cut_utf8(value, MAX_OTHER_BYTES))
    del mention.entities[_MAX_ENTITIES:]
    if mention.ByteSize() > _LARGE_ITEM:
        del mention.entities[:]
    if mention.ByteSize() > _LARGE_ITEM:
        # What is left are ids and keys; a part of one would be the identity of something else.
        raise errors.InvalidField("native_id", "and the keys beside it are too long; keep each under 1 KiB.")


def cut_utf8(text: str, limit: int) -> str:
    """The beginning of a text that fits into so many bytes, cut between characters."""
    encoded = text.encode()
    return text if len(encoded) <= limit else encoded[:limit].decode(errors="ignore")


def _know_author(mention: mention_pb2.Mention, own_handles: frozenset[str]) -> None:
    author = mention.author
    handle = author.handle
    if handle[0] == "@":
        author.handle = handle = handle[1:]
    if handle and not author.key:
        # Without an identity nobody could find what they wrote, or keep it out, once they ask for it.
        author.key = identity.make_key(mention.network, mention.site or identity.GLOBAL_SITE, handle)
    if own_handles and handle.casefold() in own_handles:
        author.own = True
