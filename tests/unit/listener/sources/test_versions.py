"""Which state of a contribution is news."""

from __future__ import annotations

from services.listener.sources.items import Stamp
from services.listener.sources.versions import Versions

NOW = Stamp(1_000, 0)
LATER = Stamp(2_000, 0)


def noted(content=("one",), revision=0):
    versions = Versions((), 10)
    versions.note("a", content, revision, "place")
    return versions


def test_what_was_not_given_has_the_networks_own_stamp():
    assert Versions((), 10).revision("a", ("one",), None, NOW) == 0
    assert Versions((), 10).revision("a", ("one",), Stamp(5, 0), NOW) == 5_000


def test_the_same_state_is_no_news_whatever_the_stamp_says():
    assert noted().revision("a", ("one",), Stamp(5, 0), NOW) is None


def test_another_state_without_a_stamp_is_as_new_as_it_was_seen():
    assert noted().revision("a", ("two",), None, NOW) == 1_000_000


def test_a_stamp_that_did_not_move_is_not_believed():
    versions = noted(revision=1_500_000)
    assert versions.revision("a", ("two",), Stamp(1_500, 0), LATER) == 2_000_000
    assert versions.revision("a", ("two",), Stamp(1_500, 0), NOW) == 1_500_001


def test_parts_of_a_content_do_not_run_together():
    assert noted(("ab", "c")).revision("a", ("a", "bc"), None, NOW) is not None


def test_what_is_kept_begins_again_and_broken_records_are_left_out():
    kept = [*noted().kept(), ["b"], ["c", "digest", "never"]]
    again = Versions(kept, 10)
    assert again.ids() == ["a"]
    assert again.knows("a")
    assert again.more("a") == ("place",)
    assert again.revision("a", ("one",), None, NOW) is None
    again.forget("a")
    assert not again.knows("a")
    assert again.more("a") == ()
