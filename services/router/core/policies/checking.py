"""Checks of plain data with sentences: what a key must hold, and which key was meant."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Sequence
from typing import Any

from services.router.core.policies.problems import Problems


class Checker:
    """Reads values of a document; what is wrong goes to the problems, and a harmless value comes back."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def wrong(self, path: str, sentence: str) -> None:
        """Notes what is wrong."""
        self._problems.add(path, sentence)

    def keys(self, data: dict[str, Any], path: str, known: Collection[str]) -> None:
        """All keys are known ones."""
        for key in data:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                meant = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}."
                self.wrong(_join(path, key), f"{key!r} is no key here; {meant}")

    def mapping(self, data: Any, path: str) -> dict[str, Any]:
        """Keys with values."""
        if isinstance(data, dict):
            return data
        self.wrong(path, "It must have keys with values, as `key: value`.")
        return {}

    def items(self, data: dict[str, Any], key: str, path: str, most: int) -> list[Any]:
        """A list under a key; empty when it is not there."""
        found = data.get(key, [])
        if not isinstance(found, list):
            self.wrong(_join(path, key), "It must be a list, each entry after a dash.")
            return []
        if len(found) > most:
            self.wrong(_join(path, key), f"It has {len(found):,} entries; {most:,} are allowed.")
            return []
        return found

    def texts(self, data: Any, path: str, most: int, longest: int) -> list[str]:
        """A list of texts."""
        found = [] if data is None else data
        if not isinstance(found, list):
            self.wrong(path, "It must be a list, as `[one, two]`.")
            return []
        if len(found) > most:
            self.wrong(path, f"It has {len(found):,} entries; {most:,} are allowed.")
        told = []
        for at, each in enumerate(found[:most]):
            if not isinstance(each, str):
                self.wrong(f"{path}[{at}]", f"{each!r} is no text; put it in quotes.")
            elif not 0 < len(each.strip()) <= longest:
                self.wrong(f"{path}[{at}]", f"It must have 1 to {longest} characters.")
            else:
                told.append(each.strip())
        return told

    def text(self, data: dict[str, Any], key: str, path: str, longest: int) -> str:
        """A text under a key; empty when it is not there."""
        found = data.get(key, "")
        if not isinstance(found, str):
            self.wrong(_join(path, key), "It must be a text; put it in quotes.")
            return ""
        if len(found) > longest:
            self.wrong(_join(path, key), f"It has {len(found):,} characters; {longest:,} are allowed.")
        return found.strip()

    def name(self, data: dict[str, Any], key: str, path: str, form: re.Pattern[str], usual: str) -> str:
        """A name under a key."""
        found = data.get(key, usual)
        if isinstance(found, str) and form.fullmatch(found):
            return found
        told = "It is missing" if found is None or found == "" else f"{found!r} is no name"
        self.wrong(_join(path, key), f"{told}; write small letters, digits and hyphens, at most 63.")
        return usual or "unnamed"

    def word(self, name: str, path: str, form: re.Pattern[str]) -> bool:
        """Whether a name can stand in a condition."""
        fits = bool(form.fullmatch(name))
        if not fits:
            self.wrong(
                f"{path}.{name}", f"{name!r} cannot be named in a rule; write small letters, digits and _."
            )
        return fits

    def version(self, data: dict[str, Any], key: str) -> int | None:
        """A number of a version under a key, from 0; None when it is not there."""
        found = data.get(key)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found < 2**31:
            self.wrong(key, "It must be the number of a version, 0 for a new document.")
            return None
        return found

    def number(self, found: Any, path: str) -> float:
        """A number."""
        if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
            self.wrong(path, f"{found!r} is no number; write one as 60 or 0.5.")
            return 0
        return found

    def one_of(self, data: dict[str, Any], key: str, path: str, known: Sequence[str], usual: str) -> str:
        """One of several words."""
        found = data.get(key, usual)
        if found not in known:
            self.wrong(_join(path, key), f"{found!r} is none of {', '.join(known)}.")
            return usual
        return str(found)

    def unique(self, names: Sequence[str], path: str, key: str) -> None:
        """No name stands twice."""
        seen: set[str] = set()
        for at, name in enumerate(names):
            if name in seen:
                self.wrong(f"{path}[{at}].{key}", f"{name!r} stands here twice; give each its own name.")
            seen.add(name)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
