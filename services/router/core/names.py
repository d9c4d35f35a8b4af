"""Resource names of the router: made and taken apart in one place."""

from __future__ import annotations

import re
import uuid
from typing import Final, NamedTuple

from services.common.model import errors

_OPPORTUNITY: Final = re.compile(r"opportunities/([a-z2-7]{32})")
_REPLY: Final = re.compile(r"opportunities/([a-z2-7]{32})/replies/([0-9a-f-]{36})")
_SOURCE: Final = re.compile(r"sources/[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_BRAND: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_NETWORK: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")

_INCIDENT: Final = re.compile(r"incidents/([1-9][0-9]{0,17})")

ANY: Final = "-"


class ReplyId(NamedTuple):
    """A reply: the uid of its opportunity and its request id."""

    opportunity: str
    request_id: str


def opportunity(uid: str) -> str:
    """Resource name of an opportunity."""
    return f"opportunities/{uid}"


def reply(uid: str, request_id: str) -> str:
    """Resource name of a reply."""
    return f"opportunities/{uid}/replies/{request_id}"


def opportunity_uid(name: str, field: str = "name") -> str:
    """Uid of the opportunity a request names."""
    found = _OPPORTUNITY.fullmatch(name)
    if not found:
        raise errors.InvalidField(field, f"{name!r} is no opportunity; write opportunities/ and its id.")
    return found[1]


def reply_id(name: str) -> ReplyId:
    """The reply a request names."""
    found = _REPLY.fullmatch(name)
    if not found:
        raise errors.InvalidField(
            "name", f"{name!r} is no reply; write opportunities/{{opportunity}}/replies/{{reply}}."
        )
    return ReplyId(found[1], found[2])


def reply_parent(name: str) -> str | None:
    """Uid of the opportunity whose replies are asked for; None for all."""
    return None if name == f"opportunities/{ANY}" else opportunity_uid(name, "parent")


def brand(name: str) -> str:
    """Full name of the brand a request names; empty for all."""
    plain = name.removeprefix("brands/")
    if not plain or plain == ANY:
        return ""
    if not _BRAND.fullmatch(plain):
        raise errors.InvalidField("brand", f"{name!r} is no brand; write brands/ and its id.")
    return f"brands/{plain}"


def calendar(plain: str) -> str:
    """Resource name of a calendar."""
    return f"calendars/{plain}"


def deadline_policy(plain: str) -> str:
    """Resource name of a deadline policy."""
    return f"deadlinePolicies/{plain}"


def plain_id(name: str, collection: str, field: str) -> str:
    """Id of a resource that a request names in full, for example `calendars/office`.

    Raises:
        InvalidField: for anything else.
    """
    plain = name.removeprefix(f"{collection}/")
    if plain == name or not _BRAND.fullmatch(plain):
        raise errors.InvalidField(field, f"{name!r} is none of {collection}/ and an id in lower case.")
    return plain


def incident_name(number: int) -> str:
    """Resource name of an incident."""
    return f"incidents/{number}"


def incident(name: str, field: str) -> int:
    """The incident that a request names.

    Raises:
        InvalidField: if it names none.
    """
    found = _INCIDENT.fullmatch(name)
    if not found:
        raise errors.InvalidField(field, f"{name!r} is no incident; write incidents/ and its number.")
    return int(found[1])


def new_id(plain: str, field: str) -> str:
    """Id that a new resource shall have.

    Raises:
        InvalidField: if it cannot be one.
    """
    if not _BRAND.fullmatch(plain):
        raise errors.InvalidField(
            field, f"{plain!r} is no id; write lower-case letters, digits and hyphens, at most 63."
        )
    return plain


def network(name: str) -> str:
    """The network a request names; empty for all."""
    if name and not _NETWORK.fullmatch(name):
        raise errors.InvalidField("network", f"{name!r} is no network; write for example bluesky.")
    return name


def source(name: str) -> str:
    """The source a request names; empty when it names none."""
    if name and not _SOURCE.fullmatch(name):
        raise errors.InvalidField("reply.source", f"{name!r} is no source; write sources/ and its id.")
    return name


def request_id(text: str) -> str:
    """A request id in its one spelling."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise errors.InvalidField("request_id", f"{text!r} is no UUID; make one per answer.") from None
