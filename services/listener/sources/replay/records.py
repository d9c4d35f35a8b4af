"""A record of a file as a fact for the log, or the sentence that says why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import items
from services.listener.sources.replay import columns, values

DEFAULT_NETWORK: Final = "replay"

_KIND: Final = mention_pb2.Mention.Kind
_COUNTS: Final = ("like_count", "reply_count", "repost_count", "view_count")
_AUTHOR_COUNTS: Final = ("follower_count", "following_count", "post_count")
_AUTHOR_TEXTS: Final = ("display_name", "link", "bio", "location")

FUTURE_NOTE: Final = "create_time or edit_time lies in the future; the time of collection was taken instead."
CUT_NOTE: Final = "text is longer than 256 KiB and was cut; the mention is marked as truncated."


_MAX_ID: Final = 1024
_MAX_SHORT: Final = 4096


class RecordFault(ValueError):
    """A record that yields no fact; the message names the field and the remedy."""


class Builder:
    """Turns what columns found into facts of one replay."""

    def __init__(self, mapping: Mapping[str, str], network: str, source: str) -> None:
        """`network` is for records that name none; `source` is the provenance of all.

        Raises:
            InvalidField: the mapping names a field that a mention does not have.
        """
        self.columns = columns.Columns(mapping)
        self._network = network or DEFAULT_NETWORK
        self._network_is_mapped = "network" in mapping
        self._networks: dict[Any, str] = {}
        self._source = source
        self._collected: items.Stamp | None = None
        self._templates: dict[tuple[str, str], items.Template] = {}

    def build(
        self, record: Mapping[str, Any], collected: items.Stamp
    ) -> tuple[events_pb2.MentionItem, items.Stamp, str]:
        """The fact, when it happened, and a note on what had to be changed (else empty).

        Raises:
            RecordFault: the record yields no fact.
        """
        found = self.columns.fields(record)
        network = self._network_of(found, record)
        site = str(found["site"]) if "site" in found else identity.GLOBAL_SITE
        native_id = self._native_id(found)
        if "delete_time" in found or ("deleted" in found and values.flag(found["deleted"])):
            return self._deletion(found, identity.make_key(network, site, native_id), network, collected)
        item, mention = self._template(network, site, collected).new(native_id)
        self._say(mention, found)
        created, note = _set_times(mention, found, collected)
        _set_thread(mention, found, network, site)
        _set_author(mention, found, network, site)
        for field in found:
            if (setter := _SETTERS.get(field)) is not None:
                setter(mention, found[field])
        return item, created, note

    def _template(self, network: str, site: str, collected: items.Stamp) -> items.Template:
        if collected is not self._collected:
            self._collected = collected
            self._templates.clear()
        template = self._templates.get((network, site))
        if template is None:
            template = items.Template(network, site, self._source, collected)
            self._templates[network, site] = template
        return template

    def _network_of(self, found: Mapping[str, Any], record: Mapping[str, Any]) -> str:
        raw = found.get("network")
        if raw is None:
            return self._network
        known = self._networks.get(raw)
        if known is None:
            known = self._name_network(raw, declared=self._network_is_mapped or "network" in record)
            if len(self._networks) < 1000:
                self._networks[raw] = known
        return known

    def _name_network(self, raw: Any, *, declared: bool) -> str:
        try:
            return values.network(raw)
        except ValueError as error:
            if declared:
                raise RecordFault(f"network {error}") from None
            return self._network  # a column called `source` often names an app, not a network

    def _native_id(self, found: Mapping[str, Any]) -> str:
        if (raw := found.get("native_id")) is None:
            raise RecordFault(
                f"native_id is missing (looked for {self.columns.looked_for('native_id')}); name its column."
            )
        try:
            native_id = values.identifier(raw)
        except ValueError as error:
            raise RecordFault(f"native_id {error}") from None
        if not 0 < len(native_id) <= _MAX_ID:
            raise RecordFault(f"native_id must have 1 to {_MAX_ID} characters; name another column.")
        return native_id

    def _say(self, mention: mention_pb2.Mention, found: Mapping[str, Any]) -> None:
        text = found.get("text")
        if text is None and "title" not in found and "rating" not in found:
            raise RecordFault(
                f"text is missing (looked for {self.columns.looked_for('text')}); name its column."
            )
        if text is not None:
            items.put_text(mention, text if type(text) is str else str(text))
        if (title := found.get("title")) is not None:
            mention.title = _short(title)

    def _deletion(
        self, found: Mapping[str, Any], key: str, network: str, collected: items.Stamp
    ) -> tuple[events_pb2.MentionItem, items.Stamp, str]:
        when = _moment("delete_time", found)
        return items.deletion(key, network, self._source, when, collected), when or collected, ""


def _short(value: object) -> str:
    return (value if type(value) is str else str(value))[:_MAX_SHORT]


def _moment(field: str, found: Mapping[str, Any]) -> items.Stamp | None:
    if (raw := found.get(field)) is None:
        return None
    try:
        return values.moment(raw)
    except ValueError as error:
        raise RecordFault(f"{field} {error}") from None


def _set_times(
    mention: mention_pb2.Mention, found: Mapping[str, Any], collected: items.Stamp
) -> tuple[items.Stamp, str]:
    created = _moment("create_time", found) or collected
    edited = _moment("edit_time", found) if "edit_time" in found else None
    if edited is not None and edited <= created:
        edited = None
    future = items.put_times(mention, created, edited, collected)
    if "revision" in found and (revision := values.count(found["revision"])) is not None:
        mention.revision = revision
    note = FUTURE_NOTE if future else ""
    return min(created, collected), f"{note} {CUT_NOTE}".strip() if mention.truncated else note


def _set_thread(mention: mention_pb2.Mention, found: Mapping[str, Any], network: str, site: str) -> None:
    parent = found.get("parent")
    root = found.get("conversation", parent)
    if parent is not None:
        mention.parent_key = identity.make_key(network, site, str(parent))
    mention.conversation_key = mention.key if root is None else identity.make_key(network, site, str(root))
    kind = values.KINDS.get(found.get("kind", ""))
    mention.kind = kind or (_KIND.KIND_POST if parent is None else _KIND.KIND_REPLY)


def _set_author(mention: mention_pb2.Mention, found: Mapping[str, Any], network: str, site: str) -> None:
    handle = found.get("author.handle")
    native_id = found.get("author.id", handle)
    if native_id is None:
        return
    author = mention.author
    author.key = identity.make_key(network, site, str(native_id).removeprefix("@"))
    if handle is not None:
        author.handle = _short(handle).removeprefix("@")


Setter = Callable[[mention_pb2.Mention, Any], None]


def _text_setter(name: str, *, of_author: bool) -> Setter:
    def put(mention: mention_pb2.Mention, value: Any) -> None:
        setattr(mention.author if of_author else mention, name, _short(value))

    return put


def _count_setter(name: str, *, of_author: bool) -> Setter:
    def put(mention: mention_pb2.Mention, value: Any) -> None:
        if (number := values.count(value)) is not None:
            setattr(mention.author if of_author else mention.engagement, name, number)

    return put


def _set_verified(mention: mention_pb2.Mention, value: Any) -> None:
    mention.author.verified = values.flag(value)


def _set_private(mention: mention_pb2.Mention, value: Any) -> None:
    mention.private = values.flag(value)


def _set_rating(mention: mention_pb2.Mention, value: Any) -> None:
    if (rating := values.rating(value)) is not None:
        mention.rating = rating


def _set_joined(mention: mention_pb2.Mention, value: Any) -> None:
    try:
        items.set_time(mention.author.create_time, values.moment(value))
    except ValueError as error:
        raise RecordFault(f"author.create_time {error}") from None


_SETTERS: Final[Mapping[str, Setter]] = {
    "link": _text_setter("link", of_author=False),
    "language": _text_setter("declared_language", of_author=False),
    "rating": _set_rating,
    "private": _set_private,
    "author.verified": _set_verified,
    "author.create_time": _set_joined,
    **{f"author.{name}": _text_setter(name, of_author=True) for name in _AUTHOR_TEXTS},
    **{f"author.{name}": _count_setter(name, of_author=True) for name in _AUTHOR_COUNTS},
    **{name: _count_setter(name, of_author=False) for name in _COUNTS},
}
