"""Makes a release as files: `make release` fills dist/<version> with what is pushed, signed or carried over.

The wheel, the charts as packages, for each image a bill of materials made of its lock, the list of images
that a site without the internet needs, the images themselves where an engine is named, and all checksums,
signed where a key is given.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
IMAGES: Final = ("listener", "scorer", "router", "insights", "console", "cli")
CHARTS: Final = ("listener", "scorer", "router", "insights", "console", "antiphon")
BASE: Final = re.compile(r"^ARG PYTHON=(\S+)$", re.MULTILINE)
PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def main() -> int:
    """Makes everything; the exit code of the first step that fails."""
    arguments = _arguments()
    version = str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])
    folder = ROOT / "dist" / version
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["SOURCE_DATE_EPOCH"] = _said("git", "log", "-1", "--format=%ct") or "0"
    _wheel(folder)
    _charts(folder, version, arguments.helm)
    for image in IMAGES:
        (folder / f"antiphon-{image}-{version}.cdx.json").write_text(bill(image, version))
    (folder / "images.txt").write_text("".join(f"{line}\n" for line in _images(version)))
    for image in arguments.image if arguments.engine else ():
        _image(folder, version, image, arguments.engine)
    _checksums(folder)
    if arguments.sign:
        sign(folder / "SHA256SUMS", arguments.sign)
    print(f"{folder.relative_to(ROOT)} holds {len(list(folder.iterdir()))} files:")
    for file in sorted(folder.iterdir()):
        print(f"  {file.stat().st_size:>12,}  {file.name}")
    if not arguments.engine:
        print("Images were not built: name an engine, for example make release ENGINE=podman.")
    return 0


def bill(image: str, version: str) -> str:
    """What an image is made of, as CycloneDX tells it, from its lock."""
    parts = [
        {
            "type": "library",
            "name": name,
            "version": number,
            "purl": f"pkg:pypi/{name.lower()}@{number}",
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in digests],
        }
        for name, number, digests in _locked((ROOT / f"deploy/images/{image}.lock").read_text())
    ]
    made: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "container", "name": f"antiphon/{image}", "version": version}},
        "components": parts,
    }
    return json.dumps(made, indent=1) + "\n"


def _locked(text: str) -> Iterator[tuple[str, str, Sequence[str]]]:
    found = list(PINNED.finditer(text))
    for number, one in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        yield one[1], one[2], HASH.findall(text[one.start() : end])


def _images(version: str) -> Iterator[str]:
    base = BASE.search((ROOT / "deploy/images/Dockerfile").read_text())
    yield "# Images of this release; a site without the internet carries these over."
    yield from (f"antiphon/{image}:{version}" for image in IMAGES)
    if base:
        yield f"# Only to build them: {base[1]}"
    yield "# NATS with JetStream and Postgres are yours; so are KEDA, cert-manager, the Prometheus operator"
    yield "# where the charts are told to use them."


def _wheel(folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _charts(folder: Path, version: str, helm: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        charts = Path(scratch) / "charts"
        shutil.copytree(ROOT / "deploy/helm", charts, ignore=shutil.ignore_patterns("charts", "*.lock"))
        homes = {f"HELM_{name}_HOME": f"{scratch}/{name}" for name in ("CACHE", "CONFIG", "DATA")}
        for chart in CHARTS:
            for command in (
                ["dependency", "update", "--skip-refresh", chart],
                ["package", chart, "--app-version", version, "--destination", str(folder)],
            ):
                subprocess.run(
                    [helm, *command],
                    cwd=charts,
                    env={**os.environ, **homes},
                    check=True,
                    stdout=subprocess.DEVNULL,
                )


def _image(folder: Path, version: str, image: str, engine: str) -> None:
    name = f"antiphon/{image}:{version}"
    revision = _said("git", "rev-parse", "HEAD")
    options = ["--file", "deploy/images/Dockerfile", "--target", image, "--tag", name]
    options += ["--build-arg", f"VERSION={version}", "--build-arg", f"REVISION={revision}"]
    subprocess.run([*engine.split(), "build", *options, "."], cwd=ROOT, check=True)
    subprocess.run(
        [*engine.split(), "save", "--output", folder / f"antiphon-{image}-{version}.tar", name], check=True
    )


def _checksums(folder: Path) -> None:
    lines = []
    for file in sorted(folder.iterdir()):
        with file.open("rb") as opened:
            lines.append(f"{hashlib.file_digest(opened, 'sha256').hexdigest()}  {file.name}\n")
    (folder / "SHA256SUMS").write_text("".join(lines))


def sign(file: Path, key: Path) -> Path:
    """Signs a file with an Ed25519 key in PEM; the signature beside it, which openssl alone can verify."""
    signature = file.with_name(f"{file.name}.sig")
    words = ["-sign", "-rawin", "-inkey", str(key), "-in", str(file), "-out", str(signature)]
    subprocess.run([shutil.which("openssl") or "openssl", "pkeyutl", *words], check=True)
    return signature


def _said(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True).stdout.strip()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    beside = Path(sys.prefix) / "deploy-tools/helm4"
    helm = str(beside) if beside.exists() else "helm"
    parser.add_argument("--helm", default=helm, help="helm to package charts with")
    parser.add_argument(
        "--engine", default="", help="podman or docker, with options; builds and saves images"
    )
    parser.add_argument("--image", action="append", choices=IMAGES, help="only these images; all by default")
    parser.add_argument("--sign", type=Path, help="Ed25519 key (PEM) that signs the checksums")
    arguments = parser.parse_args()
    arguments.image = arguments.image or IMAGES
    return arguments


if __name__ == "__main__":
    sys.exit(main())
