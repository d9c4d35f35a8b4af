"""Signing in, as people and programs do, and being kept out."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from services.common.model.principal import Principal
from services.console.adapters import accounts as module
from services.console.store import passes
from tests.acceptance.console.interface import SECRET, serving

API = "/api/v1"
PASSWORD = "four wet towels in the sun"
ADA = {"name": "ada", "password": PASSWORD}


@pytest.fixture
async def interface(settings):
    async with serving(settings) as running:
        yield running


@pytest.fixture
async def ada(interface):
    """The first administrator, signed in as a browser is."""
    async with interface.client() as client:
        answer = await client.post(f"{API}/session:setUp", json={**ADA, "token": SECRET})
        assert answer.status_code == 200, answer.text
        client.headers["x-antiphon-csrf"] = answer.json()["csrf"]
        yield client


async def sign_in(client, name="ada", password=PASSWORD, code=""):
    body = {"name": name, "password": password, "code": code}
    answer = await client.post(f"{API}/session", json=body)
    if answer.status_code == 200:
        client.headers["x-antiphon-csrf"] = answer.json()["csrf"]
    return answer


@contextlib.asynccontextmanager
async def invited(ada, interface, name, roles=("agent",), brands=("*",)):
    """A colleague who has set a password, signed in."""
    wish = {"userId": name, "roles": list(roles), "brands": list(brands)}
    token = (await ada.post(f"{API}/users", json=wish)).json()["token"]
    async with interface.client() as client:
        answer = await client.post(f"{API}/session:accept", json={"token": token, "password": PASSWORD})
        client.headers["x-antiphon-csrf"] = answer.json()["csrf"]
        yield client


async def test_the_first_link_makes_one_administrator_and_no_second(interface, ada):
    assert (await ada.get(f"{API}/session:options")).json()["setUp"] is True
    me = (await ada.get(f"{API}/session")).json()
    assert (me["subject"], me["holder"], "administrator" in me["roles"]) == ("ada", "user:ada", True)
    async with interface.client() as other:
        again = await other.post(
            f"{API}/session:setUp", json={"name": "eve", "password": PASSWORD, "token": SECRET}
        )
        assert (again.status_code, again.json()["reason"]) == (409, "WRONG_STATE")
        wrong = await other.post(f"{API}/session:setUp", json={**ADA, "token": "guess"})
        assert wrong.status_code == 403


@pytest.mark.parametrize("password", ["short", "ada's long but own password"[:20], "aaaaaaaaaaaaaaaaaa"])
async def test_a_password_that_is_easily_guessed_is_not_taken(interface, password):
    async with interface.client() as client:
        answer = await client.post(
            f"{API}/session:setUp", json={**ADA, "password": password, "token": SECRET}
        )
        assert (answer.status_code, answer.json()["field"]) == (422, "password")


async def test_the_cookie_is_kept_from_scripts_and_other_sites_and_its_word_is_asked_for(interface, ada):
    async with interface.client() as client:
        answer = await sign_in(client)
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert "Secure" not in cookie
        assert (await client.post(f"{API}/opportunities:claimNext")).status_code == 200
        del client.headers["x-antiphon-csrf"]
        assert (await client.post(f"{API}/opportunities:claimNext")).status_code == 403
        safe = await client.post(f"{API}/session", json=ADA, headers={"x-forwarded-proto": "https"})
        assert "Secure" in safe.headers["set-cookie"]


async def test_a_sign_in_from_another_site_is_refused(interface, ada):
    async with interface.client() as client:
        answer = await client.post(f"{API}/session", json=ADA, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403


async def test_signing_out_ends_the_session_on_the_server(interface, ada):
    async with interface.client() as client:
        await sign_in(client)
        cookies = dict(client.cookies)
        assert (await client.delete(f"{API}/session")).status_code == 204
        client.cookies.update(cookies)
        assert (await client.get(f"{API}/me")).status_code == 401


async def test_neither_name_nor_password_is_betrayed(interface, ada):
    async with interface.client() as client:
        unknown, wrong = await sign_in(client, "nobody"), await sign_in(client, password="wrong")
        assert unknown.status_code == wrong.status_code == 401
        assert unknown.json()["detail"] == wrong.json()["detail"]
        assert unknown.json()["reason"] == "WRONG_CREDENTIALS"
    noted = (await ada.get(f"{API}/access", params={"refused": True})).json()["entries"]
    assert [each["target"] for each in noted] == ["users/ada", "users/nobody"]
    assert all(PASSWORD not in str(each) for each in noted)


async def test_guessing_locks_the_account_for_longer_each_time_even_all_at_once(interface, ada):
    async with interface.client() as client:
        answers = await asyncio.gather(*(sign_in(client, password=f"guess {n}") for n in range(9)))
        statuses = sorted(each.status_code for each in answers)
        assert statuses == [401] * 5 + [429] * 4
        locked = await sign_in(client)
        assert (locked.status_code, locked.json()["reason"]) == (429, "TOO_FAST")
        assert 1 <= int(locked.headers["retry-after"]) <= 60


async def test_a_second_factor_is_asked_for_and_no_code_works_twice(interface, ada):
    begun = (await ada.post(f"{API}/session:beginSecondFactor")).json()
    assert begun["address"].startswith("otpauth://totp/")
    codes = pyotp.TOTP(begun["secret"])
    wrong = await ada.post(f"{API}/session:confirmSecondFactor", json={"code": "000000x"})
    assert wrong.status_code == 401
    confirmed = await ada.post(f"{API}/session:confirmSecondFactor", json={"code": codes.now()})
    spare = confirmed.json()["codes"]
    assert len(set(spare)) == 10
    async with interface.client() as client:
        assert (await sign_in(client)).json()["reason"] == "CODE_NEEDED"
        assert (await sign_in(client, code=codes.now())).status_code == 401
        later = codes.at(datetime.now(UTC) + timedelta(seconds=30))
        assert (await sign_in(client, code=later)).status_code == 200
        assert (await sign_in(client, code=later)).status_code == 401
        assert (await sign_in(client, code=spare[0])).status_code == 200
        assert (await sign_in(client, code=spare[0])).status_code == 401
    dropped = await ada.post(f"{API}/session:dropSecondFactor", json={"password": PASSWORD})
    assert dropped.status_code == 204
    async with interface.client() as client:
        assert (await sign_in(client)).status_code == 200


async def test_a_secret_in_the_database_is_sealed(interface, ada):
    begun = (await ada.post(f"{API}/session:beginSecondFactor")).json()
    rows = await interface.database.read(lambda conn: conn.exec_driver_sql("SELECT * FROM users").fetchall())
    assert begun["secret"] not in str(rows)
    assert "argon2id" in str(rows)


async def test_a_link_for_a_password_works_once(interface, ada):
    made = (await ada.post(f"{API}/users", json={"userId": "bob", "roles": ["agent"]})).json()
    assert made["user"]["hasPassword"] is False
    async with interface.client() as bob:
        assert (await sign_in(bob, "bob")).status_code == 401
        body = {"token": made["token"], "password": PASSWORD}
        assert (await bob.post(f"{API}/session:accept", json=body)).json()["subject"] == "bob"
        assert (await bob.get(f"{API}/me")).json()["roles"] == ["agent"]
        again = await bob.post(f"{API}/session:accept", json=body)
        assert (again.status_code, again.json()["reason"]) == (403, "NOT_PERMITTED")


async def test_whoever_is_switched_off_is_out_at_once(interface, ada):
    async with invited(ada, interface, "bob") as bob:
        assert (await bob.get(f"{API}/me")).status_code == 200
        changed = await ada.patch(f"{API}/users/bob", json={"disabled": True})
        assert changed.json()["disabled"] is True
        assert (await bob.get(f"{API}/me")).status_code == 401
        assert (await sign_in(bob, "bob")).status_code == 403


async def test_a_reset_takes_everything_and_gives_a_link(interface, ada):
    async with invited(ada, interface, "bob") as bob:
        link = (await ada.post(f"{API}/users/bob:reset")).json()["token"]
        assert (await bob.get(f"{API}/me")).status_code == 401
        assert (await sign_in(bob, "bob")).status_code == 401
        body = {"token": link, "password": PASSWORD + "!"}
        assert (await bob.post(f"{API}/session:accept", json=body)).status_code == 200


async def test_another_password_ends_every_session(interface, ada):
    async with interface.client() as elsewhere:
        await sign_in(elsewhere)
        body = {"old": PASSWORD, "new": "a lamp over the old door"}
        assert (await ada.post(f"{API}/session:changePassword", json={**body, "old": "x"})).status_code == 401
        assert (await ada.post(f"{API}/session:changePassword", json=body)).status_code == 204
        assert (await elsewhere.get(f"{API}/me")).status_code == 401
        assert (await sign_in(elsewhere, password=body["new"])).status_code == 200


async def test_nobody_locks_themselves_out(ada):
    for change in ({"disabled": True}, {"roles": ["agent"]}):
        refused = await ada.patch(f"{API}/users/ada", json=change)
        assert (refused.status_code, refused.json()["metadata"]) == (409, {"state": "SELF"})


async def test_an_administrator_of_some_brands_decides_about_those(interface, ada):
    async with invited(ada, interface, "mia", ["administrator"], ["acme"]) as mia:
        wish = {"userId": "tom", "roles": ["agent"], "brands": ["other"]}
        assert (await mia.post(f"{API}/users", json=wish)).status_code == 403
        assert (await mia.post(f"{API}/users", json={**wish, "brands": ["acme"]})).status_code == 200
        assert (await mia.post(f"{API}/users/ada:reset")).status_code == 403
        seen = (await mia.get(f"{API}/users")).json()["users"]
        assert [each["name"] for each in seen] == ["users/mia", "users/tom"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"userId": "Eve"}, "userId"),
        ({"roles": ["king"]}, "roles"),
        ({"roles": []}, "roles"),
        ({"brands": ["A B"]}, "brands"),
        ({"shoe": 1}, "shoe"),
    ],
)
async def test_a_wrong_person_is_told_by_the_field(ada, change, field):
    refused = await ada.post(f"{API}/users", json={"userId": "eve", "roles": ["agent"], **change})
    assert (refused.status_code, refused.json()["field"]) == (422, field)


async def test_a_token_acts_for_its_maker_in_its_brands_until_it_is_ended(interface, ada):
    expiry = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    wish = {"title": "Report", "scopes": ["*"], "brands": ["acme"], "expireTime": expiry}
    made = (await ada.post(f"{API}/tokens", json=wish)).json()
    async with interface.client(headers={"authorization": f"Bearer {made['secret']}"}) as program:
        me = (await program.get(f"{API}/me")).json()
        assert (me["subject"], me["brands"]) == ("ada", ["acme"])
        assert (await program.post(f"{API}/opportunities:claimNext")).status_code == 200
        listed = (await ada.get(f"{API}/tokens")).json()["tokens"]
        assert [each["title"] for each in listed] == ["Report"]
        assert made["secret"] not in str(listed)
        assert (await ada.delete(f"{API}/{made['token']['name']}")).status_code == 204
        assert (await program.get(f"{API}/me")).status_code == 401


async def test_a_token_makes_none_that_can_do_more(interface, ada):
    expiry = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    wish = {"title": "t", "scopes": ["account.own"], "expireTime": expiry}
    made = (await ada.post(f"{API}/tokens", json=wish)).json()
    async with interface.client(headers={"authorization": f"Bearer {made['secret']}"}) as program:
        more = await program.post(f"{API}/tokens", json={**wish, "scopes": ["*"]})
        assert more.status_code == 403


async def test_what_has_run_out_lets_nobody_in(interface, ada):
    now = datetime.now(UTC)
    later = now + module.SESSION + timedelta(seconds=1)
    secret = next(iter(ada.cookies.jar)).value
    database = interface.database
    assert await database.read(lambda conn: passes.session(conn, secret, now)) is not None
    assert await database.read(lambda conn: passes.session(conn, secret, later)) is None
    await database.write(lambda conn: passes.sweep(conn, later))
    assert await database.read(lambda conn: passes.session(conn, secret, now)) is None


async def test_the_link_of_ones_own_machine_signs_in_whoever_has_it(interface):
    async with interface.client() as browser:
        answer = await browser.get("/", params={"token": SECRET})
        assert answer.status_code == 303
        me = (await browser.get(f"{API}/session")).json()
        assert me["subject"].startswith("local:")
        assert me["csrf"]


async def test_where_others_come_the_link_makes_the_first_administrator_only(settings):
    async with (
        serving(settings, public_hosts=("desk.example",)) as interface,
        interface.client() as browser,
    ):
        answer = await browser.get("/", params={"token": SECRET})
        assert answer.headers["location"].startswith("/#setUp=")
        assert "set-cookie" not in answer.headers


async def test_too_many_requests_are_refused_with_the_seconds_to_wait(settings):
    async with serving(settings, per_second=0.5) as interface:
        caller = Principal("eve", "user", frozenset({"agent"}))
        async with interface.person(caller) as client, interface.person(Principal("bob", "user")) as other:
            answers = [await client.get(f"{API}/me") for _ in range(3)]
            assert [each.status_code for each in answers] == [200, 200, 429]
            assert answers[-1].json()["reason"] == "TOO_FAST"
            assert answers[-1].headers["retry-after"] == "2"
            assert (await other.get(f"{API}/me")).status_code == 200


async def test_no_secret_and_no_name_reaches_the_log(interface, ada, capfd):
    async with interface.client() as client:
        await sign_in(client, password="a wrong but secret word")
        await client.get(f"{API}/me", headers={"authorization": "Bearer apt_unknown-but-secret"})
        await client.get(f"{API}/customers:lookUp", params={"authorKey": "sandbox:-:mira"})
        await ada.post(f"{API}/authors:erase", json={"authorKey": "sandbox:-:mira"})
        cookie = next(iter(ada.cookies.jar)).value
    out, err = capfd.readouterr()
    for secret in ("secret", "mira", cookie, PASSWORD, SECRET):
        assert secret not in out + err
