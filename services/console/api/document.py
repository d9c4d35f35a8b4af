"""The OpenAPI document: made from the table, the contracts and the few routes that are written by hand."""

from __future__ import annotations

import functools
import json
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic.alias_generators import to_camel

from services.console.adapters.contracts import METHODS
from services.console.api import operations, paths
from services.console.api.schemas import Schema, Schemas, component_names
from services.console.api.table import SUBJECTS, TABLE

VERSION: Final = "/api/v1"

DESCRIPTION: Final = """
Everything the desk does, for programs.

- **Names** are those of the proto JSON mapping: `leaseToken`; 64-bit numbers are strings.
- **Who you are**: the desk's cookie with the header `X-Antiphon-Csrf` for what changes something, or
  `Authorization: Bearer` with a token made under *users*.
- **Lists** take `pageSize` and `pageToken` and answer with `nextPageToken`, which is empty at the end.
- **Repeats**: send `Idempotency-Key` where it is offered; the same key never does it twice.
- **Changes since you read**: answers carry `ETag`; send it as `If-None-Match` or `If-Match`.
- **Refusals** are problem details (RFC 9457) with a `reason` to branch on, a sentence with the remedy,
  and the `field` that is wrong.
- **Too fast**: 429 with `Retry-After`.
"""

PROBLEM: Final[Schema] = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One sentence with the remedy, for people."},
        "reason": {"type": "string", "description": "What programs branch on."},
        "field": {"type": "string", "description": "The field that is wrong; absent when none is."},
        "metadata": {"type": "object", "additionalProperties": {"type": "string"}},
        "requestId": {"type": "string", "description": "What the logs of all services know the call by."},
    },
    "required": ["type", "title", "status", "detail", "reason", "metadata", "requestId"],
    "examples": [
        {
            "type": "https://antiphon.dev/problems/lease-held",
            "title": "Conflict",
            "status": 409,
            "detail": "bob is answering this until 09:05; take another, or ask bob.",
            "reason": "LEASE_HELD",
            "metadata": {"holder": "user:bob"},
            "requestId": "6f1c2b",
        }
    ],
}


def operation_id(route: APIRoute) -> str:
    """The name of what a route calls, as the others are written: `listUsers`."""
    return to_camel(route.name)


def install(app: FastAPI) -> None:
    """Has the app describe itself with what the table says."""
    # FastAPI asks its own method; this is how it lets one be put in its place.
    setattr(app, "openapi", functools.cache(lambda: build(app)))  # noqa: B010


def build(app: FastAPI) -> dict[str, Any]:
    """The document."""
    found = get_openapi(
        title="Antiphon",
        version="1",
        summary="The desk's actions over HTTP.",
        description=DESCRIPTION.strip(),
        routes=app.routes,
        tags=[{"name": name, "description": words} for name, words in SUBJECTS.items()],
    )
    for operation in (each for path in found["paths"].values() for each in path.values()):
        operation["responses"].update(
            {str(status): operations.reference(status) for status in operations.PROBLEMS}
        )
    lines = [(subject, line) for subject, lines in TABLE.items() for line in lines]
    methods = [METHODS[line.rpc] for _, line in lines]
    names = component_names(
        [each.DESCRIPTOR for method in methods for each in (method.request, method.response)]
    )
    schemas = Schemas(names)
    for subject, line in lines:
        described = operations.describe(subject, line, schemas)
        path = VERSION + paths.read(line.pattern).template
        found["paths"].setdefault(path, {})[line.verb.lower()] = described
    components = found.setdefault("components", {})
    components["schemas"] = {**components.get("schemas", {}), **schemas.found, "Problem": PROBLEM}
    components["responses"] = {
        f"Problem{status}": operations.problem(status) for status in operations.PROBLEMS
    }
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"},
        "cookie": {"type": "apiKey", "in": "cookie", "name": "antiphon_desk"},
    }
    found["security"] = [{"token": []}, {"cookie": []}]
    return found


def written(app: FastAPI) -> str:
    """The document as its file has it."""
    return json.dumps(app.openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
