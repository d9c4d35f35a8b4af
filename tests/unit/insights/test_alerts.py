"""When an alert speaks, and when it keeps silent."""

import pytest

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.common.model import errors
from services.insights.core import alerts
from services.insights.core.spikes import Found

HOUR = 3_600_000_000
SPIKE = int(api.Spike.DIRECTION_SPIKE)


def at(*hours):
    return [Found(hour, hour + 1, SPIKE, 90, 10.0, 9.0) for hour in hours]


def firsts(found):
    return [each.first for each in found]


def test_a_cooldown_swallows_what_follows_soon():
    alert = api.Alert()
    alert.cooldown.seconds = 3 * 3600
    assert firsts(alerts.told(alert, at(1, 2, 3, 4, 8), 0)) == [1, 4, 8]
    assert firsts(alerts.told(alert, at(5, 9), 0, tell_time=4 * HOUR)) == [9]


def test_quiet_hours_hold_across_midnight_on_the_wall():
    alert = api.Alert(quiet_start_hour=22, quiet_end_hour=7, time_zone="Asia/Kathmandu")
    alert.cooldown.seconds = 0
    # 16:30 in UTC is 22:15 there, 1:15 is 7:00.
    assert firsts(alerts.told(alert, at(15, 17, 23, 25, 26), 0)) == [15, 26]


def test_what_lasts_past_the_quiet_hours_is_told():
    alert = api.Alert(quiet_start_hour=0, quiet_end_hour=6)
    long = [Found(4, 9, SPIKE, 400, 40.0, 9.0)]
    assert alerts.told(alert, long, 0) == long
    assert alerts.told(alert, [Found(4, 6, SPIKE, 400, 40.0, 9.0)], 0) == []


def test_a_threshold_counts_what_was_seen():
    alert = api.Alert(kind=api.Alert.KIND_THRESHOLD, threshold=10)
    counts, seen = [50, 11, 10, 99], [True, True, True, False]
    assert firsts(alerts.found(alert, counts, seen, 1)) == [1]
    assert alerts.sentence(api.Alert(name="alerts/storm"), at(1)[0]).startswith(
        "storm: 90 mentions in an hour"
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "alerts/Storm"}, "alert.name"),
        ({"name": "alerts/a"}, "alert.slice.brands"),
        (
            {"name": "alerts/a", "slice": api.Slice(brands=["a"]), "quiet_end_hour": 24},
            "alert.quiet_end_hour",
        ),
        ({"name": "alerts/a", "slice": api.Slice(brands=["a"]), "time_zone": "Mars"}, "time_zone"),
        ({"name": "alerts/a", "slice": api.Slice(brands=["a"]), "kind": 3}, "alert.threshold"),
    ],
)
def test_an_alert_that_means_nothing_is_refused(changes, field):
    with pytest.raises(errors.InvalidField) as fault:
        alerts.check(api.Alert(**changes), named=True)
    assert field in str(fault.value)


def test_a_threshold_is_told_as_what_it_is():
    alert = api.Alert(name="alerts/loud", kind=api.Alert.KIND_THRESHOLD, threshold=50)
    (found,) = alerts.found(alert, [3, 61], [True, True], 0)
    assert alerts.sentence(alert, found) == "loud: 61 mentions in an hour, more than 50."
