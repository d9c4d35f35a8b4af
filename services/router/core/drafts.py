"""Who may write over whose draft: everybody over words they have read, nobody over words they have not."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from services.common.model import errors
from services.router.core import names

MOST_BYTES: Final = 64 * 1024
LONGEST_NOTE: Final = 10_000

_DRAFT: Final = re.compile(r"(opportunities/[a-z2-7]{32})/draft")


class Latest(NamedTuple):
    """The draft as it stands.

    Attributes:
        author: who wrote it; empty when nobody has.
        revision: 0 when nobody has.
    """

    author: str
    revision: int

    def check_write(self, who: str, seen: int) -> None:
        """Whether somebody who saw that revision may write now; one's own words can always be replaced.

        Raises:
            DraftChanged: if somebody else has written since.
        """
        if self.author != who:
            self.check_seen(seen)

    def check_seen(self, seen: int) -> None:
        """Whether that revision is the present one.

        Raises:
            DraftChanged: if it is not.
        """
        if seen != self.revision:
            raise errors.DraftChanged(
                f"{self.author or 'Nobody'} has written since you read; read the draft again, put the two "
                "together, and save that.",
                author=self.author,
                revision=str(self.revision),
            )


NONE: Final = Latest("", 0)


def name(uid: str) -> str:
    """Resource name of the draft of an opportunity."""
    return f"{names.opportunity(uid)}/draft"


def uid(text: str) -> str:
    """Uid of the opportunity whose draft a request names."""
    found = _DRAFT.fullmatch(text)
    if not found:
        raise errors.InvalidField("name", f"{text!r} is no draft; write opportunities/{{opportunity}}/draft.")
    return names.opportunity_uid(found[1])


def check(text: str) -> None:
    """Whether words can be kept as a draft.

    Raises:
        InvalidField: if they are too many.
    """
    if len(text.encode()) > MOST_BYTES:
        raise errors.InvalidField("draft.text", "is longer than 64 KiB; shorten it.")


def check_note(text: str) -> None:
    """Whether words can be kept as a note.

    Raises:
        InvalidField: if there are none, or too many.
    """
    if not text.strip():
        raise errors.InvalidField("note.text", "is empty; write the note.")
    if len(text) > LONGEST_NOTE:
        raise errors.InvalidField("note.text", f"is longer than {LONGEST_NOTE:,} characters; shorten it.")
