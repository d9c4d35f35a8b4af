"""What all tables of the router share."""

from __future__ import annotations

import sqlalchemy as sa

from services.common import store

metadata = store.metadata()

Micros = sa.BigInteger()
"""Moments are whole microseconds since 1970: the bulk path computes with them."""
