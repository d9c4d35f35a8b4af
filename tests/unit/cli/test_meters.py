from services.cli import meters

NAME = "antiphon_listener_received_items_total"


def reading(at, **by_type):
    return meters.Reading(at, {(NAME, (("source_type", kind),)): value for kind, value in by_type.items()})


def test_a_rate_is_the_increase_per_second_by_label():
    before, now = reading(10.0, rss=100.0), reading(12.0, rss=150.0, sandbox=8.0)
    assert meters.rates(now, before, NAME, "source_type") == {"rss": 25.0, "sandbox": 4.0}


def test_a_restarted_service_never_shows_a_negative_rate():
    assert meters.rates(reading(2.0, rss=5.0), reading(1.0, rss=500.0), NAME, "source_type") == {"rss": 0.0}


def test_totals_take_only_samples_with_the_labels():
    now = reading(1.0, rss=3.0, sandbox=4.0)
    assert now.total(NAME) == 7.0
    assert now.total(NAME, source_type="rss") == 3.0


async def test_a_service_that_does_not_answer_counts_as_nothing(free_port):
    reader = meters.Meters([free_port], [NAME])
    assert (await reader.read()).samples == {}
    await reader.close()
