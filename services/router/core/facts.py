"""Items of the log as the judge reads them: each looked at once, whatever is asked of it afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, Protocol

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.model import identity, suppression

DIGEST_BYTES: Final = suppression.REFERENCE_BYTES

NO_BRAND: Final = ("",)
"""Brands of a mention that nobody asked for, and of a deletion: it is decided once, for no brand."""


class Scored(Protocol):
    """One item of the log: a collected fact and what the scorer says of it."""

    @property
    def item(self) -> events_pb2.MentionItem:
        """The fact."""

    @property
    def score(self) -> score_pb2.Score:
        """Empty for a deletion."""


class Fact(NamedTuple):
    """One collected fact. `mention` is None for a deletion; `brands` are those that asked, each once.

    `rescored` is when somebody had it scored again, in microseconds; 0 where it was scored as it came.
    """

    key: str
    revision: int
    brands: Sequence[str]
    conversation_key: str
    mention: mention_pb2.Mention | None
    score: score_pb2.Score
    rescored: int = 0


def read(items: Iterable[Scored]) -> list[Fact]:
    """The facts of a batch, in its order; items that hold none are left out."""
    found = []
    for scored in items:
        item = scored.item
        if item.HasField("mention"):
            mention = item.mention
            key = mention.key
            conversation_key = mention.conversation_key or key
            score, brands = scored.score, _brands(mention)
            again = rescored(score)
            found.append(Fact(key, mention.revision, brands, conversation_key, mention, score, again))
        elif item.HasField("deletion"):
            key = item.deletion.key
            found.append(Fact(key, identity.TOMBSTONE_REVISION, NO_BRAND, key, None, scored.score))
    return found


def rescored(score: score_pb2.Score) -> int:
    """When somebody had it scored again, in microseconds; 0 where it was scored as it came."""
    return score.rescore_time.ToMicroseconds() if score.HasField("rescore_time") else 0


def author_digest(mention: mention_pb2.Mention) -> bytes | None:
    """How the tables name the author; None when the network hides it."""
    key = mention.author.key
    return suppression.reference(key) if key else None


def written_at(mention: mention_pb2.Mention) -> int:
    """When a mention was written, in microseconds; when it was collected, if the network does not say."""
    moment = mention.create_time if mention.HasField("create_time") else mention.collect_time
    return moment.seconds * 1_000_000 + moment.nanos // 1000


def _brands(mention: mention_pb2.Mention) -> Sequence[str]:
    matches = mention.matches
    if len(matches) == 1:
        return (matches[0].brand,)
    return tuple(dict.fromkeys(match.brand for match in matches)) or NO_BRAND
