"""Every supported shape of the charts renders to objects that a cluster takes and an SRE would."""

from __future__ import annotations

import functools
import itertools

import jsonschema
import pytest
import referencing
from referencing.jsonschema import DRAFT7

from services.common import config
from services.common.rpc.permissions import CALL_GRAPH
from tests.fixtures import charts as bench
from tests.fixtures.charts import SERVICES, SHAPES, environment, named, of_kind, pods

CUSTOM = {"ServiceMonitor", "PrometheusRule", "ScaledObject", "Certificate"}
STORES = bench.script("charts").STORES


def test_what_is_written_from_the_code_matches_it():
    made = bench.script("charts").pages()
    assert [str(path) for path, text in made if path.read_text() != text] == []


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("chart", [*SERVICES, "antiphon"])
def test_a_chart_passes_the_strict_lint(charts, chart, version):
    said = charts.helm("lint", "--strict", chart, version=version)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "[WARNING]" not in said.stdout


@pytest.mark.parametrize("shape", SHAPES)
def test_both_helms_render_the_same(charts, rendered, shape):
    known = [argument for kind in bench.MONITORING for argument in ("--api-versions", kind)]
    other = charts.render("antiphon", "--values", f"ci/{shape}.yaml", *known, version=3)
    assert sorted(other, key=str) == sorted(rendered(shape), key=str)


def test_a_package_of_each_chart_can_be_made(charts, tmp_path):
    said = charts.helm("package", *SERVICES, "antiphon", "--destination", str(tmp_path))
    assert said.returncode == 0, said.stderr
    assert len(list(tmp_path.glob("*.tgz"))) == len(SERVICES) + 1


@pytest.mark.parametrize(
    "version", [bench.script("deploy_tools").LOWEST, bench.script("deploy_tools").HIGHEST]
)
def test_objects_pass_the_strict_schemas_of_a_supported_cluster(manifests, version):
    check = schemas(version)
    for each in manifests:
        if each["kind"] not in CUSTOM:
            check(each)


@functools.cache
def schemas(version):
    folder = bench.tool(f"schemas-{version}")
    definitions = DRAFT7.create_resource(bench.read(folder / "_definitions.json"))
    registry = referencing.Registry().with_resource("/api/_definitions.json", definitions)

    @functools.cache
    def validator(kind, api_version):
        group, _, number = api_version.rpartition("/")
        suffix = "-".join(part for part in (group.partition(".")[0], number) if part)
        schema = bench.read(folder / f"{kind.lower()}-{suffix}.json")
        return jsonschema.Draft7Validator(schema, registry=registry)

    def check(manifest):
        wrong = list(validator(manifest["kind"], manifest["apiVersion"]).iter_errors(manifest))
        assert not wrong, f"{manifest['kind']}/{manifest['metadata']['name']}: {wrong[0].message}"

    return check


def test_objects_of_operators_pass_closed_schemas(manifests):
    for each in of_kind(manifests, *CUSTOM):
        schema = bench.read(bench.ROOT / f"tests/deploy/schemas/{each['kind'].lower()}.json")
        jsonschema.Draft7Validator(schema).validate(each)


def test_names_are_short_and_unlike(manifests):
    keys = [(each["kind"], each["metadata"]["name"]) for each in manifests]
    assert len(keys) == len(set(keys))
    assert all(len(name) <= 63 for _, name in keys)


def test_every_object_has_the_standard_labels(manifests):
    standard = {"name", "instance", "version", "component", "part-of", "managed-by"}
    for each in manifests:
        labels = each["metadata"]["labels"]
        assert {f"app.kubernetes.io/{label}" for label in standard} | {"helm.sh/chart"} <= labels.keys()


def test_what_chooses_pods_chooses_those_of_its_own(manifests):
    labels = [metadata["labels"] for _, metadata, _ in pods(manifests)]
    for each in of_kind(manifests, "Deployment", "Service", "PodDisruptionBudget"):
        selector = each["spec"]["selector"]
        chosen = [own for own in labels if selector.get("matchLabels", selector).items() <= own.items()]
        assert len(chosen) == 1, each["metadata"]["name"]
        assert chosen[0]["app.kubernetes.io/component"] == "service"


def test_services_lead_to_ports_that_containers_have(manifests):
    for service in of_kind(manifests, "Service"):
        deployment = deployment_of(manifests, service["spec"]["selector"])
        ports = {port["name"] for port in deployment["spec"]["template"]["spec"]["containers"][0]["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports
        assert all(len(port["name"]) <= 15 for port in service["spec"]["ports"])


def deployment_of(manifests, selector):
    (found,) = [
        each
        for each in of_kind(manifests, "Deployment")
        if selector.items() <= each["spec"]["template"]["metadata"]["labels"].items()
    ]
    return found


def test_ingresses_lead_to_services(manifests):
    for ingress in of_kind(manifests, "Ingress"):
        for rule in ingress["spec"]["rules"]:
            backend = rule["http"]["paths"][0]["backend"]["service"]
            ports = named(manifests, "Service", backend["name"])["spec"]["ports"]
            assert backend["port"]["name"] in {port["name"] for port in ports}


def test_pods_pass_podsecurity_restricted_and_write_nowhere(manifests):
    for name, _, spec in pods(manifests):
        assert spec["automountServiceAccountToken"] is False, name
        assert spec["enableServiceLinks"] is False, name
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"].get("runAsUser", 1) > 0
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys()
        for container in spec["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]},
                "readOnlyRootFilesystem": True,
                "runAsNonRoot": True,
            }, name
        allowed = {"emptyDir", "secret", "configMap", "projected", "persistentVolumeClaim"}
        assert {kind for volume in spec.get("volumes", []) for kind in volume.keys() - {"name"}} <= allowed


def test_service_accounts_have_no_token_and_pods_name_ones_that_exist(manifests):
    accounts = {each["metadata"]["name"]: each for each in of_kind(manifests, "ServiceAccount")}
    assert all(each["automountServiceAccountToken"] is False for each in accounts.values())
    for deployment in of_kind(manifests, "Deployment"):
        assert deployment["spec"]["template"]["spec"]["serviceAccountName"] in {*accounts, "antiphon"}


def test_requests_stay_below_limits_and_memory_is_bounded(manifests):
    units = {"Mi": 1, "Gi": 1024}
    for name, _, spec in pods(manifests):
        for container in spec["containers"]:
            asked, most = (container["resources"][part]["memory"] for part in ("requests", "limits"))
            mebibytes = [int(text[:-2]) * units[text[-2:]] for text in (asked, most)]
            assert mebibytes[0] <= mebibytes[1], name
            assert "cpu" in container["resources"]["requests"], name


def test_mounts_and_volumes_belong_together(manifests):
    for name, _, spec in pods(manifests):
        volumes = {volume["name"] for volume in spec.get("volumes", [])}
        for container in spec["containers"]:
            mounts = container.get("volumeMounts", [])
            assert {mount["name"] for mount in mounts} <= volumes, name
            assert len({mount["mountPath"] for mount in mounts}) == len(mounts), name


def test_claims_and_configmaps_that_are_named_are_made(manifests):
    made = {(each["kind"], each["metadata"]["name"]) for each in manifests}
    for _, _, spec in pods(manifests):
        for volume in spec.get("volumes", []):
            if "persistentVolumeClaim" in volume:
                assert ("PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"]) in made
        for container in spec["containers"]:
            for source in container.get("envFrom", []):
                assert ("ConfigMap", source["configMapRef"]["name"]) in made


def test_services_would_start_with_the_settings_they_are_given(manifests):
    """Every name is a setting, every value one that it takes, and all fit together."""
    for _, _, spec in pods(manifests):
        for container in spec["containers"]:
            config.load(environment(manifests, container))


def test_files_that_settings_name_are_mounted(manifests):
    for name, _, spec in pods(manifests):
        for container in spec["containers"]:
            mounts = tuple(mount["mountPath"] for mount in container.get("volumeMounts", []))
            for key, value in environment(manifests, container).items():
                if key.endswith(("_FILE", "_FILES")):
                    assert all(file.startswith(mounts) for file in value.split(",")), (name, key)


def test_a_pod_has_time_to_drain(manifests):
    for deployment in of_kind(manifests, "Deployment"):
        spec = deployment["spec"]["template"]["spec"]
        container = spec["containers"][0]
        drain = config.load(environment(manifests, container)).rpc.drain_seconds
        before = container["lifecycle"]["preStop"]["sleep"]["seconds"]
        assert spec["terminationGracePeriodSeconds"] >= before + drain + 10


def test_probes_ask_health_and_liveness_asks_for_the_process_alone(manifests):
    for deployment in of_kind(manifests, "Deployment"):
        container = deployment["spec"]["template"]["spec"]["containers"][0]
        looks = [container[f"{kind}Probe"] for kind in ("startup", "readiness", "liveness")]
        if container["name"] == "console":
            assert {look["httpGet"]["path"] for look in looks} == {"/healthz"}
        else:
            health = {port["name"]: port["containerPort"] for port in container["ports"]}["health"]
            assert [look["grpc"] for look in looks] == [
                {"port": health, "service": ""},
                {"port": health, "service": "ready"},
                {"port": health, "service": ""},
            ]
            assert environment(manifests, container)["ANTIPHON_RPC_HEALTH_LISTEN"].endswith(f":{health}")
        assert looks[0]["failureThreshold"] * looks[0]["periodSeconds"] >= 60


def test_pods_roll_when_settings_change(charts, rendered):
    changed = charts.render(
        "router", "--set", "settings.ANTIPHON_ROUTER_LEASE_SECONDS=60", release="antiphon-router"
    )
    revised = charts.render("router", "--set", "secretsRevision=2", release="antiphon-router")
    marks = [
        named(each, "Deployment", "antiphon-router")["spec"]["template"]["metadata"]["annotations"]
        for each in (rendered("router"), changed, revised)
    ]
    assert len({mark["checksum/config"] for mark in marks[:2]}) == 2
    assert len({mark["checksum/secret"] for mark in (marks[0], marks[2])}) == 2
    assert marks[0]["checksum/config"] == marks[2]["checksum/config"]


def test_what_scales_itself_is_given_no_number_of_pods(manifests):
    scaled = {
        each["spec"]["scaleTargetRef"]["name"]
        for each in of_kind(manifests, "HorizontalPodAutoscaler", "ScaledObject")
    }
    for deployment in of_kind(manifests, "Deployment"):
        assert ("replicas" in deployment["spec"]) != (deployment["metadata"]["name"] in scaled)


def test_lag_is_asked_of_consumers_that_the_code_has(rendered):
    facts = {
        each["metadata"]["name"]: each["spec"]["triggers"][0]["metadata"]
        for each in of_kind(rendered("autoscaling"), "ScaledObject")
    }
    told = {name: (trigger["stream"], trigger["consumer"]) for name, trigger in facts.items()}
    assert told == {
        "antiphon-scorer": ("MENTIONS", "scorer"),
        "antiphon-router": ("SCORED", "router"),
        "antiphon-insights": ("SCORED", "insights"),
    }


def test_single_replicas_have_no_disruption_budget(rendered):
    assert of_kind(rendered("trial"), "PodDisruptionBudget") == []
    budgets = of_kind(rendered("production"), "PodDisruptionBudget")
    assert len(budgets) == len(SERVICES)
    assert all(
        {"minAvailable", "maxUnavailable"} & each["spec"].keys() == {"maxUnavailable"} for each in budgets
    )


def test_tables_are_brought_up_before_pods_change_and_only_added_to(rendered):
    jobs = [each for each in of_kind(rendered("production"), "Job") if "expand" in each["metadata"]["name"]]
    assert len(jobs) == len(STORES)
    for job in jobs:
        assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
        assert job["spec"]["activeDeadlineSeconds"] > 0
        command = job["spec"]["template"]["spec"]["containers"][0]["command"]
        assert command[-2:] == ["--phase", "expand"]


def test_policies_allow_the_call_graph_and_nothing_else(rendered):
    manifests = rendered("production")
    policies = {each["metadata"]["name"]: each["spec"] for each in of_kind(manifests, "NetworkPolicy")}
    calls = set()
    for caller, callee in itertools.product(SERVICES, SERVICES):
        goes_out = any(
            matches(peer, callee) for peer in peers(policies[f"antiphon-{caller}"]["egress"], "to")
        )
        comes_in = any(
            matches(peer, caller) for peer in peers(policies[f"antiphon-{callee}"]["ingress"], "from")
        )
        assert goes_out == comes_in or caller == callee, (caller, callee)
        if goes_out:
            calls.add((caller, callee))
    graph = {(caller, callee) for caller, callees in CALL_GRAPH.items() for callee in callees}
    assert calls == {(caller, callee) for caller, callee in graph if caller in SERVICES}


def peers(rules, direction):
    return [peer for rule in rules for peer in rule.get(direction, [])]


def matches(peer, service):
    labels = peer.get("podSelector", {}).get("matchLabels", {})
    component = labels.get("app.kubernetes.io/component", "service")
    return labels.get("app.kubernetes.io/name") == service and component == "service"


@pytest.mark.parametrize(
    ("shape", "leaving"),
    [
        ("locked-down", {"antiphon-listener"}),
        ("production", {"antiphon-listener", "antiphon-insights", "antiphon-console"}),
    ],
)
def test_only_whom_the_values_name_leaves_the_cluster(rendered, shape, leaving):
    """The listener to the networks; beside it insights to channels and the console to push services."""
    found = set()
    for policy in of_kind(rendered(shape), "NetworkPolicy"):
        for peer in peers(policy["spec"].get("egress", []), "to"):
            if peer.get("ipBlock", {}).get("cidr") == "0.0.0.0/0":
                assert "169.254.0.0/16" in peer["ipBlock"]["except"]
                found.add(policy["metadata"]["name"])
    assert found == leaving


def test_neighbours_are_reached_on_their_ports_only(charts):
    def ports(chart, *given):
        arguments = [argument for each in given for argument in ("--set", each)]
        policy = named(charts.render(chart, *arguments), "NetworkPolicy", f"antiphon-{chart}")
        return {port["port"] for rule in policy["spec"]["egress"] for port in rule["ports"]}

    mail = ("mail.host=m.example", "mail.from=a@m.example", "mail.port=2525")
    assert ports("insights", *mail) - ports("insights") == {2525}
    assert ports("console", "translator.url=http://t:5000", "translator.port=5000") - ports("console") == {
        5000
    }


def test_everything_that_no_policy_names_is_denied(rendered):
    policies = of_kind(rendered("production"), "NetworkPolicy")
    (deny,) = [each for each in policies if each["metadata"]["name"].endswith("default-deny")]
    assert deny["spec"].keys() == {"podSelector", "policyTypes"}
    chosen = deny["spec"]["podSelector"]["matchLabels"]
    assert all(
        chosen.items() <= metadata["labels"].items() for _, metadata, _ in pods(rendered("production"))
    )
    assert all(sorted(each["spec"]["policyTypes"]) == ["Egress", "Ingress"] for each in policies)


def test_monitoring_is_left_out_where_the_cluster_does_not_know_it(charts, rendered):
    without = charts.render("antiphon", "--values", "ci/production.yaml")
    assert of_kind(without, "ServiceMonitor", "PrometheusRule") == []
    assert len(of_kind(rendered("production"), "ServiceMonitor")) == len(SERVICES)
    assert len(of_kind(rendered("production"), "PrometheusRule")) == 1
    switched_off = charts.render(
        "router", "--set", "metrics.serviceMonitor=never", "--api-versions", bench.MONITORING[0]
    )
    assert of_kind(switched_off, "ServiceMonitor") == []


def test_certificates_name_the_service_as_it_is_called(rendered):
    manifests = rendered("production")
    names = {
        name: set(each["spec"]["dnsNames"])
        for each in of_kind(manifests, "Certificate")
        for name in [each["metadata"]["name"]]
    }
    for deployment in of_kind(manifests, "Deployment"):
        settings = environment(manifests, deployment["spec"]["template"]["spec"]["containers"][0])
        for key, address in settings.items():
            if key.startswith("ANTIPHON_RPC_") and key.endswith("_ADDRESS"):
                host = address.partition(":")[0]
                assert host in names[host]


def test_services_installed_one_by_one_find_each_other(rendered):
    manifests = [each for service in SERVICES for each in rendered(service)]
    services = {each["metadata"]["name"] for each in of_kind(manifests, "Service")}
    for _, _, spec in pods(manifests):
        for container in spec["containers"]:
            told = environment(manifests, container)
            hosts = {told[key].partition(":")[0] for key in told if key.endswith("_ADDRESS")}
            assert hosts <= services


def test_an_escape_hatch_reaches_the_pod(charts):
    manifests = charts.render(
        "scorer",
        "--set-json",
        'extraEnv=[{"name":"TZ","value":"UTC"}]',
        "--set-json",
        'extraContainers=[{"name":"beside","image":"x"}]',
        "--set-json",
        'extraObjects=[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{ .Release.Name }}-own"}}]',
    )
    spec = named(manifests, "Deployment", "antiphon-scorer")["spec"]["template"]["spec"]
    assert {"name": "TZ", "value": "UTC"} in spec["containers"][0]["env"]
    assert [container["name"] for container in spec["containers"]] == ["scorer", "beside"]
    assert named(manifests, "ConfigMap", "antiphon-own")
