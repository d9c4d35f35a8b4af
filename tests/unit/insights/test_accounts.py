"""What the archive can account for, on both databases."""

from __future__ import annotations

import hashlib

import pytest

from services.common.model import identity, suppression
from services.insights.core import digests
from services.insights.store import Archive, Item
from tests.unit.insights.histories import gone, said

DELETED = identity.TOMBSTONE_REVISION


@pytest.fixture
async def kept(open_database):
    return Archive(await open_database("insights"), page_size=500, on_event=lambda: None)


def item(native_id="1", revision=0, author="x:-:ann"):
    key = identity.make_key("x", "-", native_id)
    return Item(digests.uid(key), revision, digests.author(author) if author else None)


async def test_what_was_never_archived_is_missing_and_named_by_its_position(kept):
    await kept.take([said("1"), said("3")])
    assert await kept.missing([item("1"), item("2"), item("3"), item("4")]) == [1, 3]
    assert await kept.missing([]) == []


async def test_a_replaced_revision_is_accounted_for_and_a_newer_one_is_not(kept):
    await kept.take([said("1", revision=5)])
    assert await kept.missing([item(revision=0), item(revision=5), item(revision=6)]) == [2]


async def test_a_tombstone_accounts_for_the_deletion_and_for_every_state_before_it(kept):
    await kept.take([said("1"), gone("1")])
    assert await kept.missing([item(), item(revision=7), item(revision=DELETED)]) == []


async def test_a_deletion_that_never_came_is_missing_though_the_mention_is_there(kept):
    await kept.take([said("1")])
    assert await kept.missing([item(), item(revision=DELETED)]) == [1]


async def test_a_mention_deleted_by_hand_is_accounted_for(kept):
    await kept.take([said("1")])
    await kept.delete(item().uid)
    assert await kept.missing([item()]) == []


async def test_what_an_erased_author_wrote_is_accounted_for_before_and_after(kept):
    await kept.take([said("1"), said("2", author="x:-:bob")])
    await kept.erase_author("x:-:ann")
    asked = [
        item("1"),
        item("9"),
        item("2", author="x:-:bob"),
        item("8", author="x:-:bob"),
        item("7", author=""),
    ]
    assert await kept.missing(asked) == [3, 4]


async def test_an_erasure_accounts_for_no_deletion_that_never_came(kept):
    await kept.erase_author("x:-:ann")
    assert await kept.missing([item(revision=DELETED)]) == [0]


async def test_ten_thousand_items_are_one_question(kept):
    await kept.take([said(str(number)) for number in range(0, 1000, 2)])
    asked = [item(str(number)) for number in range(10_000)]
    assert await kept.missing(asked) == [*range(1, 1000, 2), *range(1000, 10_000)]


def test_a_digest_of_the_log_is_read_as_the_tables_name_authors():
    whole = hashlib.sha256(b"x:-:ann").hexdigest()
    assert suppression.reference_told(whole) == digests.author("x:-:ann")
    assert suppression.reference_told(identity.author_digest("x:-:ann")) == digests.author("x:-:ann")
    assert suppression.reference_told("ab") is None
    assert suppression.reference_told("no digest") is None
