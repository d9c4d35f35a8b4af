"""Reads the settings from the environment and reports every fault in one go."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, get_type_hints

from services.common.config import nearness, values
from services.common.config.settings import Settings

PREFIX: Final = "ANTIPHON_"

_SERVICE_LINK: Final = re.compile(r"(tcp|udp|sctp)://\S+")
_SERVICE_LINK_KEY: Final = re.compile(r"_SERVICE_(HOST|PORT)(_\w+)?$|_PORT_\d+_(TCP|UDP|SCTP)(_\w+)?$")
"""What Kubernetes puts into pods for a Service named `antiphon-…`; some of it looks like a setting."""


class SettingsError(Exception):
    """The environment holds settings that cannot be used.

    Attributes:
        faults: one sentence for each, naming key, value and remedy.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Variable(NamedTuple):
    """One setting and the variable that sets it."""

    key: str
    group: str
    field: str
    annotation: Any
    default: Any


def variables() -> Iterator[Variable]:
    """Every setting there is, in the order of the groups."""
    for group, group_type in get_type_hints(Settings).items():
        hints = get_type_hints(group_type, include_extras=True)
        for field in dataclasses.fields(group_type):
            key = f"{PREFIX}{group}_{field.name}".upper()
            yield Variable(key, group, field.name, hints[field.name], field.default)


def from_environment() -> Settings:
    """The settings of this process; raises as `load` does."""
    return load(os.environ)


def load(environ: Mapping[str, str]) -> Settings:
    """The settings that `environ` and the defaults make.

    Raises:
        SettingsError: if a key is unknown, a value cannot be used, or two do not fit together; it holds all
            faults.
    """
    known = {variable.key: variable for variable in variables()}
    given = {key: text for key, text in environ.items() if key.startswith(PREFIX)}
    chosen: dict[str, dict[str, Any]] = {}
    faults: list[str] = []
    for key, text in sorted(given.items()):
        if key not in known or _SERVICE_LINK.fullmatch(text):
            faults.append(_unknown(key, text, known))
            continue
        variable = known[key]
        try:
            value = values.parse(text.strip(), variable.annotation)
        except values.BadValue as bad:
            faults.append(_unusable(variable, text, bad))
        else:
            chosen.setdefault(variable.group, {})[variable.field] = value
    if faults:
        raise SettingsError(tuple(faults))
    settings = _assemble(chosen)
    if conflicts := (*settings.bus.conflicts(), *settings.rpc.conflicts()):
        raise SettingsError(conflicts)
    return settings


def _assemble(chosen: Mapping[str, Mapping[str, Any]]) -> Settings:
    groups = get_type_hints(Settings)
    return Settings(**{group: groups[group](**fields) for group, fields in chosen.items()})


def _unknown(key: str, text: str, known: Mapping[str, Variable]) -> str:
    if _SERVICE_LINK.fullmatch(text) or _SERVICE_LINK_KEY.search(key):
        return f"{key} comes from Kubernetes, not from you; set enableServiceLinks: false on the pod."
    near = nearness.nearest(key.removeprefix(PREFIX).lower(), known.values())
    if not near:
        return f"{key} is not a setting; remove it; docs/reference/settings.md lists all."
    *others, last = [variable.key for variable in near]
    shown = f"{', '.join(others)} or {last}" if others else last
    return f"{key} is not a setting; did you mean {shown}?"


def _unusable(variable: Variable, text: str, bad: values.BadValue) -> str:
    shown = "the value given (not shown)" if values.is_secret(variable.annotation) else repr(text)
    return f"{variable.key} cannot be {shown}; {bad}."
