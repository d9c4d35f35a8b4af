import json
import os

import pytest

from services.cli import embedded, session
from services.common import config

SET = {"ANTIPHON_BUS_RETRY_LIMIT": "7", "ANTIPHON_STORE_SQLITE_SYNCHRONOUS": "NORMAL"}
SECRET = {"ANTIPHON_STORE_URL": "postgresql://someone:hush@db/antiphon"}
OTHERS = {"ANTIPHON_OBS_LOG_LEVEL": "debug", "PATH": "/bin"}


def run(folder, environ):
    """Leaves what a set would leave that this process has started."""
    content = {"pid": os.getpid(), "environment": embedded.own_settings(environ)}
    folder.run_file.write_text(json.dumps(content))


def test_a_set_tells_its_own_settings_of_log_and_store_and_no_secret():
    assert embedded.own_settings({**SET, **SECRET, **OTHERS}) == SET


def test_a_command_in_another_shell_uses_the_settings_of_the_running_set(folder):
    run(folder, SET)
    assert session.settings_of(folder.path, {}) == config.load(SET)


def test_what_the_shell_says_about_log_and_store_does_not_count_where_a_set_runs(folder):
    run(folder, {})
    said = session.settings_of(folder.path, {**SET, **SECRET, **OTHERS})
    assert said == config.load(OTHERS)


def test_without_a_set_the_shell_alone_counts(folder):
    own = {**SET, **SECRET, "ANTIPHON_AUTH_SIGNING_KEY_FILE": "key.pem"}
    assert session.settings_of(folder.path, own) == config.load(own)
    with pytest.raises(session.NothingRuns):
        session.settings_of(folder.path, SET)
