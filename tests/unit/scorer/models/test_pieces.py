import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.scorer.core.models import glossary, grams, pieces


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


@settings(max_examples=500)
@given(
    st.text(alphabet="aAbdDeHhptTxX.,!?:;)('-#&08_@\N{RIGHT SINGLE QUOTATION MARK}éſ\U0001f600", max_size=9)
)
@example("HTTP")
@example("http.")
@example("xD!")
@example("Xx's")
@example("WOW!!!!")
def test_short_cuts_give_the_pieces_that_taking_apart_gives(written: str) -> None:
    known = glossary.Glossary()
    for token in written.split():
        slowly = [piece for piece, _, _ in pieces.placed(token)]
        assert pieces.take_apart(token) == slowly
        numbered = [known.pieces[number] for number in known.tokens[token]]
        assert [piece for piece in numbered if piece.kind != "s"] == [
            piece for piece in slowly if piece.kind != "s"
        ]
        assert len(numbered) == len(slowly)


def test_a_glossary_keeps_what_it_worked_out_while_it_grows() -> None:
    known = glossary.Glossary()
    for number in range(200):
        numbers = known.tokens[f"word{'s' * (number % 7)}{number}!"]
        known.learn()
        rows = known.rows(
            "made", lambda start: np.repeat(known.hashes[start:].astype(np.int32)[:, None], 2, 0)
        )
        assert len(known.hashes) == len(known.flags) == len(known.pieces)
        assert len(rows) == 2 * len(known.pieces)
        assert rows[2 * numbers[0], 0] == known.hashes[numbers[0]].astype(np.int32)
    assert known.hashes.tolist() == [grams.whole(piece.kind + piece.text) for piece in known.pieces]
