"""Messages as JSON, in the names of the proto JSON mapping."""

from __future__ import annotations

from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message


def as_json(message: Message) -> dict[str, Any]:
    """The message in JSON names; fields without presence show their default."""
    return json_format.MessageToDict(message, always_print_fields_with_no_presence=True)
