"""Translations, by whatever translates: one small protocol, and a server with LibreTranslate's interface.

None is set by default: what customers wrote leaves the house only where somebody decided that it may.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple, Protocol

import httpx
from typing_extensions import override

from services.common.config import ConsoleSettings, secretfile
from services.common.model import errors
from services.common.obs import logs

CALL_SECONDS: Final = 20.0
LONGEST_TEXT: Final = 10_000

log = logs.get()


class Translation(NamedTuple):
    """A text in another language.

    Attributes:
        language: that it was written in, as far as the translator could tell; else empty.
    """

    text: str
    language: str = ""


class Translator(Protocol):
    """Whatever translates."""

    async def translate(self, text: str, language: str) -> Translation:
        """A text in a language, named by its ISO 639 code.

        Raises:
            TranslatorAway: if it does not answer, or not as it should.
            InvalidField: if it does not know the language.
        """
        ...


class TranslatorAway(errors.StoreUnavailable):
    """The translator does not answer, or not as one should."""


class LibreTranslate(Translator):
    """A server with the interface of LibreTranslate, https://docs.libretranslate.com: `POST /translate`."""

    def __init__(self, address: str, key: str) -> None:
        self._address = f"{address.rstrip('/')}/translate"
        self._key = key

    @override
    async def translate(self, text: str, language: str) -> Translation:
        wish = {"q": text, "source": "auto", "target": language, "format": "text"}
        if self._key:
            wish["api_key"] = self._key
        try:
            async with httpx.AsyncClient(timeout=CALL_SECONDS, follow_redirects=False) as client:
                answer = await client.post(self._address, json=wish)
        except httpx.HTTPError as fault:
            log.warning("translator.away", fault=type(fault).__name__)
            raise TranslatorAway("The translator does not answer just now; try again in a moment.") from fault
        if answer.status_code == httpx.codes.BAD_REQUEST:
            raise errors.InvalidField("language", "is none that the translator knows.")
        return _read(answer)


def of(settings: ConsoleSettings) -> Translator | None:
    """The translator that is set; None where none is.

    Raises:
        SecretProblem: its key cannot be read.
    """
    if not settings.translator_url:
        return None
    key = secretfile.read("ANTIPHON_CONSOLE_TRANSLATOR_KEY_FILE", settings.translator_key_file)
    return LibreTranslate(settings.translator_url, key)


def _read(answer: httpx.Response) -> Translation:
    try:
        told: Any = answer.raise_for_status().json()
        found = told.get("detectedLanguage") or {}
        return Translation(str(told["translatedText"]), str(found.get("language", "")))
    except (httpx.HTTPStatusError, ValueError, KeyError, AttributeError) as fault:
        log.warning("translator.refused", status=answer.status_code)
        raise TranslatorAway(
            f"The translator refused with status {answer.status_code}; ask who runs this desk."
        ) from fault
