"""Generated from the contracts: every RPC with every kind of caller, against a real server."""

from __future__ import annotations

import pytest

from services.common.model.principal import ROLES, Principal
from services.common.rpc import channels, permissions
from services.common.rpc.permissions import CALL_GRAPH, PERMISSIONS
from services.common.rpc.repeats import READING, REPEATABLE, REPEATABLE_COMMANDS
from services.common.rpc.server import Server
from tests.fixtures import contracts

CALLERS = [
    *(Principal(f"p-{role}", "user", frozenset({role})) for role in ROLES),
    Principal("p-nobody", "user"),
    *(Principal(service, "service") for service in sorted(CALL_GRAPH)),
    # A service cannot borrow a person's roles, nor a person a service's name.
    Principal("stranger", "service", frozenset(ROLES)),
    Principal("router", "user"),
]

METHODS = {method.full_name: method for method in contracts.methods()}


def test_every_rpc_of_the_contracts_has_a_line_and_no_line_is_left_over():
    assert set(PERMISSIONS) == set(METHODS)


def test_every_line_lets_somebody_in():
    assert not [
        method for method, permission in PERMISSIONS.items() if not permission.roles | permission.services
    ]


def test_the_table_names_only_roles_and_services_that_exist():
    for permission in PERMISSIONS.values():
        assert permission.roles <= set(ROLES)
        assert permission.services <= set(CALL_GRAPH)


def test_a_permission_of_one_name_is_the_same_everywhere():
    by_name = {permission.name: permission for permission in PERMISSIONS.values()}
    assert all(by_name[permission.name] == permission for permission in PERMISSIONS.values())


def test_services_may_call_only_along_the_call_graph():
    owner = {"listening": "listener", "scoring": "scorer", "routing": "router", "insights": "insights"}
    for method, permission in PERMISSIONS.items():
        callee = owner[method.split(".")[1]]
        assert all(callee in CALL_GRAPH[caller] for caller in permission.services), method


def test_an_rpc_without_a_line_is_found(monkeypatch):
    missing = "/antiphon.scoring.v1.ScoringService/ScoreMentions"
    monkeypatch.setattr(
        permissions, "PERMISSIONS", {key: PERMISSIONS[key] for key in PERMISSIONS if key != missing}
    )
    assert permissions.unlisted("antiphon.scoring.v1.ScoringService") == (missing,)


async def test_a_server_refuses_a_service_with_an_rpc_that_has_no_line(monkeypatch, settings, verifier):
    monkeypatch.setattr(permissions, "PERMISSIONS", {})
    server = Server(settings, service="scorer", verifier=verifier)
    with pytest.raises(ValueError, match=r"ScoreMentions, .*RescoreMentions: add a line to"):
        contracts.add_dummies(server, ["antiphon.scoring.v1.ScoringService"])
    await server.drain()


async def test_every_rpc_admits_exactly_the_callers_of_its_line(settings, signer, verifier):
    server = Server(settings, service="listener", verifier=verifier)
    contracts.add_dummies(server, contracts.SERVICES)
    port = await server.start()
    wrong, tried = [], 0
    for caller in CALLERS:
        async with channels.open(f"127.0.0.1:{port}", settings, signer=signer, principal=caller) as channel:
            for name, method in METHODS.items():
                tried += 1
                reason = await contracts.call(channel, method)
                expected = "" if PERMISSIONS[name].allows(caller) else "NOT_PERMITTED"
                if reason != expected:
                    wrong.append(f"{caller.holder} {sorted(caller.roles)} {name}: {reason or 'admitted'}")
    await server.drain()
    assert tried == len(CALLERS) * len(METHODS)
    assert not wrong


async def test_every_rpc_refuses_a_caller_without_a_token(settings, verifier):
    server = Server(settings, service="listener", verifier=verifier)
    contracts.add_dummies(server, contracts.SERVICES)
    port = await server.start()
    async with channels.open(f"127.0.0.1:{port}", settings) as channel:
        reasons = {name: await contracts.call(channel, method) for name, method in METHODS.items()}
    await server.drain()
    assert set(reasons.values()) == {"TOKEN_INVALID"}


@pytest.mark.parametrize(
    ("role", "method", "allowed"),
    [
        ("agent", "routing.v1.RoutingService/ClaimNextOpportunity", True),
        ("lead", "routing.v1.RoutingService/CreateReply", True),
        ("administrator", "routing.v1.RoutingService/DismissOpportunity", True),
        ("analyst", "routing.v1.RoutingService/ClaimNextOpportunity", False),
        ("read-only", "routing.v1.RoutingService/CreateReply", False),
        ("analyst", "insights.v1.InsightsService/ListMentions", True),
        ("read-only", "routing.v1.RoutingService/ListOpportunities", True),
        ("agent", "insights.v1.InsightsService/EraseAuthor", False),
        ("agent", "listening.v1.ListeningService/CreateSource", False),
        ("administrator", "listening.v1.ListeningService/Deliver", False),
    ],
)
def test_people_can_do_what_their_role_is_for(role, method, allowed):
    assert PERMISSIONS[f"/antiphon.{method}"].allows(Principal("p", "user", frozenset({role}))) is allowed


def test_only_the_router_sends():
    assert PERMISSIONS["/antiphon.listening.v1.ListeningService/Deliver"] == permissions.Permission(
        "deliveries.send", frozenset(), frozenset({"router"})
    )


def test_repeatable_rpcs_exist():
    assert set(PERMISSIONS) >= REPEATABLE


def test_no_command_is_repeated_unless_its_contract_allows_it():
    assert not [
        method
        for method in REPEATABLE - REPEATABLE_COMMANDS
        if not method.rpartition("/")[2].startswith(READING)
    ]
    assert "/antiphon.routing.v1.RoutingService/ClaimNextOpportunity" not in REPEATABLE
    assert "/antiphon.listening.v1.ListeningService/Deliver" in REPEATABLE
