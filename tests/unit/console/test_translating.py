"""A translator that is away, odd or does not know a language is told of in a sentence."""

from __future__ import annotations

import pytest

from services.common.config import ConsoleSettings
from services.common.model import errors
from services.console.adapters import translating
from tests.fixtures import a_translator


async def test_none_is_set_by_default():
    assert translating.of(ConsoleSettings()) is None


async def test_a_text_is_translated_under_the_key_that_is_set(tmp_path):
    key = tmp_path / "key"
    key.write_text("secret\n")
    with a_translator.serving() as server:
        settings = ConsoleSettings(translator_url=server.address, translator_key_file=key)
        found = await translating.of(settings).translate("Die Pumpe tropft.", "en")
        with pytest.raises(errors.InvalidField, match="none that the translator knows"):
            await translating.of(settings).translate("Die Pumpe tropft.", "xx")
    assert (found.text, found.language) == ("<b>The pump</b> of Brewster drips.", "de")
    assert server.asked[0]["api_key"] == "secret"
    with pytest.raises(translating.TranslatorAway, match="does not answer"):
        await translating.of(settings).translate("Die Pumpe tropft.", "en")


async def test_what_is_no_translator_is_refused_without_a_traceback():
    with a_translator.serving() as server:
        settings = ConsoleSettings(translator_url=f"{server.address}elsewhere")
        with pytest.raises(translating.TranslatorAway, match="status 404"):
            await translating.of(settings).translate("Die Pumpe tropft.", "en")
