"""What opportunities come to that are merged or split: state, clocks, age and members."""

from __future__ import annotations

import pytest

from antiphon.mention.v1 import mention_pb2
from services.common.model import errors
from services.router.core import deadlines, facts, joining, moving, opportunities
from services.router.core.conversations import GONE, LIVE, QUIET, Conversation, Member
from services.router.core.homes import Family
from services.router.core.joining import Part
from services.router.core.moving import Load
from services.router.core.opportunities import Seat

NOW = 1_000_000_000_000
HOUR = 3600 * deadlines.SECOND
A, B = "user:a", "user:b"
S = opportunities


def thread(uid, *members, network="x", brand="brands/acme"):
    found = Conversation(uid, brand, uid, network, ord(uid), None, NOW)
    found.members = {member.mention_key: member for member in members}
    found.fold()
    return found


def live(key, priority=50, revision=1):
    return Member(key, revision, LIVE, priority, written=revision)


def part(uid, state=S.OPEN, *, created=NOW, priority=50, holder="", wake=None):
    found = thread(uid, live(uid, priority))
    seat = Seat(uid, state, S.OPEN, holder=holder, expires=NOW + HOUR if holder else 0)
    clocks = deadlines.begin(created)
    if state == S.SNOOZED:
        clocks = deadlines.follow(clocks, S.OPEN, state, created + HOUR, deadlines.DEFAULT)
    return Part(found, seat, priority, clocks, deadlines.DEFAULT, created, wake)


def together(stays, *joined):
    joining.gather(stays.thread, [one.thread for one in joined])
    return joining.outcome(stays, joined, NOW)


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        (S.OPEN, S.RESOLVED, S.OPEN),
        (S.RESOLVED, S.OPEN, S.OPEN),
        (S.RESOLVED, S.DISMISSED, S.RESOLVED),
        (S.DISMISSED, S.RESOLVED, S.DISMISSED),
        (S.WATCHED, S.RESOLVED, S.RESOLVED),
        (S.SNOOZED, S.OPEN, S.OPEN),
        (S.SNOOZED, S.RESOLVED, S.SNOOZED),
        (S.RESOLVED, S.SNOOZED, S.SNOOZED),
        (S.WITHDRAWN, S.WATCHED, S.WATCHED),
    ],
)
def test_what_is_still_to_be_done_stays_to_be_done(first, second, state):
    assert together(part("p", first), part("q", second)).seat.state == state


def test_the_lease_of_the_one_that_stays_stays_and_that_of_the_other_ends():
    assert together(part("p", S.CLAIMED, holder=A), part("q")).seat.holder == A
    out = together(part("p"), part("q", S.CLAIMED, holder=A))
    assert (out.seat.state, out.seat.holder) == (S.OPEN, "")


def test_it_is_as_old_as_its_oldest_part_and_due_with_its_first():
    old, new = part("p", created=NOW - 5 * HOUR, priority=30), part("q", created=NOW - HOUR, priority=90)
    out = together(old, new)
    assert out.created == NOW - 5 * HOUR
    assert out.clocks.answer == new.clocks.answer
    assert deadlines.due(out.clocks, deadlines.DEFAULT, 90).answer == joining.due(new).answer


def test_what_was_put_aside_runs_on_when_it_joins_what_waits():
    aside = part("p", S.SNOOZED, created=NOW - 3 * HOUR, priority=50, wake=NOW + HOUR)
    out = together(aside, part("q", created=NOW, priority=50))
    assert (out.seat.state, out.wake, out.clocks.paused) == (S.OPEN, None, False)
    assert out.clocks.answer.used == HOUR
    assert together(part("r", S.RESOLVED), aside).wake == NOW + HOUR


def test_nobody_else_may_hold_it_and_no_answer_may_be_on_its_way():
    held = Seat("p", S.CLAIMED, holder=B, expires=NOW + HOUR)
    with pytest.raises(errors.LeaseHeld, match="user:b is writing"):
        joining.ready(held, A, NOW, "merged")
    assert joining.ready(held, B, NOW, "merged") == held
    assert joining.ready(held, A, NOW + 2 * HOUR, "merged").state == S.OPEN
    with pytest.raises(errors.WrongState, match="cannot be split"):
        joining.ready(Seat("p", S.ANSWERING), A, NOW, "split")


def test_only_what_is_alike_becomes_one():
    joining.check_alike([thread("p"), thread("q")])
    with pytest.raises(errors.WrongState, match="Merge the customers instead"):
        joining.check_alike([thread("p"), thread("q", network="y")])
    with pytest.raises(errors.WrongState, match="another brand"):
        joining.check_alike([thread("p"), thread("q", brand="brands/bolt")])


def test_a_mention_that_is_in_both_stays_once_live_before_late():
    first = thread("p", live("m", revision=1), Member("n", 3, QUIET))
    second = thread("q", Member("m", 5, GONE), live("n", revision=2), live("o"))
    gathered = joining.gather(first, [second])
    assert {key: (one.status, one.revision) for key, one in first.members.items()} == {
        "m": (LIVE, 1),
        "n": (LIVE, 2),
        "o": (LIVE, 1),
    }
    assert sorted(gathered.doubled) == [(ord("p"), "n"), (ord("q"), "m")]
    assert gathered.moved == {"q": ["m", "n", "o"]}
    assert (first.live, second.known) == (3, 0)


def test_a_split_leaves_some_on_each_side_and_both_as_old():
    whole = part("p", S.CLAIMED, holder=A)
    whole.thread.members["m"] = live("m")
    left = thread("q")
    joining.divide(whole.thread, left, {"m"})
    stays, leaves = joining.apart(whole, left, 7, NOW)
    assert (stays.seat.holder, leaves.seat.state, leaves.seat.token) == (A, S.OPEN, 7)
    assert leaves.created == stays.created == whole.created
    for keys in ({"p"}, {"x"}):
        with pytest.raises(errors.WrongState, match="choose some that leave"):
            joining.divide(whole.thread, thread("r"), keys)


def test_what_is_split_off_without_live_mentions_is_not_work():
    whole = part("p")
    whole.thread.members["m"] = Member("m", 1, GONE)
    left = thread("q")
    joining.divide(whole.thread, left, {"m"})
    assert joining.apart(whole, left, 0, NOW)[1].seat.state == S.WITHDRAWN


def test_a_mention_goes_where_it_is_then_where_it_answers_then_where_its_author_speaks():
    eve = mention_pb2.Mention(key="new", parent_key="p")
    eve.author.key = "eve"
    family = Family("main", ["main", "part"])
    assert family.home("new", eve) == "main"
    family.add("other", "part", facts.author_digest(eve))
    assert family.home("new", eve) == "part"
    family.add("p", "main")
    assert family.home("new", eve) == "main"
    family.add("new", "part")
    assert family.home("new", eve) == "part"
    assert Family("alone").home("new", eve) == "alone"


def test_a_load_is_kept_as_it_was():
    load = Load(["m"], ["r"], [1], [2], ["user:a"], [("late", True)], ["late"], 3, incident_taken=True)
    assert Load.decode(load.encode()) == load


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (lambda: moving.merge_wish(f"opportunities/{'a' * 32}", []), "name 1 to 20"),
        (lambda: moving.merge_wish(f"opportunities/{'a' * 32}", [f"opportunities/{'a' * 32}"]), "that stays"),
        (lambda: moving.merge_wish("x", []), "is no opportunity"),
        (lambda: moving.split_wish(f"opportunities/{'a' * 32}", [], ""), "name either mentions"),
        (lambda: moving.split_wish(f"opportunities/{'a' * 32}", [], "moves/1"), "is no move"),
        (lambda: moving.split_wish(f"opportunities/{'a' * 32}", ["k"], "", "x" * 501), "longer than 500"),
        (lambda: moving.check_keys({"k"}, {"l"}), "is no mention of it"),
        (lambda: moving.check_size(5001), "at most 5000"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_in_a_sentence(wish, words):
    with pytest.raises(errors.InvalidField, match=words):
        wish()
