"""What finders look into keeps its places, and its short cuts change nothing."""

import re

from hypothesis import given
from hypothesis import strategies as st

from services.scorer.core import comparing, digits, folding, masking, phrases
from services.scorer.core.documents import Document

TEXTS = st.text(alphabet=st.characters(exclude_categories=()), max_size=40)
ASCII = st.text(alphabet=st.characters(max_codepoint=127), max_size=40)


@given(TEXTS)
def test_lower_case_is_as_long_as_the_text(text):
    assert len(folding.lower(text)) == len(text)
    assert folding.lower("İstanbul Ok") == "İstanbul ok"


@given(TEXTS, TEXTS)
def test_what_is_joined_is_written_where_it_stood(text, title):
    document = Document(text, title)
    whole, begin = folding.join(document, "\n")
    assert begin == folding.begin(document)
    assert folding.written(document, begin, len(whole)) == text == whole[begin:]
    if title:
        assert folding.written(document, 0, len(title)) == title


@given(st.one_of(TEXTS, st.text(alphabet="a1 ٣९²", max_size=9)))
def test_digits_are_counted_as_the_finders_find_them(text):
    assert digits.count(text) == len(re.findall(r"\d", text))


@given(ASCII)
def test_ascii_is_searched_like_any_other_text(text):
    assert phrases.spoken(text)[:-1] == phrases.spoken(f"{text}é")[:-2]


@given(st.text(alphabet="@hHtTpPsS\u017fwW:/.a_- é", max_size=30))
def test_handles_and_links_are_found_whatever_their_case(text):
    plainly = re.compile(
        r"(?:https?://|www\.)(?:\S*[\w/])?|(?<![\w@])@\w+(?:[.-]\w+)*(?:@\w+(?:[.-]\w+)*)?", re.IGNORECASE
    )
    hidden = plainly.sub(lambda found: masking.FILLER * len(found[0]), text)
    assert masking.mask(text) in {hidden, text}
    if "@" in text or "://" in text or "www." in text.lower():
        assert masking.mask(text) == hidden


@given(st.lists(st.sampled_from(["than", "thanks", "Switched", "LEFT", "over-all", "removed", "dumped"])))
def test_a_text_that_may_compare_has_one_of_the_words(words):
    expected = any(word in {"than", "Switched", "LEFT", "over-all", "dumped"} for word in words)
    assert comparing.may_compare(" ".join(words)) is expected
