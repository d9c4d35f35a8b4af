"""What an alert has to tell, as a message for its channels: counts, causes and a link to the evidence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Final, Protocol
from urllib.parse import quote

from google.protobuf import json_format

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.common.queries import tree
from services.insights.core import alerts, slices
from services.insights.core.messages import Message
from services.insights.core.slices import Cut
from services.insights.core.spikes import Found

_NAMELESS: Final = frozenset({"author", "cascade"})
"""Causes that are told without their value: a message names nobody and quotes nothing."""
_CALLED: Final = {"author": "one author", "cascade": "near-copies of one text"}


class Cause(Protocol):
    """What a spike is made of."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def count(self) -> int: ...


def raised(alert: api.Alert, found: Found, cut: Cut, causes: Sequence[Cause], desk: str) -> Message:
    """An alert that was raised; `cut` is its evidence, `desk` the address of the desk or empty."""
    sentence = alerts.sentence(alert, found)
    evidence = slices.told(alert.slice, cut)
    evidence.ClearField("author_keys")
    if cut.asked and any(map(_names_author, tree.leaves(cut.asked.query.root))):
        evidence.ClearField("query")
    whole = max(found.count, 1)
    said = [f"{_called(each)}: {each.count / whole:.0%}" for each in causes]
    told = f"Because of {'; '.join(said)}." if said else ""
    mark = f"{alert.name} {cut.start} {cut.end} {found.count}"
    return Message(
        id=hashlib.sha256(mark.encode()).hexdigest()[:32],
        type="alert-raised",
        subject=sentence,
        text="\n".join(filter(None, (sentence, told))),
        link=link(desk, evidence),
        data={"alert": alert.name, "mention_count": found.count, **_data(found, evidence, causes)},
    )


def link(desk: str, evidence: api.Slice) -> str:
    """Where a slice opens in the desk; empty where the desk's address is not set."""
    if not desk:
        return ""
    text = json.dumps(json_format.MessageToDict(evidence), ensure_ascii=False, separators=(",", ":"))
    return f"{desk.rstrip('/')}/insights?slice={quote(text, safe='')}"


def _data(found: Found, evidence: api.Slice, causes: Sequence[Cause]) -> dict[str, Any]:
    return {
        "expected_count": round(found.usual, 2),
        "slice": json_format.MessageToDict(evidence, preserving_proto_field_name=True),
        "causes": [
            {"kind": each.kind, "value": "" if each.kind in _NAMELESS else each.value, "count": each.count}
            for each in causes
        ],
    }


def _names_author(leaf: tree.Leaf) -> bool:
    return isinstance(leaf, tree.Has) and leaf.name == "author"


def _called(each: Cause) -> str:
    return _CALLED.get(each.kind, f"{each.kind} {each.value}")
