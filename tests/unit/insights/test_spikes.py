"""Spikes and dips in labelled series, beside the rule that others publish."""

import math
import random

import pytest

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.insights.core import spikes

WEEKS = 8
FIRST = 6 * 168


def series(seed, level=20.0, *, storms=6, dips=0):
    """Counts by the hour with days and weeks that breathe, and the hours in which something happened."""
    chance = random.Random(seed)
    rate = []
    for hour in range(WEEKS * 168):
        of_day = 1 + 0.8 * math.sin((hour % 24 - 8) / 24 * 2 * math.pi)
        rate.append(level * of_day * (0.6 if hour // 24 % 7 > 4 else 1.0))
    labels = set()
    starts = [FIRST + 12 + number * 53 + chance.randrange(20) for number in range(storms + dips)]
    for number, start in enumerate(starts):
        hours = range(start, min(start + chance.randrange(2, 7), len(rate)))
        for hour in hours:
            rate[hour] = rate[hour] * 0.02 if number >= storms else rate[hour] * 3 + 25
        labels.update(hours)
    return [poisson(chance, each) for each in rate], labels


def poisson(chance, rate):
    if rate > 50:
        return max(0, round(chance.gauss(rate, math.sqrt(rate))))
    limit, product, count = math.exp(-rate), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def outcome(found, labels):
    """True and false events found, and events missed."""
    hit = sum(any(hour in labels for hour in range(first, last)) for first, last in found)
    events = sum(1 for hour in labels if hour - 1 not in labels)
    told = sum(
        any(start in range(first - 1, last + 6) for first, last in found)
        for start in (hour for hour in labels if hour - 1 not in labels)
    )
    return hit, len(found) - hit, events - told


def rates(find):
    true = false = missed = 0
    for seed in range(12):
        counts, labels = series(seed, level=(4.0, 20.0, 120.0)[seed % 3])
        hit, wrong, lost = outcome(find(counts), labels)
        true, false, missed = true + hit, false + wrong, missed + lost
    return true / (true + false or 1), (12 * 6 - missed) / (12 * 6)


def ours(counts):
    found = spikes.find(counts, [True] * len(counts), FIRST)
    return [(each.first, each.last) for each in found if each.direction == api.Spike.DIRECTION_SPIKE]


def theirs(counts):
    """The published rule; its hours in a row are one event."""
    found = []
    for hour in spikes.published(counts, FIRST):
        if found and found[-1][1] == hour:
            found[-1] = (found[-1][0], hour + 1)
        else:
            found.append((hour, hour + 1))
    return found


def test_storms_are_found_and_little_else_is_and_more_than_the_published_rule_finds():
    precision, recall = rates(ours)
    assert precision >= 0.9
    assert recall >= 0.95
    their_precision, their_recall = rates(theirs)
    assert recall > their_recall
    assert precision + recall > their_precision + their_recall


def test_silence_is_a_dip_where_somebody_looked_and_nothing_where_nobody_did():
    counts, labels = series(3, storms=0, dips=3)
    seen = [True] * len(counts)
    dips = [each for each in spikes.find(counts, seen, FIRST) if each.direction == api.Spike.DIRECTION_DIP]
    assert dips
    assert all(set(range(each.first, each.last)) & labels for each in dips)
    blind = [hour not in labels for hour in range(len(counts))]
    found = spikes.find(counts, blind, FIRST)
    assert not [each for each in found if each.direction == api.Spike.DIRECTION_DIP]


def test_weeks_of_blindness_leave_the_usual_as_it_was():
    counts, _ = series(5, storms=0)
    blind = [(2 * 168 <= hour < 4 * 168) is False for hour in range(len(counts))]
    gone = [count if blind[hour] else 0 for hour, count in enumerate(counts)]
    hour = FIRST + 80
    whole = spikes.judged(counts, [True] * len(counts), hour)[0].usual
    assert spikes.judged(gone, blind, hour)[0].usual == pytest.approx(whole, rel=0.35)


def test_a_higher_sensitivity_finds_at_least_as_much():
    counts, _ = series(7)
    seen = [True] * len(counts)
    found = [
        sum(each.last - each.first for each in spikes.find(counts, seen, FIRST, level))
        for level in (api.SENSITIVITY_LOW, api.SENSITIVITY_MEDIUM, api.SENSITIVITY_HIGH)
    ]
    assert found == sorted(found)
    assert found[0] > 0


def test_too_little_past_judges_nothing():
    assert spikes.find([0] * 10 + [500], [True] * 11, 0) == []
