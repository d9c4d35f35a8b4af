"""Customers: which authors are one person. People decide it; the names only say how likely it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final, NamedTuple

from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import customer_service_pb2 as messages
from services.common.model import errors

_NAME: Final = re.compile(r"customers/([0-9a-f]{32})")
_MERGE: Final = re.compile(r"customers/([0-9a-f]{32})/merges/([1-9][0-9]{0,17})")

LONGEST_NAME: Final = 200
LONGEST_NOTE: Final = 2000
LONGEST_TAG: Final = 40
TAGS_AT_MOST: Final = 20
LONGEST_REASON: Final = 500

TELLING_HANDLE: Final = 6
"""Letters from which the same handle elsewhere says something: short ones are taken by strangers."""

LINKED: Final = 0.9
SAME_HANDLE: Final = 0.5
SAME_NAME: Final = 0.3
SAME_PLACE: Final = 0.1
"""How sure each agreement alone makes it that two authors are one person. Our judgement, not measured."""


class MergeId(NamedTuple):
    """A merge: the customer that stayed, and its number."""

    customer: str
    number: int


def name(uid: str) -> str:
    """Resource name of a customer."""
    return f"customers/{uid}"


def uid_of(author: bytes) -> str:
    """The customer that an author is while nobody says otherwise."""
    return author.hex()


def author_of(uid: str) -> bytes:
    """The author whose own customer this is."""
    return bytes.fromhex(uid)


def uid(full: str, field: str = "name") -> str:
    """The customer that a request names.

    Raises:
        InvalidField: if it names none.
    """
    found = _NAME.fullmatch(full)
    if not found:
        raise errors.InvalidField(field, f"{full!r} is no customer; write customers/ and its id.")
    return found[1]


def merge_id(full: str) -> MergeId:
    """The merge that a request names.

    Raises:
        InvalidField: if it names none.
    """
    found = _MERGE.fullmatch(full)
    if not found:
        raise errors.InvalidField(
            "name", f"{full!r} is no merge; write customers/{{customer}}/merges/{{merge}}."
        )
    return MergeId(found[1], int(found[2]))


def merge_name(merge: MergeId) -> str:
    """Resource name of a merge."""
    return f"{name(merge.customer)}/merges/{merge.number}"


def reason(text: str) -> str:
    """Why something is done, for the record.

    Raises:
        InvalidField: if it is too long.
    """
    if len(text) > LONGEST_REASON:
        raise errors.InvalidField("reason", f"it is longer than {LONGEST_REASON} characters; shorten it.")
    return text


def check(told: messages.Customer) -> None:
    """Whether the team may say this of a customer.

    Raises:
        InvalidField: for what is too long, too much, or empty.
    """
    if len(told.display_name) > LONGEST_NAME:
        raise errors.InvalidField("customer.display_name", f"it is longer than {LONGEST_NAME} characters.")
    if len(told.note) > LONGEST_NOTE:
        raise errors.InvalidField(
            "customer.note", f"it is longer than {LONGEST_NOTE} characters; shorten it."
        )
    if len(told.tags) > TAGS_AT_MOST:
        raise errors.InvalidField("customer.tags", f"there are more than {TAGS_AT_MOST}; drop some.")
    for tag in told.tags:
        if not tag.strip() or len(tag) > LONGEST_TAG:
            raise errors.InvalidField("customer.tags", f"{tag!r} is empty or longer than {LONGEST_TAG}.")


class Likeness(NamedTuple):
    """How sure names make it that two customers are one person, 0 to 1, and why."""

    certainty: float
    reasons: list[str]


def likeness(
    ones: Sequence[messages.CustomerIdentity], others: Sequence[messages.CustomerIdentity]
) -> Likeness:
    """How alike the identities of two customers are: each agreement counts once, as independent evidence.

    1 - product(1 - p) over the agreements; two accounts on one network halve it: a person seldom has two.
    """
    found: dict[str, float] = {}
    for one, other in product(ones, others):
        found.update(_agreements(one.author, other.author))
    doubt = 1.0
    for weight in found.values():
        doubt *= 1 - weight
    certainty, reasons = 1 - doubt, list(found)
    shared = {one.network for one in ones} & {other.network for other in others}
    if shared:
        certainty /= 2
        reasons.append(f"Both have an account on {', '.join(sorted(shared))}; one person seldom has two.")
    if not found:
        reasons.append("Nothing in the names says that they are one person.")
    return Likeness(round(certainty, 3), reasons)


def _agreements(one: mention_pb2.Author, other: mention_pb2.Author) -> Iterable[tuple[str, float]]:
    if _points(one, other) or _points(other, one):
        yield "One profile links to the other.", LINKED
    handle = _fold(one.handle)
    if len(handle) >= TELLING_HANDLE and handle == _fold(other.handle):
        yield f"Both are called @{one.handle}.", SAME_HANDLE
    if _fold(one.display_name) and _fold(one.display_name) == _fold(other.display_name):
        yield f"Both are named {one.display_name}.", SAME_NAME
    if _fold(one.location) and _fold(one.location) == _fold(other.location):
        yield f"Both say they live in {one.location}.", SAME_PLACE


def _points(one: mention_pb2.Author, other: mention_pb2.Author) -> bool:
    """Whether one's profile names the address of the other's."""
    address = other.link.split("://")[-1].rstrip("/").casefold()
    return "/" in address and address in one.bio.casefold()


def _fold(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
