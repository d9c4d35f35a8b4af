"""The services' RPCs by name, as the interface asks for them: `RoutingService.GetOpportunity`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from google.protobuf import message_factory

from services.common.rpc.permissions import PERMISSIONS, Permission

_ROOMS: Final[Mapping[str, tuple[str, ...]]] = {
    "listener": ("antiphon.listening.v1.listening_service",),
    "scorer": ("antiphon.scoring.v1.scoring_service",),
    "router": tuple(
        f"antiphon.routing.v1.{name}_service"
        for name in (
            "routing",
            "staffing",
            "drafting",
            "customer",
            "deadline",
            "policy",
            "incident",
            "audit",
        )
    ),
    "insights": ("antiphon.insights.v1.insights_service",),
}
"""Service -> modules of its contracts."""

SERVICES: Final = tuple(_ROOMS)


class Method(NamedTuple):
    """One RPC.

    Attributes:
        room: service that answers it.
        name: `/package.Service/Method`.
        permission: right that it takes.
        streaming: whether it answers with many messages.
    """

    room: str
    name: str
    request: Any
    response: Any
    permission: Permission
    streaming: bool


def _read() -> Mapping[str, Method]:
    found = {}
    for room, modules in _ROOMS.items():
        for module in modules:
            descriptor = importlib.import_module(f"{module}_pb2").DESCRIPTOR
            for service in descriptor.services_by_name.values():
                for method in service.methods:
                    found[f"{service.name}.{method.name}"] = _method(room, service.full_name, method)
    return found


def _method(room: str, service: str, method: Any) -> Method:
    name = f"/{service}/{method.name}"
    return Method(
        room,
        name,
        message_factory.GetMessageClass(method.input_type),
        message_factory.GetMessageClass(method.output_type),
        PERMISSIONS[name],
        method.server_streaming,
    )


METHODS: Final = _read()
"""`Service.Method` -> what is known of it."""
