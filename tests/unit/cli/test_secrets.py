from __future__ import annotations

import io

import pytest

from antiphon.listening.v1 import listening_service_pb2 as listening
from services.cli import secrets


@pytest.fixture
def written(tmp_path):
    def write(text):
        (tmp_path / "secrets").write_text(text)
        return str(tmp_path / "secrets")

    return write


def test_lines_and_objects_mean_the_same(written):
    wanted = {"client_id": "a=b", "client_secret": "s"}
    assert secrets.read(written("# of the desk\nclient_id = a=b\n\nclient_secret=s\n")) == wanted
    assert secrets.read(written('{"client_id": "a=b", "client_secret": "s"}')) == wanted


def test_an_object_inside_is_one_secret(written):
    assert secrets.read(written('{"key": {"type": "service_account"}}')) == {
        "key": '{"type": "service_account"}'
    }


def test_standard_input_is_read_for_a_hyphen(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("token=t\n"))
    assert secrets.read("-") == {"token": "t"}


@pytest.mark.parametrize(
    ("text", "words"), [("hunter2\n", "line 1 must be"), ('{"hunter2"', "is none"), ("\n", "no secret")]
)
def test_what_cannot_be_read_is_not_repeated(written, text, words):
    with pytest.raises(secrets.Unreadable, match=words) as told:
        secrets.read(written(text))
    assert "hunter2" not in str(told.value)


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(secrets.Unreadable, match="/nowhere cannot be read"):
        secrets.read("/nowhere")


def test_without_a_terminal_nobody_is_asked(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(secrets.Unreadable, match="--from-file"):
        secrets.ask([listening.SourceType.Key(name="token")])
    assert secrets.ask([]) == {}
