import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.insights.core import words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", " "),
        ("?!", " "),
        ("Lost my BAG!!", " lost my bag "),
        ("Café déjà-vu", " cafe deja vu "),
        ("STRASSE Straße", " strasse strasse "),
        ("荷物なくした", " 荷 物 な く し た "),
        ("#delay @united", " delay united "),
        ("0\N{CJK COMPATIBILITY IDEOGRAPH-2F94F}", " 0 \u788c "),
        ("\N{SQUARE APAATO}", " ア ハ ー ト "),
    ],
)
def test_words_are_folded(text, folded):
    assert words.fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    once = words.fold(text)
    assert words.fold(once) == once


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_plain_texts_fold_the_same_on_both_paths(text):
    assert words.fold(text).split() == words.fold(text + " é").split()[:-1]
