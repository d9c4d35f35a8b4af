"""Where a mailbox lives and how one gets in."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import Final

from services.listener.sources import base

_IMAP_PORTS: Final = {"tls": 993, "starttls": 143, "none": 143}
_SMTP_PORTS: Final = {"tls": 465, "starttls": 587, "none": 587}


@dataclass(frozen=True, slots=True)
class Server:
    """One of the two servers.

    Attributes:
        what: its name in sentences.
        host: name it is reached and its certificate is checked by.
        port: where it listens.
        security: `tls`, `starttls` or `none`.
        allow_private: whether it may live inside the house.
    """

    what: str
    host: str
    port: int
    security: str
    allow_private: bool

    def context(self) -> ssl.SSLContext:
        """How its certificate is checked: by the authorities of this machine."""
        return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Login:
    """Name and password."""

    username: str
    password: str


@dataclass(frozen=True, slots=True)
class Account:
    """A mailbox as its settings describe it.

    Attributes:
        address: of the brand, in lower case.
        display_name: name beside it; may be empty.
        imap: server that is read from.
        smtp: server that answers are handed to.
        folder: what is read.
        sent_folder: what keeps sent letters; empty to let the server say.
    """

    address: str
    display_name: str
    imap: Server
    smtp: Server
    folder: str
    sent_folder: str

    @property
    def domain(self) -> str:
        """Domain of the address."""
        return self.address.rpartition("@")[2]


def of(context: base.SourceContext) -> Account:
    """The account of a source."""
    config = context.config
    security = config.get("security") or "tls"
    private = context.allow_private

    def server(what: str, prefix: str, port: int) -> Server:
        given = int(float(config.get(f"{prefix}_port") or port))
        return Server(what, config[f"{prefix}_host"], given, security, private)

    return Account(
        config["address"].lower(),
        config.get("display_name", ""),
        server("The mailbox's server", "imap", _IMAP_PORTS[security]),
        server("The server for sending", "smtp", _SMTP_PORTS[security]),
        config.get("folder") or "INBOX",
        config.get("sent_folder", ""),
    )


def login(account: Account, credentials: base.Credentials) -> Login:
    """Name and password as they are now.

    Raises:
        SourceRejected: there is no password.
    """
    return Login(credentials.find("username") or account.address, credentials.get("password"))
