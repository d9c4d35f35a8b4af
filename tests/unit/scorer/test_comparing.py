"""What a comparison says of the brand, and where a text names it."""

import pytest

from services.scorer.core import brand_names, comparing
from services.scorer.core.names import NO_NAMES, compile_names

NAMES = compile_names(frozenset({"Percolune", "Moon Brew", "percohelp"}))


def stance(text):
    found = comparing.stance(text, brand_names.find(text, NAMES))
    return 0 if found is None else found.direction


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Percolune is worse than Beanery", -1),
        ("Beanery is worse than Percolune", 1),
        ("Beanery's service is so much better than @percohelp", -1),
        ("Honestly Moon Brew tastes better than anything from Beanery", 1),
        ("Percolune is not better than Beanery", -1),
        ("Percolune support is more helpful than Beanery", 1),
        ("Percolune support is less helpful than Beanery", -1),
        ("I switched from Percolune to Beanery last week", -1),
        ("just switched to Percolune", 1),
        ("I prefer Beanery to Percolune any day", -1),
        ("I prefer Percolune", 1),
        ("leaving Percolune after ten years", -1),
        ("Unlike Percolune, Beanery answers and is great", -1),
        ("@percohelp Beanery is so much better than you", -1),
        ("@percohelp you are worse than Beanery", -1),
        ("You are better than Beanery @percohelp", 1),
        ("Percolune is better than you think", 1),
        ("Nothing is better than Percolune", 1),
        ("Nobody does it better than Percolune", 1),
        ("Never buying Percolune again, Beanery is better than them", 0),
        ("Percolune is better than them", 1),
        ("@percohelp you can do better than this", 0),
        ("@percohelp I get a faster answer by mail than when I call", 0),
        ("@percohelp how come it's cheaper to buy two than one", 0),
        ("they moved me to a Percolune flight", 0),
        ("got moved to Percolune", 0),
        ("I moved to Percolune", 1),
        ("Beanery is worse. Percolune rather than tea", 0),
        ("Percolune left me a voucher", 0),
        ("more than happy with Percolune", 0),
        ("they open later than nine", 0),
        ("", 0),
    ],
)
def test_the_direction_of_a_comparison(text, direction):
    assert stance(text) == direction


def test_without_names_nothing_is_compared():
    text = "Percolune is worse than Beanery"
    assert brand_names.find(text, NO_NAMES) == []
    assert comparing.stance(text, []) is None


def test_names_are_found_as_words_handles_and_hashtags():
    text = "Percolune and @PercoHelp, #moonbrew or moon-brew, not percolunes or xmoon brew"
    assert [text[start:end] for start, end in brand_names.find(text, NAMES)] == [
        "Percolune",
        "@PercoHelp",
        "#moonbrew",
        "moon-brew",
    ]


def test_hidden_names_leave_every_place_as_it_was():
    text = "So @tom says Moon Brew rules: https://a.example/percolune"
    shown = brand_names.conceal(text, NAMES)
    assert len(shown) == len(text)
    assert shown == f"So {'x' * 4} says {'x' * 9} rules: {'x' * 27}"


def test_a_megabyte_of_names_is_hidden_all_the_way():
    text = "Percolune " * 100_000
    assert brand_names.conceal(text, NAMES) == ("x" * 9 + " ") * 100_000
