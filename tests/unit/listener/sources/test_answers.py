from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from services.listener.sources import addresses, answers, base

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("Sun, 01 Mar 2026 12:01:00 GMT", 60.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("9999999", 86_400.0),
        ("-5", 0.0),
        ("nan", None),
        ("soon", None),
        ("", None),
    ],
)
def test_what_a_network_asks_us_to_wait_is_read_in_both_forms_and_bounded(header, seconds):
    response = httpx.Response(429, headers={"retry-after": header})
    assert answers.retry_after(response, NOW) == seconds


@pytest.mark.parametrize("status", [200, 204, 304])
def test_success_passes(status):
    answers.check(httpx.Response(status, request=httpx.Request("GET", "http://a.example")), "It")


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 418])
def test_what_may_pass_is_tried_again(status):
    with pytest.raises(base.SourceUnreachable):
        answers.check(httpx.Response(status), "It")


@pytest.mark.parametrize(
    ("error", "never"),
    [
        (httpx.ConnectError("x"), True),
        (httpx.ConnectTimeout("x"), True),
        (httpx.ReadError("x"), False),
        (httpx.ReadTimeout("x"), False),
        (httpx.WriteError("x"), False),
        (httpx.WriteTimeout("x"), False),
        (httpx.RemoteProtocolError("x"), False),
    ],
)
def test_only_a_connection_that_never_was_proves_that_nothing_left(error, never):
    assert answers.never_left(error) is never
    assert answers.describe(error)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - asked about, not bound to
        ("224.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b:1::5db8:d822", False),
        ("::127.0.0.1", False),
        ("fec0::1", False),
    ],
)
def test_addresses_inside_the_house_are_known_in_every_disguise(address, public):
    assert addresses.is_public(address) is public


async def test_a_name_without_an_address_is_told():
    with pytest.raises(base.SourceUnreachable, match="cannot be resolved"):
        await addresses.resolve("no-such-host.invalid", 80, allow_private=True)
