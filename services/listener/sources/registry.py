"""Every type of source there is, what it is configured by, and how it is opened.

The servicer checks a new source's settings here before it is stored; the runner opens sources here.
A type's module, and with it the network's client library, is imported when the first one is opened.
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, cast
from urllib.parse import urlsplit

from services.common.model import errors
from services.listener.sources import base

Check = Callable[[str], str | None]
"""Gives the problem with a value, or None."""


@dataclass(frozen=True, slots=True)
class ConfigKey:
    """One setting of a type of source.

    Attributes:
        help: what it means, with unit and default.
        required: whether a source cannot be without it.
        check: finds the problem with a value.
    """

    help: str
    required: bool = False
    check: Check = lambda _value: None


@dataclass(frozen=True, slots=True)
class SourceType:
    """A kind of source.

    Attributes:
        name: as `Source.type` names it.
        network: network of the mentions it brings; key into the capability registry.
        module: where its class `Connection` lives.
        summary: what it reads, in a sentence.
        keys: its settings by name.
    """

    name: str
    network: str
    module: str
    summary: str
    keys: Mapping[str, ConfigKey]

    def validate(self, config: Mapping[str, str]) -> None:
        """Checks settings.

        Raises:
            InvalidField: at the first unknown, missing or unusable key.
        """
        for key in config:
            if key not in self.keys:
                raise errors.InvalidField(
                    f"config.{key}",
                    f"a source of type {self.name} has no such setting; {_hint(key, self.keys)}",
                )
        for key, spec in self.keys.items():
            value = config.get(key, "")
            if not value and spec.required:
                raise errors.InvalidField(f"config.{key}", f"is needed: {spec.help}")
            if value and (problem := spec.check(value)):
                raise errors.InvalidField(f"config.{key}", problem)

    def open(self, context: base.SourceContext) -> base.Source:
        """Makes a source; nothing is connected before it is used."""
        module = importlib.import_module(self.module)
        return cast("base.Source", module.Connection(context))


def find(type_name: str) -> SourceType:
    """The type of that name.

    Raises:
        InvalidField: there is none; the sentence suggests one.
    """
    found = SOURCES.get(type_name)
    if found is None:
        raise errors.InvalidField("type", f"{type_name!r} is no type of source; {_hint(type_name, SOURCES)}")
    return found


def _hint(word: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(sorted(known)) or 'none'}."


def _address(*schemes: str) -> Check:
    def check(value: str) -> str | None:
        try:
            parts = urlsplit(value)
            usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        return (
            None
            if usable
            else f"must be an address that starts with {' or '.join(s + '://' for s in schemes)}"
        )

    return check


def _number(low: float, high: float, unit: str) -> Check:
    def check(value: str) -> str | None:
        try:
            usable = low <= float(value) <= high
        except ValueError:
            usable = False
        return None if usable else f"must be a number of {unit} from {low:g} to {high:g}"

    return check


SOURCES: Final[Mapping[str, SourceType]] = {
    kind.name: kind
    for kind in (
        SourceType(
            name="sandbox",
            network="sandbox",
            module="services.listener.sources.sandbox",
            summary="The sandbox network of the demo and the tests.",
            keys={
                "url": ConfigKey("address of the sandbox", required=True, check=_address("http", "https")),
                "token_file": ConfigKey(
                    "file with the bearer token of the brand's account; without it read only"
                ),
                "page_size": ConfigKey("events a request, default 200", check=_number(1, 1000, "events")),
                "wait_seconds": ConfigKey(
                    "how long a request waits for news, default 10", check=_number(0, 60, "seconds")
                ),
            },
        ),
        SourceType(
            name="rss",
            network="rss",
            module="services.listener.sources.rss",
            summary="An RSS or Atom feed: articles, blogs, comments.",
            keys={
                "url": ConfigKey("address of the feed", required=True, check=_address("http", "https")),
                "poll_seconds": ConfigKey(
                    "pause between requests, default 300", check=_number(0.01, 86400, "seconds")
                ),
                "max_bytes": ConfigKey(
                    "largest feed that is read, default 5 MiB", check=_number(1024, 1 << 28, "bytes")
                ),
            },
        ),
        SourceType(
            name="jetstream",
            network="bluesky",
            module="services.listener.sources.jetstream",
            summary="The public stream of Bluesky posts, without credentials.",
            keys={
                "url": ConfigKey(
                    "address of a Jetstream server, default a public one", check=_address("ws", "wss")
                ),
                "silence_seconds": ConfigKey(
                    "silence after which the connection counts as lost, default 30",
                    check=_number(0.01, 600, "seconds"),
                ),
            },
        ),
    )
}
"""Types of source by name."""
