"""What a brand, a query and a source must be before they are stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from google.protobuf import field_mask_pb2

from antiphon.listening.v1 import listening_service_pb2
from services.common import queries
from services.common.model import errors, signing
from services.common.queries import folding, tree
from services.listener.core import naming

MAX_NAMES: Final = 100
"""Most aliases, and most handles, of a brand."""
MAX_NAME_LENGTH: Final = 100
"""Longest name, alias, handle or signature in characters."""
LONGEST_LINE: Final = 200
"""Longest owner, or name of a file, in characters."""
CHANGEABLE: Final = ("display_name", "aliases", "handles", "reply_signature", "reply_sources", "training")
"""Fields of a brand that can be changed."""


def brand(request: listening_service_pb2.CreateBrandRequest) -> listening_service_pb2.Brand:
    """The brand to store.

    Raises:
        InvalidField: a field cannot be used.
    """
    return _brand(f"brands/{naming.check_id('brand_id', request.brand_id)}", request.brand)


def changed(
    before: listening_service_pb2.Brand, request: listening_service_pb2.UpdateBrandRequest
) -> listening_service_pb2.Brand:
    """The brand to store in the place of `before`.

    Raises:
        InvalidField: a field cannot be used, or cannot be changed.
    """
    wanted = listening_service_pb2.Brand.FromString(before.SerializeToString())
    for path in request.update_mask.paths or CHANGEABLE:
        if path not in CHANGEABLE:
            raise errors.InvalidField(
                "update_mask", f"{path[:80]!r} cannot be changed; name some of {', '.join(CHANGEABLE)}."
            )
        wanted.ClearField(path)
        part = listening_service_pb2.Brand()
        field_mask_pb2.FieldMask(paths=[path]).MergeMessage(request.brand, part)
        wanted.MergeFrom(part)
    return _brand(before.name, wanted)


def _brand(name: str, asked: listening_service_pb2.Brand) -> listening_service_pb2.Brand:
    display_name = asked.display_name.strip()
    if not display_name:
        raise errors.InvalidField("brand.display_name", "is needed; write the name as people know it.")
    _check_length("brand.display_name", display_name)
    return listening_service_pb2.Brand(
        name=name,
        display_name=display_name,
        aliases=_names("brand.aliases", asked.aliases),
        handles=_names("brand.handles", [handle.strip().removeprefix("@") for handle in asked.handles]),
        reply_signature=_signature(asked.reply_signature),
        reply_sources=_sources(asked.reply_sources),
        training=asked.training,
    )


def _signature(template: str) -> str:
    field = "brand.reply_signature"
    _check_length(field, template)
    if place := signing.unknown_place(template):
        raise errors.InvalidField(
            field, f"{place!r} stands for nothing; use {signing.INITIALS} or {signing.NAME}."
        )
    if any(not char.isprintable() and char != "\n" for char in template):
        raise errors.InvalidField(field, "has signs that nobody can see; leave them out.")
    return template if template.strip() else ""


def _sources(asked: Mapping[str, str]) -> Mapping[str, str]:
    for network, name in asked.items():
        naming.check_network("brand.reply_sources", network)
        naming.source_id(f"brand.reply_sources[{network}]", name)
    return asked


def query(request: listening_service_pb2.CreateQueryRequest) -> listening_service_pb2.Query:
    """The query to store.

    Raises:
        InvalidField: a field cannot be used, or the expression cannot be read.
    """
    parent = f"brands/{naming.brand_id('parent', request.parent)}"
    query_id = naming.check_id("query_id", request.query_id)
    return _query(request.query, f"{parent}/queries/{query_id}")


def changed_query(request: listening_service_pb2.UpdateQueryRequest) -> listening_service_pb2.Query:
    """The query to store in the place of one that is there.

    Raises:
        InvalidField: a field cannot be used, or the expression cannot be read.
    """
    naming.query_ids("query.name", request.query.name)
    checked = _query(request.query, request.query.name)
    checked.etag = request.query.etag
    return checked


def _query(given: listening_service_pb2.Query, name: str) -> listening_service_pb2.Query:
    expression = given.expression.strip()
    try:
        root = queries.parse(expression).root
    except queries.QueryError as fault:
        raise errors.InvalidField("query.expression", str(fault)) from None
    if next(tree.wanted(root), None) is None:
        raise errors.InvalidField(
            "query.expression",
            "only says what it does not want, which is nearly everything; add a word that it does want.",
        )
    owner, managed_in = _line("query.owner", given.owner), _line("query.managed_in", given.managed_in)
    return listening_service_pb2.Query(name=name, expression=expression, owner=owner, managed_in=managed_in)


def _line(field: str, text: str) -> str:
    """A short text of one line."""
    line = " ".join(text.replace("\0", "").split())
    if len(line) > LONGEST_LINE:
        raise errors.InvalidField(field, f"is longer than {LONGEST_LINE} characters; shorten it.")
    return line


def source(request: listening_service_pb2.CreateSourceRequest) -> listening_service_pb2.Source:
    """The source to store; its type and settings are checked by the registry of sources.

    Raises:
        InvalidField: a field cannot be used.
    """
    source_id = naming.check_id("source_id", request.source_id)
    if source_id in naming.RESERVED_SOURCES:
        raise errors.InvalidField(
            "source_id", f"{source_id!r} is taken by the listener itself; choose another."
        )
    asked = request.source
    return listening_service_pb2.Source(name=f"sources/{source_id}", type=asked.type, config=asked.config)


def _names(field: str, values: Sequence[str]) -> list[str]:
    if len(values) > MAX_NAMES:
        raise errors.InvalidField(field, f"has {len(values)} entries; {MAX_NAMES} at most are allowed.")
    names = [value.strip() for value in values]
    for index, value in enumerate(names):
        if folding.normalise(value).isspace():
            raise errors.InvalidField(f"{field}[{index}]", "has no letter or digit; write a name.")
        _check_length(f"{field}[{index}]", value)
    return list(dict.fromkeys(names))


def _check_length(field: str, value: str) -> None:
    if len(value) > MAX_NAME_LENGTH:
        raise errors.InvalidField(field, f"is longer than {MAX_NAME_LENGTH} characters; shorten it.")
