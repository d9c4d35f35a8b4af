"""Generates the Python code of the contracts, and checks that what is committed matches.

Called by `make proto` (write), by `.ci/run` (`--check`) and, for the lint, by both:
the google/api and google/rpc protos that ours import come from an installed wheel,
and buf needs them as a folder of its own.
"""

from __future__ import annotations

import argparse
import filecmp
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROTO = ROOT / "proto"
GENERATED = PROTO / "gen" / "python"
DEPENDENCIES = ROOT / ".proto-deps"


def wheel_root(package: str) -> Path:
    """Folder that holds an installed package, for example site-packages."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        sys.exit(f"{package} is not installed; run: make setup")
    return Path(next(iter(spec.submodule_search_locations))).parent


def vendor_dependencies() -> None:
    """Copies google/api and google/rpc from the wheel to the git-ignored folder that buf reads."""
    source = wheel_root("google.api").parent
    shutil.rmtree(DEPENDENCIES, ignore_errors=True)
    for area in ("api", "rpc"):
        target = DEPENDENCIES / "google" / area
        target.mkdir(parents=True)
        for proto in (source / "google" / area).glob("*.proto"):
            shutil.copy(proto, target)


def generate(target: Path) -> None:
    """Writes messages, their types and the gRPC stubs with their types to `target`."""
    target.mkdir(parents=True, exist_ok=True)
    files = sorted(str(path.relative_to(PROTO)) for path in PROTO.glob("antiphon/**/*.proto"))
    services = [name for name in files if name.endswith("_service.proto")]
    include = [f"-I{PROTO}", f"-I{DEPENDENCIES}"]
    scripts = Path(sys.executable).parent
    protoc = [sys.executable, "-m", "grpc_tools.protoc", *include]
    subprocess.run([*protoc, f"--python_out={target}", f"--pyi_out={target}", *files], check=True)
    subprocess.run(
        [
            *protoc,
            f"--plugin=protoc-gen-mypy_grpc={scripts / 'protoc-gen-mypy_grpc'}",
            f"--grpc_python_out={target}",
            f"--mypy_grpc_out=quiet:{target}",
            *services,
        ],
        check=True,
    )
    for folder in {path.parent for path in target.rglob("*.py")} | {target / "antiphon"}:
        marker = folder
        while marker != target:
            (marker / "__init__.py").touch()
            marker = marker.parent
    (target / "antiphon" / "py.typed").touch()


def differences(left: Path, right: Path) -> list[str]:
    """Names of generated files that differ or exist on one side only."""
    names = {
        str(path.relative_to(side))
        for side in (left, right)
        for path in side.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    _, mismatch, errors = filecmp.cmpfiles(left, right, sorted(names), shallow=False)
    return mismatch + errors


def take_over(fresh: Path, stale: list[str]) -> None:
    """Replaces or removes only what is `stale`, so that what runs beside this finds its modules."""
    for name in stale:
        target = GENERATED / name
        if not (fresh / name).exists():
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.new")
        shutil.copy(fresh / name, beside)
        beside.replace(target)


def main() -> None:
    """Generates, or with `--check` compares and exits 1 on a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dependencies-only", action="store_true", help="only what buf lint needs")
    parser.add_argument("--check", action="store_true", help="compare with what is committed")
    arguments = parser.parse_args()
    vendor_dependencies()
    if arguments.dependencies_only:
        return
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder))
        stale = differences(Path(folder), GENERATED)
        if not arguments.check:
            take_over(Path(folder), stale)
            return
    if stale:
        sys.exit("generated code does not match the protos; run: make proto\n  " + "\n  ".join(stale))


if __name__ == "__main__":
    main()
