"""Notices for phones are sealed as RFC 8291 says, and go to known push services only."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from antiphon.events.v1 import events_pb2
from services.common.model import errors
from services.console.core import pushing
from services.console.core.pushing import Quiet
from tests.fixtures.push_service import Browser, bytes_of

HOSTS = ("push.example", "*.push.apple.com", "127.0.0.1:9")
ALWAYS = Quiet()
E = events_pb2.EngagementEvent


def a_target(browser, address="https://push.example/1", quiet=ALWAYS, **more):
    given = {"key": browser.key, "secret": browser.secret, **more}
    return pushing.checked(address, given["key"], given["secret"], quiet, HOSTS)


def test_the_twin_reads_the_message_of_the_rfc():
    """RFC 8291, section 5 and appendix A."""
    number = int.from_bytes(bytes_of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big")
    browser = Browser(ec.derive_private_key(number, ec.SECP256R1()), bytes_of("BTBZMqHH6r4Tts7J_aSIgg"))
    body = (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
        "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert browser.read(bytes_of(body)) == b"When I grow up, I want to be a watermelon"


def test_only_the_browser_reads_what_it_is_told_and_no_two_messages_are_alike():
    browser, text = Browser(), b'{"kind":"deadline_near","uid":"a1"}'
    one, two = (pushing.seal(text, a_target(browser)) for _ in range(2))
    assert one != two
    assert browser.read(one) == browser.read(two) == text
    with pytest.raises(InvalidTag):
        Browser().read(one)


def test_a_notice_says_nothing_of_anybody():
    event = E(
        kind=E.KIND_COLLEAGUE_CALLED, opportunity="opportunities/a1", agent="agents/ann", actor="user:bob"
    )
    assert pushing.words(event) == b'{"kind": "colleague_called", "uid": "a1"}'


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example/1",
        "https://push.example:8443@evil.example/",
        "https://evil.example/push.example",
        "https://push.apple.com/1",
        "https://evilpush.apple.com/1",
        "http://127.0.0.1:10/1",
        "https://[::1",
        "https://push.example:no/1",
        "file:///etc/passwd",
    ],
)
def test_nothing_but_a_known_push_service_is_written_to(address):
    with pytest.raises(errors.InvalidField) as refused:
        a_target(Browser(), address)
    assert refused.value.metadata["field"] == "endpoint"


def test_known_push_services_are_written_to():
    for address in ("https://push.example/1", "https://web.push.apple.com/1", "http://127.0.0.1:9/1"):
        assert a_target(Browser(), address).address == address


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("key", {"key": "AAAA"}),
        ("key", {"key": "BAAA" + "A" * 83}),
        ("secret", {"secret": "§"}),
        ("quietFrom", {"quiet": Quiet("24:00", "07:00")}),
        ("zone", {"quiet": Quiet("22:00", "07:00", "../etc")}),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_field(field, wrong):
    with pytest.raises(errors.InvalidField) as refused:
        a_target(Browser(), **wrong)
    assert refused.value.metadata["field"] == field


def test_quiet_hours_are_those_of_the_persons_zone_and_may_pass_over_midnight():
    night = Quiet("22:00", "07:00", "Asia/Tokyo")
    at = [datetime(2026, 1, 1, hour, tzinfo=UTC) for hour in (12, 13, 21, 22)]  # 21, 22, 6 and 7 in Tokyo
    assert [night.holds(moment) for moment in at] == [False, True, True, False]
    assert not ALWAYS.holds(at[0])
