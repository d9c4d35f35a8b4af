"""Writes what the charts say about the code, so that the two cannot part.

`python scripts/charts.py` writes values, schemas and READMEs of the charts in deploy/helm from the commented
values in deploy/helm/values, and `_facts.tpl` of the library chart from the call graph, the ports and the
consumers of the code. `--check` fails when one of them is stale.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_args, get_origin

import chart_values
import yaml

ROOT: Final = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "proto/gen/python")]

from services.common.config import RpcSettings, loader  # noqa: E402  # the path is set above
from services.common.config.kinds import Range  # noqa: E402
from services.common.config.loader import Variable  # noqa: E402
from services.common.config.values import is_secret  # noqa: E402
from services.common.rpc.permissions import CALL_GRAPH, EVERY_SERVICE  # noqa: E402
from services.insights.adapters import archive  # noqa: E402
from services.router.adapters import intake  # noqa: E402
from services.scorer.adapters import stream  # noqa: E402

HELM: Final = ROOT / "deploy/helm"
SERVICES: Final = ("listener", "scorer", "router", "insights", "console")
STORES: Final = tuple(name for name in SERVICES if (ROOT / f"services/{name}/store/migrations").exists())
HEALTH_PORT: Final = 8709

SHARED_GROUPS: Final = ("obs", "bus", "rpc", "auth")
GROUPS: Final = {service: ("store", service) if service in STORES else (service,) for service in SERVICES}
"""Groups of settings that a service reads, beside the shared ones."""

SENTENCES: Final = {
    "listener": "The only door in and out: sources, accounts, deliveries.",
    "scorer": "What a mention means and how much it matters.",
    "router": "Opportunities, leases, replies, the outbox.",
    "insights": "The archive: the only memory of what was said.",
    "console": "The desk in the browser.",
    "antiphon": "The whole of Antiphon: five services, with the log and the database by reference.",
}


def facts() -> str:
    """What the templates know of the code, as a template of its own."""
    rpc = RpcSettings()
    ports = {service: int(rpc.address_of(service).rpartition(":")[2]) for service in sorted(EVERY_SERVICE)}
    known = {
        "ports": ports,
        "healthPort": HEALTH_PORT,
        "stores": list(STORES),
        "callees": {caller: sorted(CALL_GRAPH[caller] - {"console"}) for caller in SERVICES},
        "callers": {service: _callers(service) for service in SERVICES},
        "consumers": {
            "scorer": {"stream": stream.STREAM, "name": stream.CONSUMER},
            "router": {"stream": intake.STREAM, "name": intake.CONSUMER},
            "insights": {"stream": archive.STREAM, "name": archive.CONSUMER},
        },
    }
    text = yaml.safe_dump(known, sort_keys=True)
    note = "{{/* Written by scripts/charts.py from services/common/rpc/permissions.py and the consumers. */}}"
    return f'{note}\n{{{{- define "antiphon.facts" -}}}}\n{text}{{{{- end -}}}}\n'


def _callers(service: str) -> list[str]:
    return sorted(caller for caller, callees in CALL_GRAPH.items() if service in callees)


def settings_schema(groups: tuple[str, ...]) -> dict[str, Any]:
    """The settings that may stand in `settings`: those of the groups that the chart does not set itself."""
    ours = set(re.findall(r"ANTIPHON_[A-Z_]+[A-Z]", (HELM / "common/templates/_env.tpl").read_text()))
    addresses = {f"ANTIPHON_RPC_{service.upper()}_ADDRESS" for service in EVERY_SERVICE}
    reserved = ours | addresses | {"ANTIPHON_RPC_SILENCE_SECONDS"}
    return {
        variable.key: _setting_form(variable.annotation)
        for variable in loader.variables()
        if variable.group in groups and variable.key not in reserved and not _is_closed(variable)
    }


def _is_closed(variable: Variable) -> bool:
    return is_secret(variable.annotation) or variable.field.endswith(("_file", "_files"))


def _setting_form(annotation: Any) -> dict[str, Any]:
    limits = [mark for mark in get_args(annotation)[1:] if isinstance(mark, Range)]
    plain = get_args(annotation)[0] if limits else annotation
    if get_origin(plain) is not None and not limits:
        choices = [choice for choice in get_args(plain) if isinstance(choice, str)]
        return {"enum": choices} if choices else {"type": "string"}
    kind = {bool: "boolean", int: "integer", float: "number"}.get(plain, "string")
    bounds = {"minimum": limits[0].low, "maximum": limits[0].high} if limits else {}
    return {"type": kind, **bounds}


def source(chart: str) -> str:
    """The commented values of a chart, marks included."""
    every = (HELM / "values/shared.yaml").read_text().replace("@only stores", f"@only {' '.join(STORES)}")
    shared = chart_values.blocks(chart_values.for_chart(every, chart))
    own_file = HELM / f"values/{chart}.yaml"
    own = chart_values.blocks(own_file.read_text().replace("SERVICE", chart)) if own_file.exists() else {}
    if chart == "antiphon":
        parts = {"global": shared["global"], **own}
    else:
        first = dict(itertools.islice(shared.items(), 5))
        parts = {**first, **own, **{key: text for key, text in shared.items() if key not in own}}
        parts = {key: own.get(key, text) for key, text in parts.items()}
    return "\n\n".join(parts.values()) + "\n"


def schema(chart: str) -> str:
    """values.schema.json of a chart."""
    everything = settings_schema((*SHARED_GROUPS, *GROUPS.get(chart, ())))
    made = chart_values.schema(source(chart), everything)
    made["properties"]["global"]["properties"]["settings"]["properties"] = settings_schema(
        (*SHARED_GROUPS, "store")
    )
    if chart in SERVICES:
        made["properties"]["enabled"] = {"type": "boolean", "description": "Read by the umbrella chart."}
    else:
        for service in SERVICES:
            made["properties"][service]["additionalProperties"] = True  # its own schema closes it
    made["properties"]["common"] = {"type": "object", "description": "Of the library chart."}
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": f"Values of {chart}"}
    return json.dumps({**head, **made}, indent=1) + "\n"


def values(chart: str) -> str:
    """values.yaml of a chart."""
    sources = f"deploy/helm/values/shared.yaml and {chart}.yaml"
    note = f"# Written by scripts/charts.py from {sources}; change it there.\n\n"
    return note + chart_values.without_marks(source(chart))


def readme(chart: str) -> str:
    """README.md of a chart: its page of words, then the table."""
    words = HELM / f"values/{chart}.md"
    text = words.read_text().strip() + "\n\n" if words.exists() else ""
    lines = [f"| `{key}` | {default} | {words} |" for key, default, words in chart_values.rows(source(chart))]
    table = "\n".join(["| value | default | meaning |", "| --- | --- | --- |", *lines])
    head = f"# {chart}\n\n{SENTENCES[chart]}\n\n{text}## Values"
    return f"{head}\n\n*Written by `python scripts/charts.py`.*\n\n{table}\n"


def pages() -> Iterator[tuple[Path, str]]:
    """Every file that is written, with its text."""
    yield HELM / "common/templates/_facts.tpl", facts()
    for chart in (*SERVICES, "antiphon"):
        yield HELM / chart / "values.yaml", values(chart)
        yield HELM / chart / "values.schema.json", schema(chart)
        yield HELM / chart / "README.md", readme(chart)


def main() -> int:
    """Writes the files, or with --check names those that do not match."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when something is stale")
    check = parser.parse_args().check
    stale = [(path, text) for path, text in pages() if not path.exists() or path.read_text() != text]
    for path, text in stale:
        if check:
            print(f"{path.relative_to(ROOT)} does not match; run: python scripts/charts.py", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
