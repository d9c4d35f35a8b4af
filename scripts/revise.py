"""Writes the next revision of a service's tables: what its code declares, less what its history makes.

    python scripts/revise.py router "Queues have a calendar"
    python scripts/revise.py router "The old column goes" --contract

Read what it wrote before you commit it: it cannot see a renaming, and it moves no data.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final, Literal

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql, sqlite

from services.common.config import DataSettings, StoreSettings
from services.common.store import migrations, types

DIALECTS: Final = (postgresql.dialect(), sqlite.dialect())
TEMPLATE: Final = '''"""{message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "{revision}"
down_revision = {before}
branch_labels = {labels}
depends_on = {depends}


def upgrade() -> None:
{body}
'''


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("service")
    parser.add_argument("message", help="what changes, as a sentence without its full stop")
    parser.add_argument("--contract", action="store_true", help="it takes away what the old program uses")
    chosen = parser.parse_args()
    phase: migrations.Phase = "contract" if chosen.contract else "expand"
    print(write(chosen.service, chosen.message.rstrip("."), phase))


def write(service: str, message: str, phase: migrations.Phase) -> Path:
    """Writes the revision and returns its path."""
    script = migrations.script(service)
    of_phase = [found for found in script.walk_revisions() if phase in found.branch_labels]
    name = f"{phase[0]}{len(of_phase) + 1:04d}"
    before = _head(script, phase)
    # What is taken away must first have its successor; nothing that is added waits for a removal.
    needed = _head(script, "expand") if phase == "contract" else None
    body = _difference(service)
    text = TEMPLATE.format(
        message=message,
        revision=name,
        before=repr(before),
        labels=repr((phase,)) if before is None else None,
        depends=repr((needed,)) if needed else None,
        body=body,
    )
    slug = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_")[:40]
    path = migrations.folder(service) / "versions" / f"{name}_{slug}.py"
    path.write_text(text)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)
    return path


def _head(script: ScriptDirectory, phase: migrations.Phase) -> str | None:
    of_phase = (found for found in script.walk_revisions() if phase in found.branch_labels)
    head = max(
        of_phase, key=lambda found: len(list(script.iterate_revisions(found.revision, "base"))), default=None
    )
    return None if head is None else head.revision


def _difference(service: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        store, data = StoreSettings(), DataSettings(folder=Path(folder))
        migrations.upgrade(store, data, service=service)
        engine = sa.create_engine(f"sqlite:///{folder}/{service}.db")
        with engine.connect() as conn:
            options = {
                "render_as_batch": True,
                "include_name": lambda name, *_: migrations.is_described(service, name or ""),
            }
            context = MigrationContext.configure(conn, opts=options)
            made = produce_migrations(context, migrations.tables(service))
            code = render_python_code(made.upgrade_ops, render_as_batch=True, render_item=_render)
        engine.dispose()
    return "\n".join(line for line in code.splitlines() if not line.lstrip().startswith("# ###"))


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    if kind != "type":
        return False
    for name in ("Id", "Json"):
        shared = getattr(types, name)
        if all(repr(item.dialect_impl(d)) == repr(shared.dialect_impl(d)) for d in DIALECTS):
            return f"types.{name}"
    return f"types.{type(item).__name__}()" if type(item).__module__ == types.__name__ else False


if __name__ == "__main__":
    main()
