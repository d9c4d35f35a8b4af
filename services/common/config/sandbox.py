"""Settings of the sandbox network alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from services.common.config.kinds import Range


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """The sandbox: a small honest social network on this machine, for the demo and the tests."""

    host: str = "127.0.0.1"
    """Address it listens on. It believes whoever talks to it, so keep it on this machine."""

    port: Annotated[int, Range(0, 65535)] = 8710
    """Port it listens on; 0 takes any free one and logs it."""

    idempotency: Literal["key", "none"] = "key"
    """Whether it recognises a repeated `Idempotency-Key`; `none` acts as the networks that do not."""

    posts_per_minute: Annotated[int, Range(1, 1_000_000)] = 120
    """Posts one account may publish in a minute before it is told to wait, as networks do."""

    account: str = "percolune"
    """Handle of the brand's account, the one that needs the token."""

    token_file: Path | None = None
    """File with the bearer token of the brand's account.
    Made when missing; empty means `sandbox.token` in the data folder."""

    scenario: Literal["", "outage"] = ""
    """Story it plays by itself: `outage` is a coffee machine maker on its worst Tuesday; empty plays none."""

    speed: Annotated[float, Range(0.01, 1_000_000)] = 1.0
    """How many times faster than written the story is played; at 1 it takes about four minutes."""
