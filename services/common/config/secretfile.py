"""Secrets lie in files that settings name: a mounted Secret, or a file that its owner alone may read."""

from __future__ import annotations

from pathlib import Path

from services.common.model import errors


class SecretProblem(errors.AntiphonError):
    """A file that a setting names cannot be read, or holds nothing."""


def read(setting: str, file: Path | None) -> str:
    """What the file holds, without the white space around it; nothing where no file is set.

    Args:
        setting: the variable that names the file, for the sentence that a person reads.
        file: the file; read anew with each call, for a Secret is renewed in its place.

    Raises:
        SecretProblem: it cannot be read, is no text, or is empty.
    """
    if file is None:
        return ""
    try:
        found = file.read_text().strip()
    except OSError as fault:
        raise SecretProblem(f"{setting}: {file} cannot be read ({fault.strerror}); put it there.") from fault
    except UnicodeDecodeError as fault:
        raise SecretProblem(f"{setting}: {file} is no text; put the secret itself into it.") from fault
    if not found:
        raise SecretProblem(f"{setting}: {file} is empty; put the secret into it.")
    return found
