"""Our VADER says exactly what the published one says."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scorer.core import masking, shorthand, valence, words
from services.scorer.core.polarity import polarity
from services.scorer.core.vader import Vader
from tests.unit.scorer import oracle

PLAIN = Vader(masked=False)
MASKED = Vader(masked=True)

PIECES = st.one_of(*(st.sampled_from(kind) for kind in oracle.KINDS))
CASES = st.sampled_from([str, str, str.upper, str.title, str.lower])
DRESSED = st.builds(
    lambda piece, case, opening, ending: opening + case(piece) + ending,
    PIECES,
    CASES,
    st.sampled_from(oracle.OPENINGS),
    st.sampled_from(oracle.ENDINGS),
)


def ours(text, vader=PLAIN):
    """The four scores, which must not depend on whether the evidence is asked for."""
    scores = vader.polarity(text)
    assert polarity([vader.read(text)]) == scores, repr(text)
    return scores


@pytest.mark.parametrize("seed", range(4))
def test_thousands_of_provoking_texts_score_as_published(seed):
    for text in oracle.texts(seed, 3_000):
        assert ours(text) == oracle.published(text), repr(text)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(100, 120))
def test_millions_of_provoking_texts_score_as_published(seed):
    for text in oracle.texts(seed, 50_000):
        assert ours(text) == oracle.published(text), repr(text)
        assert ours(text, MASKED) == oracle.published(masking.mask(text)), repr(text)


def test_masked_texts_score_as_the_published_rules_score_the_masked_text():
    for text in oracle.texts(99, 3_000):
        assert ours(text, MASKED) == oracle.published(masking.mask(text)), repr(text)


@settings(max_examples=400, deadline=None)
@given(st.lists(DRESSED, max_size=8), st.sampled_from([" ", "  ", "\t", "\n", ""]))
def test_any_sequence_of_known_words_scores_as_published(pieces, blank):
    text = blank.join(pieces)
    assert ours(text) == oracle.published(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_any_text_at_all_scores_as_published(text):
    assert ours(text) == oracle.published(text)


def test_real_posts_score_as_published(real_texts):
    different = [text for text in real_texts[::4] if ours(text) != oracle.published(text)]
    assert not different, f"{len(different)} posts score differently"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \t\n",
        "42",
        # So or this right before the word raises it, whatever stands three words back.
        "we had had so good a day",
        "a b this good",
        "never so good",
        "a never so good",
        "never this so good",
        "without doubt good",
        "a without doubt good",
        "without a doubt good",
        # Of equal values, "but" changes the first one twice.
        "good good but good good",
        "good but bad but good bad good",
        "BUT good But bad",
        "the shit is the bomb",
        "kiss of death",
        "a b kiss of death",
        "one two to die for good",
        "one two three yeah right",
        "the bus stop here is a bus stop",
        "kind of good and kind people of good",
        "one sort of good",
        "just enough good things",
        "no good",
        "NO good thing",
        "no no no",
        "it is no good or great",
        "at least good",
        "least good",
        "very least good",
        "one least good",
        "uh-uh good",
        "I isn't it n't good",
        "ALL GOOD",
        "all GOOD",
        "VERY good",
        "VERY bad thing",
        "😀good",
        "good😀😡bad",
        "🔛good",
        "🆙🆙🆙 bad",
        "❤️ ❤ ☹️",
        "\u2139\ufe0f great",
        "good!!!!!!",
        "bad????",
        "good??",
        "fed up, can't stand it, screwed up",
        ":) :( :-D D: (:O ;-)",
        "İT İS GOOD",
        "don\u2019t love",
        "good\x00bad",
        "good\x1cbad",
    ],
)
def test_corners_of_the_rules_are_kept(text):
    assert ours(text) == oracle.published(text)


@pytest.mark.parametrize("phrase", [*oracle.IDIOMS, *(word for word in oracle.BOOSTERS if " " in word)])
def test_phrases_count_wherever_they_stand(phrase):
    words = ("plane", "good", "bad", "so", "not", "very")
    for before, between, after in itertools.product(words, ("", *words), words):
        text = f"{before} {before} {phrase} {between} {after} good"
        assert ours(text) == oracle.published(text), text
        assert ours(text.upper()) == oracle.published(text.upper()), text


def test_forgetting_changes_nothing(monkeypatch):
    monkeypatch.setattr(shorthand, "MOST_REMEMBERED", 5)
    monkeypatch.setattr(valence, "MOST_REMEMBERED", 5)
    forgetful = Vader(masked=False)
    for text in oracle.texts(7, 500):
        assert ours(text, forgetful) == oracle.published(text), repr(text)


def test_the_memo_of_tokens_stays_bounded(monkeypatch):
    monkeypatch.setattr(shorthand, "MOST_REMEMBERED", 10)
    memo = shorthand.Shorthand(masked=True)
    for number in range(100):
        assert bytes([memo[f"word{number}"]]) == words.PLAIN
        assert len(memo) <= 10
    assert "word0" in memo
    long = "good" * 100
    assert bytes([memo[long]]) == words.PLAIN
    assert long not in memo


def test_the_memo_of_contexts_stays_bounded(monkeypatch):
    monkeypatch.setattr(valence, "MOST_REMEMBERED", 10)
    contexts = valence.Contexts(mixed_case=True)
    for symbol in words.WORDS:
        assert isinstance(contexts[words.START * 3 + bytes([symbol])], float)
        assert len(contexts) <= 10


def test_every_kind_of_word_has_a_symbol_of_its_own():
    assert len(set(words.SYMBOLS.values())) == len(words.SYMBOLS)
    assert all(len(symbol) == 1 for symbol in words.SYMBOLS.values())
    reserved = {words.START, words.EXPANDED, words.EXCLAIMED, words.ASKED}
    assert reserved.isdisjoint(words.SYMBOLS.values())


def test_a_text_of_quiet_words_is_known_by_its_symbols():
    for word, symbol in words.SYMBOLS.items():
        assert symbol.isascii() == word.is_quiet, word


def test_scores_have_no_negative_zero():
    for text in ("good", "bad", "the", "good bad", ""):
        assert "-0.0" not in map(str, ours(text)[1:])


def test_a_long_text_with_many_equal_values_around_but_takes_linear_time():
    text = "good bad " * 20_000 + "but" + " good bad" * 20_000
    reading = PLAIN.read(text)
    assert len(reading.valences) == 80_000
    assert reading.valences[0] == 1.9 * 0.5
