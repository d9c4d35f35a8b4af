"""A mailbox of Microsoft 365 or Outlook; its server for sending knows TLS only from the middle on."""

from __future__ import annotations

from typing import ClassVar

from services.listener.sources.email import connection
from services.listener.sources.email.account import Provider
from services.listener.sources.kinds.microsoft365 import FLOW


class Connection(connection.Connection):
    """See `connection.Connection`."""

    type: ClassVar[str] = "microsoft365"
    provider: ClassVar[Provider] = Provider(
        "Microsoft", "outlook.office365.com", "smtp.office365.com", "starttls", FLOW
    )
