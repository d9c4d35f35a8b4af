from __future__ import annotations

import re

import pytest

from antiphon.events.v1 import events_pb2
from services.common.config import pages
from services.listener.core import capabilities, capability_page

Fact = events_pb2.CapabilityFact

USABLE = """
network = "forum"
display_name = "Forum"
checked = 2026-11-22
references = ["https://forum.example/docs"]
live_checked = false
connectors = ["forum"]
actions = ["read", "answer"]
[reply]
mode = "api"
max_length = 100
length_unit = "byte"
call = "post"
[[calls]]
name = "post"
price = "0.015"
currency = "USD"
[[limits]]
calls = ["post"]
count = 5
seconds = 60
"""


def read(text):
    return capabilities.read(text, "networks/forum.toml")


def test_a_file_becomes_a_fact():
    fact = read(USABLE).fact
    assert (fact.network, fact.checked_date) == ("forum", "2026-11-22")
    assert fact.length_unit == Fact.LENGTH_UNIT_BYTE
    assert fact.idempotency == Fact.IDEMPOTENCY_NONE
    assert capabilities.price(fact, "post") == (15_000, "USD")
    assert fact.limits[0].seconds == 60


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("max_length", "max_lenght", "'max_lenght' is no key; did you mean 'max_length'"),
        ("= 100", '= "many"', "reply.max_length must be a whole number from 0"),
        ('"byte"', '"inch"', "reply.length_unit: 'inch' is none of character"),
        ("2026-11-22", '"today"', "checked must be a date"),
        ('"0.015"', "0.015", 'an amount in quotation marks such as "0.005"'),
        ('currency = "USD"', "", "price and currency go together"),
        ('call = "post"', 'call = "pots"', "'pots' is not among the calls; did you mean 'post'"),
        ('calls = ["post"]', 'calls = ["get"]', "limits 1: 'get' is not among the calls"),
        ("count = 5", "count = 0", "limits 1 needs count and seconds"),
        ('"answer"]', "]", "actions and reply.mode disagree"),
        ('mode = "api"', 'mode = "api"\nidempotency = "key"', "go together"),
        ("live_checked = false", "", "live_checked is needed"),
        ('["https://forum.example/docs"]', "[]", "references must name where"),
        ("checked =", "checked", "is no TOML"),
    ],
)
def test_a_file_that_cannot_be_used_says_which_key(old, new, words):
    assert old in USABLE
    with pytest.raises(ValueError, match=re.escape(words)) as refused:
        read(USABLE.replace(old, new, 1))
    assert str(refused.value).startswith("networks/forum.toml")


def test_a_plan_changes_only_what_it_names():
    plans = (
        USABLE.replace("connectors", 'plan = "basic"\nconnectors') + "[plans.big.reply]\nmax_length = 500\n"
    )
    network = read(plans)
    assert network.fact.plan == "basic"
    assert network.plans["big"].plan == "big"
    assert network.plans["big"].max_reply_length == 500
    assert network.plans["big"].length_unit == Fact.LENGTH_UNIT_BYTE
    with pytest.raises(ValueError, match="plan is needed where there are plans"):
        read(plans.replace('plan = "basic"', ""))


def test_a_file_is_named_as_its_network(tmp_path):
    (tmp_path / "board.toml").write_text(USABLE)
    with pytest.raises(ValueError, match=r"networks/board\.toml: network is 'forum'; it must be 'board'"):
        capabilities.load(tmp_path)


def test_self_serve_apps_of_x_answer_only_where_they_are_addressed():
    assert capabilities.of("x").audience == Fact.AUDIENCE_SUMMONED
    assert capabilities.of("x", "enterprise").audience == Fact.AUDIENCE_ANYONE
    assert capabilities.of("x", "no-such-plan") == capabilities.of("x")
    assert [*capabilities.plans("x")] == ["self-serve", "enterprise"]
    assert [*capabilities.plans("rss")] == []


def test_where_every_connected_source_only_reads_a_person_answers():
    fact = capabilities.of("bluesky")
    built = {"bluesky", "jetstream"}
    assert capabilities.in_force(fact, {"jetstream"}, built).reply_mode == Fact.REPLY_MODE_MANUAL
    assert capabilities.in_force(fact, {"jetstream", "bluesky"}, built) is fact
    assert capabilities.in_force(fact, (), built) is fact


def test_what_no_part_of_this_build_can_answer_is_answered_by_hand():
    held = capabilities.in_force(capabilities.of("mastodon"), (), {"jetstream"})
    assert held.reply_mode == Fact.REPLY_MODE_MANUAL
    assert (held.idempotency, held.idempotency_seconds) == (Fact.IDEMPOTENCY_NONE, 0)
    assert capabilities.of("mastodon").idempotency == Fact.IDEMPOTENCY_KEY


def test_the_page_in_the_docs_is_what_the_registry_says():
    assert pages.is_current(pages.ROOT / capability_page.PAGE, capability_page.render())


def test_the_page_says_what_costs_money_and_what_was_not_run_live():
    page = capability_page.render()
    section = page.split("\n## x\n")[1].split("\n## ")[0]
    assert "`post_with_link` (0.200 USD)" in section
    assert "authors who addressed or quoted the account" in section
    assert "not yet run against the live network" in section
    assert "- Cautious: " in section
