"""Tables of customers: which authors are one person, what the team says of them, who merged whom.

Nothing here tells who an author is: names and words are read from the mentions that are kept.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.common.store import types
from services.router.store.tables.base import Micros, metadata

_UNTOLD = sa.text("tell_time IS NULL")

customers = sa.Table(
    "customers",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("uid", sa.Text, nullable=False, comment="of the author it was at first, in hexadecimal"),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("tags", sa.Text, nullable=False, comment="a list, as JSON"),
    sa.Column("update_time", Micros, nullable=False),
    sa.Index("ix_customers_uid", "uid", unique=True),
)
"""What the team says of customers; those of whom it says nothing have no row."""

identities = sa.Table(
    "identities",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("author", sa.LargeBinary, nullable=False, comment="as in members"),
    sa.Column("customer", sa.Text, nullable=False, comment="uid of the customer it belongs to"),
    sa.Column("tell_time", Micros, nullable=True, comment="when the archive was told; null for never"),
    sa.Index("ix_identities_author", "author", unique=True),
    sa.Index("ix_identities_customer", "customer"),
    sa.Index("ix_identities_untold", "id", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),
)
"""Authors that belong to a customer other than their own."""

merges = sa.Table(
    "merges",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("customer", sa.Text, nullable=False, comment="uid of the one that stayed"),
    sa.Column("joined", sa.Text, nullable=False, comment="uid of the one that joined it"),
    sa.Column("authors", sa.Text, nullable=False, comment="that it brought: a list of hexadecimals, as JSON"),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("create_time", Micros, nullable=False),
    sa.Column("undo_time", Micros, nullable=True),
    sa.Index("ix_merges_customer", "customer", "id"),
)
