import socket

import pytest

from services.cli import ports


def system(tmp_path, words):
    file = tmp_path / "range"
    file.write_text(words)
    return file


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("32768\t60999\n", range(20_000, 32_768)),
        ("1024\t40000\n", range(40_001, 65_536)),
        ("1024 65535", range(20_000, 32_768)),
        ("no numbers", range(20_000, 32_768)),
    ],
)
def test_ports_are_chosen_outside_the_range_of_the_system(tmp_path, words, found):
    assert ports.safe(system(tmp_path, words)) == found


def test_a_system_that_does_not_say_its_range_has_a_safe_one_all_the_same(tmp_path):
    assert ports.safe(tmp_path / "none") == range(20_000, 32_768)


def test_the_first_wish_is_one_wish_only(free_port):
    with socket.create_server(("127.0.0.1", free_port)):
        told = []
        chosen = ports.choose({}, {"page": free_port}, told.append)
    assert chosen["page"] in ports.safe()
    assert told == []


def test_too_few_free_ports_are_told(free_port):
    with pytest.raises(ports.NoPortFree, match="end a program"):
        ports.choose({}, {"one": 0, "other": 0}, print, range(free_port, free_port + 1))
