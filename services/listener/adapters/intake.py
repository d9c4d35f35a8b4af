"""Decides which of the facts a source brought go onto the log.

A mention goes when a query asks for it, when it changes one that went before, or when it answers one that
did. A deletion goes only for what went before: a firehose tells of every deletion there is. Nothing goes
that is by an author who asked to be forgotten, and nothing goes again that the log gains nothing from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from google.protobuf import timestamp_pb2

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import errors, identity
from services.common.store import Database
from services.listener.adapters.memory import Memory
from services.listener.adapters.watching import Watching
from services.listener.core import cleaning
from services.listener.core.watch import Watch
from services.listener.store import seen
from services.listener.store.seen import Seen


@dataclass(slots=True)
class Taken:
    """What became of a page.

    Attributes:
        items: what goes onto the log, in the order of the page.
        published: what they tell of, to be remembered once the log has them.
        received: facts of the page.
        faults: facts without an identity.
        repeats: facts that are on the log already, or on their way.
        erased: who was not let through.
    """

    received: int
    items: list[events_pb2.MentionItem] = field(default_factory=list)
    published: dict[str, Seen] = field(default_factory=dict)
    faults: int = 0
    repeats: int = 0
    erased: frozenset[bytes] = frozenset()

    @property
    def unmatched(self) -> int:
        """Facts that nobody asked for."""
        return self.received - len(self.items) - self.faults - self.repeats


class Intake:
    """The door for everything that sources bring."""

    def __init__(self, db: Database, watching: Watching, memory: Memory | None = None) -> None:
        self._db = db
        self._watching = watching
        self._memory = memory or Memory(db)

    async def take(
        self,
        items: Sequence[events_pb2.MentionItem],
        source: str,
        collected: timestamp_pb2.Timestamp,
        recent: Mapping[str, Seen],
        brands: Sequence[str] = (),
        *,
        anew: bool = False,
    ) -> Taken:
        """Cleans, matches and sorts out.

        Args:
            items: facts of one page.
            source: who brought them.
            collected: when.
            recent: what went and is not in the table yet.
            brands: who gets them whatever the queries say.
            anew: whether they go also when the log has them: a person asked for the past to be read again.
        """
        watch = self._watching.current
        taken = Taken(len(items), erased=watch.erased)
        sound = [
            item
            for item in items
            if _clean(item, source, collected, watch, taken) and not watch.is_erased(item.mention)
        ]
        asked = [_is_asked_for(item, watch, brands) for item in sound]
        known = await self._known(sound, asked, recent)
        before = taken.published if anew else known
        for item, wanted in zip(sound, asked, strict=True):
            went = self._admit(item, watch, known, wanted=wanted)
            if went is None:
                continue
            if (last := before.get(went.key)) is not None and last.covers(went):
                taken.repeats += 1
                continue
            taken.items.append(item)
            taken.published[went.key] = known[went.key] = went
        self._memory.remember(taken.published)
        return taken

    def check_again(self, taken: Taken) -> None:
        """Takes out whose author asked to be forgotten since: a page may wait long for a full log."""
        watch = self._watching.current
        if watch.erased != taken.erased:
            taken.items = list(watch.still_wanted(taken.items))
            taken.erased = watch.erased

    async def _known(
        self,
        items: Sequence[events_pb2.MentionItem],
        asked: Sequence[bool],
        recent: Mapping[str, Seen],
    ) -> dict[str, Seen]:
        keys = {
            key for item, wanted in zip(items, asked, strict=True) for key in _looked_up(item, wanted=wanted)
        }
        # Looked at first: what becomes old news while the table is read leaves `recent` for the table.
        known = {key: recent[key] for key in keys if key in recent}
        others = {key for key in keys if key not in known and self._memory.knows(key)}
        if others:
            known.update(await self._db.read(lambda conn: seen.find(conn, others)))
        return known

    @staticmethod
    def _admit(
        item: events_pb2.MentionItem, watch: Watch, known: Mapping[str, Seen], *, wanted: bool
    ) -> Seen | None:
        """What is to be remembered of an item that may go; None for one that may not."""
        if item.WhichOneof("fact") == "deletion":
            gone = known.get(item.deletion.key)
            if gone is None:
                return None
            return replace(gone, revision=identity.TOMBSTONE_REVISION, matches=0)
        mention = item.mention
        brands = [brand for brand in _brands_of(item, known, wanted=wanted) if brand in watch.brands]
        if brands:
            watch.admit(mention, brands)
        elif not wanted and mention.key not in known:
            return None
        asking = tuple(dict.fromkeys(match.brand for match in mention.matches))
        matches = seen.matches_digest(mention.matches)
        return Seen(mention.key, mention.source, asking, mention.revision, matches)


def _clean(
    item: events_pb2.MentionItem,
    source: str,
    collected: timestamp_pb2.Timestamp,
    watch: Watch,
    taken: Taken,
) -> bool:
    try:
        if item.WhichOneof("fact") == "deletion":
            cleaning.clean_deletion(item.deletion, source, collected)
        else:
            cleaning.clean(item.mention, source, collected, watch.own_handles)
    except errors.InvalidField:
        taken.faults += 1
        return False
    return True


def _is_asked_for(item: events_pb2.MentionItem, watch: Watch, brands: Sequence[str]) -> bool:
    return item.WhichOneof("fact") == "mention" and watch.admit(item.mention, brands)


def _looked_up(item: events_pb2.MentionItem, *, wanted: bool) -> Iterable[str]:
    """Keys that may explain why an item should go, or why it need not."""
    return (item.mention.key,) if wanted else _related(item, wanted=wanted)


def _related(item: events_pb2.MentionItem, *, wanted: bool) -> Iterable[str]:
    """Keys that may explain why an item should go although no query asks for it."""
    if item.WhichOneof("fact") == "deletion":
        return (item.deletion.key,)
    mention = item.mention
    if wanted:
        return (mention.key,) if mention.revision else ()
    return _thread(mention)


def _thread(mention: mention_pb2.Mention) -> Iterable[str]:
    return {mention.key, mention.parent_key, mention.conversation_key} - {""}


def _brands_of(item: events_pb2.MentionItem, known: Mapping[str, Seen], *, wanted: bool) -> Iterable[str]:
    return dict.fromkeys(
        brand for key in _related(item, wanted=wanted) if key in known for brand in known[key].brands
    )
