"""A condition as people write it, turned into terms that are compiled and asked apart.

Names with dots become flat names, so that only what a rule asks for is read and an unknown name is found
before it is applied; thresholds become their numbers; `author.handle in lists.vips` and `says(...)` become
fields of their own, looked up in sets. What stands between `&&` at the outside becomes a term of its own: all
must be true. A term that cannot be worked out is not true, as CEL has it for the whole.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from services.router.core.policies import asking, catalogue, conditions, fields
from services.router.core.policies.asking import Asked, Lexicon
from services.router.core.policies.fields import Field
from services.router.core.policies.problems import Problem, Unusable

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
    |(?P<text>[rR]?(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
    |(?P<path>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
    |(?P<number>\d[\w.]*)
    |(?P<sign>&&|\|\||[<>=!]=|.)""",
    re.VERBOSE | re.DOTALL,
)

WORDS: Final = frozenset({"true", "false", "null", "in"})
FUNCTIONS: Final = {
    "size": "Length of a text or a list.",
    "int": "A number or text as a whole number.",
    "double": "A number or text as a number.",
    "string": "A value as a text.",
    "says": "Whether title or text has one of these words or phrases, whole words, in any case.",
}
METHODS: Final = {
    "contains": "Whether a text has another in it.",
    "startsWith": "Whether a text begins with another.",
    "endsWith": "Whether a text ends with another.",
    "matches": "Whether a regular expression (RE2) is found in a text. Costs 20 to 100 µs each time.",
    "size": "Length of a text or a list.",
    "exists": "Whether an entry of a list fulfils something: `mention.hashtags.exists(tag, tag == 'fail')`.",
    "all": "Whether all entries do.",
    "exists_one": "Whether exactly one does.",
    "map": "A list made of another.",
    "filter": "The entries that fulfil something.",
}
MACROS: Final = frozenset({"exists", "all", "exists_one", "map", "filter"})
MOST_MACROS: Final = 1
"""Lists that one term may walk through: one in another would cost their product."""
MOST_WRITTEN_OUT: Final = 200
"""Entries of a list that may be walked through; longer ones are for `in` and `says`."""


class Token(NamedTuple):
    """A piece of a condition."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a condition; all of a rule's must be true.

    Attributes:
        text: its tokens without spaces: equal texts are equal terms.
        program: compiled.
        asked: flat names it needs.
        direct: the flat name, where it is nothing but one yes or no; else empty.
    """

    text: str
    program: conditions.Program
    asked: tuple[str, ...]
    direct: str = ""


class _Flat:
    """One part of a condition while it is turned into flat names."""

    def __init__(self, path: str, problems: list[Problem]) -> None:
        self.told: list[str] = []
        self.asked: list[str] = []
        self._path = path
        self._problems = problems

    def note(self, found: Asked) -> None:
        """Needs a value."""
        self.asked.append(found.flat)
        self.told.append(found.flat)

    def wrong(self, sentence: str) -> None:
        """Cannot be used."""
        self._problems.append(Problem(self._path, sentence))
        self.told.append("true")


class Phrasing:
    """Turns the conditions of one policy into terms; what they ask for is gathered over all of them."""

    def __init__(self, lexicon: Lexicon, known: Mapping[str, Field] = catalogue.CATALOGUE) -> None:
        self.asked: dict[str, Asked] = {}
        self._lexicon = lexicon
        self._catalogue = known

    def terms(self, condition: str, path: str = "when") -> list[Term]:
        """The terms of a condition.

        Raises:
            Unusable: with every name it does not know, or because it is no expression.
        """
        # Compiled as it stands: faults are told where people wrote them.
        conditions.compiled(condition, path)
        problems: list[Problem] = []
        made = []
        for part in _split(_tokens(condition)):
            text, asked = self._flatten(part, path, problems)
            if not problems:
                made.append(self._term(text, path, tuple(dict.fromkeys(asked))))
        if problems:
            raise Unusable(problems)
        return made

    def _term(self, text: str, path: str, asked: tuple[str, ...]) -> Term:
        single = asked == (text,) and self.asked[text].kind == fields.BOOL
        return Term(text, conditions.compiled(text, path), asked, text if single else "")

    def field(self, name: str) -> Asked | None:
        """A field by its name for people."""
        found = self._catalogue.get(name)
        return self._ask_field(found) if found else None

    def _ask_field(self, found: Field) -> Asked:
        flat = found.name.replace(".", "__")
        if flat not in self.asked:
            self.asked[flat] = Asked(flat, found.name, found.kind, found.get, found.key, found.name)
        return self.asked[flat]

    def _flatten(self, part: list[Token], path: str, problems: list[Problem]) -> tuple[str, list[str]]:
        """The text of a part in flat names, and which those are."""
        flat = _Flat(path, problems)
        bound = _bound(part)
        if sum(1 for each in part if _last(each) in MACROS) > MOST_MACROS:
            flat.wrong("It walks through more than one list; split it into several rules.")
        at = 0
        while at < len(part):
            at += self._token(part, at, bound, flat)
        return "".join(flat.told), flat.asked

    def _token(self, part: list[Token], at: int, bound: set[str], flat: _Flat) -> int:
        """Turns one token; how many it took."""
        token = part[at]
        before = part[at - 1].text if at else ""
        after = part[at + 1].text if at + 1 < len(part) else ""
        head = token.text.partition(".")[0]
        if token.kind != "path" or head in WORDS or before == "." or head in bound:
            flat.told.append(" in " if token.text == "in" else token.text)
        elif head == "thresholds":
            self._threshold(token.text, flat)
        elif head == "lists":
            self._list(token.text, after, flat)
        elif after == "(" and "." not in token.text:
            return self._says(part, at, flat) if head == "says" else self._function(head, flat)
        elif (listed := _membership(part, at)) is not None and token.text in self._catalogue:
            self._member(token.text, listed, flat)
            return 3
        else:
            self._path(token.text, after, flat)
        return 1

    def _path(self, text: str, after: str, flat: _Flat) -> None:
        """A field, perhaps with a method behind it."""
        name, _, method = text.rpartition(".")
        found = self._catalogue.get(text)
        if found is not None:
            flat.note(self._ask_field(found))
        elif (owner := self._catalogue.get(name)) is not None and after == "(":
            if method not in METHODS:
                flat.wrong(f"{method!r} is no function of a {owner.kind}; {_nearest(method, METHODS)}")
                return
            flat.note(self._ask_field(owner))
            flat.told.append(f".{method}")
        else:
            flat.wrong(f"{text!r} is no field; {_nearest(text, self._catalogue)}")

    def _function(self, name: str, flat: _Flat) -> int:
        if name == "has":
            flat.wrong("has() is not needed: every field is always there. Leave it away.")
        elif name not in FUNCTIONS:
            flat.wrong(f"{name!r} is no function; {_nearest(name, FUNCTIONS)}")
        else:
            flat.told.append(name)
        return 1

    def _threshold(self, text: str, flat: _Flat) -> None:
        name = text.partition(".")[2]
        value = self._lexicon.thresholds.get(name)
        if value is None:
            flat.wrong(f"{text!r} is no threshold; {_nearest(name, self._lexicon.thresholds, 'thresholds.')}")
        else:
            flat.told.append(f"({value!r})")

    def _entries(self, text: str, flat: _Flat) -> tuple[str, ...] | None:
        name = text.partition(".")[2].partition(".")[0]
        found = self._lexicon.lists.get(name)
        if found is None:
            flat.wrong(f"'lists.{name}' is no list; {_nearest(name, self._lexicon.lists, 'lists.')}")
        return found

    def _list(self, text: str, after: str, flat: _Flat) -> None:
        """A list that stands by itself is written out."""
        method = text.split(".")[2:]
        entries = self._entries(text, flat)
        if entries is None:
            return
        if len(entries) > MOST_WRITTEN_OUT:
            flat.wrong(
                f"{text!r} has {len(entries):,} entries, too many to walk through; use `in` or says()."
            )
        elif len(method) > 1 or (method and (method[0] not in METHODS or after != "(")):
            flat.wrong(f"{'.'.join(method)!r} is no function of a list; {_nearest(method[-1], METHODS)}")
        else:
            flat.told.append(
                json.dumps(list(entries), ensure_ascii=False) + "".join(f".{each}" for each in method)
            )

    def _member(self, name: str, listed: str, flat: _Flat) -> None:
        """`field in lists.name`, in any case and without a leading @."""
        entries = self._entries(listed, flat)
        if entries is None:
            return
        found = self._catalogue[name]
        if found.kind not in {fields.TEXT, fields.LIST}:
            flat.wrong(f"{name!r} is a {found.kind}; only texts and lists of texts are looked up in a list.")
            return
        known = frozenset(asking.entry(each) for each in entries)
        many = found.kind == fields.LIST

        def inside(value: Any) -> bool:
            return not known.isdisjoint(map(asking.entry, value)) if many else asking.entry(value) in known

        name_of = f"in__{listed.replace('.', '__')}__{name.replace('.', '__')}"
        get = found.get
        key = found.key and (lambda case: inside(get(case)))
        asked = Asked(
            name_of,
            f"{name} in {listed}",
            fields.BOOL,
            lambda case: inside(get(case)),
            key,
            name,
            found=get,
            work_out=inside,
        )
        flat.note(self.asked.setdefault(name_of, asked))

    def _says(self, part: list[Token], at: int, flat: _Flat) -> int:
        """`says("refund", lists.angry)`; how many tokens it took."""
        phrases: list[str] = []
        names: list[str] = []
        start, known = at, True
        at += 2
        while at < len(part) and part[at].text != ")":
            token = part[at]
            if token.kind == "text":
                phrases.append(_plain(token.text))
                names.append(token.text)
            elif token.kind == "path" and token.text.startswith("lists."):
                entries = self._entries(token.text, flat)
                known = known and entries is not None
                phrases += entries or ()
                names.append(token.text)
            elif token.text != ",":
                flat.wrong("says() takes words in quotes and lists: says('refund', lists.angry).")
                return len(part) - start
            at += 1
        if not known:
            return at + 1 - start
        if not phrases:
            flat.wrong("says() needs at least one word in quotes or a list that is not empty.")
        else:
            told = f"says({', '.join(names)})"
            name_of = f"says__{len(self.asked)}"
            same = next((each for each in self.asked.values() if each.told == told), None)
            flat.note(same or self.asked.setdefault(name_of, asking.saying(name_of, told, phrases)))
        return at + 1 - start


def _plain(literal: str) -> str:
    """The value of a text in quotes."""
    body = literal.lstrip("rR")
    return body[1:-1].replace("\\'", "'").replace('\\"', '"')


def _tokens(condition: str) -> list[Token]:
    found = (Token(str(match.lastgroup), match[0]) for match in _TOKEN.finditer(condition))
    return [token for token in found if token.kind != "space"]


def _last(token: Token) -> str:
    return token.text.rpartition(".")[2] if token.kind == "path" else ""


def _bound(part: list[Token]) -> set[str]:
    """Names that `exists` and its kin give to the entries of a list."""
    return {
        part[at + 2].text
        for at, token in enumerate(part[:-2])
        if _last(token) in MACROS and part[at + 1].text == "(" and part[at + 2].kind == "path"
    }


_BEFORE_MEMBER: Final = frozenset({"", "(", "&&", "||", "?", ":", ","})


def _membership(part: list[Token], at: int) -> str | None:
    """The list in whose `in` the name at that place stands; None when it does not."""
    if at + 2 >= len(part) or part[at + 1].text != "in":
        return None
    listed = part[at + 2]
    before = part[at - 1].text if at else ""
    fits = listed.text.startswith("lists.") and listed.text.count(".") == 1 and before in _BEFORE_MEMBER
    return listed.text if fits else None


def _split(tokens: list[Token]) -> list[list[Token]]:
    """The parts between `&&` at the outside; brackets around a whole part are taken off."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text in "([{") - (token.text in ")]}") if token.kind == "sign" else 0
        if depth == 0 and token.text in {"||", "?"}:
            return [tokens]
        if depth == 0 and token.text == "&&":
            parts.append([])
        else:
            parts[-1].append(token)
    if len(parts) > 1:
        return [inner for part in parts for inner in _split(part)]
    bare = _bare(tokens)
    return [tokens] if bare is None else _split(bare)


def _bare(tokens: list[Token]) -> list[Token] | None:
    """What stands in the brackets around it all; None where there are none."""
    if len(tokens) < 3 or tokens[0].text != "(" or tokens[-1].text != ")":
        return None
    depth = 0
    for token in tokens[:-1]:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            return None
    return tokens[1:-1]


def _nearest(name: str, known: Mapping[str, Any], prefix: str = "") -> str:
    last = name.rpartition(".")[2]
    found = (
        difflib.get_close_matches(name, known, n=2, cutoff=0.6)
        or [each for each in known if each.rpartition(".")[2] == last][:2]
    )
    if found:
        return f"did you mean {' or '.join(prefix + each for each in found)}?"
    if not known:
        return "there are none; apply a document with it first."
    return "see docs/reference/policies.md." if len(known) > 12 else f"there are {', '.join(sorted(known))}."
