from __future__ import annotations

import sys

import pytest

from services.common.config import loader, pages, reference


def test_every_setting_says_what_it_means():
    page = reference.render()
    for variable in loader.variables():
        heading = f"### `{variable.key}`\n\n"
        assert heading in page
        text = page.split(heading)[1].split("\n\n")[0]
        assert len(text) > 15, f"{variable.key} needs a docstring under its field"


def test_the_page_names_type_range_and_default():
    section = reference.render().split("### `ANTIPHON_BUS_BATCH_MAX_ITEMS`")[1].split("###")[0]
    assert "- Value: whole number, 1 to 100,000" in section
    assert "- Default: `500`" in section


def test_a_stale_page_is_noticed(tmp_path):
    page = tmp_path / "settings.md"
    assert not pages.is_current(page, "new")
    page.write_text("old")
    assert not pages.is_current(page, "new")
    page.write_text("new")
    assert pages.is_current(page, "new")


def test_the_check_says_which_command_mends_it(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["reference", "--check"])
    with pytest.raises(SystemExit) as caught:
        pages.main("docs/page.md", lambda: "text", "make docs")
    assert caught.value.code == "docs/page.md does not match the code; run: make docs"


def test_writing_makes_the_check_pass(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["reference"])
    pages.main("docs/page.md", lambda: "text", "make docs")
    monkeypatch.setattr(sys, "argv", ["reference", "--check"])
    with pytest.raises(SystemExit) as caught:
        pages.main("docs/page.md", lambda: "text", "make docs")
    assert caught.value.code is None
