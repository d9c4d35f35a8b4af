"""What sets of requests to banks and assistants say of intents: how their labels map to ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from services.scorer.training import sets

FAULTS: Final = frozenset(
    re.findall(
        r"\S+",
        """
    card_not_working contactless_not_working virtual_card_not_working declined_card_payment
    declined_cash_withdrawal declined_transfer failed_transfer top_up_failed top_up_reverted
    beneficiary_not_allowed unable_to_verify_identity pin_blocked reverted_card_payment?
    """,
    )
)
"""Something does not work."""
WRONGS: Final = frozenset(
    re.findall(
        r"\S+",
        """
    Refund_not_showing_up balance_not_updated_after_bank_transfer
    balance_not_updated_after_cheque_or_cash_deposit card_arrival card_payment_fee_charged
    card_payment_not_recognised card_payment_wrong_exchange_rate card_swallowed
    cash_withdrawal_not_recognised direct_debit_payment_not_recognised extra_charge_on_statement
    pending_card_payment pending_cash_withdrawal pending_top_up pending_transfer request_refund
    transaction_charged_twice transfer_fee_charged transfer_not_received_by_recipient
    wrong_amount_of_cash_received wrong_exchange_rate_for_cash_withdrawal account_blocked card_declined
    damaged_card lost_luggage report_fraud
    """,
    )
)
"""Something is late, lost or charged wrongly."""
CLOSING: Final = frozenset({"terminate_account"})
BUYING: Final = frozenset(
    {"getting_spare_card", "getting_virtual_card", "order_physical_card", "get_physical_card"}
)

_ASKS: Final = re.compile(
    r"(?:who|what|when|where|which|why|how|is|are|am|can|could|do|does|did|will|would|should|may|has|have)\b|.*\?",
    re.IGNORECASE | re.DOTALL,
)


class Need(NamedTuple):
    """One request.

    Attributes:
        text: masked.
        label: of its set.
        asks: it is put as a question.
    """

    text: str
    label: str
    asks: bool


def read(data: Path) -> Iterator[Need]:
    """All requests of both sets."""
    for name in ("banking77_train", "clinc150_train"):
        for row in sets.to_train(data, name):
            yield Need(row["text"], row["label"], bool(_ASKS.match(row["text"])))
