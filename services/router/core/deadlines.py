"""By when an opportunity should be answered and dealt with: clocks that run in business time.

Two clocks run at a time. The *answer* clock starts when the customer begins to wait: with the first message
(first answer), and again with each that reopens an answered opportunity (next answer); an answer that was
sent ends it. The *resolution* clock runs while something is still to be done and stops while nothing is.
A pause keeps what was used, so a clock never counts a minute twice, and a changed target or calendar can be
applied to a clock that is running.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.router.core.calendars import ALWAYS, Calendar

SECOND: Final = 1_000_000

_S = routing.Opportunity

RUNNING: Final = frozenset({_S.STATE_OPEN, _S.STATE_OFFERED, _S.STATE_CLAIMED, _S.STATE_ANSWERING})
"""States in which somebody waits for us."""
PAUSING: Final = frozenset({_S.STATE_SNOOZED})
"""States in which we wait for something else."""

FIRST_ANSWER: Final = "FIRST_ANSWER"
NEXT_ANSWER: Final = "NEXT_ANSWER"
RESOLUTION: Final = "RESOLUTION"

QUIET, NEAR, BREACHED = 0, 1, 2
"""What was told of a clock: nothing yet, that it is about to run out, that it has."""

WHOLE: Final = 100
NEAR_PERCENT: Final = 80
"""Share of a target after which a clock counts as about to run out, where a policy names none."""

STOPPED: Final = 0
"""Start of a clock that does not run. Moments are microseconds since 1970, and never 0."""


class Clock(NamedTuple):
    """One clock.

    Attributes:
        started: when it began to run; `STOPPED` when it does not.
        used: business time it ran before that, in microseconds.
        told: `QUIET`, `NEAR` or `BREACHED`.
    """

    started: int = STOPPED
    used: int = 0
    told: int = QUIET


class Clocks(NamedTuple):
    """The clocks of one opportunity.

    Attributes:
        answered: when the first answer was sent; 0 before.
        answer: until the next answer, or the first.
        resolution: until nothing is left to be done.
        paused: whether both wait for something outside.
    """

    answered: int
    answer: Clock
    resolution: Clock
    paused: bool = False


class Target(NamedTuple):
    """What one priority may take, in microseconds of business time; 0 for no limit.

    Attributes:
        at_least: priority from which it holds.
    """

    at_least: int
    first_answer: int = 0
    next_answer: int = 0
    resolution: int = 0


NO_TARGET: Final = Target(0)


class DeadlinePolicy(NamedTuple):
    """By when things must be done.

    Attributes:
        name: id of the policy.
        targets: by falling priority; the first that is reached holds.
        calendar: whose time counts.
        near_percent: share of a target after which it is about to be missed, 1 to 100.
        pause_snoozed: whether clocks wait while an opportunity is snoozed.
    """

    name: str
    targets: tuple[Target, ...]
    calendar: Calendar = ALWAYS
    near_percent: int = NEAR_PERCENT
    pause_snoozed: bool = True

    def target(self, priority: int) -> Target:
        """What an opportunity of this priority may take."""
        for target in self.targets:
            if priority >= target.at_least:
                return target
        return NO_TARGET


def _every_answer(at_least: int, seconds: int) -> Target:
    return Target(at_least, seconds * SECOND, seconds * SECOND)


DEFAULT: Final = DeadlinePolicy(
    "default",
    (
        _every_answer(80, 15 * 60),
        _every_answer(60, 60 * 60),
        _every_answer(40, 4 * 3600),
        _every_answer(25, 24 * 3600),
    ),
)
"""What holds where nobody set anything: day and night, answers only."""


class Due(NamedTuple):
    """When the clocks of an opportunity run out, in microseconds; None for one that has no limit or stands.

    Attributes:
        tell: when something is to be told next; None when nothing is.
    """

    answer: int | None = None
    resolution: int | None = None
    tell: int | None = None

    @property
    def first(self) -> int | None:
        """The earlier of the two."""
        if self.answer is None or self.resolution is None:
            return self.resolution if self.answer is None else self.answer
        return min(self.answer, self.resolution)

    def later(self, by: int) -> Due:
        """The same so much later."""
        return Due(*(None if moment is None else moment + by for moment in self))


def begin(now: int) -> Clocks:
    """The clocks of what entered the queue for the first time."""
    return Clocks(0, Clock(now), Clock(now))


def due(clocks: Clocks, policy: DeadlinePolicy, priority: int) -> Due:
    """When the clocks run out, as the policy stands now."""
    limits = targets(clocks, policy, priority)
    answer, told_answer = _due(clocks.answer, limits[0], policy)
    resolution, told_resolution = _due(clocks.resolution, limits[1], policy)
    tells = [moment for moment in (told_answer, told_resolution) if moment is not None]
    return Due(answer, resolution, min(tells, default=None))


def targets(clocks: Clocks, policy: DeadlinePolicy, priority: int) -> tuple[int, int]:
    """What the answer clock and the resolution clock may take."""
    target = policy.target(priority)
    return (target.next_answer if clocks.answered else target.first_answer), target.resolution


def follow(clocks: Clocks, before: int, after: int, now: int, policy: DeadlinePolicy) -> Clocks:
    """What a change of state does to the clocks.

    Attributes:
        before: state of the opportunity; `after` the one it takes now.
    """
    if before == after:
        return clocks
    if after in PAUSING:
        return _pause(clocks, now, policy) if policy.pause_snoozed else clocks
    if after not in RUNNING:
        return _close(clocks, now, policy)
    if clocks.paused:
        return _resume(clocks, now)
    if before in RUNNING or before in PAUSING:
        return clocks
    return clocks._replace(answer=Clock(now), resolution=clocks.resolution._replace(started=now))


def sent(clocks: Clocks, now: int, *, waits: bool) -> Clocks:
    """An answer was sent; `waits` when the customer wrote meanwhile and is owed the next one."""
    return clocks._replace(answered=clocks.answered or now, answer=Clock(now) if waits else Clock())


def tell(
    clocks: Clocks, policy: DeadlinePolicy, priority: int, now: int
) -> tuple[Clocks, list[tuple[str, int]]]:
    """What is to be told now, each as the clock's name and `NEAR` or `BREACHED`; once for each clock."""
    limits = targets(clocks, policy, priority)
    answer, said_answer = _tell(clocks.answer, limits[0], policy, now)
    resolution, said_resolution = _tell(clocks.resolution, limits[1], policy, now)
    said = ((answer_name(clocks), said_answer), (RESOLUTION, said_resolution))
    return clocks._replace(answer=answer, resolution=resolution), [each for each in said if each[1]]


def answer_name(clocks: Clocks) -> str:
    """What the answer clock is called now."""
    return NEXT_ANSWER if clocks.answered else FIRST_ANSWER


def encode(clocks: Clocks, entered: int) -> str:
    """Clocks as tables keep them: empty for those that began to run when the opportunity entered."""
    if clocks == begin(entered):
        return ""
    numbers = (clocks.answered, *clocks.answer, *clocks.resolution, int(clocks.paused))
    return " ".join(map(str, numbers))


def decode(text: str, entered: int) -> Clocks:
    """The clocks that `encode` wrote."""
    if not text:
        return begin(entered)
    numbers = [int(word) for word in text.split()]
    return Clocks(numbers[0], Clock(*numbers[1:4]), Clock(*numbers[4:7]), bool(numbers[7]))


def _due(clock: Clock, target: int, policy: DeadlinePolicy) -> tuple[int | None, int | None]:
    """When a clock runs out, and when something is to be told of it."""
    if not clock.started or not target:
        return None, None
    calendar = policy.calendar
    runs_out = calendar.add(clock.started, target - clock.used)
    if clock.told == BREACHED:
        return runs_out, None
    if clock.told == NEAR or policy.near_percent >= WHOLE:
        return runs_out, runs_out
    return runs_out, calendar.add(clock.started, target * policy.near_percent // WHOLE - clock.used)


def _tell(clock: Clock, target: int, policy: DeadlinePolicy, now: int) -> tuple[Clock, int]:
    runs_out, _ = _due(clock, target, policy)
    if runs_out is None or clock.told == BREACHED:
        return clock, QUIET
    if now >= runs_out:
        return clock._replace(told=BREACHED), BREACHED
    _, told = _due(clock, target, policy)
    if clock.told == QUIET and told is not None and now >= told:
        return clock._replace(told=NEAR), NEAR
    return clock, QUIET


def _stop(clock: Clock, now: int, policy: DeadlinePolicy) -> Clock:
    if not clock.started:
        return clock
    return clock._replace(started=STOPPED, used=clock.used + policy.calendar.between(clock.started, now))


def _pause(clocks: Clocks, now: int, policy: DeadlinePolicy) -> Clocks:
    answer_owed = clocks.answer.started != STOPPED
    stopped = clocks._replace(resolution=_stop(clocks.resolution, now, policy), paused=True)
    return stopped._replace(answer=_stop(clocks.answer, now, policy)) if answer_owed else stopped


def _resume(clocks: Clocks, now: int) -> Clocks:
    """Both run on from where they were; an answer clock that had ended stays so."""
    owed = clocks.answer != Clock()
    return clocks._replace(
        answer=clocks.answer._replace(started=now) if owed else clocks.answer,
        resolution=clocks.resolution._replace(started=now),
        paused=False,
    )


def _close(clocks: Clocks, now: int, policy: DeadlinePolicy) -> Clocks:
    """Nothing is to be done: nobody is owed an answer, and the rest of the resolution's time is kept."""
    return clocks._replace(answer=Clock(), resolution=_stop(clocks.resolution, now, policy), paused=False)
