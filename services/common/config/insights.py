"""Settings of insights alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from services.common.config.kinds import Range


@dataclass(frozen=True, slots=True)
class InsightsSettings:
    """Insights: the archive."""

    stream_page_size: Annotated[int, Range(1, 10_000)] = 500
    """Mentions read at once while a list is streamed; bounds memory, not the answer."""

    mention_retention_days: Annotated[float, Range(0, 3650)] = 730
    """Days a mention stays in the archive after it came; 0 keeps for ever. Two years compare a month with the
    same month before. Always a day longer than the log keeps messages; tombstones stay."""

    delivery_retention_days: Annotated[float, Range(0, 3650)] = 30
    """Days that what channels were given, and what became of it, is kept; 0 keeps for ever."""

    public_url: str = ""
    """Address of the desk as people open it, for example `https://care.example.com`: what links of alerts and
    reports begin with. Empty: they carry no links."""

    smtp_host: str = ""
    """Mail server that alerts and reports leave by; empty: they leave by no letter."""

    smtp_port: Annotated[int, Range(1, 65_535)] = 587
    """Port at which that server takes e-mail in."""

    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """What keeps the connection private: TLS from a command on (`starttls`), from its begin on (`tls`), or
    nothing."""

    smtp_user: str = ""
    """Who signs in there; empty: nobody does."""

    smtp_password_file: Path | None = None
    """File with that user's password."""

    mail_from: str = ""
    """Address that letters come from."""

    allow_private_addresses: bool = False
    """Lets chats and webhooks of channels have addresses inside the house, and such without TLS."""
