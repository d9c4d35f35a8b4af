"""How many digits a text has: the cheapest question by which most finders of numbers are spared."""

from __future__ import annotations

import re
from typing import Final

_DIGIT: Final = re.compile(r"\d")
_OTHERS: Final = bytes(code for code in range(256) if not chr(code).isascii() or not chr(code).isdigit())


def count(text: str) -> int:
    """Decimal digits of any script."""
    if text.isascii():  # in a third of the time
        return len(text.encode().translate(None, _OTHERS))
    return len(_DIGIT.findall(text))
