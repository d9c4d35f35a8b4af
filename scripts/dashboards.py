"""Writes the Grafana dashboards of the umbrella chart from the descriptions in dashboard_pages.py.

`python scripts/dashboards.py` writes deploy/helm/antiphon/files/dashboards; `--check` fails when one is
stale.
Tests hold every expression against promtool and the catalogue of metrics.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from dashboard_pages import DASHBOARDS
from dashboard_parts import Dashboard, Panel

FOLDER: Final = Path(__file__).parents[1] / "deploy/helm/antiphon/files/dashboards"
SOURCE: Final = {"type": "prometheus", "uid": "${datasource}"}


def render(dashboard: Dashboard) -> str:
    """The dashboard as Grafana takes it."""
    made = {
        "uid": f"antiphon-{dashboard.name}",
        "title": dashboard.title,
        "tags": ["antiphon"],
        "schemaVersion": 39,
        "timezone": "browser",
        "editable": True,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [_datasource(), *(_variable(*each) for each in dashboard.variables)]},
        "panels": list(_panels(dashboard)),
    }
    return json.dumps(made, indent=1) + "\n"


def _datasource() -> dict[str, Any]:
    return {"name": "datasource", "type": "datasource", "query": "prometheus", "label": "Prometheus"}


def _variable(name: str, query: str) -> dict[str, Any]:
    return {"name": name, "type": "query", "query": query, "datasource": SOURCE, "refresh": 2, "sort": 1}


def _panels(dashboard: Dashboard) -> Iterator[dict[str, Any]]:
    number, top = 1, 0
    for title, panels in dashboard.rows:
        place = {"h": 1, "w": 24, "x": 0, "y": top}
        yield {
            "id": number,
            "type": "row",
            "title": title,
            "collapsed": False,
            "gridPos": place,
            "panels": [],
        }
        number, top = number + 1, top + 1
        width = 24 // len(panels) if len(panels) <= 4 else 8
        for at, panel in enumerate(panels):
            line, column = divmod(at, 24 // width)
            yield _panel(panel, number, {"h": 8, "w": width, "x": column * width, "y": top + line * 8})
            number += 1
        top += 8 * (1 + (len(panels) - 1) // (24 // width))


def _panel(panel: Panel, number: int, place: dict[str, int]) -> dict[str, Any]:
    targets = [
        {"refId": chr(65 + at), "expr": expression, "legendFormat": legend, "datasource": SOURCE}
        for at, (expression, legend) in enumerate(panel.shown)
    ]
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.about,
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": targets,
    }


def main() -> int:
    """Writes the files, or with --check names those that do not match."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when one is stale")
    check = parser.parse_args().check
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale = 0
    for dashboard in DASHBOARDS:
        file, text = FOLDER / f"{dashboard.name}.json", render(dashboard)
        if file.exists() and file.read_text() == text:
            continue
        stale += 1
        if check:
            print(f"{file} does not match; run: python scripts/dashboards.py", file=sys.stderr)
        else:
            file.write_text(text)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
