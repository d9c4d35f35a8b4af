"""Who was forgotten, as the log tells it, and how to forget them again after a restore.

An erasure on the log names nobody: it carries a digest of the author's key. That is enough to erase again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import insights_service_pb2 as insights
from services.cli import output
from services.cli.session import Session
from services.common.bus import streams
from services.common.model import errors, suppression

FILE_NAME: Final = "erasures.jsonl"
EPOCH: Final = datetime.fromtimestamp(0, UTC)


async def on_log(opened: Session) -> dict[str, str]:
    """Digest -> when they were forgotten, of all that the log still tells."""
    log = await opened.log()
    found: dict[str, str] = {}
    async for message in log.read(streams.ERASURES.name, EPOCH, datetime.now(UTC)):
        told = events_pb2.AuthorErasure.FromString(message.payload)
        found.setdefault(told.author_key_sha256, output.moment(told.erase_time).isoformat())
    return found


def written(found: dict[str, str]) -> str:
    """One JSON object a line."""
    return "".join(
        json.dumps({"author_key_sha256": digest, "erase_time": when}) + "\n" for digest, when in found.items()
    )


def read(file: Path) -> Iterator[str]:
    """The digests of a list.

    Raises:
        errors.InvalidField: naming the first line that is none.

    """
    for number, line in enumerate(file.read_text().splitlines(), 1):
        try:
            digest = json.loads(line)["author_key_sha256"]
        except (ValueError, KeyError, TypeError):
            digest = ""
        if suppression.reference_told(digest) is None:
            raise errors.InvalidField(
                f"{file}:{number}", 'must be an object like {"author_key_sha256": "64 hexadecimal digits"}.'
            )
        yield digest


async def erase(opened: Session, digests: Iterable[str]) -> int:
    """Erases each again in every room; how many mentions that took out of the archive."""
    archive = await opened.insights()
    count = 0
    for digest in digests:
        answer = await archive.EraseAuthor(insights.EraseAuthorRequest(author_key_sha256=digest))
        count += answer.deleted_count
    return count
