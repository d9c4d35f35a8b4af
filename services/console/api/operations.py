"""Each line of the table as OpenAPI describes it: parameters, body, and every answer there can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from services.console.adapters.contracts import METHODS
from services.console.api import binding, exports, paths
from services.console.api.lines import Line
from services.console.api.schemas import Schema, Schemas, is_required
from services.console.api.table import TABLE

PROBLEMS: Final[Mapping[int, str]] = {
    401: "Nobody is signed in.",
    403: "The caller lacks the permission, or the request came from another site.",
    404: "It does not exist, or not for this caller.",
    409: "The state of things does not allow it; `reason` says which.",
    412: "It was changed since it was read; read it again.",
    413: "The body is too long.",
    415: "The body is no JSON.",
    422: "A field is missing or wrong; `field` names it.",
    429: "Too many requests; wait as `Retry-After` says.",
    501: "The service that runs there is older than this description.",
    503: "A service does not answer just now; try again.",
    504: "A service took too long; try again.",
}
"""Refusals that any address may answer with."""

_LISTED: Final = binding.parameters(METHODS["ListeningService.ListBrands"].request.DESCRIPTOR, [])
_STREAM_PLACE: Final = frozenset({"resumeToken", "limit"})


def paged(parameters: Mapping[str, FieldDescriptor]) -> Mapping[str, FieldDescriptor]:
    """Parameters of a list that is streamed: pages, as all other lists have them."""
    kept = {name: field for name, field in parameters.items() if name not in _STREAM_PLACE}
    return {**kept, **_LISTED}


def parameters_of(line: Line, path: paths.Path) -> Mapping[str, FieldDescriptor]:
    """Fields of the request that come as parameters of the address."""
    method = METHODS[line.rpc]
    if line.body == "*":
        return {}
    taken = [name for name in (path.field, line.body, line.match) if name]
    found = binding.parameters(method.request.DESCRIPTOR, taken, line.spread)
    return paged(found) if method.streaming else found


def name_of(line: Line) -> str:
    """The operation's id: the RPC's name, with the address where several share it."""
    name = line.rpc.rpartition(".")[2]
    if _SHARED[name] > 1:
        words = [word for word in paths.read(line.pattern).template.replace(":", "/").split("/") if word]
        name += "".join(word[0].upper() + word[1:] for word in words if word.isalpha())
    return name[0].lower() + name[1:]


_SHARED: Final = Counter(line.rpc.rpartition(".")[2] for lines in TABLE.values() for line in lines)


def describe(subject: str, line: Line, schemas: Schemas) -> Schema:
    """The operation."""
    method, path = METHODS[line.rpc], paths.read(line.pattern)
    made: Schema = {
        "operationId": name_of(line),
        "summary": line.summary,
        "tags": [subject],
        "description": f"Needs the permission `{method.permission.name}`.",
        "x-permission": method.permission.name,
        "parameters": [
            *_path_parameters(path),
            *_query_parameters(line, path, schemas),
            *_headers(line, path),
        ],
        "responses": {"200": _answer(line, schemas), **_problems(line)},
    }
    if line.body:
        made["requestBody"] = _body(line, path, schemas)
    return made


def problem(status: int) -> Schema:
    """A refusal."""
    made: Schema = {
        "description": PROBLEMS[status],
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in {429, 503}:
        made["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
    return made


def reference(status: int) -> Schema:
    """A refusal, by its name among the components."""
    return {"$ref": f"#/components/responses/Problem{status}"}


def _problems(line: Line) -> Schema:
    statuses = (status for status in PROBLEMS if line.body or status not in {413, 415})
    shown = {str(status): reference(status) for status in statuses}
    if line.verb == "GET":
        shown["304"] = {"description": "The reader has it already."}
    return shown


def _path_parameters(path: paths.Path) -> list[Schema]:
    return [
        {
            "name": part,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": paths.PART},
        }
        for part in path.parts
    ]


def _query_parameters(line: Line, path: paths.Path, schemas: Schemas) -> list[Schema]:
    return [
        {"name": name, "in": "query", "required": False, "schema": schemas.of_field(field)}
        for name, field in parameters_of(line, path).items()
    ]


def _headers(line: Line, path: paths.Path) -> list[Schema]:
    shown = []
    if has_request_id(METHODS[line.rpc].request.DESCRIPTOR, path):
        shown.append(
            _header(
                "Idempotency-Key",
                "The same key never does it twice; instead of `requestId`.",
                "^[ -~]{1,200}$",
            )
        )
    if line.match:
        shown.append(_header("If-Match", "Entity tag of what was read.", r'^"?[0-9]{1,9}"?$'))
    return shown


def has_request_id(request: Descriptor, path: paths.Path) -> bool:
    """Whether the RPC knows a repeated request by its id."""
    return "request_id" in request.fields_by_name and path.field != "request_id"


def _header(name: str, description: str, pattern: str) -> Schema:
    schema = {"type": "string", "pattern": pattern}
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


def _body(line: Line, path: paths.Path, schemas: Schemas) -> Schema:
    request = METHODS[line.rpc].request.DESCRIPTOR
    if line.body != "*":
        schema = schemas.reference(request.fields_by_name[line.body].message_type)
    else:
        schema = whole_body(request, path, schemas)
    return {"content": {"application/json": {"schema": schema}}, "required": bool(schema.get("required"))}


def whole_body(request: Descriptor, path: paths.Path, schemas: Schemas) -> Schema:
    """The request without what the address says already."""
    properties, required = {}, []
    for field in request.fields:
        if field.name == path.field:
            continue
        properties[field.json_name] = schemas.of_field(field)
        if _is_needed(field):
            required.append(field.json_name)
    made: Schema = {"type": "object", "properties": properties}
    if required:
        made["required"] = required
    return made


def _is_needed(field: FieldDescriptor) -> bool:
    # What a header can say instead is not needed in the body.
    return field.name != "request_id" and is_required(field)


def _answer(line: Line, schemas: Schemas) -> Schema:
    method = METHODS[line.rpc]
    if exports.is_file(method.response.DESCRIPTOR):
        kinds: Schema = {exports.BYTES: {}, "*/*": {}}
        return {"description": "The file, piece by piece, of the kind asked for.", "content": kinds}
    schema = _page(method.response.DESCRIPTOR, schemas) if method.streaming else None
    made: Schema = {
        "description": "Done." if line.verb != "GET" else "Here it is.",
        "content": {"application/json": {"schema": schema or schemas.reference(method.response.DESCRIPTOR)}},
    }
    if line.verb == "GET" or line.tag:
        made["headers"] = {
            "ETag": {"schema": {"type": "string"}, "description": "For If-None-Match and If-Match."}
        }
    return made


def _page(response: Descriptor, schemas: Schemas) -> Schema:
    properties = {
        "mentions": schemas.of_field(response.fields_by_name["mentions"]),
        "nextPageToken": {"type": "string"},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}
