"""One mention as a policy looks at it, for one brand at one moment."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.router.core import facts, priority, signals
from services.router.core.replyability import Capability
from services.router.core.signals import BrandNames, Signals

_WORDS: Final = re.compile(r"[\w']+")


class Acquaintance(NamedTuple):
    """What the team knows of an author, with all that the same person is on other networks.

    Attributes:
        tags: that the team gave the customer.
        opportunities: that there were before.
    """

    tags: tuple[str, ...] = ()
    opportunities: int = 0


STRANGER: Final = Acquaintance()


class Case:
    """What a policy may look at.

    Attributes:
        mention: what was said.
        read: its score and traits, as the brand sees it.
        capability: what its network allows.
        names: of the brand.
        written: when its author wrote it, in microseconds.
        now: moment of the decision, in microseconds.
        points: its priority before a policy moves it.
        how: whether and how it can be answered now.
        customer: what the team knows of its author; that of a stranger where nobody looked it up.
    """

    __slots__ = (
        "_plain",
        "_words",
        "capability",
        "customer",
        "how",
        "mention",
        "names",
        "now",
        "points",
        "read",
        "written",
    )

    def __init__(
        self,
        mention: mention_pb2.Mention,
        read: Signals,
        capability: Capability,
        names: BrandNames,
        *,
        written: int,
        now: int,
        customer: Acquaintance = STRANGER,
    ) -> None:
        self.mention = mention
        self.read = read
        self.capability = capability
        self.names = names
        self.written = written
        self.now = now
        self.customer = customer
        self.points = priority.assess(read)
        self.how = capability.at(written, now)
        self._words: frozenset[str] | None = None
        self._plain: str | None = None

    @property
    def plain(self) -> str:
        """Title and text in lower case, its words between single spaces."""
        if self._plain is None:
            self._plain = fold(f"{self.mention.title} {self.mention.text}")
        return self._plain

    @property
    def words(self) -> frozenset[str]:
        """The words of title and text, in lower case."""
        if self._words is None:
            self._words = frozenset(self.plain.split())
        return self._words


def fold(text: str) -> str:
    """A text in lower case, its words between single spaces, with one at either end."""
    return f" {' '.join(_WORDS.findall(text.casefold()))} "


def of(
    mention: mention_pb2.Mention,
    score: score_pb2.Score,
    capability: Capability,
    names: BrandNames,
    now: int,
) -> Case:
    """A mention with its score as a brand sees it now."""
    read = signals.read(mention, score, names)
    return Case(mention, read, capability, names, written=facts.written_at(mention), now=now)


def names_of(brand: str, *, display_name: str = "", handles: tuple[str, ...] = ()) -> BrandNames:
    """Names of a brand that is only told of, as in an example."""
    fact = events_pb2.BrandFact(name=brand, display_name=display_name, handles=handles)
    return BrandNames.of(brand, fact if display_name or handles else None)
