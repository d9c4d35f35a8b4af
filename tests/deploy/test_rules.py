"""Alerts fire where they should, and nothing watches a number that no service tells."""

from __future__ import annotations

import re
import subprocess

import pytest
import typer.main
import yaml
from prometheus_client import REGISTRY, generate_latest

from services.cli import __main__ as command_line
from services.common.obs import catalogue
from services.common.obs.declaring import DECLARATIONS
from tests.fixtures import charts as bench
from tests.fixtures.charts import of_kind

RUNBOOKS = bench.ROOT / "docs/howto/runbooks"
DASHBOARDS = bench.HELM / "antiphon/files/dashboards"
OURS = re.compile(r"\bantiphon_[a-z0-9_]+")
RECORDED = re.compile(r"\bantiphon:[a-z0-9_:]+")
COMMAND = re.compile(r"`antiphon ([a-z][a-z -]*)")
VARIABLES = {"$__rate_interval": "5m", "$service": "router"}


@pytest.fixture(scope="module")
def rules(rendered):
    (rule,) = of_kind(rendered("production"), "PrometheusRule")
    return rule["spec"]


@pytest.fixture(scope="module")
def expressions():
    """Every expression of every dashboard, with words in the place of Grafana's variables."""
    found = []
    for file in sorted(DASHBOARDS.glob("*.json")):
        for panel in bench.read(file)["panels"]:
            for target in panel.get("targets", []):
                text = target["expr"]
                for variable, word in VARIABLES.items():
                    text = text.replace(variable, word)
                found.append((f"{file.stem}: {panel['title']}", text))
    return found


def promtool(*arguments, folder):
    command = [bench.installed("promtool", "prometheus"), *arguments]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=300)


def alerts(rules):
    return [rule for group in rules["groups"] for rule in group["rules"] if "alert" in rule]


def samples():
    """Names that a service's page of metrics shows for what the catalogue declares, with their labels."""
    page = generate_latest(REGISTRY).decode()
    shown = set(re.findall(r"^# TYPE (antiphon_\S+)", page, re.MULTILINE))
    found = {}
    for declared in DECLARATIONS:
        assert declared.name in shown, declared.name
        names = [declared.name]
        if declared.kind == "histogram":
            names = [f"{declared.name}_{part}" for part in ("bucket", "count", "sum")]
        found.update({name: {*declared.labels, "le", "job", "pod"} for name in names})
    return found


def test_rules_are_written_as_prometheus_wants_them(rules, tmp_path):
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(rules))
    said = promtool("check", "rules", "--lint=all", "--lint-fatal", "rules.yaml", folder=tmp_path)
    assert said.returncode == 0, said.stdout + said.stderr


def test_alerts_fire_where_they_should_and_only_there(rules, tmp_path):
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(rules))
    cases = bench.ROOT / "tests/deploy/rules_test.yaml"
    (tmp_path / "cases.yaml").write_text(cases.read_text())
    said = promtool("test", "rules", "cases.yaml", folder=tmp_path)
    assert said.returncode == 0, said.stdout + said.stderr
    fired = {
        test["alertname"]
        for case in bench.read(cases)["tests"]
        for test in case["alert_rule_test"]
        if test["exp_alerts"]
    }
    assert fired == {alert["alert"] for alert in alerts(rules)}


def test_every_alert_says_how_urgent_it_is_and_has_a_page(rules):
    for alert in alerts(rules):
        assert alert["labels"]["severity"] in {"page", "ticket"}
        assert alert["annotations"].keys() == {"summary", "description", "runbook_url"}
        assert alert["annotations"]["runbook_url"] == f"docs/howto/runbooks/{alert['alert']}.md"
    pages = {file.stem for file in RUNBOOKS.glob("Antiphon*.md")}
    assert pages == {alert["alert"] for alert in alerts(rules)}
    index = (RUNBOOKS / "README.md").read_text()
    assert all(f"({page}.md)" in index for page in pages)


def test_every_metric_that_is_named_anywhere_is_one_that_services_tell(rules, expressions):
    known = samples()
    texts = [
        (rule.get("alert") or rule["record"], rule["expr"])
        for group in rules["groups"]
        for rule in group["rules"]
    ]
    texts += expressions
    texts += [(file.name, file.read_text()) for file in RUNBOOKS.glob("*.md")]
    recorded = {rule["record"] for group in rules["groups"] for rule in group["rules"] if "record" in rule}
    for where, text in texts:
        assert set(OURS.findall(text)) <= known.keys(), where
        assert set(RECORDED.findall(text)) <= recorded, where


def test_every_label_that_is_asked_for_is_one_the_metric_has(rules, expressions):
    known = samples()
    texts = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    for text in (*texts, *(text for _, text in expressions)):
        for name, chosen in re.findall(r"(antiphon_[a-z0-9_]+)\{([^}]*)\}", text):
            labels = set(re.findall(r"([a-z_]+)(?:=|!)", chosen))
            assert labels <= known[name], text


def test_expressions_of_dashboards_can_be_asked(expressions, tmp_path):
    """All in one file: promtool reads each as a rule."""
    listed = [{"record": f"panel:{number}", "expr": text} for number, (_, text) in enumerate(expressions)]
    (tmp_path / "panels.yaml").write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": listed}]}))
    said = promtool("check", "rules", "panels.yaml", folder=tmp_path)
    assert said.returncode == 0, said.stdout + said.stderr
    assert len(expressions) > 30


def test_dashboards_match_their_descriptions_and_have_ids_of_their_own():
    made = bench.script("dashboards")
    for dashboard in made.DASHBOARDS:
        text = (DASHBOARDS / f"{dashboard.name}.json").read_text()
        assert text == made.render(dashboard)
    uids = [bench.read(file)["uid"] for file in DASHBOARDS.glob("*.json")]
    assert len(set(uids)) == len(uids) == len(made.DASHBOARDS)


def test_buckets_that_objectives_stand_on_exist(rules):
    asked = set(re.findall(r"(antiphon_[a-z0-9_]+)_bucket\{le=\"([0-9.]+)\"", yaml.safe_dump(rules)))
    assert asked
    for name, bound in asked:
        metric = REGISTRY._names_to_collectors[name]
        assert float(bound) in metric._upper_bounds
        assert bound == str(float(bound))


def test_commands_of_runbooks_are_ones_that_there_are():
    command = typer.main.get_command(command_line.whole())
    for file in RUNBOOKS.glob("*.md"):
        for words in COMMAND.findall(file.read_text()):
            here, wanted = command, [word for word in words.split() if word.islower()]
            while wanted and getattr(here, "commands", None):
                assert wanted[0] in here.commands, (file.name, words)
                here = here.commands[wanted.pop(0)]


def test_events_of_runbooks_are_ones_that_services_log():
    code = "".join(path.read_text() for path in (bench.ROOT / "services").rglob("*.py"))
    for file in RUNBOOKS.glob("*.md"):
        for event in re.findall(r"events? `([a-z]+\.[a-z_]+)`", file.read_text()):
            assert f'"{event}"' in code, (file.name, event)


def test_no_label_of_a_metric_can_grow_without_bound():
    """Names of people, brands, posts and addresses are no labels; the catalogue says what each may hold."""
    unbounded = {
        "brand",
        "author",
        "mention",
        "opportunity",
        "agent",
        "user",
        "url",
        "path",
        "id",
        "key",
        "text",
    }
    assert not [declared.name for declared in DECLARATIONS if unbounded & set(declared.labels)]
    assert catalogue.DEADLINES_AT_RISK
