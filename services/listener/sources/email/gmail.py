"""A mailbox of Gmail or Google Workspace."""

from __future__ import annotations

from typing import ClassVar

from services.listener.sources.email import connection
from services.listener.sources.email.account import Provider
from services.listener.sources.kinds.gmail import FLOW


class Connection(connection.Connection):
    """See `connection.Connection`."""

    type: ClassVar[str] = "gmail"
    provider: ClassVar[Provider] = Provider("Google", "imap.gmail.com", "smtp.gmail.com", "tls", FLOW)
