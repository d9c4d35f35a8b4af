"""Messages as JSON, in the names of the proto JSON mapping, and quickly.

Fields without presence always show their default. What protobuf's own `json_format` finds out anew for
every message is found out once for every type here: a page of the queue takes less than half the time.
"""

from __future__ import annotations

import base64
import functools
import math
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from google.protobuf import json_format
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message

Convert = Callable[[Any], Any]

_WHOLE_64: Final = frozenset({FieldDescriptor.CPPTYPE_INT64, FieldDescriptor.CPPTYPE_UINT64})
_BROKEN: Final = frozenset({FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT})
_TOLD_BY_THEMSELVES: Final = frozenset(
    f"google.protobuf.{name}" for name in ("Timestamp", "Duration", "FieldMask")
)


class _Field(NamedTuple):
    """How one field is told."""

    name: str
    key: str
    convert: Convert | None
    """None for values that JSON has as they are."""
    many: bool
    is_map: bool
    optional: bool
    """Whether an unset one is left out."""


def as_json(message: Message) -> dict[str, Any]:
    """The message in JSON names."""
    told: dict[str, Any] = {}
    for field in _plan(message.DESCRIPTOR):
        if field.optional and not message.HasField(field.name):
            continue
        value = getattr(message, field.name)
        convert = field.convert
        if field.is_map:
            value = {_key(key): convert(value[key]) if convert else value[key] for key in value}
        elif field.many:
            value = [convert(each) for each in value] if convert else list(value)
        elif convert:
            value = convert(value)
        told[field.key] = value
    return told


@functools.cache
def _plan(descriptor: Descriptor) -> Sequence[_Field]:
    return tuple(_field(field) for field in descriptor.fields)


def _field(field: FieldDescriptor) -> _Field:
    entry = field.message_type
    if entry is not None and entry.GetOptions().map_entry:
        convert = _convert(entry.fields_by_name["value"])
        return _Field(field.name, field.json_name, convert, many=True, is_map=True, optional=False)
    many = field.is_repeated
    optional = field.has_presence and not many
    return _Field(field.name, field.json_name, _convert(field), many=many, is_map=False, optional=optional)


def _convert(field: FieldDescriptor) -> Convert | None:
    if field.message_type is not None:
        return _message(field.message_type.full_name)
    if field.enum_type is not None:
        return _names(field.enum_type)
    if field.type == FieldDescriptor.TYPE_BYTES:
        return _base64
    if field.cpp_type in _WHOLE_64:
        return str
    return _number if field.cpp_type in _BROKEN else None


def _message(full_name: str) -> Convert:
    if full_name in _TOLD_BY_THEMSELVES:
        return _told_by_itself
    return json_format.MessageToDict if full_name.startswith("google.protobuf.") else as_json


def _names(enum: EnumDescriptor) -> Convert:
    names = {value.number: value.name for value in reversed(enum.values)}
    return lambda number: names.get(number, number)


def _told_by_itself(message: Any) -> str:
    text: str = message.ToJsonString()
    return text


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _number(value: float) -> float | str:
    """JSON knows no infinity; a whole number is told without a fraction only by others."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _key(key: Any) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)
