"""A mailbox at Microsoft, entered with the account's consent: it takes no passwords from programs."""

import dataclasses
from typing import Final

from services.listener.sources.kind import OAuth
from services.listener.sources.kinds import email

FLOW: Final = OAuth(
    authorize_url="https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
    token_url="https://login.microsoftonline.com/common/oauth2/v2.0/token",  # noqa: S106 - an address
    scopes=(
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "https://outlook.office.com/SMTP.Send",
        "offline_access",
    ),
    client_auth="post",
)
"""How an account is connected; `offline_access` is what gives a refresh token."""

KIND = dataclasses.replace(
    email.KIND,
    name="microsoft365",
    module="services.listener.sources.email.microsoft365",
    summary="A mailbox of Microsoft 365 or Outlook: as email, but connected on Microsoft's own page.",
    keys=email.with_hosts("outlook.office365.com", "smtp.office365.com"),
    credentials=email.CONSENT,
    flow=FLOW,
    answers_with=(("access_token",),),
)
