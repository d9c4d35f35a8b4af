"""The certificate that a process shows and the authorities it believes, read again when their files change.

Whoever makes certificates replaces them well before their end; a service that had to be restarted for that
would be restarted too late one day.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import grpc
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from services.common.config import RpcSettings
from services.common.model import errors
from services.common.obs import logs

LOOK_SECONDS: Final = 1.0
"""How long a look at the files is good for."""

log = logs.get()


class CertificateProblem(errors.AntiphonError):
    """A certificate, its key or the authorities cannot be used; the sentence says which file and why."""


@dataclass(frozen=True, slots=True)
class Pem:
    """What the three files held at one time.

    Attributes:
        chain: our certificate, and those between it and its authority.
        authority: certificates of those whose word we take.
        expiry: when our certificate runs out.
    """

    chain: bytes
    key: bytes = field(repr=False)
    authority: bytes
    expiry: datetime

    def for_client(self) -> grpc.ChannelCredentials:
        """Credentials of a channel."""
        return grpc.ssl_channel_credentials(self.authority, self.key, self.chain)

    def for_server(self) -> grpc.ServerCertificateConfiguration:
        """What a server shows and believes."""
        return grpc.ssl_server_certificate_configuration([(self.key, self.chain)], self.authority)


class Files:
    """The three files. Ones that cannot be used, as while they are replaced, leave what was read before."""

    def __init__(
        self, certificate: Path, key: Path, authority: Path, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._paths = (certificate, key, authority)
        self._now = now
        self._looked = now()
        self._seen = self._stamps()
        self._pem = _read(*self._paths)

    @classmethod
    def of(cls, settings: RpcSettings) -> Files | None:
        """The files that settings name; None where calls are plain.

        Raises:
            CertificateProblem: if one cannot be used.
        """
        certificate, key = settings.tls_certificate_file, settings.tls_key_file
        authority = settings.tls_authority_file
        if certificate is None or key is None or authority is None:
            return None
        return cls(certificate, key, authority)

    def current(self) -> Pem:
        """What holds now; the same object until the files change."""
        if self._now() - self._looked >= LOOK_SECONDS:
            self._looked = self._now()
            self._look()
        return self._pem

    def server_credentials(self) -> grpc.ServerCredentials:
        """Credentials of a server that asks its callers for a certificate, fresh at every handshake."""
        given = self.current()

        def fetch() -> Any:  # None for no change, which the library's types deny
            nonlocal given
            newest = self.current()
            if newest is given:
                return None
            given = newest
            return newest.for_server()

        return grpc.dynamic_ssl_server_credentials(
            given.for_server(), fetch, require_client_authentication=True
        )

    def _look(self) -> None:
        try:
            stamps = self._stamps()
            if stamps == self._seen:
                return
            self._pem = _read(*self._paths)
        except CertificateProblem as problem:
            log.warning("rpc.certificate_unusable", problem=str(problem))
            return
        self._seen = stamps
        log.info("rpc.certificate_renewed", expiry=self._pem.expiry.isoformat())

    def _stamps(self) -> tuple[tuple[int, int], ...]:
        return tuple((found.st_ino, found.st_mtime_ns) for found in map(_stat, self._paths))


def _stat(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise CertificateProblem(f"{path} cannot be read ({error.strerror}); put it back.") from error


def _read(certificate: Path, key: Path, authority: Path) -> Pem:
    chain, secret, believed = (_bytes(path) for path in (certificate, key, authority))
    try:
        own = x509.load_pem_x509_certificates(chain)[0]
        x509.load_pem_x509_certificates(believed)
        private = serialization.load_pem_private_key(secret, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CertificateProblem(
            f"{certificate}, {key} or {authority} is no PEM of the kind it should be; make them anew."
        ) from error
    if private.public_key() != own.public_key():
        raise CertificateProblem(f"{key} is not the key of {certificate}; put the two of one pair there.")
    return Pem(chain, secret, believed, own.not_valid_after_utc)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CertificateProblem(f"{path} cannot be read ({error.strerror}); put it back.") from error
