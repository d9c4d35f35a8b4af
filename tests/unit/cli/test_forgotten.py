"""The list of who was forgotten grows, and loses nobody."""

from __future__ import annotations

import pytest

from services.cli import forgotten
from services.common.model import errors

ONE, OTHER = "1" * 64, "2" * 64


def test_a_list_keeps_whom_the_log_tells_no_longer(tmp_path):
    assert forgotten.write(tmp_path, {ONE: "monday"}) == 1
    assert forgotten.write(tmp_path, {ONE: "told again", OTHER: "friday"}) == 2
    assert forgotten.read(tmp_path / forgotten.FILE_NAME) == {ONE: "monday", OTHER: "friday"}
    assert (tmp_path / forgotten.FILE_NAME).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("line", ["no json", "[]", "7", "{}", '{"author_key_sha256": "ab"}'])
def test_a_list_that_is_none_is_named_with_its_line_and_left_as_it_is(tmp_path, line):
    file = tmp_path / forgotten.FILE_NAME
    file.write_text(f'{{"author_key_sha256": "{ONE}"}}\n{line}\n')
    with pytest.raises(errors.InvalidField, match=r"erasures\.jsonl:2: must be an object like"):
        forgotten.write(tmp_path, {OTHER: "friday"})
    assert file.read_text().endswith(f"{line}\n")
