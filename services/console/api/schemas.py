"""JSON schemas of messages, made from their descriptors: the description never lags behind a contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from google.api import field_behavior_pb2
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

Schema = dict[str, Any]

INT64: Final = r"^-?[0-9]{1,19}$"

_WELL_KNOWN: Final[Mapping[str, Schema]] = {
    "google.protobuf.Timestamp": {
        "type": "string",
        "format": "date-time",
        "examples": ["2026-01-31T09:00:00Z"],
    },
    "google.protobuf.Duration": {
        "type": "string",
        "pattern": r"^-?[0-9]{1,9}(\.[0-9]{1,9})?s$",
        "examples": ["90s"],
    },
    "google.protobuf.FieldMask": {"type": "string", "examples": ["displayName"]},
    "google.protobuf.Struct": {"type": "object"},
    "google.protobuf.Value": {},
    "google.protobuf.Empty": {"type": "object"},
}
_WHOLE: Final = {"type": "integer", "format": "int32", "minimum": -(2**31), "maximum": 2**31 - 1}
_NATURAL: Final = {"type": "integer", "minimum": 0, "maximum": 2**32 - 1}
_LONG: Final = {"type": "string", "format": "int64", "pattern": INT64, "examples": ["42"]}
_PLAIN: Final[Mapping[int, Schema]] = {
    FieldDescriptor.CPPTYPE_INT32: _WHOLE,
    FieldDescriptor.CPPTYPE_UINT32: _NATURAL,
    FieldDescriptor.CPPTYPE_INT64: _LONG,
    FieldDescriptor.CPPTYPE_UINT64: {**_LONG, "pattern": r"^[0-9]{1,20}$"},
    FieldDescriptor.CPPTYPE_DOUBLE: {"type": "number"},
    FieldDescriptor.CPPTYPE_FLOAT: {"type": "number"},
    FieldDescriptor.CPPTYPE_BOOL: {"type": "boolean"},
}


class Schemas:
    """Collects the schemas of messages and of what is in them, each under a name of its own."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names` are those of `component_names`."""
        self._names = names
        self.found: dict[str, Schema] = {}

    def reference(self, descriptor: Descriptor) -> Schema:
        """A reference to the schema of a message."""
        known = _WELL_KNOWN.get(descriptor.full_name)
        if known is not None:
            return dict(known)
        name = self._names[descriptor.full_name]
        if name not in self.found:
            self.found[name] = {}
            self.found[name] = self._message(descriptor)
        return {"$ref": f"#/components/schemas/{name}"}

    def of_field(self, field: FieldDescriptor) -> Schema:
        """The schema of a field's values."""
        entry = field.message_type
        if entry is not None and entry.GetOptions().map_entry:
            return {"type": "object", "additionalProperties": self._single(entry.fields_by_name["value"])}
        single = self._single(field)
        return {"type": "array", "items": single} if field.is_repeated else single

    def _message(self, descriptor: Descriptor) -> Schema:
        made: Schema = {
            "type": "object",
            "properties": {field.json_name: self._property(field) for field in descriptor.fields},
        }
        required = [field.json_name for field in descriptor.fields if _is_always_there(field)]
        if required:
            made["required"] = required
        return made

    def _property(self, field: FieldDescriptor) -> Schema:
        made = self.of_field(field)
        if field_behavior_pb2.OUTPUT_ONLY in behaviours(field):
            made["readOnly"] = True
        return made

    def _single(self, field: FieldDescriptor) -> Schema:
        if field.message_type is not None:
            return self.reference(field.message_type)
        if field.enum_type is not None:
            return self._enum(field.enum_type)
        if field.type == FieldDescriptor.TYPE_BYTES:
            return {"type": "string", "format": "byte"}
        return dict(_PLAIN.get(field.cpp_type, {"type": "string"}))

    def _enum(self, enum: EnumDescriptor) -> Schema:
        name = self._names[enum.full_name]
        self.found[name] = {"type": "string", "enum": [value.name for value in enum.values]}
        return {"$ref": f"#/components/schemas/{name}"}


def behaviours(field: FieldDescriptor) -> Iterable[int]:
    """What the contract says of a field: REQUIRED, OUTPUT_ONLY and their like."""
    options: Any = field.GetOptions()
    said: Iterable[int] = options.Extensions[field_behavior_pb2.field_behavior]
    return said


def component_names(roots: Iterable[Descriptor]) -> Mapping[str, str]:
    """A short name for every message and enum that `roots` reach; the package's where two would share one."""
    full: dict[str, str] = {}
    for root in roots:
        _collect(root, full)
    shared = {short for short in full.values() if list(full.values()).count(short) > 1}
    return {name: _package(name) + short if short in shared else short for name, short in full.items()}


def _collect(descriptor: Descriptor, into: dict[str, str]) -> None:
    if descriptor.full_name in into:
        return
    into[descriptor.full_name] = _short(descriptor)
    for field in descriptor.fields:
        if field.message_type is not None:
            _collect(field.message_type, into)
        elif field.enum_type is not None:
            into[field.enum_type.full_name] = _short(field.enum_type)


def _short(descriptor: Descriptor | EnumDescriptor) -> str:
    """Its name behind those of the messages it is in: `OpportunityState`."""
    above = descriptor.containing_type
    return (_short(above) if above else "") + descriptor.name


def _package(full_name: str) -> str:
    return full_name.split(".")[1].capitalize()


def is_required(field: FieldDescriptor) -> bool:
    """Whether the contract wants it said."""
    return field_behavior_pb2.REQUIRED in behaviours(field)


def _is_always_there(field: FieldDescriptor) -> bool:
    """Whether it must be said, and is in every answer, too."""
    return is_required(field) and not field.is_repeated and field.message_type is None
