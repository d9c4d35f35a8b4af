"""Sealed secrets open under a key that is here, in the place they belong to, and nowhere else."""

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.listener.core import sealing
from services.listener.core.sealing import Keyring, SealBroken

OLD, NEW = "o" * 40, "n" * 40
PLACE = "sources/x/account/access_token"


def test_a_key_is_derived_as_rfc_5869_says():
    ours = HKDF(SHA256(), 32, salt=None, info=b"about").derive(OLD.encode())
    assert sealing._hkdf(OLD.encode(), b"about") == ours


def test_a_secret_comes_back_and_does_not_show():
    ring = Keyring([OLD])
    sealed = ring.seal(b"hunter2-hunter2", PLACE)
    assert ring.open(sealed, PLACE) == b"hunter2-hunter2"
    assert b"hunter2" not in sealed


def test_the_same_secret_is_never_sealed_the_same():
    ring = Keyring([OLD])
    assert ring.seal(b"same", PLACE) != ring.seal(b"same", PLACE)


def test_a_secret_opens_in_its_own_place_only():
    sealed = Keyring([OLD]).seal(b"secret", PLACE)
    with pytest.raises(SealBroken, match=r"sources/y/account/access_token cannot be opened"):
        Keyring([OLD]).open(sealed, "sources/y/account/access_token")


@pytest.mark.parametrize("place", range(0, 110, 7))
def test_a_changed_byte_anywhere_opens_nothing(place):
    sealed = bytearray(Keyring([OLD]).seal(b"a secret of some length", PLACE))
    sealed[place % len(sealed)] ^= 1
    with pytest.raises(SealBroken):
        Keyring([OLD]).open(bytes(sealed), PLACE)


@pytest.mark.parametrize("length", [0, 1, 8, 20, 69, 70, 90])
def test_a_cut_secret_opens_nothing(length):
    sealed = Keyring([OLD]).seal(b"a secret of some length", PLACE)
    with pytest.raises(SealBroken):
        Keyring([OLD]).open(sealed[:length], PLACE)


def test_after_a_new_key_the_old_one_opens_until_everything_is_under_the_new():
    sealed = Keyring([OLD]).seal(b"secret", PLACE)
    both = Keyring([NEW, OLD])
    assert both.open(sealed, PLACE) == b"secret"
    again = both.rewrap(sealed, PLACE)
    assert Keyring([NEW]).open(again, PLACE) == b"secret"
    with pytest.raises(SealBroken):
        Keyring([OLD]).open(again, PLACE)
    assert both.newest == Keyring([NEW]).newest != Keyring([OLD]).newest


@pytest.mark.parametrize("keys", [[], ["short"], [NEW, "short"]])
def test_keys_that_can_be_guessed_are_refused(keys):
    with pytest.raises(ValueError, match="holds"):
        Keyring(keys)
