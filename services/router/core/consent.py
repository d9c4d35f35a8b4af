"""Whose answers need somebody else's consent, and who may give it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from typing_extensions import override

from antiphon.routing.v1 import drafting_service_pb2 as drafting
from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import names

RANKS: Final = ("agent", "lead", "administrator")
"""Roles that answer, the highest last."""

_RULE: Final = re.compile(r"approvalRules/(\d{1,18})")
_AUTHOR: Final = re.compile(r"user:\S{1,200}")
_NETWORK: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


class Rule(NamedTuple):
    """Answers of whom need approval; what is empty is not asked for."""

    brand: str = ""
    author: str = ""
    role: str = ""
    network: str = ""

    def holds(self, who: Principal, brand: str, network: str) -> bool:
        """Whether it is about an answer by this person."""
        return (
            self.brand in {"", brand}
            and self.author in {"", who.holder}
            and self.role in {"", highest(who)}
            and self.network in {"", network}
        )

    @override
    def __str__(self) -> str:
        told = [f"{what} {value}" for what, value in self._asdict().items() if value]
        return ", ".join(told) or "all answers"


def highest(who: Principal) -> str:
    """The highest role of a person among those who answer; empty for somebody who has none."""
    return next((role for role in reversed(RANKS) if role in who.roles), "")


def read(asked: drafting.ApprovalRule) -> Rule:
    """The rule that is asked for.

    Raises:
        InvalidField: if it names what cannot be.
    """
    brand = names.brand(asked.brand)
    if asked.author and not _AUTHOR.fullmatch(asked.author):
        raise errors.InvalidField("approval_rule.author", "must have the form user:NAME.")
    if asked.role and asked.role not in RANKS:
        raise errors.InvalidField("approval_rule.role", f"must be one of {', '.join(RANKS)}.")
    if asked.network and not _NETWORK.fullmatch(asked.network):
        raise errors.InvalidField("approval_rule.network", "must be a network, for example bluesky.")
    return Rule(brand, asked.author, asked.role, asked.network)


def number(name: str) -> int:
    """Number of the rule a request names."""
    found = _RULE.fullmatch(name)
    if not found:
        raise errors.InvalidField("name", f"{name!r} is no rule; write approvalRules/ and its number.")
    return int(found[1])


def check_approver(who: Principal, author: str) -> None:
    """Whether somebody may judge an answer.

    Raises:
        NotPermitted: if it is their own.
    """
    if who.holder == author:
        raise errors.NotPermitted(
            "It is your own answer; somebody else must approve or reject it.", permission="replies.approve"
        )
