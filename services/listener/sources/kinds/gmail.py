"""A mailbox at Google, entered with the account's consent instead of a password."""

import dataclasses
from typing import Final

from services.listener.sources.kind import OAuth
from services.listener.sources.kinds import email

FLOW: Final = OAuth(
    authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
    token_url="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
    scopes=("https://mail.google.com/",),
    client_auth="post",
    parameters={"access_type": "offline", "prompt": "consent"},
)
"""How an account is connected; the scope is the one that Google wants for IMAP and SMTP."""

KIND = dataclasses.replace(
    email.KIND,
    name="gmail",
    module="services.listener.sources.email.gmail",
    summary="A mailbox of Gmail or Google Workspace: as email, but connected on Google's own page.",
    keys=email.with_hosts("imap.gmail.com", "smtp.gmail.com"),
    credentials=email.CONSENT,
    flow=FLOW,
    answers_with=(("access_token",),),
)
