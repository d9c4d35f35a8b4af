"""Who has which conversation open."""

from __future__ import annotations

from services.console.live.looking import KEPT_SECONDS, Looking


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_colleagues_hear_who_came_and_who_left_and_nothing_of_who_stays():
    looking = Looking(Clock())
    assert looking.note("user:ann", "a") == [("a", ["user:ann"])]
    assert looking.note("user:ann", "a") == []
    assert looking.note("user:bob", "a") == [("a", ["user:ann", "user:bob"])]
    assert looking.note("user:ann", "b") == [("a", ["user:bob"]), ("b", ["user:ann"])]
    assert looking.note("user:bob", "") == [("a", [])]
    assert list(looking.now()) == [("b", ["user:ann"])]


def test_who_does_not_say_so_again_is_let_go():
    clock = Clock()
    looking = Looking(clock)
    looking.note("user:ann", "a")
    clock.now += KEPT_SECONDS - 1
    looking.note("user:ann", "a")
    clock.now += KEPT_SECONDS - 1
    assert looking.expire() == []
    clock.now += 1
    assert looking.expire() == [("a", [])]
    assert list(looking.now()) == []
