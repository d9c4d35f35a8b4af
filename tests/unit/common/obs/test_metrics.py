from __future__ import annotations

import dataclasses
import re
import urllib.request

import pytest
from prometheus_client import REGISTRY

from services.common.config import ObsSettings, Settings
from services.common.obs import catalogue, metrics, reference

AREAS = {
    "rpc",
    "bus",
    "store",
    "listener",
    "scorer",
    "router",
    "insights",
    "console",
    "mentions",
    "process",
    "sandbox",
    "cli",
}


def settings(port):
    return dataclasses.replace(Settings(), obs=ObsSettings(metrics_port=port))


@pytest.mark.parametrize("declaration", metrics.DECLARATIONS, ids=lambda declaration: declaration.name)
def test_a_metric_has_a_name_of_the_house_and_a_sentence(declaration):
    assert re.fullmatch(r"antiphon_[a-z]+(_[a-z]+)+", declaration.name)
    assert reference.area_of(declaration) in AREAS
    assert declaration.help.endswith(".")
    assert declaration.name.endswith("_total") == (declaration.kind == "counter")


def test_no_metric_is_declared_twice():
    names = [declaration.name for declaration in metrics.DECLARATIONS]
    assert len(names) == len(set(names))


def test_no_label_could_hold_a_person_or_an_id():
    forbidden = {
        "author",
        "handle",
        "mention",
        "key",
        "uid",
        "id",
        "text",
        "user",
        "subject",
        "brand",
        "path",
        "url",
    }
    for declaration in metrics.DECLARATIONS:
        assert not forbidden & set(declaration.labels), declaration.name


def test_the_front_door_shows_what_the_catalogue_declares():
    assert metrics.RPC_REQUESTS is catalogue.RPC_REQUESTS


def test_every_declared_metric_is_one_prometheus_knows():
    registered = {
        name
        for names in REGISTRY._collector_to_names.values()
        for name in names
        if name.startswith("antiphon_")
    }
    assert {declaration.name for declaration in metrics.DECLARATIONS} <= registered


def test_the_page_lists_every_metric_once():
    page = reference.render()
    for declaration in metrics.DECLARATIONS:
        assert page.count(f"| `{declaration.name}` |") == 1


def test_metrics_are_served_on_the_port_that_is_returned():
    metrics.SCORED_ITEMS.labels("neutral").inc(3)
    port = metrics.serve(settings(0))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        page = answer.read().decode()
    assert "antiphon_scorer_scored_items_total" in page


def test_minus_one_serves_none():
    assert metrics.serve(settings(-1)) is None
