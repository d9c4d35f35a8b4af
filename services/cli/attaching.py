"""Pictures that go with an answer, as a person names them on the command line."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from pathlib import Path

import typer

from antiphon.mention.v1 import mention_pb2
from services.common.model import attachments

_MEGA = 1024 * 1024


def read(files: Sequence[Path], descriptions: Sequence[str]) -> list[mention_pb2.Attachment]:
    """The files with their descriptions, one after the other; files at the end may have none.

    Raises:
        typer.BadParameter: a file cannot be read, is too large, or there are more descriptions than files.
    """
    if len(descriptions) > len(files):
        raise typer.BadParameter("Each --describe belongs to one --media; name as many files.")
    total = sum(_size(file) for file in files)
    if total > attachments.MOST_BYTES:
        most = attachments.MOST_BYTES // _MEGA
        raise typer.BadParameter(
            f"The files have {total / _MEGA:.1f} MiB; {most} MiB at most go out with one answer."
        )
    texts = [*descriptions, *[""] * (len(files) - len(descriptions))]
    return [_read(file, text) for file, text in zip(files, texts, strict=True)]


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError as fault:
        raise typer.BadParameter(f"{file} cannot be read: {fault.strerror}.") from None


def _read(file: Path, description: str) -> mention_pb2.Attachment:
    kind, _ = mimetypes.guess_type(file.name)
    if kind is None:
        raise typer.BadParameter(f"{file.name} does not say what it is; give it an ending such as .png.")
    try:
        content = file.read_bytes()
    except OSError as fault:
        raise typer.BadParameter(f"{file} cannot be read: {fault.strerror}.") from None
    return mention_pb2.Attachment(content_type=kind, content=content, description=description)
