"""Settings of the console alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from services.common.config.kinds import Range


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    """The console: the page people work on."""

    host: str = "127.0.0.1"
    """Address the page is served on."""

    port: Annotated[int, Range(0, 65535)] = 8700
    """Port the page is served on; 0 takes any free one and logs it."""

    public_hosts: tuple[str, ...] = ()
    """Names browsers know the desk by, beside its own address; behind an ingress, the ingress' name.
    A request for any other name is refused, so that no page elsewhere can borrow the address."""

    link_token_file: Path | None = None
    """File that holds the secret of the sign-in link that `antiphon up` prints.
    Empty signs nobody in that way."""
