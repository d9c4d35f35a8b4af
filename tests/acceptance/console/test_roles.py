"""Every address of the interface and every role: who may, may, and who may not is told so and noted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from google.protobuf import json_format

from services.common.model.principal import ROLES, Principal
from services.console.adapters.contracts import METHODS
from services.console.api import operations, paths
from services.console.api.access import MANAGE_LOG, MANAGE_USERS, OWN_ACCOUNT, READ_ACCESS
from services.console.api.document import VERSION
from services.console.api.guard import SIGNING_IN
from services.console.api.schemas import is_required
from services.console.api.table import TABLE
from tests.acceptance.console.interface import serving
from tests.fixtures import contracts

LINES = [line for lines in TABLE.values() for line in lines]

BY_HAND = {
    ("GET", "/me"): None,
    ("GET", "/session"): None,
    ("DELETE", "/session"): None,
    ("GET", "/push"): OWN_ACCOUNT,
    ("PUT", "/push"): OWN_ACCOUNT,
    ("DELETE", "/push"): OWN_ACCOUNT,
    ("GET", "/events"): None,
    ("GET", "/opportunities:search"): None,
    ("GET", "/translations"): None,
    ("POST", "/translations"): None,
    ("POST", "/looking"): None,
    ("POST", "/session:changePassword"): OWN_ACCOUNT,
    ("POST", "/session:beginSecondFactor"): OWN_ACCOUNT,
    ("POST", "/session:confirmSecondFactor"): OWN_ACCOUNT,
    ("POST", "/session:dropSecondFactor"): OWN_ACCOUNT,
    ("GET", "/users"): MANAGE_USERS,
    ("POST", "/users"): MANAGE_USERS,
    ("GET", "/users/{user}"): MANAGE_USERS,
    ("PATCH", "/users/{user}"): MANAGE_USERS,
    ("POST", "/users/{user}:reset"): MANAGE_USERS,
    ("GET", "/scopes"): OWN_ACCOUNT,
    ("GET", "/tokens"): OWN_ACCOUNT,
    ("POST", "/tokens"): OWN_ACCOUNT,
    ("DELETE", "/tokens/{token}"): OWN_ACCOUNT,
    ("GET", "/access"): READ_ACCESS,
    ("POST", "/queries:read"): METHODS["ListeningService.ListQueries"].permission,
    ("POST", "/queries:compare"): METHODS["InsightsService.ListMentions"].permission,
    ("POST", "/queries:suggest"): METHODS["CurationService.ListRelevanceJudgements"].permission,
    ("POST", "/policies:replay"): METHODS["PolicyService.ReplayPolicy"].permission,
    ("GET", "/deadLetters"): MANAGE_LOG,
    ("POST", "/deadLetters:replay"): MANAGE_LOG,
    ("POST", "/deadLetters:purge"): MANAGE_LOG,
    ("GET", "/consumers"): MANAGE_LOG,
    ("POST", "/consumers:pause"): MANAGE_LOG,
    ("POST", "/consumers:resume"): MANAGE_LOG,
}
"""Addresses without an RPC behind them, and the right each needs; None for everybody who is signed in."""

BODIES = {
    "/users": {"userId": "eve", "roles": ["agent"]},
    "/push": {"endpoint": "https://push.example/1", "key": "A", "secret": "A"},
    "/queries:read": {"expression": "acme"},
    "/queries:compare": {"expression": "acme"},
    "/queries:suggest": {"query": "brands/acme/queries/name", "expression": "acme"},
    "/policies:replay": {"brand": "brands/acme"},
    "/deadLetters:replay": {"consumer": "router"},
    "/deadLetters:purge": {"consumer": "router"},
    "/consumers:pause": {"consumer": "router", "why": "x"},
    "/consumers:resume": {"consumer": "router"},
    "/users/{user}": {"displayName": "Eve"},
    "/session:changePassword": {"old": "x", "new": "y"},
    "/session:confirmSecondFactor": {"code": "1"},
    "/session:dropSecondFactor": {"password": "x"},
    "/tokens": {"title": "t", "scopes": ["queue.read"], "expireTime": "2000-01-01T00:00:00Z"},
}


@pytest.fixture
async def interface(settings):
    async with serving(settings) as running:
        yield running


def asked(line):
    """A whole request for a line of the table, as arguments of a client."""
    path = paths.read(line.pattern)
    address = path.template.format(**dict.fromkeys(path.parts, "x"))
    message = contracts.filled(METHODS[line.rpc].request)
    body = message if line.body in {"", "*"} else getattr(message, line.body)
    content = json_format.MessageToDict(body) if line.body else None
    needed = [each.json_name for each in message.DESCRIPTOR.fields if is_required(each)]
    values = json_format.MessageToDict(message)
    params = {name: values.get(name, "x") for name in needed if name in operations.parameters_of(line, path)}
    return {"method": line.verb, "url": VERSION + address, "json": content, "params": params}


def soon():
    return (datetime.now(UTC) + timedelta(days=30)).isoformat()


def refused_for_right(answer):
    return answer.status_code == 403 and answer.json()["reason"] == "NOT_PERMITTED"


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_reaches_what_its_permissions_name_and_nothing_else(interface, role):
    caller = Principal("eve", "user", frozenset({role}))
    async with interface.person(caller) as client:
        for line in LINES:
            answer = await client.request(**asked(line))
            allowed = METHODS[line.rpc].permission.allows(caller)
            told = (line.verb, line.pattern, answer.text)
            assert answer.status_code == (200 if allowed else 403), told
            assert refused_for_right(answer) is not allowed, told
        for (verb, path), permission in BY_HAND.items():
            if path in {"/events", "/session"}:
                continue
            address = VERSION + path.format(user="eve", token="0" * 16)
            answer = await client.request(verb, address, json=BODIES.get(path))
            allowed = permission is None or permission.allows(caller)
            assert refused_for_right(answer) is not allowed, (path, answer.text)
    noted = await interface.doors.accounts.entries(0, 500, refused=True)
    assert {each.entry.actor for each in noted} <= {"user:eve", ""}
    assert len(noted) >= sum(not METHODS[line.rpc].permission.allows(caller) for line in LINES)


async def test_strangers_reach_nothing_but_the_ways_to_sign_in(interface):
    known = described(interface)
    assert len(known) > len(LINES)
    async with interface.client() as client:
        for verb, path in known:
            answer = await client.request(verb, path.replace("{", "").replace("}", ""), json={})
            reached = answer.status_code != 401
            assert reached is ((verb, path) in SIGNING_IN), (path, answer.status_code)


async def test_a_token_reaches_what_it_was_made_for(interface):
    caller = Principal("eve", "user", frozenset(ROLES))
    wish = {"title": "Reader", "scopes": ["queue.read"], "expireTime": soon()}
    async with interface.person(caller) as client:
        made = await client.post(f"{VERSION}/tokens", json=wish)
        secret = made.json()["secret"]
    async with interface.client(headers={"authorization": f"Bearer {secret}"}) as program:
        for line in LINES:
            answer = await program.request(**asked(line))
            allowed = METHODS[line.rpc].permission.name == "queue.read"
            assert answer.status_code == (200 if allowed else 403), (line.pattern, answer.text)
        for (verb, path), permission in BY_HAND.items():
            if permission is not None:
                address = VERSION + path.format(user="eve", token="0" * 16)
                answer = await program.request(verb, address, json=BODIES.get(path))
                assert refused_for_right(answer), (path, answer.text)


async def test_no_address_is_forgotten_here(interface):
    by_hand = {(verb, VERSION + path) for verb, path in BY_HAND} | SIGNING_IN
    table = {(line.verb, VERSION + paths.read(line.pattern).template) for line in LINES}
    assert described(interface) == by_hand | table


def described(interface):
    """Every address of the description."""
    found = interface.app.openapi()["paths"]
    return {(verb.upper(), path) for path, verbs in found.items() for verb in verbs}


def test_every_rpc_that_people_may_call_has_an_address():
    """But for those that stream more than pages of mentions."""
    reached = {line.rpc for line in LINES}
    people = {name: method for name, method in METHODS.items() if method.permission.roles}
    assert all(people[name].streaming or people[name].taking for name in people.keys() - reached)
    assert people.keys() - reached <= {
        "ListeningService.ReplayRecords",
        "PolicyService.ReplayPolicy",
        "InsightsService.FindMissingItems",
    }
