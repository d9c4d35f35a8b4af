"""What policies cost: a decision among 200 rules; 100,000 mentions of history decided twice and worked off.

    python -m bench.router_policies

`policy_us_200_rules` is CPU time of a decision on mentions of which none is like another; `_afresh` the same
with nothing remembered. `replay_s_100k` is CPU time of a whole replay in the router, without the archive.
"""

from __future__ import annotations

import json
import random
import time
from typing import Final

from bench import router
from services.router.core import ranking
from services.router.core.policies import cases, documents, policy, replaying, rulebook, staffing
from services.router.core.policies.asking import Lexicon
from services.router.core.policies.cases import Case

RULES: Final = 200
MENTIONS: Final = 4_000
REPLAYED: Final = 100_000
WEEK: Final = 7 * 86_400
LEXICON: Final = Lexicon(
    {
        "vips": tuple(f"person{number}" for number in range(0, 5000, 97)),
        "money": ("refund", "money back", "charged"),
    },
    {"urgent": 60, "reach": 4000},
)
CONDITIONS: Final = (
    'mention.network == "net{0}"',
    'score.language == "l{0}" && priority > {0}',
    'says("word{0}", "second word{0}") && mention.asks',
    'author.handle in lists.vips && mention.network == "net{0}"',
    'author.followers > thresholds.reach && score.sentiment == "negative" && clock.hour == {1}',
    'mention.text.contains("nothing{0}") && priority >= thresholds.urgent',
    '"complaint" in score.intents && score.urgency > 99.0 && clock.weekday == {2}',
    'score.compound < -0.9{0} && mention.kind == "review"',
)
STAFFING: Final = (
    'agents: [{count: 40, hours: "08:00-20:00"}, {count: 10, queues: [money]}]\nminutes: {default: 3}'
)
CANDIDATE: Final = """
name: candidate
then: default
rules:
  - {name: money, when: "says(lists.money)", queue: money, priority: +10, because: Money.}
  - {name: reach, when: author.followers > thresholds.reach, queue: reach, because: Reach.}
"""


def rules() -> policy.Policy:
    """A policy of 200 rules of all kinds, the shipped ones behind them."""
    lines = ["name: bench", "then: default", "rules:"]
    for number in range(RULES):
        when = CONDITIONS[number % len(CONDITIONS)].format(number, number % 24, number % 7 + 1)
        lines += [f"- name: r{number}", f"  when: '{when}'", f"  queue: q{number % 20}", "  because: So."]
    return policy.build(documents.parse("\n".join(lines)), 1, LEXICON, rulebook.shipped())


def made_cases() -> list[Case]:
    """Mentions of which none is like another."""
    chance, world, found = random.Random(5), router.Constant(), []
    for item in router.make_items(MENTIONS):
        mention = item.item.mention
        mention.network = chance.choice(["x", "bluesky", "mastodon", "reddit"])
        item.score.language.code = chance.choice(["en", "de", "fr"])
        now = mention.create_time.seconds * 1_000_000 + chance.randrange(10**12)
        found.append(
            cases.of(mention, item.score, world.capability(mention.network), world.names(router.BRAND), now)
        )
    return found


def measure_rules() -> dict[str, float]:
    """Microseconds of one decision."""
    built, given = rules(), made_cases()
    begun = time.process_time()
    for case in given:
        built.decide(case)
    remembered = time.process_time() - begun
    begun = time.process_time()
    for case in given:
        built.decide_afresh(case)
    afresh = time.process_time() - begun
    shipped = rulebook.default()
    begun = time.process_time()
    for case in given:
        shipped.decide(case)
    default = time.process_time() - begun
    return {
        "policy_us_200_rules": round(remembered / MENTIONS * 1e6, 1),
        "policy_us_200_rules_afresh": round(afresh / MENTIONS * 1e6, 1),
        "policy_us_default": round(default / MENTIONS * 1e6, 2),
    }


def measure_replay(count: int = REPLAYED) -> dict[str, float]:
    """Seconds of a replay of a week."""
    items = router.make_items(count)
    for number, item in enumerate(items):
        item.item.mention.create_time.FromSeconds(1_700_000_000 + number * WEEK // count)
    candidate = policy.build(documents.parse(CANDIDATE), 0, LEXICON, rulebook.shipped())
    staff = staffing.parse(STAFFING)
    begun = time.process_time()
    sides = replaying.Side(rulebook.default(), staff), replaying.Side(candidate, staff)
    replay = replaying.Replay(router.BRAND, *sides, router.Constant())
    replay.add((item.item.mention, item.score) for item in items)
    live, other = replay.results(ranking.Patience(300, 259_200).table())
    assert live.queues
    assert len(other.queues) == 3
    return {"replay_s_100k": round((time.process_time() - begun) * REPLAYED / count, 1)}


def measure() -> dict[str, float]:
    """All figures of policies."""
    return measure_rules() | measure_replay()


def main() -> None:
    print(json.dumps(measure()))


if __name__ == "__main__":
    main()
