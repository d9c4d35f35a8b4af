"""The reference page of policies says what the code does."""

from __future__ import annotations

import pytest

from services.common.config import pages
from services.router.core.policies import catalogue, page, sentences
from tests.unit.router.policies import made


def test_the_page_is_what_the_code_says():
    assert pages.is_current(pages.ROOT / page.PAGE, page.render())


KINDS = {"yes or no": bool, "whole number": int, "number": float, "text": str, "list of texts": list}
TEXT = """
name: care
then: default
rules:
  - {{name: one, when: 'size([{0}]) == 1', queue: q, because: "It is {{{0}}}."}}
"""


@pytest.mark.parametrize("field", catalogue.CATALOGUE.values(), ids=lambda each: each.name)
def test_every_field_can_be_asked_for_and_rests_at_a_value_of_its_type(field):
    decided = made.built(TEXT.format(field.name)).decide(made.case("hello", handle="ann"))
    assert decided.rule == "one"
    assert field.name in sentences.kept_values(decided.because)
    assert isinstance(field.resting, KINDS[field.kind])
