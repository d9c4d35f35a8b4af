"""The few shapes of Thrift's compact protocol that a Parquet file describes itself with.

Source: Apache Thrift, thrift-compact-protocol.md; Apache Parquet, parquet.thrift.
"""

from __future__ import annotations

import struct as packing
from collections.abc import Sequence
from typing import NamedTuple


class Value(NamedTuple):
    """A value that is written already, and the type that its field is announced with."""

    type: int
    data: bytes


def varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


def i32(number: int) -> Value:
    """A whole number of 32 bits."""
    return Value(5, varint(number << 1 ^ number >> 31))


def i64(number: int) -> Value:
    """A whole number of 64 bits."""
    return Value(6, varint(number << 1 ^ number >> 63))


def text(words: str) -> Value:
    """A text."""
    data = words.encode()
    return Value(8, varint(len(data)) + data)


def many(values: Sequence[Value]) -> Value:
    """A list of values of one type, of which there is one at least."""
    head = packing.pack("B", len(values) << 4 | values[0].type) if len(values) < 15 else b""
    if not head:
        head = packing.pack("B", 0xF0 | values[0].type) + varint(len(values))
    return Value(9, head + b"".join(value.data for value in values))


def struct(fields: Sequence[tuple[int, Value]]) -> Value:
    """A struct of fields by their number, rising, none more than 15 after the one before."""
    found, last = bytearray(), 0
    for number, value in fields:
        found.append(number - last << 4 | value.type)
        found += value.data
        last = number
    return Value(12, bytes(found) + b"\0")
