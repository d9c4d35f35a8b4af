"""Near-copies have fingerprints that differ in few bits; others differ in about half of them."""

import hashlib
import subprocess
import sys

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from antiphon.scoring.v1 import score_pb2
from services.scorer.core import fingerprinting
from services.scorer.core.analyzers import Batch
from services.scorer.core.analyzers.fingerprint import FingerprintAnalyzer
from services.scorer.core.documents import Document
from services.scorer.core.names import NO_NAMES, compile_names

ANALYZER = FingerprintAnalyzer()
TEXT = "The night train stood still for three hours and nobody told us why, please explain"


def of(text, names=NO_NAMES, title=""):
    (fingerprint,) = ANALYZER.analyze(Batch([Document(text, title, names=names)]))
    return fingerprint


def apart(one, other, names=NO_NAMES):
    return fingerprinting.distance(of(one, names), of(other, names))


@pytest.mark.parametrize(
    "copy",
    [
        TEXT.upper(),
        f"{TEXT}!!! 😡",
        f"@somebody @other.example {TEXT}",
        f"{TEXT} https://example.org/a?b=c",
        f"RT @somebody: {TEXT}",
        TEXT.replace(" ", "\n"),
        TEXT.replace("night", "#night"),
    ],
)
def test_handles_links_case_and_signs_change_nothing(copy):
    assert of(copy) == of(TEXT)


def test_names_of_the_brand_change_nothing():
    names = compile_names(frozenset({"Northern Rail", "Acme"}))
    assert apart(f"Acme! {TEXT}", f"Northern Rail, {TEXT}", names) == 0
    assert apart(f"Acme! {TEXT}", TEXT) > 0


@pytest.mark.parametrize(
    "copy", [TEXT.replace("three", "four"), TEXT.replace("please ", ""), f"same here {TEXT}", TEXT[:-8]]
)
def test_edited_copies_are_near(copy):
    assert 0 < apart(TEXT, copy) <= fingerprinting.NEAR_BITS


@pytest.mark.parametrize(
    "other",
    [
        "What a lovely evening by the river, thank you all for coming and for the songs",
        "Der Nachtzug stand drei Stunden und niemand sagte uns warum, bitte erklären",
        "Nobody told us that the night train would stand still, and now three buses are gone as well",
    ],
)
def test_other_texts_are_far(other):
    assert apart(TEXT, other) > fingerprinting.NEAR_BITS


@pytest.mark.parametrize(
    "text", ["", "so late again", "@a @b @c @d @e", "😀😀😀😀😀", "https://example.org/a-b-c-d"]
)
def test_fewer_than_four_words_have_none(text):
    assert of(text) == 0


def test_four_words_have_one():
    assert of("so very late again") != 0


def test_scripts_without_blanks_have_one_too():
    assert of("電車が三時間も止まっています") != 0
    assert (
        apart(
            "電車が三時間も止まっています、説明してください", "電車が四時間も止まっています、説明してください"
        )
        <= 20
    )


def test_apostrophes_and_pictures_change_nothing():
    assert (
        of("don't they know it's late again 😡")
        == of("don\u2019t they know it\u2019s late again")
        == of("dont they know its late again")
    )


def test_marks_of_vowels_belong_to_their_words():
    assert of("नमस्ते दुनिया") == 0


def test_the_title_counts():
    assert of(TEXT, title="A headline of five words") != of(TEXT)


def test_it_is_the_same_in_every_process_and_for_good():
    assert f"{of(TEXT):016x}" == "5a21300cf4a4c9c0"
    code = f"from services.scorer.core import fingerprinting as f; print(f.of({TEXT.split()!r}))"
    environment = {"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "7"}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert int(told.stdout) == fingerprinting.of(TEXT.split())


def test_what_follows_the_first_words_changes_nothing():
    long = " ".join(str(number) for number in range(fingerprinting.MOST_WORDS))
    assert of(long) == of(f"{long} and more and more")


def test_it_is_written_down():
    score = score_pb2.Score()
    ANALYZER.write(Document(TEXT), of(TEXT), score)
    assert score.fingerprint == of(TEXT)


@given(st.text())
@settings(max_examples=200)
def test_any_text_has_one_of_64_bits(text):
    assert 0 <= of(text) < 2**64


@given(st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=6), min_size=4, max_size=200))
def test_each_bit_is_the_majority_of_the_votes(words):
    words = words[: fingerprinting.MOST_WORDS]
    hashes = [hashlib.blake2b(word.encode(), digest_size=64).digest() for word in words]
    threes = list(zip(hashes, hashes[1:], hashes[2:], strict=False))
    expected = 0
    for bit in range(64):
        votes = [one[bit] & 1 for one in hashes]
        votes += [(a[bit] ^ b[bit] >> 1 ^ c[bit] >> 2) & 1 for a, b, c in threes]
        expected = expected << 1 | (2 * sum(votes) > len(votes))
    assert fingerprinting.of(words) == (expected or 1)


@given(st.lists(st.lists(st.text(alphabet="abc", min_size=1, max_size=50), max_size=140), max_size=8))
def test_a_batch_has_the_fingerprints_of_its_texts(texts):
    assert fingerprinting.of_all(texts) == [fingerprinting.of(words) for words in texts]


def test_forgetting_changes_nothing(monkeypatch):
    kept = of(TEXT)
    monkeypatch.setattr(fingerprinting, "_WORDS_KEPT", 8)
    assert [of(text) for text in (TEXT, TEXT.upper(), TEXT[::-1], TEXT)][::3] == [kept, kept]
    assert len(fingerprinting._HASHES) <= 8 + len(TEXT.split())


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_the_distance_is_a_distance(one, other):
    assume(one != other)
    assert fingerprinting.distance(one, one) == 0
    assert 1 <= fingerprinting.distance(one, other) == fingerprinting.distance(other, one) <= 64


def test_a_mebibyte_is_read():
    assert of("word " * (2**18)) != 0
    assert of("x" * 2**20) == 0
