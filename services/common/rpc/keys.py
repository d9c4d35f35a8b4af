"""Ed25519 keys in files: making them for an embedded installation, reading them everywhere."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services.common.model import errors

SIGNING_NAME: Final = "signing-key.pem"
VERIFY_NAME: Final = "verify-key.pem"

OTHERS: Final = stat.S_IRWXO
"""Rights of everybody on the machine. The group is left alone: mounted secrets are shared with it."""


class KeyProblem(errors.AntiphonError):
    """A key is missing, unreadable or open to everybody; the sentence says how to mend it."""


def create_key_pair(folder: Path) -> tuple[Path, Path]:
    """Paths of the folder's signing and verify key; makes what is missing, with mode 0600."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    signing, verify = folder / SIGNING_NAME, folder / VERIFY_NAME
    if not signing.exists():
        private = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        _write(signing, private)
    public = read_signing_key(signing).public_key()
    _write(
        verify,
        public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
    )
    return signing, verify


def read_signing_key(path: Path) -> Ed25519PrivateKey:
    """The private key in the file.

    Raises:
        KeyProblem: if there is none, or everybody can read it.
    """
    data = _read(path)
    if path.stat().st_mode & OTHERS:
        raise KeyProblem(f"Everybody can read the signing key {path}; run: chmod 600 {path}")
    try:
        key = serialization.load_pem_private_key(data, password=None)
    except (ValueError, TypeError) as error:
        raise KeyProblem(f"{path} holds no private key in PEM form; {_REMEDY}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyProblem(f"{path} holds a key of another kind than Ed25519; {_REMEDY}")
    return key


def read_verify_key(path: Path) -> Ed25519PublicKey:
    """The public key in the file.

    Raises:
        KeyProblem: if there is none.
    """
    try:
        key = serialization.load_pem_public_key(_read(path))
    except (ValueError, TypeError) as error:
        raise KeyProblem(f"{path} holds no public key in PEM form; {_REMEDY}") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyProblem(f"{path} holds a key of another kind than Ed25519; {_REMEDY}")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """Short name of a key, the same wherever it is computed."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


_REMEDY: Final = "make one with: openssl genpkey -algorithm ed25519"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyProblem(f"The key file {path} cannot be read ({error.strerror}).") from error


def _write(path: Path, data: bytes) -> None:
    # Written beside and moved into place: a reader never sees half a key, nor one with open rights.
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    draft.replace(path)
