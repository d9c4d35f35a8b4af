"""What a service imports is declared for it, so that no update of somebody else's package takes it away."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
OURS = {"services", "antiphon"}
SHARED = {"google"}
"""Name spaces that several packages fill."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def named(requirement):
    return normal(re.match(r"[\w.-]+", requirement).group())


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(folder):
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                yield from (each.name.partition(".")[0] for each in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


@pytest.mark.parametrize(
    "service", ["common", "listener", "router", "insights", "console", "sandbox", "cli", "scorer"]
)
def test_what_a_service_imports_is_declared_for_it(service):
    extras = PROJECT["optional-dependencies"]
    asked = [
        *PROJECT["dependencies"],
        *extras.get(service, []),
        *(extras["training"] if service == "scorer" else []),
    ]
    declared = {named(each) for each in asked}
    where = metadata.packages_distributions()
    foreign = {*imported(ROOT / "services" / service)} - {*sys.stdlib_module_names} - OURS - SHARED
    assert foreign
    missing = {top for top in foreign if not {normal(each) for each in where.get(top, [top])} & declared}
    assert not missing


@pytest.mark.parametrize("extra", ["listener", "cli"])
def test_what_httpx_looks_for_at_every_request_is_there(extra):
    declared = {named(each) for each in PROJECT["optional-dependencies"][extra]}
    assert {"httpx", "sniffio"} <= declared
