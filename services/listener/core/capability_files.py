"""Reads one file of the capability registry, and says in a sentence what is wrong with it.

Keys, kinds and bounds stand in the tables below; a key that is not in them is refused, so that a misspelt
limit is never a missing one.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from antiphon.events.v1 import events_pb2

Fact = events_pb2.CapabilityFact
Table = Mapping[str, Any]

_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_MICROS: Final = 1_000_000
_MOST: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Described:
    """What a file says; see `capabilities.Network`."""

    fact: Fact
    plans: Mapping[str, Fact]
    connectors: Sequence[str]
    fallback: Fact.ReplyMode


def read(table: Table, where: str) -> Described:
    """Reads a whole file.

    Raises:
        ValueError: it cannot be used.
    """
    usual = {key: value for key, value in table.items() if key != "plans"}
    plans: dict[str, Fact] = {}
    for name, change in table.get("plans", {}).items():
        place = f"{where}: plans.{_name(name, f'{where}: plans')}"
        plans[name] = _fact(_merged(usual, {"plan": name, **change}), place)
    if plans and not table.get("plan"):
        raise ValueError(f"{where}: plan is needed where there are plans; name the one most people have.")
    fallback = _enum(Fact.ReplyMode, "REPLY_MODE")(
        table.get("reply", {}).get("fallback", "manual"), f"{where}: reply.fallback"
    )
    connectors = _names(table.get("connectors", []), f"{where}: connectors")
    return Described(_fact(usual, where), plans, connectors, fallback)


def _fact(table: Table, where: str) -> Fact:
    _check_keys(table, {*_TOP, "reply", "private", "media", "calls", "limits", "connectors"}, where)
    for key in ("network", "display_name", "checked", "references", "live_checked", "actions", "reply"):
        if key not in table:
            raise ValueError(f"{where}: {key} is needed.")
    fact = Fact(idempotency=Fact.IDEMPOTENCY_NONE)
    _put(fact, table, _TOP, where)
    reply = table["reply"]
    _check_keys(reply, {*_REPLY, "fallback"}, f"{where}: reply")
    _put(fact, reply, _REPLY, f"{where}: reply")
    for name, keys in (("private", _PRIVATE), ("media", _MEDIA)):
        _check_keys(table.get(name, {}), keys, f"{where}: {name}")
        _put(fact, table.get(name, {}), keys, f"{where}: {name}")
    fact.calls.extend(_lines(table, "calls", Fact.Call, _CALL, where))
    fact.limits.extend(_lines(table, "limits", Fact.Limit, _LIMIT, where))
    _check_whole(fact, where)
    return fact


def _lines(
    table: Table, name: str, kind: Callable[[], Any], keys: Mapping[str, _Key], where: str
) -> list[Any]:
    found = []
    for number, line in enumerate(table.get(name, []), start=1):
        place = f"{where}: {name} {number}"
        _check_keys(line, keys, place)
        message = kind()
        _put(message, line, keys, place)
        found.append(message)
    return found


def _check_whole(fact: Fact, where: str) -> None:
    """What no key can say alone."""
    known = [call.name for call in fact.calls]
    _check_calls(fact, known, where)
    _check_limits(fact, known, where)
    _check_reply(fact, where)


def _check_calls(fact: Fact, known: Sequence[str], where: str) -> None:
    if len(known) > len(set(known)):
        raise ValueError(f"{where}: calls has a name twice; give each kind of call one entry.")
    for call in fact.calls:
        if not call.name or bool(call.price_micros) != bool(call.currency):
            raise ValueError(f"{where}: calls: each needs a name, and price and currency go together.")
    for name in (fact.answer_call, fact.link_answer_call, fact.summoned_answer_call):
        if name and name not in known:
            raise ValueError(f"{where}: reply: {name!r} is not among the calls{_hint(name, known)}")


def _check_limits(fact: Fact, known: Sequence[str], where: str) -> None:
    for number, limit in enumerate(fact.limits, start=1):
        if not (limit.count and limit.seconds):
            raise ValueError(f"{where}: limits {number} needs count and seconds, 1 or more.")
        for name in limit.calls:
            if name not in known:
                raise ValueError(
                    f"{where}: limits {number}: {name!r} is not among the calls{_hint(name, known)}"
                )


def _check_reply(fact: Fact, where: str) -> None:
    answers = fact.reply_mode == Fact.REPLY_MODE_API
    if answers != (Fact.ACTION_ANSWER in fact.actions):
        raise ValueError(f"{where}: actions and reply.mode disagree on whether it can be answered.")
    recognises = fact.idempotency != Fact.IDEMPOTENCY_NONE
    if recognises and not answers:
        raise ValueError(f"{where}: reply.idempotency has no meaning unless reply.mode is api; remove it.")
    if bool(fact.idempotency_seconds) != recognises:
        raise ValueError(f"{where}: reply.idempotency and reply.idempotency_seconds go together.")
    if fact.max_reply_length and fact.min_reply_length > fact.max_reply_length:
        raise ValueError(f"{where}: reply.min_length is more than reply.max_length.")


def _text(value: Any, where: str) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"{where} must be a text; it is {value!r}.")


def _name(value: Any, where: str) -> str:
    if isinstance(value, str) and _NAME.fullmatch(value):
        return value
    raise ValueError(f"{where} must be a short name in lower case; it is {value!r}.")


def _names(value: Any, where: str) -> list[str]:
    return [_name(each, where) for each in _list(value, where)]


def _texts(value: Any, where: str) -> list[str]:
    return [_text(each, where) for each in _list(value, where)]


def _list(value: Any, where: str) -> Sequence[Any]:
    if isinstance(value, list):
        return value
    raise ValueError(f"{where} must be a list; it is {value!r}.")


def _whole(value: Any, where: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST:
        return value
    raise ValueError(f"{where} must be a whole number from 0; it is {value!r}.")


def _truth(value: Any, where: str) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"{where} must be true or false; it is {value!r}.")


def _day(value: Any, where: str) -> str:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    raise ValueError(f"{where} must be a date such as 2026-11-22; it is {value!r}.")


def _references(value: Any, where: str) -> str:
    found = _texts(value, where)
    if not found:
        raise ValueError(f"{where} must name where the facts were read.")
    return "\n".join(found)


def _micros(value: Any, where: str) -> int:
    try:
        amount = Decimal(value) if isinstance(value, str) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not (amount.is_finite() and amount > 0):
        raise ValueError(f'{where} must be an amount in quotation marks such as "0.005"; it is {value!r}.')
    return int(amount * _MICROS)


def _currency(value: Any, where: str) -> str:
    if isinstance(value, str) and _CURRENCY.fullmatch(value):
        return value
    raise ValueError(f"{where} must be a currency such as USD; it is {value!r}.")


def _enum(kind: Any, prefix: str) -> Callable[[Any, str], Any]:
    names: dict[str, int] = {
        name.removeprefix(f"{prefix}_").lower(): number for name, number in kind.items() if number
    }

    def read_one(value: Any, where: str) -> int:
        if value in names:
            return names[value]
        raise ValueError(f"{where}: {value!r} is none of {', '.join(names)}{_hint(str(value), names)}")

    return read_one


def _actions(value: Any, where: str) -> list[int]:
    read_one = _enum(Fact.Action, "ACTION")
    return sorted({read_one(each, where) for each in _list(value, where)})


@dataclass(frozen=True, slots=True)
class _Key:
    """One key of a table: the field it fills, and how its value is read."""

    field: str
    read: Callable[[Any, str], Any]


_TOP: Final = {
    "network": _Key("network", _name),
    "display_name": _Key("display_name", _text),
    "checked": _Key("checked_date", _day),
    "references": _Key("reference", _references),
    "live_checked": _Key("live_checked", _truth),
    "cautious": _Key("cautious", _texts),
    "plan": _Key("plan", _name),
    "actions": _Key("actions", _actions),
    "repeatable_actions": _Key("repeatable_actions", _truth),
}
_REPLY: Final = {
    "mode": _Key("reply_mode", _enum(Fact.ReplyMode, "REPLY_MODE")),
    "audience": _Key("audience", _enum(Fact.Audience, "AUDIENCE")),
    "min_length": _Key("min_reply_length", _whole),
    "max_length": _Key("max_reply_length", _whole),
    "length_unit": _Key("length_unit", _enum(Fact.LengthUnit, "LENGTH_UNIT")),
    "link_length": _Key("link_length", _whole),
    "max_parts": _Key("max_parts", _whole),
    "overwrites": _Key("overwrites", _truth),
    "window_seconds": _Key("reply_window_seconds", _whole),
    "idempotency": _Key("idempotency", _enum(Fact.Idempotency, "IDEMPOTENCY")),
    "idempotency_seconds": _Key("idempotency_seconds", _whole),
    "read_back": _Key("read_back", _truth),
    "call": _Key("answer_call", _text),
    "link_call": _Key("link_answer_call", _text),
    "summoned_call": _Key("summoned_answer_call", _text),
}
_PRIVATE: Final = {
    "window_seconds": _Key("private_window_seconds", _whole),
    "once": _Key("private_once", _truth),
}
_MEDIA: Final = {
    "max_count": _Key("max_media_count", _whole),
    "max_bytes": _Key("max_media_bytes", _whole),
    "types": _Key("media_types", _texts),
}
_CALL: Final = {
    "name": _Key("name", _name),
    "price": _Key("price_micros", _micros),
    "currency": _Key("currency", _currency),
    "per": _Key("per", _text),
    "units": _Key("units", _whole),
}
_LIMIT: Final = {
    "calls": _Key("calls", _names),
    "count": _Key("count", _whole),
    "seconds": _Key("seconds", _whole),
    "scope": _Key("scope", _name),
    "counts_units": _Key("counts_units", _truth),
}


def _put(message: Any, table: Table, keys: Mapping[str, _Key], where: str) -> None:
    for name, key in keys.items():
        if name not in table:
            continue
        value = key.read(table[name], f"{where}.{name}" if ": " in where else f"{where}: {name}")
        if isinstance(value, list):
            getattr(message, key.field).extend(value)
        else:
            setattr(message, key.field, value)


def _check_keys(table: Any, known: Iterable[str], where: str) -> None:
    if not isinstance(table, Mapping):
        raise ValueError(f"{where} must be a table.")  # noqa: TRY004 - one kind of fault for all that a file has
    for key in table:
        if key not in known:
            raise ValueError(f"{where}: {key!r} is no key{_hint(key, known)}")


def _merged(usual: Table, change: Table) -> Table:
    """The usual table with what a plan changes; a list replaces a list."""
    merged = dict(usual)
    for key, value in change.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _hint(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, [*known], n=1)
    return f"; did you mean {close[0]!r}?" if close else "."
