"""What the archive keeps of a key when facts about it come in any order, twice, or apart.

The state of a key is the best of all that was heard of it: a deletion beats everything, a higher
revision beats a lower one, and two hearings of one revision are merged. Each rule is commutative,
associative and idempotent, so the tables are the same whatever the order of the log.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2

MICROSECONDS = 1_000_000

_IS_KEY = re.compile(r"[^:]+:[^:]+:[^:]+").fullmatch


class Entry(NamedTuple):
    """One state of one mention, with what the scorer says of it."""

    mention: mention_pb2.Mention
    score: score_pb2.Score


@dataclass(slots=True)
class Gist:
    """A batch folded to one state per key."""

    entries: dict[str, Entry] = field(default_factory=dict)
    """Best state by key; none of them deleted by the same batch."""
    deletions: dict[str, str] = field(default_factory=dict)
    """Network by key of what is gone."""


def problem(item: events_pb2.MentionItem) -> str:
    """Why an item can never be archived, in a sentence; empty when it can."""
    kind = item.WhichOneof("fact")
    if kind is None:
        return "The item holds neither a mention nor a deletion that this build knows."
    fact = item.mention if kind == "mention" else item.deletion
    if not _IS_KEY(fact.key):
        return f"The {kind} has no key of the form network:site:native_id."
    return "" if fact.network else f"The {kind} does not name its network."


def fold(facts: Iterable[tuple[events_pb2.MentionItem, score_pb2.Score]]) -> Gist:
    """One state per key out of facts in any order."""
    gist = Gist()
    for item, score in facts:
        if item.WhichOneof("fact") == "deletion":
            gist.deletions[item.deletion.key] = item.deletion.network
            continue
        mention = item.mention
        key, entry = mention.key, Entry(_ordered(mention), score)
        held = gist.entries.get(key)
        gist.entries[key] = entry if held is None else merge(held, entry)
    for key in gist.deletions:
        gist.entries.pop(key, None)
    return gist


def merge(one: Entry, other: Entry) -> Entry:
    """The better of two states of the same key, with the matches of both if their revision is the same."""
    if one.mention.revision != other.mention.revision:
        return one if one.mention.revision > other.mention.revision else other
    if one.mention == other.mention and one.score == other.score:
        return one
    better = one if _rank(one) >= _rank(other) else other
    matches = _union(one.mention.matches, other.mention.matches)
    if list(better.mention.matches) == matches:
        return better
    merged = mention_pb2.Mention()
    merged.CopyFrom(better.mention)
    del merged.matches[:]
    merged.matches.extend(matches)
    return Entry(merged, better.score)


def create_microseconds(mention: mention_pb2.Mention) -> int:
    """When it was published, else collected, in microseconds since 1970."""
    stamp = mention.create_time
    seconds, nanos = stamp.seconds, stamp.nanos
    if not seconds and not mention.HasField("create_time"):
        stamp = mention.collect_time
        seconds, nanos = stamp.seconds, stamp.nanos
    return seconds * MICROSECONDS + nanos // 1_000


def brands(mention: mention_pb2.Mention) -> Collection[str]:
    """Brands that asked for it, each once."""
    matches = mention.matches
    if len(matches) == 1:
        brand = matches[0].brand
        return (brand,) if brand else ()
    return {match.brand for match in matches if match.brand}


def is_our_answer(mention: bytes, answered: Collection[str]) -> bool:
    """Whether a kept mention is by an account of a brand's own and answers one of these keys."""
    found = mention_pb2.Mention.FromString(mention)
    return found.author.own and found.parent_key in answered


def _rank(entry: Entry) -> tuple[int, int, str, int, int, bytes, bytes]:
    """A total order of two hearings of one revision.

    What was scored again later comes first, then the newer scorer, then who collected it first.
    """
    bare = mention_pb2.Mention()
    bare.CopyFrom(entry.mention)
    del bare.matches[:]
    collected = entry.mention.collect_time
    rescored = entry.score.rescore_time
    return (
        rescored.seconds,
        rescored.nanos,
        entry.score.model_version,
        -collected.seconds,
        -collected.nanos,
        bare.SerializeToString(deterministic=True),
        entry.score.SerializeToString(deterministic=True),
    )


def _ordered(mention: mention_pb2.Mention) -> mention_pb2.Mention:
    """The same mention with its matches as the set they are."""
    if len(mention.matches) < 2:
        return mention
    matches = _union(mention.matches, ())
    if matches == list(mention.matches):
        return mention
    copy = mention_pb2.Mention()
    copy.CopyFrom(mention)
    del copy.matches[:]
    copy.matches.extend(matches)
    return copy


def _union(one: Iterable[mention_pb2.Match], other: Iterable[mention_pb2.Match]) -> list[mention_pb2.Match]:
    best: dict[tuple[str, str], mention_pb2.Match] = {}
    for match in (*one, *other):
        held = best.get((match.brand, match.query))
        if held is None or _span_rank(match) > _span_rank(held):
            best[match.brand, match.query] = match
    return [best[name] for name in sorted(best)]


def _span_rank(match: mention_pb2.Match) -> tuple[int, bytes]:
    return len(match.spans), match.SerializeToString(deterministic=True)
