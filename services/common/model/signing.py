"""How an answer is signed: a brand's template, filled in with who writes."""

from __future__ import annotations

import re
from typing import Final

INITIALS: Final = "{initials}"
NAME: Final = "{name}"
MOST_INITIALS: Final = 3

_PLACE: Final = re.compile(r"\{[^{}]*\}|[{}]")
_WORD: Final = re.compile(r"[^\W\d_]+")


def unknown_place(template: str) -> str:
    """The first thing in braces that nobody fills in; empty when there is none."""
    return next((place for place in _PLACE.findall(template) if place not in (INITIALS, NAME)), "")


def of(template: str, holder: str) -> str:
    """What a person's answers end with; empty when the template is, or asks for what nobody knows.

    Args:
        template: the brand's, for example ` ^{initials}`.
        holder: who writes, as leases name people, for example `user:local:maria.keller`.
    """
    person = holder.rpartition(":")[2].partition("@")[0]
    words = _WORD.findall(person)
    if not words and (INITIALS in template or NAME in template):
        return ""
    initials = "".join(word[0] for word in words[:MOST_INITIALS]).upper()
    return template.replace(INITIALS, initials).replace(NAME, person)


def sign(text: str, signature: str) -> str:
    """A text with its signature at the end, once: a text that ends with it already stays as it is."""
    mark, body = signature.strip(), text.rstrip()
    if not mark or body == mark or (body.endswith(mark) and not body[-len(mark) - 1].isalnum()):
        return text
    return body + signature.rstrip()
