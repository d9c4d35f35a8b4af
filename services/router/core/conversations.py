"""Opportunities while a batch is decided: their mentions as members, and what those come to together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from services.router.core import opportunities, priority
from services.router.core.opportunities import Seat
from services.router.core.policies.cases import Case

LIVE: Final = 1
"""The mention is there and deserves the queue."""
QUIET: Final = 2
"""The mention is there, its latest revision deserves no place."""
GONE: Final = 3
"""The mention was deleted."""
FORGOTTEN: Final = 4
"""Its author asked to be forgotten; stays so whatever comes later."""
ABSENT: Final = frozenset({GONE, FORGOTTEN})


@dataclass(slots=True)
class Member:
    """One mention of an opportunity.

    Attributes:
        written: when its author wrote it, in microseconds.
        rule: policy and rule that decided.
        route: where they sent it, as `demand.encode` writes it.
        parts: of the priority, those that the score does not tell itself.
        because: what decided, as `sentences.keep` writes it.
        changed: whether its row must be written.
    """

    mention_key: str
    revision: int
    status: int
    priority: int = 0
    written: int = 0
    rule: str = ""
    route: str = ""
    parts: str = ""
    because: str = ""
    author: bytes | None = None
    mention: bytes = b""
    score: bytes = b""
    changed: bool = True

    def silence(self, revision: int, status: int) -> None:
        """The head of its key deserves no place: its text goes."""
        self.revision, self.changed = revision, True
        self.status = FORGOTTEN if self.status == FORGOTTEN else status
        self.priority = self.written = 0
        self.rule = self.route = self.parts = self.because = ""
        self.author = None
        self.mention = self.score = b""


class Stood(NamedTuple):
    """Where an opportunity stood when the batch began.

    Attributes:
        lane: that it stood in.
        route: that its weightiest member had.
        moved: whether a person put it there.
        escalate: when its queue asks for less; None for never.
    """

    lane: int
    route: str = ""
    moved: bool = False
    escalate: int | None = None


@dataclass(slots=True)
class Conversation:
    """One opportunity while a batch is decided.

    Attributes:
        row: its row.
        before: how it stood when the batch began; None when no row exists yet.
        joined: whether a live mention joined in this batch.
        touched: whether its row must be written.
        refold: whether counting on is not enough, since a member changed.
        top: weightiest live member's priority, moment and key.
        route: of that member.
        clocks: as `deadlines.encode` wrote them when the batch began.
        stood: its lane before; None when no row exists yet.
        latest: latest live member's moment and key: the mention to answer.
        members: all of them when one may change, else only those that joined in this batch.
    """

    uid: str
    brand: str
    conversation_key: str
    network: str
    row: int
    before: Seat | None
    created: int
    joined: bool = False
    touched: bool = False
    refold: bool = False
    live: int = 0
    known: int = 0
    gone: int = 0
    top: tuple[int, int, str] = (0, 0, "")
    route: str = ""
    clocks: str = ""
    stood: Stood | None = None
    latest: tuple[int, str] = (0, "")
    members: dict[str, Member] = field(default_factory=dict)

    def fold(self) -> None:
        """Counts all members anew."""
        self.live = self.known = self.gone = 0
        self.top, self.route, self.latest = (0, 0, ""), "", (0, "")
        for member in self.members.values():
            self.count(member)

    def count(self, member: Member) -> None:
        """Adds one member to the fold; the order of additions does not matter."""
        self.known += 1
        if member.status == LIVE:
            self.live += 1
            weight = (member.priority, member.written, member.mention_key)
            if weight > self.top:
                self.top, self.route = weight, member.route
            self.latest = max(self.latest, (member.written, member.mention_key))
        elif member.status in ABSENT:
            self.gone += 1

    @property
    def rest(self) -> int:
        """The state its mentions alone give it."""
        if self.live:
            return opportunities.OPEN
        return opportunities.WITHDRAWN if self.gone == self.known else opportunities.WATCHED


def fill(member: Member, case: Case, points: int, rule: str) -> None:
    """Writes into a live member what is kept of its mention; `points` after the rule moved its priority."""
    parts = priority.own_parts(case.read)
    if points != case.points:
        parts.append((points - case.points, f"rule {rule}"))
    member.priority, member.written = points, case.written
    member.parts = encode_parts(parts)
    member.mention = case.mention.SerializeToString()
    member.score = case.read.score.SerializeToString()


def encode_parts(parts: Iterable[tuple[int, str]]) -> str:
    """Parts of a priority as lines of points and reason."""
    return "\n".join([f"{points} {reason}" for points, reason in parts])


def decode_parts(text: str) -> list[tuple[int, str]]:
    """The parts that `encode_parts` wrote."""
    return [
        (int(points), reason) for points, _, reason in (line.partition(" ") for line in text.splitlines())
    ]
