"""Settings of the console alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from services.common.config.kinds import Range


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    """The console: the page people work on."""

    host: str = "127.0.0.1"
    """Address the page is served on."""

    port: Annotated[int, Range(0, 65535)] = 8700
    """Port the page is served on; 0 takes any free one and logs it."""

    public_hosts: tuple[str, ...] = ()
    """Names browsers know the desk by, beside its own address; behind an ingress, the ingress' name.
    A request for any other name is refused, so that no page elsewhere can borrow the address."""

    link_token_file: Path | None = None
    """File that holds the secret of the sign-in link that `antiphon up` prints.
    Empty signs nobody in that way."""

    sealing_key_file: Path | None = None
    """File with 32 or more random characters that second factors are sealed under.
    Empty lets nobody have a second factor. A key that is lost takes them all with it: reset those people."""

    requests_per_second: Annotated[float, Range(0.1, 100_000)] = 50.0
    """Requests that one person or program may make; four seconds' worth can be saved up.
    More are refused with 429 and the seconds to wait."""

    push_hosts: tuple[str, ...] = (
        "fcm.googleapis.com",
        "*.push.services.mozilla.com",
        "*.push.apple.com",
        "*.notify.windows.com",
    )
    """Push services of browsers that notices for phones may be sent to; `*.` before a name for all below it.
    Nothing else is called, whatever a browser says. Empty sends none."""

    push_contact: str = ""
    """Where a push service can reach who runs this desk: a `mailto:` or an `https:` address.
    Apple's takes no notices without one."""

    translator_url: str = ""
    """Address of a translator with the interface of LibreTranslate; empty offers no translations.
    What people ask to have translated is sent there."""

    translator_key_file: Path | None = None
    """File with the key that the translator asks for; empty where it asks for none."""

    oidc_issuer: str = ""
    """Address of the company's OpenID Connect issuer, as it names itself; empty offers no such sign-in."""

    oidc_title: str = "Company account"
    """What the sign-in page calls that issuer."""

    oidc_client_id: str = ""
    """Name that the issuer knows the desk by."""

    oidc_client_secret_file: Path | None = None
    """File with the secret that the issuer gave for it; empty for a public client."""

    oidc_roles_claim: str = "antiphon_roles"
    """Claim with the person's roles. Without a role there, only those whom an administrator added come in."""

    oidc_brands_claim: str = "antiphon_brands"
    """Claim with the ids of the brands that the person works for; absent means all."""
