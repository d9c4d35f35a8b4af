"""Settings of the listener alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from services.common.config.kinds import SECRET, Range


@dataclass(frozen=True, slots=True)
class ListenerSettings:
    """The listener: sources and deliveries."""

    lease_seconds: Annotated[float, Range(5, 3600)] = 30.0
    """Seconds a replica owns a source without renewing; how long a source is blind when a replica dies."""

    http_host: str = "127.0.0.1"
    """Address that `/webhooks/{source}` is served on."""

    http_port: Annotated[int, Range(-1, 65535)] = -1
    """Port that `/webhooks/{source}` is served on; 0 takes any free one, -1 serves none."""

    http_public_url: str = ""
    """Address under which networks reach that port, for example `https://hooks.example`; shown beside each
    source that they bring news to. Empty to show host and port themselves."""

    delivery_retention_days: Annotated[int, Range(7, 3650)] = 30
    """Days a delivery that came to its end is kept, with the text of our answer.
    Until then, asking for the same delivery again sends nothing; a week is the least, since the router may
    still ask after days without the listener."""

    seen_retention_days: Annotated[float, Range(0, 3650)] = 90
    """Days after publishing that a mention's deletion or edit still finds its way, and that it does not go
    again; 0 keeps for ever."""

    coverage_retention_days: Annotated[float, Range(0, 3650)] = 730
    """Days an interval of coverage is kept after its end; 0 keeps for ever. As long as the archive, so that
    a chart can say what was not seen."""

    backfill_retention_days: Annotated[float, Range(0, 3650)] = 365
    """Days a backfill is listed after it was done, cancelled or given up; 0 keeps for ever. What it brought
    and what it healed stays."""

    allow_private_addresses: bool = False
    """Whether sources may talk to loopback and private addresses.
    Off, so that a feed's address cannot be used to look into the network the listener stands in.
    On for tests, and for networks of your own."""

    training_url: str = ""
    """Address of the sandbox network that lessons are played on, for example `http://sandbox:8710`; the
    source of a brand for practice is made with it when its first lesson starts. Empty when such sources are
    made by hand. `antiphon up` names its own."""

    training_token_file: Path | None = None
    """File with the bearer token of that sandbox, in `secrets_folder`."""

    credentials_key_files: tuple[Path, ...] = ()
    """Files with the keys that secrets of accounts are sealed under, one a line, 32 characters or more each.
    The newest stands first and seals; the others still open, until a start has brought everything under the
    newest. `antiphon up` makes one. Without any no account can be connected; mounted secrets still work."""

    secrets_folder: Path | None = Path("/run/secrets")
    """The one folder that files named by a source's settings `NAME_file` may lie in, links followed; others
    are refused, since what a file holds is sent to the source's network. Empty when none may be named.
    `antiphon up` takes `secrets` in its data folder."""

    credentials: Annotated[str, SECRET] = field(default="", repr=False)
    """Secrets of accounts that come with the environment, as JSON: `{"SOURCE": {"NAME": "SECRET"}}`.
    They go before those that were connected; a mounted file, named by the source's setting `NAME_file`, goes
    before both. What the network gave when it renewed one goes before it, until another is put there."""
