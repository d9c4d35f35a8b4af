"""Of each kind of source it is known which settings say what is read."""

from __future__ import annotations

import pytest

from services.listener.sources import registry


def test_another_address_is_another_thing_to_read_and_another_pace_is_not():
    rss = registry.find("rss")
    here = {"url": "https://a.example", "poll_seconds": "60"}
    assert rss.reads_elsewhere(here, {"url": "https://b.example"})
    assert not rss.reads_elsewhere(here, {"url": "https://a.example", "budget_calls": "9"})


@pytest.mark.parametrize("kind", ["mastodon", "reddit", "youtube", "bluesky", "x", "email", "facebook"])
def test_kinds_that_can_be_pointed_elsewhere_say_by_what(kind):
    assert any(spec.place for spec in registry.find(kind).keys.values())
