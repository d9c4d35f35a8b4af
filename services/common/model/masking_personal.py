"""Hides personal data where a text is shown outside its own conversation: in lists, on boards, in notes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from antiphon.scoring.v1 import findings_pb2

MARK: Final = "\N{BULLET}"
"""Stands for one hidden letter or digit."""


def mask(text: str, personal: Iterable[findings_pb2.PersonalData]) -> str:
    """The text with the letters and digits of personal data hidden, of the same length.

    Blanks and signs stay, so that it can be seen what was there (`•••@•••.••`) and other spans stay true.
    A span that reaches beyond the text is cut to it.
    """
    characters: list[str] = []
    for found in personal:
        characters = characters or list(text)
        for at in range(max(found.span.start, 0), min(found.span.end, len(characters))):
            if characters[at].isalnum():
                characters[at] = MARK
    return "".join(characters) if characters else text
