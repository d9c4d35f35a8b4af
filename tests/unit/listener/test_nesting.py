from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.listener.core import nesting
from services.listener.sources import payloads

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='ab"\\[]{}\n,:é'),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet='a"\\[{'), inner, max_size=3)
    ),
    max_leaves=20,
)


def deep(value):
    if isinstance(value, list):
        return 1 + max(map(deep, value), default=0)
    if isinstance(value, dict):
        return 1 + max(map(deep, value.values()), default=0)
    return 0


@given(values, st.booleans())
def test_depth_is_that_of_what_the_text_says(value, ascii_only):
    assert nesting.depth(json.dumps(value, ensure_ascii=ascii_only).encode()) == deep(value)


@pytest.mark.parametrize("body", [b"[" * 33, b'{"a":' * 100_000, b"[[]", b"", b"[]", b"7", b"\xff\xfe"])
def test_what_is_too_deep_or_no_object_is_told_in_a_sentence(body):
    with pytest.raises(ValueError, match=r"\.$"):
        payloads.read(body)


def test_an_object_that_is_not_too_deep_is_read():
    assert payloads.read(b'{"a": [{"b": "]]]]"}]}') == {"a": [{"b": "]]]]"}]}
