"""Wishes to merge and to split conversations, and the record of what moved."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, NamedTuple

from antiphon.routing.v1 import conversation_service_pb2 as messages
from services.common.model import errors
from services.router.core import names

MERGE: Final = int(messages.ConversationMove.KIND_MERGE)
SPLIT: Final = int(messages.ConversationMove.KIND_SPLIT)

MOST_JOINED: Final = 20
"""Opportunities that are merged into another at a time."""
MOST_MENTIONS: Final = 5000
"""Mentions that move at a time: intake waits meanwhile."""
LONGEST_REASON: Final = 500

_MOVE: Final = re.compile(r"conversationMoves/([1-9][0-9]{0,17})")


class MergeWish(NamedTuple):
    """What somebody wants to merge.

    Attributes:
        uid: of the opportunity that stays.
        joined: uids of those that join it.
        request_id: names this wish; empty in a preview.
    """

    uid: str
    joined: tuple[str, ...]
    reason: str = ""
    request_id: str = ""

    @property
    def asked(self) -> str:
        """What tells this wish from others under the same request id."""
        return json.dumps(["merge", self.uid, sorted(self.joined)])


class SplitWish(NamedTuple):
    """What somebody wants to split off.

    Attributes:
        uid: of the opportunity that stays.
        keys: of the mentions that leave it; empty where a merge is taken back.
        move: number of the merge that is taken back; 0 for none.
        request_id: names this wish; empty in a preview.
    """

    uid: str
    keys: frozenset[str] = frozenset()
    move: int = 0
    reason: str = ""
    request_id: str = ""

    @property
    def asked(self) -> str:
        """What tells this wish from others under the same request id."""
        return json.dumps(["split", self.uid, sorted(self.keys), self.move])


@dataclass(slots=True)
class Load:
    """What moved from one opportunity to another.

    Attributes:
        mentions: their keys.
        replies: their request ids.
        notes: their rows; of a draft that became a note as well.
        commitments: their rows.
        drafts: their authors.
        tags: all that people had said of the source's tags, each with whether it is there.
        new_tags: those among them of which the target knew nothing.
        incident: of the source; 0 for none.
        incident_taken: whether the target took it over.
    """

    mentions: list[str] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    commitments: list[int] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    tags: list[tuple[str, bool]] = field(default_factory=list)
    new_tags: list[str] = field(default_factory=list)
    incident: int = 0
    incident_taken: bool = False

    def encode(self) -> str:
        """As tables keep it."""
        return json.dumps(asdict(self), separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def decode(cls, text: str) -> Load:
        """What `encode` wrote."""
        told: dict[str, Any] = json.loads(text)
        told["tags"] = [(tag, present) for tag, present in told["tags"]]
        return cls(**told)


def name(number: int) -> str:
    """Resource name of a move."""
    return f"conversationMoves/{number}"


def merge_wish(uid: str, joined: Sequence[str], reason: str = "", request_id: str = "") -> MergeWish:
    """A wish to merge, checked; `uid` and `joined` are resource names.

    Raises:
        InvalidField: if it is none.
    """
    stays = names.opportunity_uid(uid)
    uids = tuple(dict.fromkeys(names.opportunity_uid(one, "joined") for one in joined))
    if not 1 <= len(uids) <= MOST_JOINED:
        raise errors.InvalidField("joined", f"name 1 to {MOST_JOINED} opportunities that join it.")
    if stays in uids:
        raise errors.InvalidField("joined", "it names the opportunity that stays; leave that out.")
    return MergeWish(stays, uids, check_reason(reason), request_id)


def split_wish(
    uid: str, keys: Sequence[str], move: str, reason: str = "", request_id: str = ""
) -> SplitWish:  # fmt: skip
    """A wish to split, checked; `uid` and `move` are resource names.

    Raises:
        InvalidField: if it is none.
    """
    if bool(keys) == bool(move):
        raise errors.InvalidField("mention_keys", "name either mentions that leave, or in move a merge.")
    return SplitWish(
        names.opportunity_uid(uid), frozenset(keys), _number(move), check_reason(reason), request_id
    )


def check_reason(text: str) -> str:
    """A reason that can be kept.

    Raises:
        InvalidField: if it is too long.
    """
    if len(text) > LONGEST_REASON:
        raise errors.InvalidField("reason", f"it is longer than {LONGEST_REASON} characters; shorten it.")
    return text.strip().replace("\0", "")


def check_keys(keys: Collection[str], known: Collection[str]) -> Collection[str]:
    """Keys of mentions that an opportunity has.

    Raises:
        InvalidField: if it has not got one of them.
    """
    for key in sorted(keys):
        if key not in known:
            raise errors.InvalidField("mention_keys", f"{key!r} is no mention of it; show it to see its own.")
    return frozenset(keys)


def check_size(mentions: int) -> None:
    """Refuses what is too much to move at a time.

    Raises:
        InvalidField: if it is.
    """
    if mentions > MOST_MENTIONS:
        raise errors.InvalidField(
            "name", f"{mentions} mentions would move, and at most {MOST_MENTIONS} can; move fewer at a time."
        )


def _number(move: str) -> int:
    if not move:
        return 0
    found = _MOVE.fullmatch(move)
    if not found:
        raise errors.InvalidField("move", f"{move!r} is no move; write conversationMoves/ and its number.")
    return int(found[1])
