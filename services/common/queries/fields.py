"""The fields of the language: what each means and which values it takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from services.common.queries import folding, tree

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": ("post", "reply", "comment", "review", "message", "repost", "quote"),
    "is": ("reply", "repost", "quote", "verified"),
    "has": ("media", "link", "question"),
}
"""Fields with a closed list of values."""
NUMBERS: Final = ("followers", "rating", "likes")
"""Fields with a number, or a range of them."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A field as the reference tells of it.

    Attributes:
        example: one use.
        text: what it means.
    """

    example: str
    text: str


FIELDS: Final[Mapping[str, Meaning]] = {
    "author": Meaning(
        "author:acme", 'the account of this handle, wildcards allowed; `author:"Jane Doe"` also by shown name'
    ),
    "bio": Meaning('bio:"data scientist"', "words of what the author says of themselves"),
    "lang": Meaning("lang:en", "the language the network or the author declared; `en` includes `en-GB`"),
    "source": Meaning("source:bluesky", "the network, or the connection that brought it"),
    "site": Meaning("site:example.org", "the site it stands on or links to itself by, with its subdomains"),
    "link": Meaning("link:acme.example/sale", "an address in it, or its own, that contains this"),
    "title": Meaning('title:"price rise"', "words of its title alone"),
    "in_thread_of": Meaning("in_thread_of:mastodon:example.org:17", "the thread that began with this key"),
    "reply_to": Meaning("reply_to:mastodon:example.org:17", "answers what has this key"),
    "kind": Meaning("kind:review", "what it is: " + ", ".join(CHOICES["kind"])),
    "is": Meaning("is:reply", "is " + ", ".join(CHOICES["is"]) + "; verified is its author"),
    "has": Meaning("has:question", "has " + ", ".join(CHOICES["has"])),
    "followers": Meaning("followers:1000..", "how many follow the author"),
    "rating": Meaning("rating:0..0.4", "from 0, worst, to 1, best"),
    "likes": Meaning("likes:10..", "how many like it"),
    "created": Meaning("created:2026-01-01..2026-01-31", "when it was published, UTC, the last day included"),
}
"""All fields in the order they are taught."""

_NUMBER: Final = re.compile(r"\d{1,15}(?:\.\d{1,9})?", re.ASCII)
_TAG: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.ASCII)
_DAY: Final = timedelta(days=1) - timedelta(seconds=1)


class BadValueError(ValueError):
    """A value that its field does not take; its text says what it does."""


def read(name: str, value: str) -> tree.Node:
    """The meaning of a field other than `title` and `bio` with an unquoted value.

    Raises:
        BadValueError: the value is none of this field.
    """
    if name in NUMBERS:
        return _range(name, value)
    if name == "created":
        return _period(value)
    folded = folded_value(name, value)
    if name in CHOICES and folded not in CHOICES[name]:
        raise BadValueError(f"`{name}:` is one of {', '.join(CHOICES[name])}, not `{value[:40]}`")
    if name == "lang" and not _TAG.fullmatch(folded):
        raise BadValueError(f"`lang:` is a language tag such as `en` or `pt-br`, not `{value[:40]}`")
    if not folded.strip("*?"):
        raise BadValueError(f"`{name}:` needs a value with a letter or digit, as in `{FIELDS[name].example}`")
    return tree.Has(name, folded)


def folded_value(name: str, value: str) -> str:
    """A value as its field compares it."""
    folded = unicodedata.normalize("NFC", value.strip()).casefold()
    if name == "author":
        return folded.removeprefix("@")
    if name == "lang":
        return folded.replace("_", "-")
    if name == "source":
        return folded.removeprefix("sources/")
    if name == "site":
        return folded.removeprefix("https://").removeprefix("http://").removeprefix("www.").strip("/.")
    return value if name in {"in_thread_of", "reply_to"} else folded


def quoted(name: str, value: str) -> tree.Node:
    """The same of a quoted value: of `author` it may also be a shown name.

    Raises:
        BadValueError: the value is none of this field.
    """
    node = read(name, value)
    if name == "author" and isinstance(node, tree.Has):
        return tree.Has(name, node.value, tuple(folding.normalise(value).split()))
    return node


def _range(name: str, value: str) -> tree.Range:
    low, high = _ends(name, value)
    for end in (low, high):
        if end and not _NUMBER.fullmatch(end):
            raise BadValueError(
                f"`{name}:` is a number or a range like `{FIELDS[name].example}`, not `{value[:40]}`"
            )
    least, most = (float(end) if end else None for end in (low, high))
    _check_order(name, least, most)
    return tree.Range(name, least, most)


def _ends(name: str, value: str) -> tuple[str, str]:
    low, dots, high = value.partition("..")
    if not dots:
        return value, value
    if not (low or high):
        raise BadValueError(f"`{name}:..` leaves both ends open; write one, as in `{FIELDS[name].example}`")
    return low, high


def _check_order(name: str, least: float | None, most: float | None) -> None:
    if least is not None and most is not None and least > most:
        raise BadValueError(f"`{name}:` goes from the lower to the higher; swap the two")


def _period(value: str) -> tree.Range:
    low, high = _ends("created", value)
    least = _moment(low, value)[0] if low else None
    most = _moment(high, value)[1] if high else None
    _check_order("created", least, most)
    return tree.Range("created", least, most)


def _moment(written: str, value: str) -> tuple[float, float]:
    """First and last second of a day, or a second twice."""
    try:
        moment = datetime.fromisoformat(written)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        last = moment + _DAY if len(written) == len("2026-01-01") else moment
        return float(int(moment.timestamp())), float(int(last.timestamp()))
    except (ValueError, OverflowError):
        example = FIELDS["created"].example
        raise BadValueError(f"`created:` is a day or a range like `{example}`, not `{value[:40]}`") from None
