"""What a type of source is: its settings, its secrets, and where its code lives.

Only data: a type's module, and with it the network's client library, is imported when the first source of
it is opened, in a thread: a library takes up to a second, during which the event loop would stand still.
"""

from __future__ import annotations

import asyncio
import difflib
import importlib
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Final, cast
from urllib.parse import urlsplit

from services.common.model import errors
from services.listener.core import capabilities, naming, userinfo
from services.listener.sources import base

Check = Callable[[str], str | None]
"""Gives the problem with a value, or None."""
_IMPORTING: Final = threading.Lock()
"""One library after another: those that share modules would see each other's half made ones."""


@dataclass(frozen=True, slots=True)
class ConfigKey:
    """One setting of a type of source.

    Attributes:
        help: what it means, with unit and default.
        required: whether a source cannot be without it.
        check: finds the problem with a value.
        place: whether it says what is read: with another value a source begins anew.
    """

    help: str
    required: bool = False
    check: Check = lambda _value: None
    place: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A person brings the secrets: tokens, passwords, keys."""


GIVEN: Final = Given()


@dataclass(frozen=True, slots=True)
class OAuth:
    """OAuth 2.0 with authorization code (RFC 6749) and PKCE (RFC 7636).

    Attributes:
        authorize_url: page where the account's owner agrees; `{key}` stands for a setting of the source.
        token_url: where codes and refresh tokens become access tokens; the same.
        scopes: what is asked for.
        client_auth: how the client shows itself at `token_url`: `basic`, `post`, or `none`.
        parameters: further parameters of `authorize_url`.
    """

    authorize_url: str
    token_url: str
    scopes: Sequence[str]
    client_auth: str = "basic"
    parameters: Mapping[str, str] = field(default_factory=dict)


Flow = Given | OAuth


@dataclass(frozen=True, slots=True)
class SourceType:
    """A kind of source.

    Attributes:
        name: as `Source.type` names it.
        network: network of the mentions it brings; key into the capability registry.
        module: where its class `Connection` lives.
        summary: what it reads, in a sentence.
        keys: its settings by name.
        credentials: its secrets by name; connected apart from the settings, never shown again.
        flow: how an account is connected.
        single_connection: whether the network allows an account only one connection at a time.
        heartbeat_seconds: silence after which a connection that lives counts as lost; None when it polls.
        receives: whether its network brings its news to `/webhooks/{source}`.
        answers_with: sets of secrets of which each is enough to answer; empty when the required ones are,
            or any one where none is required.
    """

    name: str
    network: str
    module: str
    summary: str
    keys: Mapping[str, ConfigKey]
    credentials: Mapping[str, ConfigKey] = field(default_factory=dict)
    flow: Flow = GIVEN
    single_connection: bool = False
    heartbeat_seconds: float | None = None
    receives: bool = False
    answers_with: Sequence[Sequence[str]] = ()

    def lacks_to_answer(self, given: Collection[str]) -> Sequence[str]:
        """Names of the secrets that are missing beside those that were given: of the way that is nearest."""
        required = [name for name, spec in self.credentials.items() if spec.required]
        ways = self.answers_with or ([required] if required else [[name] for name in self.credentials])
        lacking = [[name for name in way if name not in given] for way in sorted(ways, key=len, reverse=True)]
        return min(lacking, key=len, default=())

    def validate(self, config: Mapping[str, str]) -> None:
        """Checks settings.

        Raises:
            InvalidField: at the first unknown, missing or unusable key.
        """
        known = {**self.file_keys(), **self.keys, **common_keys(self.network)}
        for key in config:
            if key not in known:
                raise errors.InvalidField(
                    f"config.{key}",
                    f"a source of type {self.name} has no such setting; {hint(key, known)}",
                )
        for key, spec in known.items():
            value = config.get(key, "")
            if not value and spec.required:
                raise errors.InvalidField(f"config.{key}", f"is needed: {spec.help}")
            if value and (problem := spec.check(value)):
                raise errors.InvalidField(f"config.{key}", problem)

    def reads_elsewhere(self, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
        """Whether a source with these settings reads something else than it did with those before."""
        return any(spec.place and before.get(key) != after.get(key) for key, spec in self.keys.items())

    def file_keys(self) -> dict[str, ConfigKey]:
        """Settings that name a mounted file for each secret."""
        return {
            f"{name}_file": ConfigKey(f"file with the {spec.help}") for name, spec in self.credentials.items()
        }

    async def load(self) -> type[base.Source]:
        """The class of its sources, imported without keeping the event loop waiting."""
        return cast("type[base.Source]", (await asyncio.to_thread(_import, self.module)).Connection)

    async def opened(self, context: base.SourceContext) -> base.Source:
        """The same as `open`, on an event loop."""
        await self.load()
        return self.open(context)

    def open(self, context: base.SourceContext) -> base.Source:
        """Makes a source; nothing is connected before it is used."""
        module = importlib.import_module(self.module)
        return cast("base.Source", module.Connection(context))


def _import(module: str) -> ModuleType:
    with _IMPORTING:
        return importlib.import_module(module)


def common_keys(network: str) -> dict[str, ConfigKey]:
    """Settings that every source of a network has: its budget and, where there are several, its plan."""
    keys = {
        "budget_calls": ConfigKey("most calls in a month, default unlimited", check=number(1, 1e12, "calls")),
        "budget_money": ConfigKey(
            "most money in a month, in the currency of the network's prices, default unlimited",
            check=number(0.01, 1e9, "money"),
        ),
    }
    if plans := capabilities.plans(network):
        keys["plan"] = ConfigKey(f"plan of the network, default {next(iter(plans))}", check=one_of(*plans))
    return keys


def brand(what: str) -> ConfigKey:
    """The setting that gives `what` a source brings to one brand."""
    return ConfigKey(f"brand that gets {what}, whatever the queries say: brands/…", check=_brand)


def _brand(value: str) -> str | None:
    try:
        naming.brand_id("config.brand", value)
    except errors.InvalidField as fault:
        return fault.problem
    return None


def one_of(*words: str) -> Check:
    """A check for one of these words."""

    def check(value: str) -> str | None:
        return None if value in words else f"must be one of {', '.join(words)}"

    return check


def hint(word: str, known: Mapping[str, object]) -> str:
    """A word for someone who wrote one that nobody knows."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(sorted(known)) or 'none'}."


def address(*schemes: str) -> Check:
    """A check for addresses with one of these schemes."""

    def check(value: str) -> str | None:
        if userinfo.is_masked(value):
            return f"holds {userinfo.MASK}, which stands for a name and password; write them out."
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


def number(low: float, high: float, unit: str) -> Check:
    """A check for numbers from `low` to `high`."""

    def check(value: str) -> str | None:
        try:
            usable = low <= float(value) <= high
        except ValueError:
            usable = False
        return None if usable else f"must be a number of {unit} from {low:g} to {high:g}"

    return check
