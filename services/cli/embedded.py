"""What `antiphon up` starts, and where each part listens: the embedded set as data.

The folder keeps the ports between starts, so that a bookmarked page and a running
`antiphon tail` in another terminal survive a restart. `run.json` tells other commands
where the set listens; it exists only while the set runs.
"""

from __future__ import annotations

import contextlib
import dataclasses
import getpass
import json
import os
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.cli import ports
from services.common.config import loader, values
from services.common.model import errors
from services.common.rpc import keys

LOOPBACK = ports.LOOPBACK
SERVICES = ("insights", "router", "scorer", "listener", "console")
"""In the order they start: readers of the log before those who write it."""

STORES = ("listener", "router", "insights", "console")
"""Services that own tables."""

OWN_GROUPS = ("bus", "store")
"""Groups of settings that a running set and the commands that look at it must agree on."""

PAGE_PORT = 8700
"""First choice for the console's page, so that its address is easy to remember."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where each part of one embedded set listens. All on loopback."""

    nats: int
    listener: int
    scorer: int
    router: int
    insights: int
    console: int
    sandbox: int
    webhooks: int
    metrics: Mapping[str, int]

    def address(self, service: str) -> str:
        """`host:port` of a service."""
        return f"{LOOPBACK}:{getattr(self, service)}"

    @property
    def nats_url(self) -> str:
        return f"nats://{LOOPBACK}:{self.nats}"


@dataclass(frozen=True, slots=True)
class Program:
    """One process of the set.

    Attributes:
        name: how the live view and the log file call it.
        command: what is run, without a shell.
        environment: variables it gets beside the inherited ones.
        drain_seconds: how long it may take to end by itself.

    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    drain_seconds: float = 15.0


class FolderUnusable(errors.AntiphonError):
    """The data folder cannot be used."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The one folder that holds everything an embedded set keeps."""

    path: Path

    def prepare(self) -> None:
        """Makes the folder, readable by its owner only."""
        os.umask(0o077)  # for us and all we start: what is kept here is other people's words
        try:
            for folder in (self.path, self.keys, self.secrets, self.logs, self.path / "nats"):
                folder.mkdir(parents=True, exist_ok=True)
            self.path.chmod(0o700)
        except OSError as error:
            raise FolderUnusable(
                f"The data folder {self.path} cannot be made ({error.strerror}); name another with --data."
            ) from None

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def secrets(self) -> Path:
        """Where files with secrets of sources lie."""
        return self.path / "secrets"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def run_file(self) -> Path:
        return self.path / "run.json"

    @property
    def ports_file(self) -> Path:
        return self.path / "ports.json"

    @property
    def nats_token_file(self) -> Path:
        return self.keys / "nats.token"

    @property
    def link_token_file(self) -> Path:
        return self.keys / "page.token"

    @property
    def suppression_key_file(self) -> Path:
        return self.keys / "suppression.key"

    @property
    def credentials_key_file(self) -> Path:
        return self.keys / "credentials.key"

    @property
    def sandbox_token_file(self) -> Path:
        return self.secrets / "sandbox.token"

    def secret(self, file: Path) -> str:
        """The secret kept in `file`, made at first use with mode 0600."""
        if not file.exists():
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as stream:
                stream.write(secrets.token_urlsafe(32))
        return file.read_text()


def local_user() -> str:
    """Subject of the person at this terminal: `local:<user>`."""
    with contextlib.suppress(KeyError, OSError):
        return f"local:{getpass.getuser()}"
    return f"local:{os.getuid()}"


def choose_endpoints(folder: Folder, tell: Callable[[str], None] = lambda _sentence: None) -> Endpoints:
    """The ports of the last start where they are still free, else others that are, and `tell` says which."""
    kept: dict[str, int] = {}
    if folder.ports_file.exists():
        with contextlib.suppress(ValueError):
            kept = json.loads(folder.ports_file.read_text())
    names = [field.name for field in dataclasses.fields(Endpoints) if field.name != "metrics"]
    parts = [*names, *(f"metrics.{service}" for service in SERVICES)]
    chosen = ports.choose(kept, dict.fromkeys(parts, 0) | {"console": PAGE_PORT}, tell)
    folder.ports_file.write_text(json.dumps(chosen, indent=2))
    return Endpoints(
        **{name: chosen[name] for name in names},
        metrics={service: chosen[f"metrics.{service}"] for service in SERVICES},
    )


def own_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """What the environment of `antiphon up` says about log and store, without secrets.

    Commands in another shell must see the log as the running set does.
    """
    carried = {
        variable.key
        for variable in loader.variables()
        if variable.group in OWN_GROUPS and not values.is_secret(variable.annotation)
    }
    return {key: environ[key] for key in sorted(carried & environ.keys())}


def without_own_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment without what a running set says itself, secrets included."""
    carried = {variable.key for variable in loader.variables() if variable.group in OWN_GROUPS}
    return {key: text for key, text in environ.items() if key not in carried}


def common_environment(folder: Folder, endpoints: Endpoints) -> dict[str, str]:
    """Settings all processes of the set share."""
    return {
        "ANTIPHON_DATA_FOLDER": str(folder.path),
        "ANTIPHON_DATA_SUPPRESSION_KEY_FILE": str(folder.suppression_key_file),
        "ANTIPHON_BUS_URL": endpoints.nats_url,
        "ANTIPHON_BUS_TOKEN_FILE": str(folder.nats_token_file),
        "ANTIPHON_AUTH_SIGNING_KEY_FILE": str(folder.keys / keys.SIGNING_NAME),
        "ANTIPHON_AUTH_VERIFY_KEY_FILES": str(folder.keys / keys.VERIFY_NAME),
        **{
            f"ANTIPHON_RPC_{service.upper()}_ADDRESS": endpoints.address(service)
            for service in ("listener", "scorer", "router", "insights")
        },
    }


def service_programs(folder: Folder, endpoints: Endpoints) -> list[Program]:
    """The five services, with the settings each needs."""
    shared = common_environment(folder, endpoints)
    return [_service(name, folder, endpoints, shared) for name in SERVICES]


def _service(name: str, folder: Folder, endpoints: Endpoints, shared: Mapping[str, str]) -> Program:
    environment = dict(shared) | {
        "ANTIPHON_OBS_METRICS_PORT": str(endpoints.metrics[name]),
        "ANTIPHON_OBS_LOG_FORMAT": "json",
    }
    if name == "console":
        environment |= {
            "ANTIPHON_CONSOLE_PORT": str(endpoints.console),
            "ANTIPHON_CONSOLE_LINK_TOKEN_FILE": str(folder.link_token_file),
            "ANTIPHON_CONSOLE_SEALING_KEY_FILE": str(folder.credentials_key_file),
        }
    else:
        environment["ANTIPHON_RPC_LISTEN"] = endpoints.address(name)
    if name == "listener":
        environment["ANTIPHON_LISTENER_ALLOW_PRIVATE_ADDRESSES"] = "true"
        environment["ANTIPHON_LISTENER_HTTP_PORT"] = str(endpoints.webhooks)
        environment["ANTIPHON_LISTENER_CREDENTIALS_KEY_FILES"] = str(folder.credentials_key_file)
        environment["ANTIPHON_LISTENER_SECRETS_FOLDER"] = str(folder.secrets)
        environment["ANTIPHON_LISTENER_TRAINING_URL"] = f"http://{LOOPBACK}:{endpoints.sandbox}"
        environment["ANTIPHON_LISTENER_TRAINING_TOKEN_FILE"] = str(folder.sandbox_token_file)
    return Program(name, [sys.executable, "-m", f"services.{name}"], environment)


def sandbox_program(folder: Folder, endpoints: Endpoints, speed: float) -> Program:
    """The sandbox network, playing the bundled scenario at `speed` times its own; 0 plays nothing."""
    environment = common_environment(folder, endpoints) | {
        "ANTIPHON_SANDBOX_PORT": str(endpoints.sandbox),
        "ANTIPHON_SANDBOX_TOKEN_FILE": str(folder.sandbox_token_file),
        "ANTIPHON_OBS_METRICS_PORT": "-1",
        "ANTIPHON_OBS_LOG_FORMAT": "json",
    }
    if speed:
        environment |= {"ANTIPHON_SANDBOX_SCENARIO": "outage", "ANTIPHON_SANDBOX_SPEED": str(speed)}
    return Program("sandbox", [sys.executable, "-m", "services.sandbox"], environment)
