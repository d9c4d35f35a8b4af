"""The deadline policies in force: which one holds for a route, prepared for the bulk path."""

from __future__ import annotations

from collections.abc import Mapping

from services.router.core import deadlines, demand
from services.router.core.deadlines import DeadlinePolicy, Due

_NOTHING = Due()


class Terms:
    """Deadline policies by name, and those that queues ask for.

    Attributes:
        policies: by name.
        queues: name of the deadline policy of each queue that has one.
    """

    def __init__(
        self, policies: Mapping[str, DeadlinePolicy] | None = None, queues: Mapping[str, str] | None = None
    ) -> None:
        self.policies = dict(policies or {})
        self.queues = dict(queues or {})
        self._by_route: dict[str, DeadlinePolicy] = {}
        self._entries: dict[tuple[str, int], Due | None] = {}
        self._moment = 0
        self._present: dict[tuple[str, int], Due] = {}

    def policy(self, route: str) -> DeadlinePolicy:
        """The policy of an encoded route: its own, else its queue's, else the default."""
        found = self._by_route.get(route)
        if found is None:
            found = self._by_route[route] = self._choose(demand.decode(route))
        return found

    def at_entry(self, route: str, priority: int, now: int) -> Due:
        """When the clocks of what enters the queue now run out."""
        if now != self._moment:
            self._moment, self._present = now, {}
        key = (route, priority)
        found = self._present.get(key)
        if found is None:
            found = self._present[key] = self._at_entry(key, now)
        return found

    def _at_entry(self, key: tuple[str, int], now: int) -> Due:
        route, priority = key
        if key not in self._entries:
            policy = self.policy(route)
            plain = policy.calendar.always
            # Day and night, the distances are the same at any moment; counted from 1, since 0 is no start.
            self._entries[key] = deadlines.due(deadlines.begin(1), policy, priority) if plain else None
        distance = self._entries[key]
        if distance is None:
            return deadlines.due(deadlines.begin(now), self.policy(route), priority)
        return _NOTHING if distance == _NOTHING else distance.later(now - 1)

    def _choose(self, route: demand.Route) -> DeadlinePolicy:
        for name in (route.deadline, self.queues.get(route.queue, ""), deadlines.DEFAULT.name):
            if name in self.policies:
                return self.policies[name]
        return deadlines.DEFAULT


BUILT_IN = Terms()
"""What holds where nobody set anything up."""
