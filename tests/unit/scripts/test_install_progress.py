"""What a person sees while `make up` installs on a fresh machine."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[3] / "scripts" / "install_progress.py"


def told(*lines, total):
    asked = [sys.executable, str(SCRIPT), str(total)]
    return subprocess.run(asked, input="\n".join(lines), capture_output=True, text=True, check=True).stdout


def test_packages_and_megabytes_are_told_now_and_then_and_at_the_end():
    fetched = [
        line
        for number in range(21)
        for line in (
            f"Collecting p{number}==1 (from -r requirements.lock (line 1))",
            f"  Downloading p{number}-1-py3-none-any.whl.metadata (5.3 kB)",
            f"  Downloading p{number}-1-py3-none-any.whl (1.5 MB)",
        )
    ]
    said = told(*fetched, "Installing collected packages: p0, p1", total=23)
    assert "  20 of 23 packages fetched, 30 MB\n" in said
    assert said.endswith("  21 packages fetched, 32 MB; unpacking them takes about a minute …\n")
    assert said.count("\n") == 2


def test_packages_that_lie_here_or_are_for_other_machines_are_counted_for_what_they_are():
    lines = [
        "Ignoring colorama: markers 'sys_platform == \"win32\"' don't match your environment",
        *(f"Processing ./files/p{number}.whl" for number in range(19)),
        "  Using cached q-1-py3-none-any.whl (500 kB)",
    ]
    assert told(*lines, total=22) == "  20 of 21 packages fetched, 0 MB\n"
