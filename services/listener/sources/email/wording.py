"""What a person wrote in a letter, without what the mail program put below it.

The rules are few, and when nothing would be left everything stays: a letter passed on is all history.

- A line `-- ` begins the signature (RFC 3676, section 4.3).
- Lines that begin with `>` are history, and so is the line above them that ends with a colon
  ("On Monday Mira wrote:", in whatever language).
- A line of dashes or underscores above lines such as `From: …`, or three such lines of which one has an
  address, begins history as Outlook writes it.
- In HTML, history begins where the marks of the common mail programs stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_SIGNATURE: Final = re.compile(r"--\s?")
_DIVIDER: Final = re.compile(r"\s*(?:_{10,}|-{2,}.{0,60}-{2,})\s*")
_FIELD: Final = re.compile(r"\s*\*?[^\W\d][\w -]{1,20}:\*?\s+\S.*")
_HISTORY: Final = re.compile(
    r"<blockquote[^>]{0,500}\btype=[\"']?cite"
    r"|<[a-z]+[^>]{0,500}\bclass=[\"']?(?:gmail_quote|moz-cite-prefix|yahoo_quoted|protonmail_quote)"
    r"|<[a-z]+[^>]{0,500}\bid=[\"']?(?:divRplyFwdMsg|appendonsend|mail-editor-reference-message)",
    re.IGNORECASE,
)
_FIELDS: Final = 3
_LONGEST_LEAD: Final = 3


def own_words(text: str) -> str:
    """The words of a plain text that its author wrote now."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_answered(lines[: _end(lines)])).strip() or text.strip()


def own_beginning(text: str) -> str:
    """The beginning of a text, up to signature or history; what has marks by position is only cut behind."""
    lines = text.split("\n")
    return "\n".join(lines[: _end(lines)]).rstrip() or text


def own_html(html: str) -> str:
    """The HTML above the first mark of history; all of it when nothing stands above."""
    found = _HISTORY.search(html)
    above = html[: found.start()] if found else html
    return above if re.sub(r"<[^>]{0,2000}>|\s|&nbsp;", "", above) else html


def unflowed(text: str) -> str:
    """Lines of `format=flowed` as paragraphs (RFC 3676, section 4.2)."""
    whole: list[str] = []
    flowing = False
    for line in text.replace("\r\n", "\n").split("\n"):
        words = line.removeprefix(" ")
        if flowing and not words.startswith(">"):
            whole[-1] += words
        else:
            whole.append(words)
        flowing = words.endswith(" ") and words != "-- " and not words.startswith(">")
    return "\n".join(whole)


def _end(lines: Sequence[str]) -> int:
    """Where signature or history of the kind that goes on to the end begins."""
    for number, line in enumerate(lines):
        if _SIGNATURE.fullmatch(line):
            return number
        below = [each for each in lines[number + 1 : number + 6] if each.strip()]
        if _DIVIDER.fullmatch(line) and below and _FIELD.fullmatch(below[0]):
            return number
        block = lines[number : number + _FIELDS]
        if len(block) == _FIELDS and all(map(_FIELD.fullmatch, block)) and any("@" in each for each in block):
            return number
    return len(lines)


def _answered(lines: Sequence[str]) -> list[str]:
    """The lines that are no history, without what introduces it."""
    kept: list[str] = []
    quoting = False
    for line in lines:
        if line.startswith(">"):
            if not quoting:
                _drop_lead(kept)
            quoting = True
        elif line.strip() or not quoting:
            quoting = False
            kept.append(line)
    return kept


def _drop_lead(kept: list[str]) -> None:
    """Drops the last paragraph when it is short and ends with a colon."""
    end = len(kept)
    while end and not kept[end - 1].strip():
        end -= 1
    start = end
    while start and kept[start - 1].strip():
        start -= 1
    if end - start <= _LONGEST_LEAD and end and kept[end - 1].rstrip().endswith(":"):
        del kept[start:]
