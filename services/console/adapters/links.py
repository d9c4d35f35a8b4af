"""Sign-in without passwords for the embedded desk: who has the printed address is the owner of this machine.

The secret lies in a file that only its owner reads. The printed link carries it once; the browser
then holds a cookie that names the person and is signed with the secret. A console that is
restarted knows its cookies again, and a new secret ends them all.
"""

from __future__ import annotations

import base64
import binascii
import getpass
import hashlib
import hmac
import os
import re
from pathlib import Path
from typing import Final, NamedTuple

from services.common.model import errors
from services.common.model.principal import Principal

ROLES: Final = frozenset({"agent", "lead", "administrator"})
SESSION_SECONDS: Final = 7 * 24 * 3600

_SHORTEST: Final = 16
_COLLEAGUE: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")


class LinkProblem(errors.AntiphonError):
    """The file with the sign-in secret cannot be used."""


class Session(NamedTuple):
    """Who is signed in, and the word their posts must carry."""

    principal: Principal
    csrf: str
    scopes: frozenset[str] = frozenset({"*"})


class Links:
    """Checks link tokens and makes and reads session cookies. Without a secret it admits nobody."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._key = hashlib.sha256(b"antiphon desk session\0" + secret.encode()).digest()
        # Cookies ignore the port: two desks on one machine must not take each other's.
        self.cookie_name = f"antiphon_desk_{self._key.hex()[:8]}"

    @classmethod
    def load(cls, file: Path | None) -> Links:
        """Links with the secret of `file`.

        Raises:
            LinkProblem: if the file is missing, open to others, or holds too little.
        """
        if file is None:
            return cls("")
        try:
            mode = file.stat().st_mode
            secret = file.read_text().strip()
        except OSError as fault:
            raise LinkProblem(
                f"The sign-in secret {file} cannot be read ({fault.strerror}); start with `antiphon up`, "
                "or set ANTIPHON_CONSOLE_LINK_TOKEN_FILE to a file with at least 16 random characters."
            ) from fault
        if mode & 0o077:
            raise LinkProblem(f"Others can read the sign-in secret {file}; run: chmod 600 {file}")
        if len(secret) < _SHORTEST:
            raise LinkProblem(f"The sign-in secret {file} is too short; put 16 or more characters into it.")
        return cls(secret)

    def admits(self, token: str) -> bool:
        """Whether a link token is the secret."""
        return bool(self._secret) and hmac.compare_digest(token.encode(), self._secret.encode())

    def issue(self, subject: str, now: float) -> str:
        """The value of a session cookie for a person."""
        name = base64.urlsafe_b64encode(subject.encode()).decode().rstrip("=")
        claim = f"{name}.{int(now) + SESSION_SECONDS}"
        return f"{claim}.{self._sign('session', claim)}"

    def session(self, cookie: str, now: float) -> Session | None:
        """Who a cookie speaks for; None when it is not ours or has run out."""
        claim, _, signature = cookie.rpartition(".")
        if not self._secret or not hmac.compare_digest(
            signature.encode(), self._sign("session", claim).encode()
        ):
            return None
        name, _, expiry = claim.partition(".")
        if int(expiry) < now:
            return None
        return Session(_local(_decoded(name)), self._sign("csrf", claim))

    def _sign(self, purpose: str, claim: str) -> str:
        return hmac.new(self._key, f"{purpose}\0{claim}".encode(), hashlib.sha256).hexdigest()


def subject(colleague: str = "") -> str:
    """`local:<os user>`, or a colleague at the same machine who wants a name of their own.

    Raises:
        InvalidField: if the colleague's name is not a plain word.
    """
    if not colleague:
        return f"local:{_os_user()}"
    if not _COLLEAGUE.fullmatch(colleague):
        raise errors.InvalidField(
            "as", "use 1 to 32 lower-case letters, digits, dots, dashes and underscores."
        )
    return f"local:{colleague}"


def _local(name: str) -> Principal:
    return Principal(name, "user", ROLES)


def _decoded(name: str) -> str:
    try:
        return base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
    except (ValueError, binascii.Error):  # only our own signed names come here
        return ""


def _os_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
