"""Values that cannot work are refused before anything is installed, with a sentence."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.common import config
from tests.fixtures.charts import environment, named, pods

DIGEST = re.compile(r"[a-z]+/[a-z]+@sha256:[0-9a-f]{64}")

REFUSED = [
    ("router", ["postgres.existingSecret="], "a SQLite file serves one replica; set replicaCount to 1"),
    (
        "insights",
        ["postgres.existingSecret=", "replicaCount=1", "autoscaling.kind=keda"],
        "a SQLite file serves one replica; set autoscaling.kind to none",
    ),
    ("scorer", ["nats.url="], "nats.url is empty; name the log's address"),
    ("scorer", ["auth.verifyKeysSecret="], "auth.verifyKeysSecret is empty"),
    ("router", ["auth.signingKeySecret="], "auth.signingKeySecret is empty"),
    ("scorer", ["nats.user=scorer"], "nats.user is set without a password"),
    ("scorer", ["drainSeconds=60"], "terminationGracePeriodSeconds is 45, and draining may take 75"),
    ("scorer", ["autoscaling.kind=hpa", "autoscaling.minReplicas=9"], "turn them round"),
    ("scorer", ["rollout.maxSurge=0"], "no pod could ever be replaced"),
    ("scorer", ["podDisruptionBudget.maxUnavailable=0"], "no node could ever be drained"),
    ("console", ["ingress.enabled=true"], "ingress.enabled needs ingress.host"),
    ("insights", ["mail.host=mail.example"], "mail.host needs mail.from"),
    (
        "insights",
        ["mail.host=m.example", "mail.from=a@m.example", "mail.user=a"],
        "name its Secret in mail.ex",
    ),
    ("console", ["oidc.issuer=https://login.example"], "oidc.issuer needs oidc.clientId"),
    ("listener", ["ingress.enabled=true", "ingress.host=x.example"], "set webhooks.enabled"),
    ("router", ["postgres.existingSecret=", "replicaCount=1", "migrations.contract=true"], "is for Postgres"),
    (
        "antiphon",
        ["backup.enabled=true", "backup.nats.user=cli"],
        "backup.nats.user is set without a password",
    ),
    ("antiphon", ["global.tls=true", "documents.policies.x=y"], "name a Secret with a certificate"),
]

UNKNOWN = [
    ("router", "replicas=3"),
    ("router", "settings.ANTIPHON_ROUTER_LEASE_SECOND=3"),
    ("router", "settings.ANTIPHON_BUS_URL=nats://x"),
    ("router", "settings.ANTIPHON_ROUTER_LEASE_SECONDS=soon"),
    ("router", "settings.ANTIPHON_ROUTER_LEASE_SECONDS=1"),
    ("router", "image.pullPolicy=Sometimes"),
    ("router", "postgres.url=postgresql://user:password@host/database"),
    ("listener", "autoscaling.kind=keda"),
    ("scorer", "replicaCount=0"),
    ("antiphon", "globals.natsUrl=x"),
    ("antiphon", "router.replicas=2"),
    ("antiphon", "global.settings.ANTIPHON_BUS_STREAM_MAX_BYTE=1"),
]


@pytest.mark.parametrize(("chart", "given", "sentence"), REFUSED)
def test_what_cannot_work_together_is_refused_with_a_remedy(charts, chart, given, sentence):
    arguments = [argument for each in given for argument in ("--set", each)]
    assert sentence in charts.refusal(chart, *arguments)


@pytest.mark.parametrize(("chart", "given"), UNKNOWN)
def test_a_typo_or_a_value_out_of_range_is_refused_by_the_schema(charts, chart, given):
    assert "values don't meet the specifications of the schema" in charts.refusal(chart, "--set", given)


def test_large_whole_numbers_reach_the_service_as_such(rendered):
    data = named(rendered("production"), "ConfigMap", "antiphon-router")["data"]
    assert data["ANTIPHON_BUS_STREAM_MAX_BYTES"] == "21474836480"
    assert data["ANTIPHON_ROUTER_LEASE_SECONDS"] == "600"


def test_a_setting_of_the_chart_goes_before_that_of_the_installation(charts):
    made = charts.render(
        "antiphon",
        *("--set", "global.settings.ANTIPHON_OBS_LOG_LEVEL=error"),
        *("--set", "router.settings.ANTIPHON_OBS_LOG_LEVEL=debug"),
    )
    levels = {
        name: named(made, "ConfigMap", f"antiphon-{name}")["data"]["ANTIPHON_OBS_LOG_LEVEL"]
        for name in ("router", "scorer")
    }
    assert levels == {"router": "debug", "scorer": "error"}


def test_images_come_from_the_mirror_by_digest(rendered):
    for name, _, spec in pods(rendered("locked-down")):
        image = spec["containers"][0]["image"]
        assert image.startswith("mirror.example.org/antiphon/"), name
        assert DIGEST.search(image), name
        assert spec["imagePullSecrets"] == [{"name": "mirror"}]


def test_documents_are_applied_after_the_services(rendered):
    made = rendered("production")
    job = named(made, "Job", "antiphon-documents")
    assert job["metadata"]["annotations"]["helm.sh/hook"] == "post-install,post-upgrade"
    documents = named(made, "ConfigMap", "antiphon-documents")["data"]
    assert documents["care.yaml"].startswith("name: care")
    assert json.loads(documents["northwind.brand.json"]) == {
        "id": "northwind",
        "name": "Northwind",
        "queries": ["northwind coffee"],
    }


VALUES = st.fixed_dictionaries(
    {
        "replicaCount": st.integers(1, 100),
        "drainSeconds": st.integers(1, 30),
        "runAsUser": st.none() | st.integers(1, 2**31),
        "secretsRevision": st.text("abc:#'\"{}", max_size=8),
        "podLabels": st.dictionaries(
            st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text("xy-", max_size=3)
        ),
        "networkPolicy": st.fixed_dictionaries({"enabled": st.booleans()}),
        "tls": st.fixed_dictionaries(
            {"enabled": st.booleans(), "existingSecret": st.sampled_from(["", "own"])}
        ),
        "test": st.fixed_dictionaries({"enabled": st.booleans()}),
        "autoscaling": st.fixed_dictionaries({"kind": st.sampled_from(["none", "hpa", "keda"])}),
        "settings": st.fixed_dictionaries(
            {},
            optional={
                "ANTIPHON_ROUTER_LEASE_SECONDS": st.integers(5, 86_400),
                "ANTIPHON_BUS_STREAM_MAX_BYTES": st.integers(10 * 2**20, 2**50),
                "ANTIPHON_OBS_TRACE_RATIO": st.floats(0, 1),
                "ANTIPHON_OBS_LOG_LEVEL": st.sampled_from(["debug", "info"]),
            },
        ),
    }
)


@given(values=VALUES)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_schema_takes_renders_to_settings_that_the_service_takes(
    charts, tmp_path_factory, values
):
    file = tmp_path_factory.mktemp("values") / "values.json"
    file.write_text(json.dumps(values))
    made = charts.render("router", "--values", str(file))
    container = named(made, "Deployment", "antiphon-router")["spec"]["template"]["spec"]["containers"][0]
    taken = config.load(environment(made, container))
    for key, value in values["settings"].items():
        group, _, field = key.removeprefix("ANTIPHON_").lower().partition("_")
        assert getattr(getattr(taken, group), field) == value
