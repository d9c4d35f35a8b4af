"""Takes a token of a text apart into the pieces that the learned models know: words, emoji, marks.

Tokens are what stands between blanks. A piece is written as the models see it: lower case, a letter
repeated three times or more written twice, numbers of three digits and more by their length. What was
lost on the way (capitals, lengthening, a hash) is kept as traits beside it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

STOPS: Final = 1
"""Flag of a piece that ends the reach of a negation."""
NEGATES: Final = 2
"""Flag of a piece that turns around what follows."""
SILENT: Final = 4
"""Flag of a piece that is no feature itself: it only parts what stands around it."""
ONCE: Final = 8
"""Flag of a piece that counts once, however often it stands in a row."""

LONGEST: Final = 48
"""Code points of a piece that are looked at."""

_LETTER: Final = r"[^\W_\d]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f]"
_PIECE: Final = re.compile(
    r"""
    (?P<face>
        [<>]?[:;=8x][-o*'^]?[)\](\[dp/\\|@3*$]+(?![^\W_])   # :-) ;P :/ xD
        | [(\[)\]][-']?[:;=](?![^\W_])                      # (:
        | <3+ | </3+ | \^_*\^ | -_+- | [to0]_+[to0](?![^\W_]) | \\o/ | [:;]'+[()]
    )
    | (?P<score>\d{1,2}/\d{1,2}(?!\d))
    | (?P<number>\d+(?:[.,:]\d+)*(?:st|nd|rd|th|%|k|m|am|pm)?(?![^\W_]))
    | (?P<word>(?:LETTER|\d)+(?:['-](?:LETTER|\d)+)*)
    | (?P<marks>[!?]+) | (?P<dots>\.{2,}|\N{HORIZONTAL ELLIPSIS}) | (?P<stop>[.,;:()"\[\]|])
    | (?P<picture>[^\x00-\xff\ufe0e\ufe0f\u200b-\u200f\u2010-\u2027\u202a-\u202e\u2060-\u206f])
    | (?P<other>[$%&*+/=<>~^€£])
    """.replace("LETTER", f"(?:{_LETTER})"),
    re.VERBOSE,
)
_LENGTHENED: Final = re.compile(r"(.)\1{2,}", re.DOTALL)
_TONES: Final = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f]")
_DIGIT: Final = re.compile(r"\d")
_HIDDEN: Final = re.compile(r"x{2,}(?:'s)?")
_MAYBE_FACE: Final = "xX"
"""What faces (xD) and hidden words begin with."""
_NAKED_LINK: Final = frozenset({"http", "https", "@user"})
"""What stands for links and handles in texts whose owners hid them."""

_NEGATORS: Final = frozenset(
    """
    not no never none nobody nothing neither nor cannot without hardly barely scarcely aint cant
    wont dont didnt doesnt isnt wasnt arent werent havent hasnt hadnt wouldnt couldnt shouldnt nope
    """.split()  # noqa: SIM905  # read as a text
)
_TURNS: Final = frozenset(["but", "however", "although", "though", "yet", "except"])


class Piece(NamedTuple):
    """One piece of a token.

    Attributes:
        text: as the models see it.
        kind: `w` a word, `p` a picture, `f` a face, `m` marks, `n` a number, `s` a stop.
        flags: what it does to its neighbours.
        traits: what the writing lost, each a feature of its own.
    """

    text: str
    kind: str
    flags: int = 0
    traits: tuple[str, ...] = ()


STOP: Final = Piece("", "s", STOPS | SILENT)


def take_apart(token: str) -> list[Piece]:
    """The pieces of one token; none for what is hidden and for signs that say nothing."""
    if is_word(token):
        return [_word(token.lower()[:LONGEST], token, hashed=False)]
    return [piece for piece, _, _ in placed(token)]


def is_word(token: str) -> bool:
    """Whether a token is plainly one word, told in a tenth of the time that taking it apart costs."""
    plain = token.isalpha() and token.isascii() and token[0] not in _MAYBE_FACE
    return plain and token.lower() not in _NAKED_LINK


def placed(token: str) -> list[tuple[Piece, int, int]]:
    """The pieces of one token, each with where it begins and one past where it ends in the token.

    Where the token is written in a way that must be undone first (`&amp;`, skin tones), a piece is given
    the place of the whole token.
    """
    if token.lower() in _NAKED_LINK:
        return []
    plain = token.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if "&" in token and ";" in token:
        plain = html.unescape(plain)
    if not token.isascii():
        plain = _TONES.sub("", plain)
    found = list(_pieces(plain))
    if len(plain) == len(token):
        return found
    return [(piece, 0, len(token)) for piece, _, _ in found]


def _pieces(token: str) -> Iterator[tuple[Piece, int, int]]:
    lower = token.lower()
    if len(lower) != len(token):
        lower = "".join([char.lower() if len(char.lower()) == 1 else char for char in token])
    hashed = False
    for found in _PIECE.finditer(lower):
        start, end = found.span()
        if found.lastgroup == "word":
            if _HIDDEN.fullmatch(found[0]):
                continue
            hashed = hashed or lower[:start].endswith("#")
            piece = _word(found[0][:LONGEST], token[start:end], hashed=hashed)
        else:
            piece = _sign(str(found.lastgroup), found[0][:LONGEST])
        yield piece, start, end


def _sign(kind: str, text: str) -> Piece:
    """The piece of what is no word."""
    match kind:
        case "stop":
            piece = STOP
        case "picture":
            piece = Piece(text, "p")
        case "number" if len(text) > 2:
            piece = Piece(_DIGIT.sub("0", text), "n")
        case "number" | "score":
            piece = Piece(text, "n")
        case "dots":
            piece = Piece("...", "m", STOPS)
        case "marks":
            piece = Piece(_LENGTHENED.sub(r"\1\1\1", text), "m", STOPS | ONCE)
        case _:
            piece = Piece(_LENGTHENED.sub(r"\1\1", text), "f")
    return piece


def _word(lower: str, spelled: str, *, hashed: bool) -> Piece:
    traits = []
    if hashed:
        traits.append("#")
    text = lower
    if _LENGTHENED.search(lower):
        traits.append("long")
        text = _LENGTHENED.sub(r"\1\1", lower)
    if len(spelled) > 2 and spelled.isupper():
        traits.append("caps")
    flags = 0
    if text in _NEGATORS or text.endswith("n't"):
        flags = NEGATES
    elif text in _TURNS:
        flags = STOPS
    return Piece(text, "w", flags, tuple(traits))
