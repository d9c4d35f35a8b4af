"""A copy is brought back as docs/howto/operate/back-up-and-restore.md tells, and knows nobody forgotten."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from services.cli import session
from tests.fixtures import postgres

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

BEFORE, AFTER = 300, 200
ROOMS = ("archive", "queue", "listener")


class Installation:
    """An embedded set in a folder, started and ended as a person would."""

    def __init__(self, folder, url):
        self.folder, self.data = folder, folder / "data"
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("ANTIPHON_")}
        if url:
            self.environment["ANTIPHON_STORE_URL"] = url

    def antiphon(self, *words):
        command = [sys.executable, "-m", "services.cli", "--data", str(self.data), *words]
        said = subprocess.run(
            command,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=180,
        )
        assert said.returncode == 0, said.stdout + said.stderr
        return said.stdout + said.stderr

    @contextlib.contextmanager
    def up(self):
        command = [sys.executable, "-m", "services.cli", "up", "--idle", "--data", str(self.data)]
        with subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                until(lambda: session.running(self.data))
                yield
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(60)

    def replay(self, name, authors):
        file = self.folder / f"{name}.jsonl"
        lines = (
            {
                "source": "x",
                "native_id": f"{name}{at}",
                "text": f"acme order {name}{at} never came",
                "author": {"id": author, "handle": author},
            }
            for at, author in enumerate(authors)
        )
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))
        self.antiphon("replay", str(file), "--brand", "acme")

    def left_of(self, author):
        """What there is of somebody, room by room."""
        said = self.antiphon("author", "erase", *author, "--preview", "--json")
        found = json.loads(said[said.index("{") :])["preview"]
        return {
            room: {name: count for name, count in found[room].items() if name != "suppressed"}
            for room in ROOMS
        }, all(found[room]["suppressed"] for room in ROOMS)

    def decided(self):
        said = self.antiphon("status", "--json")
        return int(json.loads(said[said.index("{") :])["queue"]["decisions"])

    def balanced(self):
        assert "accounted for" in self.antiphon("status", "--audit")


def until(condition, seconds=90):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def dump(server, folder):
    programs = postgres.find_programs()
    (folder / "copy").mkdir(exist_ok=True)
    run(programs / "pg_dump", "--format=custom", "--file", folder / "copy/antiphon.dump", server)


def put_back(server, folder):
    programs = postgres.find_programs()
    words = ("--clean", "--if-exists", "--exit-on-error", "--dbname", server)
    run(programs / "pg_restore", *words, folder / "copy/antiphon.dump")


def run(*words):
    said = subprocess.run([str(word) for word in words], check=False, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path):
    if request.param == "sqlite":
        return Installation(tmp_path, ""), None
    url = request.getfixturevalue("postgres_url")
    return Installation(tmp_path, url), url


def test_a_restored_copy_knows_nobody_who_was_forgotten(place, tmp_path):
    here, url = place
    copy = tmp_path / "copy"
    with here.up():
        here.antiphon("brand", "add", "Acme")
        here.replay("a", [("ada", "bob", "cyd")[at % 3] for at in range(BEFORE)])
        here.balanced()
        here.antiphon("author", "erase", *author_of("ada"), "--yes")
        if url:
            dump(url, tmp_path)
        here.antiphon("backup", "make", str(copy))
        here.antiphon("author", "erase", *author_of("bob"), "--yes")
        here.replay("b", ["cyd"] * AFTER)
        here.balanced()
    if url:
        put_back(url, tmp_path)
    else:
        here.antiphon("backup", "restore", str(copy))
    with here.up():
        counts, _ = here.left_of(author_of("bob"))
        assert counts["archive"]["mention"], "the copy does not remember them, so this shows nothing"
        print(here.antiphon("backup", "catch-up", "--erasures", str(copy / "erasures.jsonl")))
        for author in ("ada", "bob"):
            until(lambda author=author: forgotten(here, author), 30)
        here.balanced()
        assert here.decided() == BEFORE + AFTER, "what the log holds was not decided again"


def author_of(name):
    return ("x", name)


def forgotten(here, name):
    counts, suppressed = here.left_of(author_of(name))
    return suppressed and not any(count for room in counts.values() for count in room.values())
