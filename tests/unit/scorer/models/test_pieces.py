import pytest

from services.scorer.core.models import pieces


def texts(token: str) -> list[str]:
    return [piece.text for piece in pieces.take_apart(token)]


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("GREAT!!!!", ["great", "!!!"]),
        ("sooooo", ["soo"]),
        ("#LoveThis", ["lovethis"]),
        ("don\N{RIGHT SINGLE QUOTATION MARK}t", ["don't"]),
        (":-)", [":-)"]),
        ("10/10", ["10/10"]),
        ("3,000", ["0,000"]),
        ("24", ["24"]),
        ("\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}", ["\N{THUMBS UP SIGN}"]),
        ("great...but", ["great", "...", "but"]),
        ("&amp;", ["&"]),
        ("وصلنا", ["وصلنا"]),
        ("xxxxxxxx", []),
        ("xxxxxx's", []),
        ("@user", []),
        ("http", []),
    ],
)
def test_a_token_is_written_as_the_models_see_it(token: str, expected: list[str]) -> None:
    assert texts(token) == expected


def test_what_the_writing_lost_is_kept_beside_the_word() -> None:
    (word,) = pieces.take_apart("#SOOOO")
    assert set(word.traits) == {"#", "caps", "long"}


def test_a_piece_knows_its_place_in_the_token() -> None:
    found = [(piece.text, start, end) for piece, start, end in pieces.placed("(great!!)")]
    assert found == [("", 0, 1), ("great", 1, 6), ("!!", 6, 8), ("", 8, 9)]


@pytest.mark.parametrize(
    "token", ["İstanbul", "ß" * 300, "\ud800", "a\u0301\u0301", "\u202eabc", "&;", "x" * 9999]
)
def test_no_token_is_too_odd(token: str) -> None:
    for piece, start, end in pieces.placed(token):
        assert len(piece.text) <= pieces.LONGEST
        assert 0 <= start <= end <= len(token)
