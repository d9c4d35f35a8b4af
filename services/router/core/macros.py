"""Saved replies: texts with variables, filled in for one customer, agent, brand and conversation.

A variable that nobody knows is a refusal that names it, never a hole in a sentence;
`{customer.first_name|there}` gives a word for that case. `{{` and `}}` stand for braces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import drafting_service_pb2 as drafting
from services.common.model import errors, signing
from services.router.core import names

MOST_BYTES: Final = 64 * 1024
MOST_LANGUAGES: Final = 50
LONGEST_NAME: Final = 100

_PLACE: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_FIRST: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


class Facts(NamedTuple):
    """What is known where a saved reply is to be used.

    Attributes:
        mention: to answer.
        holder: who answers, as leases name people.
        brand: that answers; its name alone where nothing else is known.
        opportunity: uid.
    """

    mention: mention_pb2.Mention
    holder: str
    brand: events_pb2.BrandFact
    opportunity: str


def _first_name(facts: Facts) -> str:
    name = facts.mention.author.display_name.strip()
    found = _FIRST.match(name)
    return found[0] if found and found[0] == name.split()[0] else ""


VARIABLES: Final[Mapping[str, Callable[[Facts], str]]] = {
    "customer.name": lambda facts: facts.mention.author.display_name.strip(),
    "customer.first_name": _first_name,
    "customer.handle": lambda facts: facts.mention.author.handle,
    "agent.name": lambda facts: signing.of(signing.NAME, facts.holder),
    "agent.initials": lambda facts: signing.of(signing.INITIALS, facts.holder),
    "brand.name": lambda facts: facts.brand.display_name or facts.brand.name.removeprefix("brands/"),
    "opportunity.id": lambda facts: facts.opportunity,
    "opportunity.network": lambda facts: facts.mention.network,
    "opportunity.link": lambda facts: facts.mention.link,
}
"""Name of a variable -> its value; empty where nobody knows it."""


def check(macro: drafting.Macro) -> drafting.Macro:
    """The saved reply to keep.

    Raises:
        InvalidField: if it has no name or text, or a text with a variable that does not exist.
    """
    if not macro.display_name.strip() or len(macro.display_name) > LONGEST_NAME:
        raise errors.InvalidField("macro.display_name", f"is needed, in at most {LONGEST_NAME} characters.")
    if not 1 <= len(macro.texts) <= MOST_LANGUAGES:
        raise errors.InvalidField("macro.texts", f"are needed, in 1 to {MOST_LANGUAGES} languages.")
    for language, text in sorted(macro.texts.items()):
        _check_text(language, text)
    default = macro.default_language
    if not default and len(macro.texts) == 1:
        default = next(iter(macro.texts))
    if default not in macro.texts:
        known = ", ".join(sorted(macro.texts))
        raise errors.InvalidField("macro.default_language", f"must be one of its languages: {known}.")
    return drafting.Macro(
        name=macro.name,
        display_name=macro.display_name.strip(),
        brand=names.brand(macro.brand),
        texts=macro.texts,
        default_language=default,
    )


def language(macro: drafting.Macro, asked: str, spoken: str) -> str:
    """The language to use: as asked, else the customer's where there is a text in it, else the default.

    Attributes:
        asked: by the agent; empty to leave the choice.
        spoken: by the customer; empty when not known.

    Raises:
        InvalidField: if there is no text in the language that was asked for.
    """
    for wanted in (asked, spoken):
        if wanted:
            plain = wanted.partition("-")[0]
            found = next((one for one in (wanted, plain) if one in macro.texts), "")
            if found:
                return found
            if wanted is asked:
                known = ", ".join(sorted(macro.texts))
                raise errors.InvalidField("language", f"has no text in {macro.name}; there are {known}.")
    return macro.default_language


def render(text: str, facts: Facts) -> str:
    """A text filled in.

    Raises:
        InvalidField: if it needs what nobody knows; the field is the variable.
    """
    return _PLACE.sub(lambda place: _fill(place, facts), text)


def plain_id(text: str, field: str) -> str:
    """The id of a saved reply, if it can be one.

    Raises:
        InvalidField: if it cannot.
    """
    if not _ID.fullmatch(text):
        raise errors.InvalidField(
            field, f"{text[:80]!r} is no id; use at most 63 lower-case letters, digits and hyphens."
        )
    return text


def _fill(place: re.Match[str], facts: Facts) -> str:
    if place[1] is None:
        return place[0][0]
    variable, bar, otherwise = place[1].partition("|")
    value = VARIABLES[variable.strip()](facts)
    if not value and not bar:
        raise errors.InvalidField(
            f"{{{variable.strip()}}}",
            "it is not known here; write the answer by hand, or give a word for that case in the saved "
            f"reply: {{{variable.strip()}|there}}.",
        )
    return value or otherwise.strip()


def _check_text(language_: str, text: str) -> None:
    field = f"macro.texts[{language_}]"
    if not _LANGUAGE.fullmatch(language_):
        raise errors.InvalidField(field, f"{language_[:20]!r} is no language; write for example en or pt-BR.")
    if not text.strip() or len(text.encode()) > MOST_BYTES:
        raise errors.InvalidField(field, "is needed, in at most 64 KiB.")
    for place in _PLACE.finditer(text):
        if place[1] is None and place[0] not in {"{{", "}}"}:
            raise errors.InvalidField(field, f"has a lone {place[0]!r}; write it twice for a brace.")
        variable = (place[1] or "").partition("|")[0].strip()
        if place[1] is not None and variable not in VARIABLES:
            known = ", ".join(VARIABLES)
            raise errors.InvalidField(field, f"{{{variable[:80]}}} stands for nothing; there are {known}.")
