"""Answers as letters: in their thread, handed over by SMTP (RFC 5321) through aiosmtplib.

Everything before the letter itself can be said again; once it was begun, only the server's word tells what
became of it. A server does not recognise a letter that it gets twice.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import format_datetime
from typing import Final

import aiosmtplib

from services.listener.sources import addresses, base
from services.listener.sources.email import letters
from services.listener.sources.email.account import Account, Login, LoginRefused

SECONDS: Final = 12.0
"""Longest that handing over a letter may take."""

_MAX_REFERENCES: Final = 20
# Ids must stay in one piece, which lines of the usual 78 characters would not let them.
_POLICY: Final = LINES.clone(max_line_length=900)
_AGAIN: Final = re.compile(r"\s*(?:re|aw|sv|antw|rif|odp|vs)\s*(?:\[\d+\])?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Original:
    """What an answer needs of the letter that it answers.

    Attributes:
        address: who gets the answer.
        subject: its subject.
        message_id: its id; empty where nothing is answered, since we write first.
        before: ids of what came before it in its thread.
    """

    address: str
    subject: str
    message_id: str
    before: Sequence[str]


def original(letter: letters.Letter) -> Original:
    """Reads it off a letter; who asks for answers at another address gets them there."""
    address = letters.sender(letter, "Reply-To")[1] or letters.sender(letter)[1]
    subject = letters.header(letter, "Subject")
    return Original(address, subject, letters.message_id(letter), letters.thread(letter))


def compose(account: Account, request: base.ReplyRequest, to: Original, now: datetime) -> EmailMessage:
    """The letter.

    Raises:
        ValueError: the address it goes to is none that mail can be sent to from here.
    """
    letter = EmailMessage(policy=_POLICY)
    letter["From"] = Address(account.display_name, addr_spec=account.address)
    letter["To"] = Address(addr_spec=to.address)
    again = not to.message_id or _AGAIN.match(to.subject)
    letter["Subject"] = to.subject if again else f"Re: {to.subject}"
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = f"<{letters.own_id(request.request_id, account.domain)}>"
    if to.message_id:
        _put_thread(letter, to)
    letter.set_content(request.text, cte="quoted-printable")
    for number, media in enumerate(request.media, start=1):
        main, _, sub = media.content_type.partition("/")
        name = f"{number}.{sub.partition('+')[0]}"
        letter.add_attachment(media.content, maintype=main, subtype=sub, filename=name)
        if media.description:
            [*letter.iter_attachments()][-1]["Content-Description"] = media.description
    return letter


def _put_thread(letter: EmailMessage, to: Original) -> None:
    letter["In-Reply-To"] = f"<{to.message_id}>"
    line = [*to.before, to.message_id]
    kept = line if len(line) <= _MAX_REFERENCES else [line[0], *line[1 - _MAX_REFERENCES :]]
    letter["References"] = " ".join(f"<{each}>" for each in kept)


async def hand_over(
    account: Account, login: Login, letter: EmailMessage, recipient: str
) -> base.ReplyOutcome | None:
    """Hands a letter to the server for sending; None when the server has taken it."""
    begun = False
    client: aiosmtplib.SMTP | None = None
    try:
        async with asyncio.timeout(SECONDS):
            client = await _connected(account)
            if login.token:
                await client.auth_xoauth2(login.username, login.token)
            else:
                await client.login(login.username, login.password)
            await client.mail(account.address)
            await client.rcpt(recipient)
            begun = True
            await client.data(letter.as_bytes())
    except aiosmtplib.SMTPResponseException as error:
        return _refused(account, login, error)
    except base.SourceRejected as error:
        return base.Refused(error.sentence, permanent=True)
    except base.SourceError as error:
        return base.NeverLeft(error.sentence)
    except aiosmtplib.SMTPNotSupported:
        return base.Refused(
            f"{account.smtp.what} offers no way to log in that is known here; check port and security.",
            permanent=True,
        )
    except (OSError, aiosmtplib.SMTPException) as error:
        return _lost(account, error, begun=begun)
    finally:
        if client is not None:
            client.close()
    return None


async def _connected(account: Account) -> aiosmtplib.SMTP:
    at = account.smtp
    address = await addresses.resolve(at.host, at.port, allow_private=at.allow_private)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setblocking(False)
        await asyncio.get_running_loop().sock_connect(made, (address, at.port))
        client = aiosmtplib.SMTP(
            hostname=at.host,
            sock=made,
            local_hostname=account.domain,
            use_tls=at.security == "tls",
            start_tls=at.security == "starttls",
            tls_context=None if at.security == "none" else at.context(),
            timeout=SECONDS,
        )
        await client.connect()
    except BaseException:
        made.close()
        raise
    return client


def _refused(account: Account, login: Login, error: aiosmtplib.SMTPResponseException) -> base.ReplyOutcome:
    """A server's no; codes of 400 mean for now, those of 500 for good (RFC 5321, section 4.2.1)."""
    what = account.smtp.what
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return base.Refused(LoginRefused(what, login).sentence, permanent=True)
    if error.code < 400:
        return base.Unknown(f"{what} said {error.code}, which does not tell whether it has the answer.")
    whom = "its recipient" if isinstance(error, aiosmtplib.SMTPRecipientRefused) else "the answer"
    return base.Refused(f"{what} refused {whom} ({error.code}).", permanent=error.code >= 500)


def _lost(account: Account, error: Exception, *, begun: bool) -> base.ReplyOutcome:
    what = account.smtp.what
    if begun:
        return base.Unknown(f"{what} fell silent while it got the answer; it may have it or not.")
    if isinstance(error.__cause__ or error, ssl.SSLCertVerificationError):
        return base.Refused(
            f"{what} shows a certificate that this machine does not trust; check its name.", permanent=True
        )
    return base.NeverLeft(f"{what} cannot be reached, or hung up before the answer was begun.")
