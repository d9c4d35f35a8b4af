"""Versions of what is set up: what changed from each to the next, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import grpc

from antiphon.routing.v1 import audit_service_pb2 as messages
from antiphon.routing.v1 import audit_service_pb2_grpc as audit_grpc
from services.cli import output

Row = tuple[str, str, str, str, str]


async def of(stub: audit_grpc.AuditServiceAsyncStub, names: Sequence[str]) -> list[messages.SetupVersion]:
    """All versions of the first of these names that has any, newest first."""
    *others, last = names
    for name in others:
        try:
            return await _all(stub, name)
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.NOT_FOUND:
                raise
    return await _all(stub, last)


async def _all(stub: audit_grpc.AuditServiceAsyncStub, name: str) -> list[messages.SetupVersion]:
    found: list[messages.SetupVersion] = []
    token = ""
    while True:
        wish = messages.ListSetupVersionsRequest(name=name, page_size=500, page_token=token)
        page = await stub.ListSetupVersions(wish)
        found += page.setup_versions
        token = page.next_page_token
        if not token:
            return found


def rows(found: Sequence[messages.SetupVersion]) -> Iterator[Row]:
    """Versions, newest first, each with what it changed of the one before."""
    for version, before in zip(found, [*found[1:], None], strict=True):
        yield (
            str(version.version),
            f"{output.moment(version.event_time):%Y-%m-%d %H:%M} UTC",
            version.actor or "-",
            version.action or "as it stood",
            "\n".join(_changes(_fields(before), _fields(version))),
        )


def _fields(version: messages.SetupVersion | None) -> dict[str, Any]:
    kind = version.WhichOneof("document") if version is not None else None
    fields = output.as_dict(getattr(version, kind)) if kind else {}
    fields.pop("name", None)
    return fields


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for field in sorted({*before, *after}):
        old, new = (_word(field, fields.get(field)) for fields in (before, after))
        if (old or new) and old != new:
            yield f"{field.replace('_', ' ')}: {_told(old)} → {_told(new)}"


def _word(field: str, value: Any) -> Any:
    """A value; of an enumeration its word without the field's name, and nothing where it says nothing."""
    name = f"{field.upper()}_"
    if not isinstance(value, str) or not value.startswith(name):
        return value
    return value.removeprefix(name).lower().replace("_", " ").replace("unspecified", "")


def _told(value: Any) -> str:
    if isinstance(value, dict):
        pairs = (f"{key.replace('_', ' ')} {_told(one)}" for key, one in sorted(value.items()) if one)
        return ", ".join(pairs) or "nothing"
    if isinstance(value, list):
        return "; ".join(map(_told, value)) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value else "nothing"
