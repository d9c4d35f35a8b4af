"""A mailbox: read by IMAP, answered by SMTP."""

from typing import Final

from services.listener.sources.kind import Check, ConfigKey, SourceType, brand, number, one_of

SECURITY: Final = ("tls", "starttls", "none")
"""How connections to the mail servers are kept private."""


def _host(value: str) -> str | None:
    usable = value.isascii() and all(part.replace("-", "").isalnum() for part in value.split("."))
    return None if usable else "must be the name of a server, for example imap.example.com"


def _mail_address(value: str) -> str | None:
    name, at, domain = value.rpartition("@")
    usable = at and name and domain and value.isascii() and value.isprintable() and " " not in value
    return None if usable else "must be an address such as care@example.com"


def _folder(value: str) -> str | None:
    usable = value.isascii() and value.isprintable()
    return None if usable else "must be a folder's name in ASCII, as the server writes it"


_PORT: Final[Check] = number(1, 65_535, "port")

CONSENT: Final = {
    "client_id": ConfigKey("id of the application that you registered with the provider: for connecting"),
    "client_secret": ConfigKey("its secret, where it has one"),
    "access_token": ConfigKey("token of the mailbox"),
    "refresh_token": ConfigKey("gets new tokens of the mailbox when one ends, after an hour"),
}
"""Secrets of a mailbox that is entered with its owner's consent."""


def with_hosts(imap: str, smtp: str) -> dict[str, ConfigKey]:
    """The settings of a mailbox whose servers are known."""
    return {
        **KIND.keys,
        "imap_host": ConfigKey(f"server that letters are read from, default {imap}", check=_host, place=True),
        "imap_port": ConfigKey("its port, default 993", check=_PORT),
        "smtp_host": ConfigKey(f"server that answers are handed to, default {smtp}", check=_host),
        "smtp_port": ConfigKey("its port, default the provider's", check=_PORT),
        "security": ConfigKey("tls, starttls or none, default the provider's", check=one_of(*SECURITY)),
    }


KIND = SourceType(
    name="email",
    network="email",
    module="services.listener.sources.email.connection",
    summary="A mailbox: letters to the brand, each a private message; answers as letters in its thread.",
    keys={
        "brand": brand("every letter"),
        "address": ConfigKey("address of the mailbox", required=True, check=_mail_address, place=True),
        "display_name": ConfigKey("name that answers show beside the address, default none"),
        "imap_host": ConfigKey("server that letters are read from", required=True, check=_host, place=True),
        "imap_port": ConfigKey("its port, default 993, or 143 without TLS from the start", check=_PORT),
        "smtp_host": ConfigKey("server that answers are handed to", required=True, check=_host),
        "smtp_port": ConfigKey("its port, default 465, or 587 without TLS from the start", check=_PORT),
        "security": ConfigKey(
            "tls (default), starttls, or none, which sends the password in the clear", check=one_of(*SECURITY)
        ),
        "folder": ConfigKey("folder that is read, default INBOX", check=_folder, place=True),
        "sent_folder": ConfigKey(
            "folder that keeps sent letters, default the one that the server marks as such", check=_folder
        ),
        "automatic": ConfigKey(
            "what becomes of letters that a machine wrote: skip (default) or keep",
            check=one_of("skip", "keep"),
        ),
        "poll_seconds": ConfigKey("pause between rounds, default 60", check=number(10, 86_400, "seconds")),
        "lookback_hours": ConfigKey(
            "how far the first round looks back, to the whole day, default 24",
            check=number(0, 8_760, "hours"),
        ),
        "batch": ConfigKey("letters that are fetched at once, default 20", check=number(1, 100, "letters")),
    },
    credentials={
        "username": ConfigKey("name to log in with, default the address"),
        "password": ConfigKey("password of the mailbox, best one made for Antiphon alone", required=True),
    },
)
