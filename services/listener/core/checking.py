"""What a brand, a query and a source must be before they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from antiphon.listening.v1 import listening_service_pb2
from services.common.model import errors
from services.listener.core import folding, naming, queries

MAX_NAMES: Final = 100
"""Most aliases, and most handles, of a brand."""
MAX_NAME_LENGTH: Final = 100
"""Longest name, alias or handle in characters."""


def brand(request: listening_service_pb2.CreateBrandRequest) -> listening_service_pb2.Brand:
    """The brand to store.

    Raises:
        InvalidField: a field cannot be used.
    """
    asked = request.brand
    name = asked.display_name.strip()
    if not name:
        raise errors.InvalidField("brand.display_name", "is needed; write the name as people know it.")
    _check_length("brand.display_name", name)
    return listening_service_pb2.Brand(
        name=f"brands/{naming.check_id('brand_id', request.brand_id)}",
        display_name=name,
        aliases=_names("brand.aliases", asked.aliases),
        handles=_names("brand.handles", [handle.strip().removeprefix("@") for handle in asked.handles]),
    )


def query(request: listening_service_pb2.CreateQueryRequest) -> listening_service_pb2.Query:
    """The query to store.

    Raises:
        InvalidField: a field cannot be used, or the expression cannot be read.
    """
    parent = f"brands/{naming.brand_id('parent', request.parent)}"
    query_id = naming.check_id("query_id", request.query_id)
    expression = request.query.expression.strip()
    try:
        queries.parse(expression)
    except queries.QueryError as fault:
        raise errors.InvalidField("query.expression", str(fault)) from None
    return listening_service_pb2.Query(name=f"{parent}/queries/{query_id}", expression=expression)


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
