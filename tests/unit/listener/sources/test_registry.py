from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import threading

import pytest

from antiphon.events.v1 import events_pb2
from services.common.model import errors
from services.listener.core import capabilities
from services.listener.sources import base, registry
from services.listener.sources.kind import SourceType

USABLE = {
    "sandbox": {"url": "http://127.0.0.1:8710"},
    "rss": {"url": "https://feed.example/x.xml"},
    "jetstream": {},
    "bluesky": {},
    "mastodon": {"url": "https://social.example"},
    "email": {"address": "care@acme.example", "imap_host": "mail.example", "smtp_host": "mail.example"},
    "gmail": {"address": "care@acme.example"},
    "microsoft365": {"address": "care@acme.example"},
    "googleplay": {"package": "com.example.app"},
    "youtube": {"channel_ids": "UC" + "a" * 22},
    "discourse": {"url": "https://forum.example"},
    "hackernews": {},
    "reddit": {},
    "x": {},
    "webhook": {},
    "facebook": {"account_id": "1234567890"},
    "instagram": {"account_id": "17841400000000001"},
    "wordpress": {"url": "https://blog.example"},
}


async def test_a_library_is_imported_while_the_loop_goes_on(tmp_path, monkeypatch):
    (tmp_path / "slow_library.py").write_text(
        "import threading\nimporter = threading.current_thread()\n"
        "class Connection:\n    def __init__(self, context):\n        self.context = context\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    type_ = SourceType("slow", "slow", "slow_library", "Slow.", {})
    context = base.SourceContext("sources/s", {})
    first, second = await asyncio.gather(type_.opened(context), type_.opened(context))
    assert type(first) is type(second) is await type_.load()
    assert sys.modules.pop("slow_library").importer is not threading.main_thread()


@pytest.mark.parametrize("name", sorted(registry.SOURCES))
async def test_every_type_opens_with_what_it_needs_and_is_what_it_says(name):
    kind = registry.find(name)
    kind.validate(USABLE[name])
    source = kind.open(base.SourceContext("sources/s", USABLE[name]))
    assert source.type == name
    await source.close()


@pytest.mark.parametrize(
    ("name", "config", "words"),
    [
        ("rss", {}, "config.url: is needed"),
        ("rss", {"url": "feed.example"}, "starts with http:// or https://"),
        ("rss", {"url": "https://"}, "starts with http:// or https://"),
        ("rss", {"url": "https://a.example:port/"}, "starts with http:// or https://"),
        ("rss", {"url": "https://a.example", "pol_seconds": "3"}, "did you mean 'poll_seconds'"),
        ("rss", {"url": "https://a.example", "poll_seconds": "soon"}, "a number of seconds"),
        ("rss", {"url": "https://a.example", "poll_seconds": "0"}, "a number of seconds"),
        ("jetstream", {"url": "https://a.example"}, "starts with ws:// or wss://"),
        ("jetstream", {"zebra": "1"}, "known are"),
        ("webhook", {"brand": "acme"}, "config.brand: 'acme' must have the form"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_by_name(name, config, words):
    with pytest.raises(errors.InvalidField, match=re.escape(words)):
        registry.find(name).validate(config)


def test_a_type_that_is_none_is_refused_with_a_suggestion():
    with pytest.raises(errors.InvalidField, match="did you mean 'sandbox'"):
        registry.find("sandbx")


def test_no_client_library_is_imported_before_it_is_needed():
    # httpx is not among them: the listener itself renews tokens with it.
    clients = ("websockets", "feedparser", "tweepy", "asyncpraw", "atproto", "mastodon")
    code = (
        "import sys; from services.listener.sources import registry;"
        "from services.listener.core import capabilities;"
        f"print([name for name in {clients} if name in sys.modules])"
    )
    path = ":".join(sys.path)
    answer = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"


def test_every_network_of_a_source_is_in_the_registry_of_capabilities():
    for kind in registry.SOURCES.values():
        assert capabilities.of(kind.network).checked_date


def test_every_entry_is_dated_and_says_where_it_was_read():
    for fact in capabilities.DEFAULTS:
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", fact.checked_date)
        assert fact.reference


def test_a_network_that_only_reads_recognises_no_repeats():
    for fact in capabilities.DEFAULTS:
        if fact.reply_mode != events_pb2.CapabilityFact.REPLY_MODE_API:
            assert fact.idempotency == events_pb2.CapabilityFact.IDEMPOTENCY_NONE
            assert fact.idempotency_seconds == 0


def test_a_network_nobody_has_looked_at_allows_nothing():
    assert capabilities.of("elsewhere").reply_mode == events_pb2.CapabilityFact.REPLY_MODE_NONE
