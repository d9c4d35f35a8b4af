"""What the listener looks out for at one moment: the queries and the accounts of all brands.

And what it looks away from: whatever is by an author who asked to be forgotten.

A watch never changes. When a brand or a query does, a new one is built and swapped in, so that readers in
the middle of a page are never in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2
from antiphon.mention.v1 import mention_pb2
from services.common import queries
from services.common.model import suppression
from services.common.queries import pushing, searching
from services.common.queries.matching import Matcher
from services.common.queries.programs import Standing
from services.listener.core import cleaning, matching

Asked = tuple[str, str]
"""Name and expression of a query."""


_LESSONS: Final = "sandbox:"
"""How keys of what is said in lessons begin."""


class Sought(NamedTuple):
    """What a query asks networks for: phrases, and the narrowest wish where it has one."""

    phrases: Sequence[str]
    wish: pushing.Wish | None


@dataclass(frozen=True, slots=True)
class Watch:
    """The matcher of all queries and the handles of all brands.

    Attributes:
        matcher: finds which queries ask for a mention.
        own_handles: folded handles of the brands' own accounts.
        brands: resource names of all brands.
        erased: sealed references of authors who asked to be forgotten.
        seal: makes such references; None while nobody asked.
        phrases: what sources may ask a network for to find all that the queries want, each once.
        handles: of the brands' own accounts, as people wrote them.
        wishes: the same for networks with a boolean search, of each query that has one.
        asked: names and expressions of the queries, with what each asks networks for.
        training: brands among them that agents practise with.
    """

    matcher: Matcher = field(default_factory=Matcher)
    own_handles: frozenset[str] = frozenset()
    brands: frozenset[str] = frozenset()
    erased: frozenset[bytes] = frozenset()
    seal: suppression.Seal | None = None
    phrases: Sequence[str] = ()
    wishes: Sequence[pushing.Wish] = ()
    handles: Sequence[str] = ()
    asked: Mapping[Asked, Sought] = field(default_factory=dict)
    training: frozenset[str] = frozenset()

    def admit(self, mention: mention_pb2.Mention, brands: Sequence[str] = ()) -> bool:
        """Writes down who asked for a mention; tells whether anyone did.

        `brands` get it whatever the queries say: a person assigned it, or it continues a thread of theirs.
        Nobody gets what is by an erased author.
        """
        if self.is_erased(mention):
            return False
        matches: Sequence[mention_pb2.Match] = ()
        lessons = self.training.intersection(brands) if self.training else ()
        if lessons:
            # A lesson is nobody else's news, and what comes from another network is no lesson.
            brands = sorted(lessons) if mention.key.startswith(_LESSONS) else ()
        else:
            matches = matching.matches(self.matcher, mention)
        if brands:
            matches = _with_assigned(matches, brands)
        if not matches:
            return False
        if mention.matches:
            del mention.matches[:]
        mention.matches.extend(matches)
        return True

    def is_erased(self, mention: mention_pb2.Mention) -> bool:
        """Whether its author asked to be forgotten; an author without a key cannot be told."""
        if self.seal is None:
            return False
        key = mention.author.key
        return bool(key) and self.seal(suppression.reference(key)) in self.erased

    def still_wanted(self, items: Sequence[events_pb2.MentionItem]) -> Sequence[events_pb2.MentionItem]:
        """The items but those of authors who asked to be forgotten after they were let in."""
        return [item for item in items if not self.is_erased(item.mention)] if self.erased else items


def build(
    brands: Iterable[listening_service_pb2.Brand],
    standing: Iterable[listening_service_pb2.Query],
    erased: frozenset[bytes] = frozenset(),
    seal: suppression.Seal | None = None,
    before: Watch | None = None,
) -> Watch:
    """The watch over these brands and queries, without the erased authors.

    Costs what changed since the one `before`.
    """
    brands = list(brands)
    matcher, asked = _asked(standing, before)
    return Watch(
        matcher,
        frozenset(cleaning.fold_handle(handle) for brand in brands for handle in brand.handles),
        frozenset(brand.name for brand in brands),
        erased,
        seal,
        tuple(dict.fromkeys(phrase for each in asked.values() for phrase in each.phrases)),
        tuple(dict.fromkeys(each.wish for each in asked.values() if each.wish is not None)),
        tuple(dict.fromkeys(handle for brand in brands for handle in brand.handles)),
        asked,
        frozenset(brand.name for brand in brands if brand.training),
    )


def _asked(
    standing: Iterable[listening_service_pb2.Query], before: Watch | None
) -> tuple[Matcher, Mapping[Asked, Sought]]:
    """The matcher of all queries, made from the one before, and what each asks networks for."""
    asked = [(query.name, query.expression) for query in standing]
    known = before.asked if before else {}
    gone = [name for name, _ in known.keys() - set(asked)]
    sought: dict[Asked, Sought] = {}
    fresh = []
    for each in asked:
        found = known.get(each)
        if found is None:
            query = _parse(each[1])
            if query is None:  # stored by another version perhaps; the others must not suffer
                continue
            fresh.append(Standing(each[0].partition("/queries/")[0], each[0], query))
            found = Sought(searching.phrases(query), pushing.wish(query))
        sought[each] = found
    matcher = before.matcher if before else Matcher()
    return matcher.changed(fresh, gone) if fresh or gone else matcher, sought


def _parse(expression: str) -> queries.Query | None:
    try:
        return queries.parse(expression)
    except queries.QueryError:
        return None


def _with_assigned(
    matches: Sequence[mention_pb2.Match], brands: Sequence[str]
) -> Sequence[mention_pb2.Match]:
    known = {match.brand for match in matches}
    assigned = [mention_pb2.Match(brand=brand) for brand in brands if brand not in known]
    return sorted([*matches, *assigned], key=lambda match: (match.brand, match.query))
