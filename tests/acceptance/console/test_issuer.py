"""Signing in with the accounts of a company, at an issuer that answers over HTTP."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.acceptance.console.interface import SECRET, serving
from tests.fixtures.issuer import CLIENT, CLIENT_SECRET, issuing

API = "/api/v1"


@pytest.fixture
async def issuer():
    async with issuing() as running:
        yield running


@pytest.fixture
async def interface(settings, issuer, tmp_path):
    secret = tmp_path / "client.secret"
    secret.write_text(CLIENT_SECRET)
    options = {
        "oidc_issuer": issuer.address,
        "oidc_client_id": CLIENT,
        "oidc_client_secret_file": secret,
        "oidc_title": "Brewster account",
    }
    async with serving(settings, **options) as running:
        yield running


async def come_back(client):
    """The address that the issuer sends the browser back to."""
    away = await client.get(f"{API}/session:openIdConnect")
    assert away.status_code == 303
    async with httpx.AsyncClient() as browser:
        back = await browser.get(away.headers["location"])
    place = urlsplit(back.headers["location"])
    return f"{place.path}?{place.query}"


async def test_somebody_the_company_gives_a_role_comes_in(interface, issuer):
    issuer.claims |= {"name": "Ines Möller", "antiphon_brands": "acme other"}
    async with interface.client() as client:
        options = (await client.get(f"{API}/session:options")).json()
        assert options["openIdConnect"] == "Brewster account"
        entered = await client.get(await come_back(client))
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        me = (await client.get(f"{API}/session")).json()
        assert (me["subject"], me["displayName"], me["roles"]) == ("ines", "Ines Möller", ["agent"])
        assert me["brands"] == ["acme", "other"]


async def test_the_companys_word_on_roles_holds_at_every_sign_in(interface, issuer):
    async with interface.client() as client:
        await client.get(await come_back(client))
        issuer.claims["antiphon_roles"] = "lead analyst"
        await client.get(await come_back(client))
        assert (await client.get(f"{API}/me")).json()["roles"] == ["analyst", "lead"]


async def test_somebody_without_a_role_is_told_whom_to_ask(interface, issuer):
    issuer.claims["antiphon_roles"] = ["emperor"]
    async with interface.client() as client:
        refused = await client.get(await come_back(client))
        assert (refused.status_code, refused.json()["reason"]) == (403, "NOT_PERMITTED")
        assert "ask an administrator" in refused.json()["detail"]


async def test_an_answer_is_taken_once_and_only_for_what_was_begun(interface):
    async with interface.client() as client:
        back = await come_back(client)
        assert (await client.get(back)).status_code == 303
        assert (await client.get(back)).status_code == 403
        assert (await client.get(f"{API}/session:callback?state=guess&code=x")).status_code == 403


@pytest.mark.parametrize(
    "claims",
    [{"aud": "another desk"}, {"iss": "https://evil.example"}, {"nonce": "old"}, {"exp": 1_000_000_000}],
)
async def test_a_word_that_is_not_for_us_is_not_believed(interface, issuer, claims):
    issuer.claims |= claims
    async with interface.client() as client:
        assert (await client.get(await come_back(client))).status_code == 403
        assert (await client.get(f"{API}/me")).status_code == 401


async def test_a_word_that_somebody_else_signed_is_not_believed(interface, issuer):
    issuer.key = ec.generate_private_key(ec.SECP256R1())
    async with interface.client() as client:
        assert (await client.get(await come_back(client))).status_code == 403


async def test_the_companys_account_takes_no_local_one_over(interface, issuer):
    async with interface.client() as client:
        made = await client.post(
            f"{API}/session:setUp", json={"token": SECRET, "name": "ines", "password": "four wet towels"}
        )
        assert made.status_code == 200
    async with interface.client() as client:
        assert (await client.get(await come_back(client))).status_code == 409


async def test_an_issuer_that_is_away_is_a_sentence(settings):
    async with serving(settings, oidc_issuer="http://127.0.0.1:1", oidc_client_id=CLIENT) as interface:
        async with interface.client() as client:
            away = await client.get(f"{API}/session:openIdConnect")
        assert away.status_code == 503
        assert "try again" in away.json()["detail"]


async def test_what_comes_back_asks_for_the_address_people_know(interface):
    async with interface.client() as client:
        away = await client.get(f"{API}/session:openIdConnect", headers={"x-forwarded-proto": "https"})
        asked = parse_qs(urlsplit(away.headers["location"]).query)
        assert asked["redirect_uri"] == ["https://127.0.0.1/api/v1/session:callback"]
