"""Letters to people of the house, by the mail server of the settings."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import format_datetime
from typing import Final

from services.common.config import secretfile
from services.common.config.insights import InsightsSettings
from services.insights.core.messages import Message

SECONDS: Final = 15.0
"""Longest that a step may take."""

_POLICY: Final = LINES.clone(max_line_length=900)


def compose(message: Message, sender: str, recipients: Sequence[str]) -> EmailMessage:
    """The letter: plain, and as a page where there is one. Its id is the same for every try."""
    letter = EmailMessage(policy=_POLICY)
    letter["From"] = sender
    letter["To"] = ", ".join(recipients)
    letter["Subject"] = " ".join(message.subject.split())
    letter["Date"] = format_datetime(datetime.now(UTC))
    letter["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content("\n\n".join(filter(None, (message.text, message.link))))
    if message.html:
        letter.add_alternative(message.html, subtype="html")
    return letter


def send(message: Message, recipients: Sequence[str], settings: InsightsSettings) -> str:
    """Hands a letter over; why that failed, in a sentence, or nothing. Blocks; run it in a thread."""
    if not settings.smtp_host or not settings.mail_from:
        return "No mail server is set; set ANTIPHON_INSIGHTS_SMTP_HOST and ANTIPHON_INSIGHTS_MAIL_FROM."
    letter = compose(message, settings.mail_from, recipients)
    try:
        password = secretfile.read("ANTIPHON_INSIGHTS_SMTP_PASSWORD_FILE", settings.smtp_password_file)
        with _opened(settings, password) as server:
            refused = server.send_message(letter)
    except secretfile.SecretProblem as fault:
        return str(fault)
    except smtplib.SMTPResponseException as fault:
        return f"The mail server answers with {fault.smtp_code}."
    except smtplib.SMTPException as fault:
        return f"The mail server does not take the letter ({type(fault).__name__})."
    except OSError as fault:
        return f"The mail server {settings.smtp_host} cannot be reached ({type(fault).__name__})."
    return f"The mail server refuses {len(refused)} of {len(recipients)} addresses." if refused else ""


def _opened(settings: InsightsSettings, password: str) -> smtplib.SMTP:
    """A connection that somebody is signed in on, where the settings name one."""
    trust = ssl.create_default_context()
    where = settings.smtp_host, settings.smtp_port
    server: smtplib.SMTP
    if settings.smtp_security == "tls":
        server = smtplib.SMTP_SSL(*where, timeout=SECONDS, context=trust)
    else:
        server = smtplib.SMTP(*where, timeout=SECONDS)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=trust)
        if settings.smtp_user:
            server.login(settings.smtp_user, password)
    except BaseException:
        server.close()
        raise
    return server
