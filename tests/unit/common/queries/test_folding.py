import re

from hypothesis import given
from hypothesis import strategies as st

from services.common.queries import folding


def test_tokens_stand_between_single_spaces():
    assert folding.normalise("Hello,   World!!") == " hello world "


def test_a_text_without_words_is_one_space_and_its_padding():
    assert folding.normalise("!!! ...").isspace()


def test_case_and_accents_do_not_count():
    assert folding.normalise("Café ÉTÉ Straße İstanbul") == " cafe ete strasse istanbul "


def test_composed_and_decomposed_accents_are_the_same():
    assert folding.normalise("cafe\u0301") == folding.normalise("caf\u00e9")


def test_scripts_without_spaces_become_one_token_a_character():
    assert folding.normalise("東京に行く") == " 東 京 に 行 く "


def test_marks_that_are_no_accents_stay_in_their_word():
    assert folding.normalise("हिन्दी") == " हिन्दी "


@given(st.text())
def test_every_token_has_its_place_in_the_text(text):
    tokens = folding.normalise(text).split()
    edges = folding.token_edges(text)
    assert len(tokens) == len(edges)
    assert all(0 <= start < end <= len(text) for start, end in edges)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_the_quick_way_for_ascii_equals_the_general_way(text):
    assert folding.fold("Я" + text) == folding.fold("Я") + folding.fold(text)
    assert folding.token_edges(text) == folding.token_edges(text + "\u3000")


@given(st.text(alphabet=st.one_of(st.sampled_from("a B.é\u0301ß\u2019🔥\ufe0f東½ŁЯ"), st.characters())))
def test_a_text_is_folded_sign_by_sign_whichever_way_is_quick(text):
    # What begins with a sign of another script is folded in the general way.
    assert folding.fold("Я" + text) == folding.fold("Я") + folding.fold(text)
    assert folding.fold(text) == "".join(map(folding.fold, text))


@given(st.text(alphabet=st.sampled_from("aé\u0301ß東 \u200b.🔥\ufe0fﷺ½")))
def test_an_aligned_text_has_its_tokens_where_its_folded_form_has_them(text):
    folded = folding.fold(text)
    if folding.is_aligned(text, folded):
        tokens = [found.span() for found in re.finditer(r"\S+", folded)]
        assert folding.token_edges(text) == tokens
