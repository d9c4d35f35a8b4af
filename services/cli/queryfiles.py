"""Queries in files of the user's own repository: read, and tried on the examples that stand beside them.

A file names a brand, perhaps an owner, and queries by their ids. Each has a `text`, perhaps an `owner` of its
own, and mentions that it `must_match` and `must_not_match`: texts, or tables with further fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from antiphon.mention.v1 import mention_pb2
from services.common import queries
from services.common.model import errors
from services.common.queries import linting
from services.common.queries.linting import Finding
from services.common.queries.matching import Matcher
from services.common.queries.programs import Standing

SUFFIXES: Final = (".yaml", ".yml")
_FILE_KEYS: Final = frozenset({"brand", "owner", "queries"})
_QUERY_KEYS: Final = frozenset({"text", "owner", "must_match", "must_not_match"})
_EXAMPLE_KEYS: Final = frozenset({"text", "title", "author", "language", "network", "link", "kind"})


class Unusable(errors.AntiphonError):
    """A file cannot be read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A query as a file has it.

    Attributes:
        file: its path as it was given, with `/`.
        name: resource name.
        text: the expression.
        owner: who answers for it.
        wanted: mentions that it must find.
        unwanted: mentions that it must not.
    """

    file: str
    name: str
    text: str
    owner: str
    wanted: Sequence[mention_pb2.Mention]
    unwanted: Sequence[mention_pb2.Mention]


class Result(NamedTuple):
    """What came of one example."""

    kept: Kept
    mention: mention_pb2.Mention
    must: bool
    passed: bool


def read(paths: Sequence[Path]) -> list[Kept]:
    """All queries of files, and of the YAML files of folders.

    Raises:
        Unusable: if one cannot be read; the sentence names file, key and remedy.
    """
    found = [kept for path in paths for file in _files(path) for kept in _read(file)]
    seen: dict[str, str] = {}
    for kept in found:
        if kept.name in seen:
            raise Unusable(f"{kept.file}: {kept.name} stands in {seen[kept.name]} as well; keep it once.")
        seen[kept.name] = kept.file
    return found


def parsed(kept: Kept) -> queries.Query:
    """What it asks for.

    Raises:
        Unusable: if the expression cannot be read.
    """
    try:
        return queries.parse(kept.text)
    except queries.QueryError as fault:
        mended = f" Mended: {fault.fix}" if fault.fix else ""
        raise Unusable(f"{kept.file}: {short(kept.name)}, {fault}{mended}") from None


def findings(kept: Kept) -> list[Finding]:
    """What is worth a look in it."""
    return linting.lint(parsed(kept))


def tried(kept: Kept) -> Iterator[Result]:
    """Its examples, and whether each came out."""
    matcher = Matcher([Standing("", kept.name, parsed(kept))])
    for must, mentions in ((True, kept.wanted), (False, kept.unwanted)):
        for mention in mentions:
            yield Result(kept, mention, must, bool(matcher.match(mention)) is must)


def example(given: Any, where: str) -> mention_pb2.Mention:
    """An example as a mention; a plain text is one.

    Raises:
        Unusable: if it is neither a text nor a table of what is known of a mention.
    """
    told = _table({"text": given} if isinstance(given, str) else given, f"{where}: an example", _EXAMPLE_KEYS)
    mention = mention_pb2.Mention(
        text=str(told.get("text") or ""),
        title=str(told.get("title") or ""),
        network=str(told.get("network") or ""),
        link=str(told.get("link") or ""),
        declared_language=str(told.get("language") or ""),
    )
    mention.author.handle = str(told.get("author") or "").removeprefix("@")
    if kind := str(told.get("kind") or ""):
        try:
            mention.MergeFrom(mention_pb2.Mention(kind=f"KIND_{kind.upper()}"))
        except ValueError:
            raise Unusable(f"{where}: {kind!r} is no kind of mention; write post, reply, review …") from None
    return mention


def short(name: str) -> str:
    """A query as people name it: `acme/name`."""
    return name.removeprefix("brands/").replace("/queries/", "/")


def dump(brand: str, kept: Sequence[Mapping[str, str]]) -> str:
    """A file of a brand's queries: `id`, `text` and `owner` of each."""
    told = {each["id"]: {key: each[key] for key in ("text", "owner") if each[key]} for each in kept}
    document = {"brand": brand, "queries": told}
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.iterdir() if file.suffix in SUFFIXES)
    if not found:
        raise Unusable(f"{path} holds no YAML files; name one, or another folder.")
    return found


def _read(file: Path) -> Iterator[Kept]:
    try:
        given = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise Unusable(f"{file} cannot be read as text; mend it.") from fault
    except yaml.YAMLError as fault:
        raise Unusable(f"{file} is no YAML: {' '.join(str(fault).split())}") from None
    table = _table(given, str(file), _FILE_KEYS)
    brand = str(table.get("brand") or "").removeprefix("brands/")
    if not brand:
        raise Unusable(f"{file}: brand is needed; write `brand: acme`.")
    for query_id, query in _table(table.get("queries"), f"{file}: queries").items():
        where = f"{file}: {query_id}"
        told = _table({"text": query} if isinstance(query, str) else query, where, _QUERY_KEYS)
        if not str(told.get("text") or "").strip():
            raise Unusable(f"{where}: text is needed; write the query.")
        yield Kept(
            file.as_posix(),
            f"brands/{brand}/queries/{query_id}",
            str(told["text"]).strip(),
            str(told.get("owner") or table.get("owner") or ""),
            [example(each, where) for each in _list(told.get("must_match"), where)],
            [example(each, where) for each in _list(told.get("must_not_match"), where)],
        )


def _table(given: Any, where: str, known: frozenset[str] = frozenset()) -> Mapping[str, Any]:
    if not isinstance(given, dict) or not given:
        raise Unusable(f"{where} must have keys and values; see docs/howto/queries-as-code.md.")
    strange = sorted(str(key) for key in given if known and key not in known)
    if strange:
        raise Unusable(f"{where}: {strange[0]} is not known; write one of {', '.join(sorted(known))}.")
    return {str(key): value for key, value in given.items()}


def _list(given: Any, where: str) -> Sequence[Any]:
    if given is None:
        return ()
    if not isinstance(given, list):
        raise Unusable(f"{where}: examples are a list; begin each with `- `.")
    return given
