"""Changes what a source is set to: checked like that of a new one, with what was masked put back."""

from __future__ import annotations

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import errors
from services.listener.adapters import training
from services.listener.adapters.vault import Vault
from services.listener.core import userinfo
from services.listener.sources import registry
from services.listener.store import connections


def create(conn: connections.Handle, source: api.Source) -> api.Source:
    """Adds a source whose settings are sound.

    Raises:
        AlreadyExists: the name is taken.
        InvalidField: it would bring news of its network to a brand that agents practise with.
        NotFound: the brand that is to get what it brings does not exist.
    """
    training.check_source(conn, source.type, source.config)
    return connections.create(conn, source)


def update(conn: connections.Handle, vault: Vault, asked: api.Source) -> api.Source:
    """Puts the settings of `asked` in the place of those a source has.

    Raises:
        NotFound: there is no such source.
        InvalidField: a setting cannot be used; its type cannot be changed.
        StaleVersion: it is in another state than the change is based on.
    """
    kind, before = connections.settings(conn, asked.name)
    if asked.type not in {"", kind}:
        raise errors.InvalidField("source.type", f"is {kind} and stays so; add another source beside it.")
    config = {key: _whole(value, before.get(key, "")) for key, value in asked.config.items() if value}
    vault.check(api.Source(name=asked.name, type=kind, config=config))
    training.check_source(conn, kind, config)
    anew = registry.find(kind).reads_elsewhere(before, config)
    return connections.configure(conn, asked.name, config, etag=asked.etag, anew=anew)


def _whole(value: str, before: str) -> str:
    """A value as it was where it comes back as it was shown."""
    return before if userinfo.is_masked(value) and value == userinfo.mask(before) else value
