"""`python -m services.common.store.upgrading router --phase expand` brings tables to this version.

What the migration job of the charts runs, in the service's own image: `antiphon db upgrade` is the same for
people, and needs the command line's packages.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence

from services.common import config
from services.common.model import errors
from services.common.obs import logs

SERVICES = ("listener", "router", "insights", "console")
BAD_SETTINGS = 2

log = logs.get()


def main(arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> int:
    """The exit code: 0 when the tables are there, 2 for bad settings, 1 otherwise with a sentence."""
    asked = _parser().parse_args(arguments)
    try:
        settings = config.from_environment() if environ is None else config.load(environ)
        logs.configure(f"{asked.service}-migrate", settings)
        _upgrade(settings, asked.service, asked.phase)
    except config.SettingsError as error:
        return _failed(BAD_SETTINGS, *error.faults)
    except errors.AntiphonError as error:
        return _failed(1, str(error))
    return 0


def _upgrade(settings: config.Settings, service: str, phase: str) -> None:
    from services.common.store import migrations  # noqa: PLC0415  # takes as long to load as all the rest

    half = next((known for known in migrations.PHASES if known == phase), None)
    migrations.upgrade(settings.store, settings.data, service=service, phase=half)
    log.info("store.upgraded", tables=service, phase=phase)


def _failed(code: int, *sentences: str) -> int:
    for sentence in sentences:
        sys.stderr.write(f"antiphon: {sentence}\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services.common.store.upgrading")
    parser.add_argument("service", choices=SERVICES)
    parser.add_argument("--phase", choices=("expand", "contract"), required=True)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
