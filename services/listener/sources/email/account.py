"""Where a mailbox lives and how one gets in."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.listener.sources import base
from services.listener.sources.kind import OAuth

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
class Provider:
    """Who runs the servers, where that is known.

    Attributes:
        name: in sentences.
        imap_host: server that is read from.
        smtp_host: server that answers are handed to.
        smtp_security: how connections to that are kept private.
        flow: how the mailbox's owner agrees; None where there is a password.
    """

    name: str = ""
    imap_host: str = ""
    smtp_host: str = ""
    smtp_security: str = "tls"
    flow: OAuth | None = None


ANY: Final = Provider()
"""Somebody; the settings say where the servers are."""


class LoginRefused(base.SourceRejected):
    """A server does not let us in."""

    def __init__(self, what: str, login: Login) -> None:
        accepted = "the account's access; connect it anew with `antiphon source connect`"
        known = accepted if login.token else "the name and password; set new ones"
        super().__init__(f"{what} does not accept {known}.")


@dataclass(frozen=True, slots=True)
class Login:
    """How one gets in: a name, and a password or a token (XOAUTH2)."""

    username: str
    password: str
    token: str = ""

    def xoauth2(self) -> bytes:
        """What a server is told, as Google and Microsoft have it in common."""
        return f"user={self.username}\x01auth=Bearer {self.token}\x01\x01".encode()


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


def of(context: base.SourceContext, provider: Provider = ANY) -> Account:
    """The account of a source."""
    config = context.config
    private = context.allow_private

    def server(what: str, prefix: str, host: str, usual: str, ports: Mapping[str, int]) -> Server:
        security = config.get("security") or usual
        port = int(float(config.get(f"{prefix}_port") or ports[security]))
        return Server(what, config.get(f"{prefix}_host") or host, port, security, private)

    return Account(
        config["address"].lower(),
        config.get("display_name", ""),
        server("The mailbox's server", "imap", provider.imap_host, "tls", _IMAP_PORTS),
        server("The server for sending", "smtp", provider.smtp_host, provider.smtp_security, _SMTP_PORTS),
        config.get("folder") or "INBOX",
        config.get("sent_folder", ""),
    )


def login(account: Account, credentials: base.Credentials) -> Login:
    """Name and password as they are now.

    Raises:
        SourceRejected: there is no password.
    """
    return Login(credentials.find("username") or account.address, credentials.get("password"))
