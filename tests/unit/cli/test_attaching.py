from __future__ import annotations

import pytest
import typer

from services.cli import attaching
from services.common.model import attachments


@pytest.fixture
def picture(tmp_path):
    file = tmp_path / "map.png"
    file.write_bytes(b"\x89PNG")
    return file


def test_files_go_with_their_descriptions_in_order(picture, tmp_path):
    photo = tmp_path / "cup.jpg"
    photo.write_bytes(b"jpeg")
    first, second = attaching.read([picture, photo], ["A map."])
    assert (first.content_type, first.content, first.description) == ("image/png", b"\x89PNG", "A map.")
    assert (second.content_type, second.content, second.description) == ("image/jpeg", b"jpeg", "")
    assert attaching.read([], []) == []


def test_what_cannot_go_is_refused_with_a_sentence(picture, tmp_path):
    bare = tmp_path / "noending"
    bare.write_bytes(b"x")
    large = tmp_path / "large.png"
    with large.open("wb") as file:
        file.truncate(attachments.MOST_BYTES + 1)
    for files, descriptions, sentence in (
        ([picture], ["A map.", "Another."], "Each --describe belongs to one --media"),
        ([tmp_path / "none.png"], [], "cannot be read"),
        ([tmp_path], [], "does not say what it is"),
        ([bare], [], "does not say what it is"),
        ([large], [], "6 MiB at most"),
    ):
        with pytest.raises(typer.BadParameter, match=sentence):
            attaching.read(files, descriptions)
