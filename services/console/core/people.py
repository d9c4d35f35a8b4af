"""People who use the desk, and what is asked of their names, roles and passwords."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.common.model import errors
from services.common.model.principal import ALL_BRANDS, ROLES, Principal

NAME: Final = r"^[a-z0-9][a-z0-9._:@-]{0,62}$"
BRAND: Final = r"^(\*|[a-z0-9][a-z0-9-]{0,62})$"
SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 256

FREE_FAILURES: Final = 5
"""Wrong passwords in a row that cost nothing."""

FIRST_LOCK: Final = timedelta(minutes=1)
LONGEST_LOCK: Final = timedelta(minutes=15)

_NAME: Final = re.compile(NAME)
_BRAND: Final = re.compile(BRAND)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who can sign in.

    Attributes:
        id: row.
        name: subject of the tokens that services check; never changes.
        display_name: how colleagues read it.
        roles: what they may do.
        brands: ids of brands they work for, or `*`.
        disabled: whether they are kept out.
        has_password: whether they can sign in with one.
        has_second_factor: whether a code is asked for, too.
    """

    id: int
    name: str
    display_name: str
    roles: frozenset[str]
    brands: frozenset[str]
    disabled: bool
    has_password: bool
    has_second_factor: bool
    create_time: datetime

    @property
    def principal(self) -> Principal:
        """The person as services know them."""
        return Principal(self.name, "user", self.roles, self.brands)


def check_name(name: str) -> None:
    """Raises InvalidField for a name nobody can have."""
    if not _NAME.fullmatch(name):
        raise errors.InvalidField(
            "name", "is 1 to 63 lower-case letters, digits and . _ : @ -, beginning with a letter or digit."
        )


def check_roles(roles: Iterable[str]) -> None:
    """Raises InvalidField for a role there is not, or none at all."""
    given = list(roles)
    if not given or any(role not in ROLES for role in given):
        raise errors.InvalidField("roles", f"is one or more of {', '.join(ROLES)}.")


def check_brands(brands: Iterable[str]) -> None:
    """Raises InvalidField for what is no id of a brand, or none at all."""
    given = list(brands)
    if not given or not all(_BRAND.fullmatch(brand) for brand in given):
        raise errors.InvalidField("brands", "is one or more ids of brands, or * for all.")


def check_password(password: str, name: str) -> None:
    """Raises InvalidField for a password that is too easy to guess."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise errors.InvalidField(
            "password",
            f"has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters; some words make a good one.",
        )
    if name.casefold() in password.casefold() and len(password) < 2 * SHORTEST_PASSWORD:
        raise errors.InvalidField("password", "holds your name; choose other words.")
    if len(set(password)) < SHORTEST_PASSWORD // 2:
        raise errors.InvalidField("password", "repeats few characters; a few words make a good one.")


def check_reach(caller: Principal, brands: Collection[str]) -> None:
    """Raises NotPermitted where somebody would decide about brands that are not theirs."""
    if ALL_BRANDS in caller.brands:
        return
    if ALL_BRANDS in brands or not set(brands) <= caller.brands:
        raise errors.NotPermitted(
            "This person works for brands that are not yours; ask an administrator of all brands.",
            permission="users.manage",
        )


def lock_after(failures: int) -> timedelta | None:
    """How long an account takes no password after so many wrong ones in a row; None for not at all."""
    if failures < FREE_FAILURES:
        return None
    doublings = min(failures - FREE_FAILURES, 10)
    return min(FIRST_LOCK * (1 << doublings), LONGEST_LOCK)
