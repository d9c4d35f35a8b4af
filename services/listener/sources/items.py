"""Building the facts that sources hand over, so that every network fills a mention the same way.

Identity, limits and stamps are decided here once: keys and names, the cut of overlong text, times that
never lie in the future, characters that no store takes.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final, NamedTuple

from google.protobuf import timestamp_pb2

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity

MAX_TEXT_BYTES: Final = 256 * 1024
"""Longest text of a mention in bytes of UTF-8; what is longer is cut and marked."""

NANOS: Final = 1_000_000_000


class Stamp(NamedTuple):
    """A moment as the contracts carry it; cheaper than a datetime where thousands are made."""

    seconds: int
    nanos: int

    def ms(self) -> int:
        return self.seconds * 1000 + self.nanos // 1_000_000

    def float(self) -> float:
        """Seconds since 1970, exact to about a microsecond."""
        return self.seconds + self.nanos / NANOS


def stamp(moment: datetime) -> Stamp:
    """A moment of an aware datetime."""
    return stamp_of_us(round(moment.timestamp() * 1_000_000))


def stamp_of_us(micros: int) -> Stamp:
    seconds, rest = divmod(micros, 1_000_000)
    return Stamp(seconds, rest * 1000)


def set_time(field: timestamp_pb2.Timestamp, moment: Stamp) -> None:
    field.seconds = moment.seconds
    if moment.nanos:
        field.nanos = moment.nanos


def cut(text: str) -> tuple[str, bool]:
    """The text within the limit and whether it was cut, never within a character."""
    if len(text) * 4 <= MAX_TEXT_BYTES:
        return text, False
    raw = text.encode()
    if len(raw) <= MAX_TEXT_BYTES:
        return text, False
    return raw[:MAX_TEXT_BYTES].decode(errors="ignore"), True


_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without NUL and with a mark for lone surrogates, which neither contracts nor Postgres take."""
    return _UNSTORABLE.sub(lambda found: "" if found[0] == "\x00" else "\ufffd", text)


class Template:
    """What all mentions of one site have in common when they are collected together.

    Parsing prepared bytes sets five fields in the time one takes.
    """

    __slots__ = ("_bytes", "_network", "_site")

    def __init__(self, network: str, site: str, source: str, collected: Stamp) -> None:
        self._network, self._site = network, site or identity.GLOBAL_SITE
        item = events_pb2.MentionItem()
        mention = item.mention
        mention.network, mention.site, mention.source = self._network, self._site, source
        set_time(mention.collect_time, collected)
        self._bytes = item.SerializeToString()

    def new(self, native_id: str) -> tuple[events_pb2.MentionItem, mention_pb2.Mention]:
        """A fact and the mention in it, with identity and provenance set; the caller fills in the rest."""
        item = events_pb2.MentionItem.FromString(self._bytes)
        mention = item.mention
        mention.key = key = identity.make_key(self._network, self._site, native_id)
        mention.name = identity.mention_name(key)
        mention.native_id = native_id
        return item, mention


def put_text(mention: mention_pb2.Mention, text: str) -> None:
    """Sets the text, cut to its limit; `clean` comes first where a network may bring what no store takes."""
    mention.text, was_cut = cut(text)
    if was_cut:
        mention.truncated = True


def put_times(mention: mention_pb2.Mention, created: Stamp, edited: Stamp | None, collected: Stamp) -> bool:
    """Sets when it was written and edited, never later than collected; tells whether one lay in the future.

    The revision follows the edit stamp as the network gave it, so that the order of edits survives the clamp.
    """
    future = created > collected
    set_time(mention.create_time, collected if future else created)
    if edited is not None:
        mention.revision = edited.ms()
        future = future or edited > collected
        set_time(mention.edit_time, min(edited, collected))
    return future


def deletion(
    key: str, network: str, source: str, deleted: Stamp | None, collected: Stamp
) -> events_pb2.MentionItem:
    """The fact that a contribution is gone."""
    item = events_pb2.MentionItem()
    fact = item.deletion
    fact.key = key
    fact.network = network
    fact.source = source
    set_time(fact.delete_time, collected if deleted is None else min(deleted, collected))
    set_time(fact.collect_time, collected)
    return item
