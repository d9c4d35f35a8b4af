"""Words that tell two sets apart, and topics out of words that stand together."""

from services.insights.core import wording
from services.insights.core.wording import Text


def texts(*groups):
    """So many mentions of each text."""
    found = []
    for count, words, sentiment in groups:
        found += [Text(len(found) + number, f" {words} ", sentiment) for number in range(count)]
    return found


BAD = texts((40, "the bag was lost in berlin", 1), (10, "the seat was fine", 1))
GOOD = texts((40, "the crew was lovely today", 3), (10, "the seat was fine", 3))


def test_words_of_one_side_only_tell_most_and_words_of_both_tell_nothing():
    found = wording.drivers(wording.counted(BAD), wording.counted(GOOD))
    words = [each.word for each in wording.telling(found, 5)]
    scores = {each.word: each.score for each in found}
    assert any("bag" in word or "lost" in word for word in words)
    assert not any("lovely" in word for word in words)
    assert abs(scores["the"]) < wording.TELLING
    assert any(
        "lovely" in each.word or "crew" in each.word for each in wording.telling(wording.turned(found), 5)
    )


def test_the_same_counts_tell_nothing():
    counts = wording.counted(BAD)
    assert wording.telling(wording.drivers(counts, counts), 5) == []


def test_topics_are_what_was_not_said_before_and_keep_their_name():
    before = wording.counted(texts((60, "the seat was fine", 2)))
    found = wording.topics(texts((30, "strike at the airport", 1), (60, "the seat was fine", 2)), before, 5)
    assert "strike" in found[0].name or "airport" in found[0].name
    assert len(found[0].mentions) == 30
    again = wording.topics(texts((60, "the seat was fine", 2), (30, "strike at the airport", 1)), before, 5)
    assert again[0].name == found[0].name


def test_a_mention_that_repeats_a_word_counts_once():
    assert wording.counted([Text(1, " late late late ", 1)])["late"] == 1
