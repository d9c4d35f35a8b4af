"""The services' RPCs by name, as the interface asks for them: `RoutingService.GetOpportunity`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from google.protobuf import message_factory

from services.common.rpc.permissions import PERMISSIONS, Permission

_PACKAGES: Final[Mapping[str, str]] = {
    "listener": "antiphon.listening.v1",
    "scorer": "antiphon.scoring.v1",
    "router": "antiphon.routing.v1",
    "insights": "antiphon.insights.v1",
}
"""Service -> package of its contracts."""

SERVICES: Final = tuple(_PACKAGES)


class Method(NamedTuple):
    """One RPC.

    Attributes:
        room: service that answers it.
        name: `/package.Service/Method`.
        permission: right that it takes.
        streaming: whether it answers with many messages.
        taking: whether it is asked with many messages.
    """

    room: str
    name: str
    request: Any
    response: Any
    permission: Permission
    streaming: bool
    taking: bool


def _read() -> Mapping[str, Method]:
    found = {}
    for room, package in _PACKAGES.items():
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
            if not module.name.endswith("_service_pb2"):
                continue
            services = importlib.import_module(module.name).DESCRIPTOR.services_by_name.values()
            for service, method in ((each, method) for each in services for method in each.methods):
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
        method.client_streaming,
    )


METHODS: Final = _read()
"""`Service.Method` -> what is known of it."""
