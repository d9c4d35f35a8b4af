"""Makes the request of an RPC from what came over HTTP: its path, its parameters, its body, its headers."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from google.protobuf import json_format
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message

from services.common.model import errors

NAMESPACE: Final = uuid.UUID("5b0e37a4-9f0c-4e7f-9d55-2d9f0a3a7c11")
"""Of request ids that are made from a caller's own keys."""

_FAILED: Final = re.compile(r"Failed to parse (\S+) field")
_UNKNOWN: Final = re.compile(r'no field named "([^"]*)"')
_NUL: Final = "\0"
_SIMPLE: Final = frozenset(
    {"google.protobuf.Timestamp", "google.protobuf.Duration", "google.protobuf.FieldMask"}
)


def parse(body: bytes) -> Any:
    """What a JSON body says; an empty body says nothing.

    Raises:
        InvalidField: if it is no JSON object, or holds what no text has.
    """
    if not body:
        return {}
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise errors.InvalidField("body", "is no JSON; send an object as the description has it.") from None
    if not isinstance(found, dict):
        raise errors.InvalidField("body", "is a JSON object, as the description has it.")
    if b"\\u0000" in body:
        _refuse_nul(found)
    return found


def _refuse_nul(value: Any) -> None:
    if isinstance(value, str) and _NUL in value:
        raise errors.InvalidField("body", "holds the character U+0000, which no text has; leave it out.")
    inner: Iterable[Any] = (
        value.items() if isinstance(value, dict) else value if isinstance(value, list) else ()
    )
    for each in inner:
        for part in each if isinstance(each, tuple) else (each,):
            _refuse_nul(part)


def fill(message: Message, field: str, content: dict[str, Any]) -> None:
    """Puts JSON into the message, or into one `field` of it; `*` is the whole.

    Raises:
        InvalidField: for the first part that does not fit, by the name that the caller used.
    """
    into = message if field == "*" else getattr(message, field)
    if field != "*":
        into.SetInParent()
    try:
        json_format.ParseDict(content, into)
    except json_format.ParseError as fault:
        raise _explained(str(fault)) from None
    except (ValueError, TypeError, RecursionError):
        raise errors.InvalidField("body", "has a value that its field does not take.") from None


def _explained(problem: str) -> errors.InvalidField:
    path = [part.rpartition(".")[2] for part in _FAILED.findall(problem)]
    unknown = _UNKNOWN.search(problem)
    if unknown:
        return errors.InvalidField(
            ".".join([*path, unknown.group(1)])[:200],
            "is no field here; the description names those there are.",
        )
    return errors.InvalidField(
        ".".join(path) or "body", "has a value of another kind than the description gives it."
    )


def parameters(
    descriptor: Descriptor, taken: Iterable[str], spread: str = ""
) -> Mapping[str, FieldDescriptor]:
    """Fields that come as parameters of an address, by their JSON name: plain ones not `taken` already.

    With `spread`, plain fields of that field are parameters, too, and those of other messages behind a dot.
    """
    used = {name.partition(".")[0] for name in taken}
    found: dict[str, FieldDescriptor] = {}
    for field in descriptor.fields:
        if field.name in used:
            continue
        if _is_plain(field):
            found[field.json_name] = field
        elif spread and field.message_type is not None:
            before = "" if field.name == spread else f"{field.json_name}."
            found.update(
                (before + each.json_name, each) for each in field.message_type.fields if _is_plain(each)
            )
    return found


def _is_plain(field: FieldDescriptor) -> bool:
    return field.message_type is None or field.message_type.full_name in _SIMPLE


def folded(found: Mapping[str, Any], descriptor: Descriptor, spread: str) -> dict[str, Any]:
    """Parameters put back where they came from: those of what was spread, and those with a dot.

    What was spread is there even where none of its fields was given: it then names everything.
    """
    if not spread:
        return dict(found)
    own = {field.json_name for field in descriptor.fields}
    inner = descriptor.fields_by_name[spread].json_name
    made: dict[str, Any] = {inner: {}}
    for name, value in found.items():
        above, _, last = name.rpartition(".")
        if not above and name in own:
            made[name] = value
        else:
            made.setdefault(above or inner, {})[last] = value
    return made


def from_query(given: Iterable[tuple[str, str]], known: Mapping[str, FieldDescriptor]) -> dict[str, Any]:
    """Parameters as JSON.

    Raises:
        InvalidField: for a parameter that is not known, or not of its kind.
    """
    found: dict[str, Any] = {}
    for name, text in given:
        field = known.get(name)
        if field is None:
            there = ", ".join(known) or "none"
            raise errors.InvalidField(name[:100], f"is no parameter here; there are: {there}.")
        if _NUL in text:
            raise errors.InvalidField(name, "holds the character U+0000; leave it out.")
        value = _value(name, field, text)
        if field.is_repeated:
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    return found


def _value(name: str, field: FieldDescriptor, text: str) -> Any:
    if field.enum_type is not None:
        return enum_value(name, field.enum_type, text)
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        if text not in {"true", "false"}:
            raise errors.InvalidField(name, "is true or false.")
        return text == "true"
    if field.cpp_type in {FieldDescriptor.CPPTYPE_STRING, FieldDescriptor.CPPTYPE_MESSAGE}:
        return text
    return _number(name, text)


def _number(name: str, text: str) -> str:
    try:
        int(text)
    except ValueError:
        raise errors.InvalidField(name, "is a whole number.") from None
    return text


def enum_value(name: str, enum: EnumDescriptor, text: str) -> str:
    """A value of an enum by its name, with or without what all its names begin with."""
    names = [value.name for value in enum.values]
    for known in names:
        if text in {known, known.removeprefix(prefix_of(names))}:
            return str(known)
    raise errors.InvalidField(name, f"is one of {', '.join(names[1:])}.")


def prefix_of(names: Iterable[str]) -> str:
    """What all names of an enum begin with: `STATE_`."""
    first = next(iter(names))
    return first.removesuffix("UNSPECIFIED")


def name_resource(message: Message, path: str, name: str) -> None:
    """Puts the name of the address into the field that takes it, over what the body said."""
    *above, last = path.split(".")
    into: Any = message
    for part in above:
        into = getattr(into, part)
    setattr(into, last, name)


def request_id(subject: str, key: str) -> str:
    """The request id that a caller's key stands for: itself where it is a UUID, else one made of it."""
    try:
        return str(uuid.UUID(key))
    except ValueError:
        return str(uuid.uuid5(NAMESPACE, f"{subject}\0{key}"))
