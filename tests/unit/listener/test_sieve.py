from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from services.listener.core.sieve import Sieve


def digest(number):
    return hashlib.blake2b(str(number).encode(), digest_size=12).digest()


@given(st.sets(st.binary(min_size=12, max_size=12), max_size=300), st.integers(0, 10))
def test_what_was_added_is_never_denied(digests, expected):
    sieve = Sieve(expected)
    for each in digests:
        sieve.add(each)
    assert all(each in sieve for each in digests)
    assert sieve.count == len(digests)


def test_a_full_sieve_rarely_says_perhaps_of_a_stranger():
    sieve = Sieve(1)
    for number in range(sieve.capacity):
        sieve.add(digest(number))
    strangers = sum(digest(-number - 1) in sieve for number in range(20_000))
    assert strangers < 20_000 * 0.01


def test_an_empty_sieve_knows_nobody():
    assert digest(1) not in Sieve(0)
