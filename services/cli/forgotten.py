"""Who was forgotten, as the log tells it, and how to forget them again after a restore.

An erasure on the log names nobody: it carries a digest of the author's key. That is enough to erase again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from google.protobuf.message import DecodeError

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
        try:
            told = events_pb2.AuthorErasure.FromString(message.payload)
        except DecodeError:
            output.complain(
                f"Message {message.sequence} of {streams.ERASURES.name} is no erasure; it is left out."
            )
            continue
        found.setdefault(told.author_key_sha256, output.moment(told.erase_time).isoformat())
    return found


def write(folder: Path, found: Mapping[str, str]) -> int:
    """Adds to the list in a folder whom it does not hold yet; how many it holds then.

    The log tells erasures for some days only; a list that is kept for longer copies must not lose the older.
    It is replaced whole: who reads it meanwhile never sees half of it.

    Raises:
        errors.InvalidField: the list that lies there is none; nothing was changed.
        OSError: it cannot be written.

    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / FILE_NAME
    everybody = {**found, **(read(file) if file.exists() else {})}
    draft = file.with_suffix(".part")
    draft.write_text("".join(_line(digest, when) for digest, when in everybody.items()))
    draft.chmod(0o600)
    draft.replace(file)
    return len(everybody)


def _line(digest: str, when: str) -> str:
    return json.dumps({"author_key_sha256": digest, "erase_time": when}) + "\n"


def read(file: Path) -> dict[str, str]:
    """Digest -> when they were forgotten, of a list: one JSON object a line.

    Raises:
        errors.InvalidField: naming the first line that is none.

    """
    return dict(_read(file))


def _read(file: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(file.read_text().splitlines(), 1):
        try:
            entry = json.loads(line)
            digest, when = entry["author_key_sha256"], str(entry.get("erase_time", ""))
        except (ValueError, KeyError, TypeError, AttributeError):
            digest, when = "", ""
        if suppression.reference_told(digest) is None:
            raise errors.InvalidField(
                f"{file}:{number}", 'must be an object like {"author_key_sha256": "64 hexadecimal digits"}.'
            )
        yield digest, when


async def erase(opened: Session, digests: Iterable[str]) -> int:
    """Erases each again in every room; how many mentions that took out of the archive."""
    archive = await opened.insights()
    count = 0
    for digest in digests:
        answer = await archive.EraseAuthor(insights.EraseAuthorRequest(author_key_sha256=digest))
        count += answer.deleted_count
    return count
