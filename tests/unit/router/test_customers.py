"""How sure names make it that two authors are one person."""

from __future__ import annotations

import pytest

from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import customer_service_pb2 as messages
from services.common.model import errors
from services.router.core import customers


def identity(network, **author):
    return messages.CustomerIdentity(network=network, author=mention_pb2.Author(**author))


def likeness(one, other):
    return customers.likeness([one], [other])


def test_strangers_are_strangers_and_it_says_so():
    found = likeness(identity("x", handle="maria_k"), identity("reddit", handle="otto99"))
    assert found.certainty == 0
    assert "Nothing in the names" in found.reasons[0]


def test_agreements_add_up_and_never_reach_certainty():
    one = identity("x", handle="maria_kessler", display_name="Maria Kessler", location="Graz")
    other = identity("reddit", handle="Maria-Kessler", display_name="maria kessler", location="graz")
    found = likeness(one, other)
    assert found.certainty == round(1 - 0.5 * 0.7 * 0.9, 3)
    assert len(found.reasons) == 3


def test_a_short_handle_says_nothing():
    assert likeness(identity("x", handle="max"), identity("reddit", handle="max")).certainty == 0


def test_a_profile_that_names_the_other_says_most():
    one = identity("mastodon", bio="Also at https://x.com/mkessler")
    found = likeness(one, identity("x", link="https://x.com/mkessler"))
    assert found.certainty == customers.LINKED
    assert likeness(one, identity("x", link="https://x.com")).certainty == 0


def test_two_accounts_on_one_network_halve_it():
    apart = likeness(identity("x", handle="mkessler"), identity("reddit", handle="mkessler"))
    same = likeness(identity("x", handle="mkessler"), identity("x", handle="mkessler"))
    assert same.certainty == apart.certainty / 2
    assert "one person seldom has two" in same.reasons[-1]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (messages.Customer(display_name="x" * 201), "display_name"),
        (messages.Customer(note="x" * 2001), "note"),
        (messages.Customer(tags=["t"] * 21), "drop some"),
        (messages.Customer(tags=[" "]), "empty"),
    ],
)
def test_what_cannot_be_said_of_a_customer_is_refused(told, sentence):
    with pytest.raises(errors.InvalidField, match=sentence):
        customers.check(told)


def test_names_are_read_as_they_are_written():
    uid = "0123456789abcdef" * 2
    assert customers.uid(customers.name(uid)) == uid
    merge = customers.MergeId(uid, 7)
    assert customers.merge_id(customers.merge_name(merge)) == merge
    for bad in ("customers/x", uid, f"customers/{uid}/merges/0"):
        with pytest.raises(errors.InvalidField, match="customers/"):
            customers.merge_id(bad)
