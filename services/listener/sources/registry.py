"""Every type of source there is.

The servicer checks a new source's settings here before it is stored; the runner opens sources here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import errors
from services.listener.sources import kind
from services.listener.sources.kind import SourceType
from services.listener.sources.kinds import KINDS

SOURCES: Final[Mapping[str, SourceType]] = {each.name: each for each in KINDS}
"""Types of source by name."""


def find(type_name: str) -> SourceType:
    """The type of that name.

    Raises:
        InvalidField: there is none; the sentence suggests one.
    """
    found = SOURCES.get(type_name)
    if found is None:
        raise errors.InvalidField(
            "type", f"{type_name!r} is no type of source; {kind.hint(type_name, SOURCES)}"
        )
    return found


def describe() -> list[api.SourceType]:
    """All types as the interface tells them, by name."""
    return [_described(SOURCES[name]) for name in sorted(SOURCES)]


def _described(type_: SourceType) -> api.SourceType:
    return api.SourceType(
        name=type_.name,
        network=type_.network,
        summary=type_.summary,
        settings=_keys({**type_.keys, **type_.file_keys()}),
        secrets=_keys(type_.credentials),
        flow=api.SourceType.FLOW_OAUTH if isinstance(type_.flow, kind.OAuth) else api.SourceType.FLOW_GIVEN,
    )


def _keys(keys: Mapping[str, kind.ConfigKey]) -> Iterable[api.SourceType.Key]:
    return [
        api.SourceType.Key(name=name, help=spec.help, required=spec.required) for name, spec in keys.items()
    ]
