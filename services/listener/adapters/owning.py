"""Names that a call gives: whether they are names, and the caller's to see."""

from __future__ import annotations

from services.common.model import errors
from services.common.rpc import calls
from services.listener.core import naming


def own_brand(field: str, name: str) -> str:
    """The brand's name, if it is the caller's to see."""
    naming.brand_id(field, name)
    if not calls.principal().works_for(name):
        raise errors.NotPermitted(f"{field}: you do not work for {name}; ask an administrator to add it.")
    return name


def brand_of(query: str) -> str:
    """The brand of a query, from its name."""
    return query.partition("/queries/")[0]


def own_query(field: str, name: str) -> str:
    """The query's name, if it is the caller's to see; empty stays so."""
    if name:
        naming.query_ids(field, name)
        own_brand(field, brand_of(name))
    return name


def source_name(field: str, name: str, *, wildcard: bool = False) -> str:
    """The source's name, if it is one."""
    naming.source_id(field, name, wildcard=wildcard)
    return name
