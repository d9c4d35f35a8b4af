"""Sign-in without passwords for the embedded desk: who has the printed address is the owner of this machine.

The secret lies in a file that only its owner reads, and the printed link carries it once; a session is what
the browser has afterwards. Where the desk is served to others, too, the link makes the first administrator
and then has done its work.
"""

from __future__ import annotations

import getpass
import hashlib
import hmac
import os
import re
import stat
from pathlib import Path
from typing import Final

from services.common.model import errors

ROLES: Final = frozenset({"agent", "lead", "administrator"})

_SHORTEST: Final = 16
_COLLEAGUE: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")


class LinkProblem(errors.AntiphonError):
    """The file with the sign-in secret cannot be used."""


class Links:
    """Checks link tokens. Without a secret it admits nobody."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        # Cookies ignore the port: two desks on one machine must not take each other's.
        key = hashlib.sha256(b"antiphon desk session\0" + secret.encode()).hexdigest()
        self.cookie_name = f"antiphon_desk_{key[:8]}"

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
        if mode & stat.S_IRWXO:
            raise LinkProblem(f"Everybody can read the sign-in secret {file}; run: chmod 600 {file}")
        if len(secret) < _SHORTEST:
            raise LinkProblem(f"The sign-in secret {file} is too short; put 16 or more characters into it.")
        return cls(secret)

    def admits(self, token: str) -> bool:
        """Whether a link token is the secret."""
        return bool(self._secret) and hmac.compare_digest(token.encode(), self._secret.encode())


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


def _os_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
