"""The policies of `examples/policies`: no problem, and their examples pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.router.core.policies import documents, proposing, rulebook, staffing
from services.router.core.policies.proposing import Surroundings
from tests.unit.router.policies import made

FOLDER = Path(__file__).resolve().parents[4] / "examples" / "policies"


def kept(kind):
    text = (FOLDER / f"{kind}.yaml").read_text()
    return {(kind, ""): rulebook.Stored(kind, kind, 1, text)}


AROUND = Surroundings(rulebook.Rulebook(kept("lists") | kept("thresholds")), "")
POLICIES = sorted(
    path.name
    for path in FOLDER.iterdir()
    if path.name not in {"lists.yaml", "thresholds.yaml", "staffing.yaml"}
)


@pytest.mark.parametrize("file", POLICIES)
def test_a_shown_policy_can_be_applied(file):
    document = documents.parse((FOLDER / file).read_text())
    assert document.examples
    assert proposing.check(document, AROUND, made.NAMES) == []


@pytest.mark.parametrize("kind", ["lists", "thresholds"])
def test_shown_lists_and_thresholds_can_be_applied(kind):
    document = documents.parse((FOLDER / f"{kind}.yaml").read_text())
    assert proposing.check(document, AROUND, made.NAMES) == []


def test_the_shown_staffing_can_be_used():
    assert len(staffing.parse((FOLDER / "staffing.yaml").read_text()).shifts) == 3
