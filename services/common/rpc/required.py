"""Refuses requests that lack a field the contract calls REQUIRED, so that no servicer has to.

Looked at are the request's own fields and those of the single messages in it. Left to the core are
the elements of lists, where each item has its own outcome, and numbers, where 0 is a value like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from google.api import field_behavior_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from services.common.model import errors

Check = Callable[[Message], None]

_WORDS: Final = frozenset(
    {FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES, FieldDescriptor.TYPE_ENUM}
)
"""Types whose empty value means that nothing was said."""


def check_for(descriptor: Descriptor) -> Check | None:
    """What checks requests of this type; None when nothing of it is required."""
    rules = _Rules(descriptor, ())
    return rules.check if rules.any else None


class _Rules:
    """The fields of one message type to look at, found once."""

    def __init__(self, descriptor: Descriptor, above: tuple[str, ...]) -> None:
        self._names: list[str] = []
        self._messages: list[tuple[str, bool, _Rules | None]] = []
        for field in descriptor.fields:
            self._read(field, (*above, descriptor.full_name))
        self.any = bool(self._names or self._messages)

    def _read(self, field: FieldDescriptor, above: tuple[str, ...]) -> None:
        required = _is_required(field)
        if field.is_repeated:
            return
        if field.message_type is not None:
            inner = self._inner(field.message_type, above)
            if required or inner:
                self._messages.append((field.name, required, inner))
        elif required and (field.type in _WORDS or field.has_presence):
            self._names.append(field.name)

    @staticmethod
    def _inner(descriptor: Descriptor, above: tuple[str, ...]) -> _Rules | None:
        if descriptor.full_name in above or descriptor.full_name.startswith("google."):
            return None
        rules = _Rules(descriptor, above)
        return rules if rules.any else None

    def check(self, message: Message, path: str = "") -> None:
        """Raises InvalidField for the first field that is missing."""
        for name in self._names:
            if not getattr(message, name):
                raise errors.InvalidField(path + name, "is required; fill it in.")
        for name, required, inner in self._messages:
            if message.HasField(name):
                if inner:
                    inner.check(getattr(message, name), f"{path}{name}.")
            elif required:
                raise errors.InvalidField(path + name, "is required; fill it in.")


def _is_required(field: FieldDescriptor) -> bool:
    options: Any = field.GetOptions()
    return field_behavior_pb2.REQUIRED in options.Extensions[field_behavior_pb2.field_behavior]
