"""Budgets of sources as a person reads them."""

from __future__ import annotations

import pytest

from antiphon.listening.v1 import listening_service_pb2 as listening
from services.cli.commands import sources


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((250, 248, 1000), "250 of 1,000 calls, 2 of the calls set aside, not made"),
        ((250, 250, 1000), "250 of 1,000 calls"),
        ((250, 0, 0), "250 calls, 250 of the calls set aside, not made"),
        ((0, 0, 1000), "0 of 1,000 calls"),
    ],
)
def test_calls_that_are_only_set_aside_are_told_apart(counts, words):
    calls, made, most = counts
    budget = listening.SourceBudget(call_count=calls, made_call_count=made, max_call_count=most)
    assert sources._budget(budget) == words
