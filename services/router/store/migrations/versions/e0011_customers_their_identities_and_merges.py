"""Customers, their identities and merges."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0011"
down_revision = "e0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("uid", sa.Text(), nullable=False, comment="of the author it was at first, in hexadecimal"),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False, comment="a list, as JSON"),
        sa.Column("update_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.create_index("ix_customers_uid", ["uid"], unique=True)

    op.create_table(
        "identities",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("author", sa.LargeBinary(), nullable=False, comment="as in members"),
        sa.Column("customer", sa.Text(), nullable=False, comment="uid of the customer it belongs to"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
    )
    with op.batch_alter_table("identities", schema=None) as batch_op:
        batch_op.create_index("ix_identities_author", ["author"], unique=True)
        batch_op.create_index("ix_identities_customer", ["customer"], unique=False)

    op.create_table(
        "merges",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("customer", sa.Text(), nullable=False, comment="uid of the one that stayed"),
        sa.Column("joined", sa.Text(), nullable=False, comment="uid of the one that joined it"),
        sa.Column(
            "authors", sa.Text(), nullable=False, comment="that it brought: a list of hexadecimals, as JSON"
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("undo_time", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    with op.batch_alter_table("merges", schema=None) as batch_op:
        batch_op.create_index("ix_merges_customer", ["customer", "id"], unique=False)
