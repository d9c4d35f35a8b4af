"""The interface does what its description says, whatever is asked of it; schemathesis asks."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import hypothesis
import pytest
import schemathesis
import uvicorn
from schemathesis import checks
from schemathesis.specs.openapi import checks as promises

from services.common.model.principal import ROLES, Principal
from tests.acceptance.console.interface import HOST, Interface, serving

CHECKS = (
    checks.not_a_server_error,
    promises.status_code_conformance,
    promises.content_type_conformance,
    promises.response_schema_conformance,
    promises.response_headers_conformance,
)
EXAMPLES = 3
MANY_EXAMPLES = 200

NEVER_ENDING = "/api/v1/events"
ENDS_THE_SESSION = "/api/v1/session"
NOT_HERE = ("/api/v1/deadLetters", "/api/v1/consumers", "/api/v1/policies:replay")
"""Without a log and a router there is no answer; `test_http` has a log."""


@pytest.fixture
async def served(settings) -> AsyncIterator[tuple[Interface, str]]:
    """The interface on a port: schemathesis asks from threads."""
    async with serving(settings) as interface:
        listening = socket.create_server((HOST, 0))
        config = uvicorn.Config(interface.app, log_config=None, access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        server.capture_signals = contextlib.nullcontext
        running = asyncio.create_task(server.serve([listening]))
        yield interface, f"http://{HOST}:{listening.getsockname()[1]}"
        server.should_exit = True
        await running


@pytest.mark.parametrize(
    "examples", [EXAMPLES, pytest.param(MANY_EXAMPLES, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])]
)
async def test_no_answer_is_a_fault_or_undocumented(served, examples):
    interface, address = served
    caller = Principal("eve", "user", frozenset(ROLES))
    headers = {"authorization": f"Bearer {interface.signer.token(caller)}"}
    description = interface.app.openapi()
    faults = await asyncio.to_thread(ask_all, description, address, headers, examples)
    assert not faults, "\n\n".join(faults)


def ask_all(description, address, headers, examples):
    """What does not hold, operation by operation."""
    schema = schemathesis.openapi.from_dict(description)
    faults = []
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path not in {NEVER_ENDING, ENDS_THE_SESSION} and not operation.path.startswith(NOT_HERE):
            try:
                ask(operation, address, headers, examples)
            except (BaseExceptionGroup, AssertionError) as fault:
                faults.append(f"{operation.label}: {fault}")
    return faults


def ask(operation, address, headers, examples):
    @hypothesis.given(case=operation.as_strategy())
    @hypothesis.settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    def asked(case):
        response = case.call(base_url=address, headers=headers, timeout=20)
        case.validate_response(response, checks=CHECKS)

    asked()
