"""Messages as JSON, in the names the contracts use."""

from __future__ import annotations

from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message


def as_json(message: Message) -> dict[str, Any]:
    """The message with the field names of its proto; unset fields of no presence show their default."""
    return json_format.MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )
