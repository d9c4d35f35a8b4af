from __future__ import annotations

import pytest

from antiphon.mention.v1 import mention_pb2
from services.common.obs import redaction


def redact(**event):
    return redaction.redact(None, "info", dict(event))


@pytest.mark.parametrize("key", sorted(redaction.PERSONAL_KEYS))
def test_a_personal_key_is_dropped_and_named(key):
    assert redact(event="x.y", **{key: "Jane Doe"}) == {"event": "x.y", "redacted": [key]}


def test_harmless_fields_stay():
    event = {"event": "batch.published", "items": 500, "share": 0.5, "stream": "MENTIONS", "paused": False}
    assert redact(**event) == event


def test_personal_keys_are_dropped_at_any_depth():
    kept = redact(event="x.y", detail={"author": {"handle": "jane"}, "list": [{"text": "hello", "n": 1}]})
    assert kept == {"event": "x.y", "detail": {"list": [{"n": 1}]}}


def test_a_message_is_named_but_not_shown():
    mention = mention_pb2.Mention(text="my number is 555", author=mention_pb2.Author(handle="jane"))
    assert redact(event="x.y", item=mention, items=[mention]) == {
        "event": "x.y",
        "item": "<Mention>",
        "items": ["<Mention>"],
    }


def test_bytes_are_counted_but_not_shown():
    assert redact(event="x.y", data=b"secret") == {"event": "x.y", "data": "<6 bytes>"}


def test_endless_nesting_is_cut():
    deep: dict[str, object] = {}
    deep["inner"] = deep
    assert "<…>" in str(redact(event="x.y", deep=deep))
