"""Translations of what customers wrote, where a translator is set."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Request
from pydantic import Field

from services.common.model import errors
from services.console.adapters.translating import LONGEST_TEXT, Translator
from services.console.api.access import check_scope
from services.console.api.desk import Parts
from services.console.api.session import Body

READ_QUEUE: Final = "queue.read"

router = APIRouter(tags=["mentions"])


class Offer(Body):
    """Whether there is a translator."""

    available: bool


class Wish(Body):
    """What to translate."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"^[^\x00]*$")]
    language: str = Field(
        pattern="^[a-z]{2,3}$", description="ISO 639 code to translate to.", examples=["en"]
    )


class Translated(Body):
    """A translation by a machine; say so wherever you show it."""

    text: str
    language: str = Field(description="ISO 639 code of what it was written in; empty where not known.")


@router.get("/translations", summary="Whether a translator is set")
async def get_translator(request: Request) -> Offer:
    check_scope(request.state.session, READ_QUEUE)
    return Offer(available=_translator(request) is not None)


@router.post("/translations", summary="Translate a text by machine")
async def translate(request: Request, body: Wish) -> Translated:
    """The text goes to the translator that is set, and to nobody else; nothing is kept."""
    check_scope(request.state.session, READ_QUEUE)
    translator = _translator(request)
    if translator is None:
        raise errors.NotFound("A translator", "set ANTIPHON_CONSOLE_TRANSLATOR_URL first")
    found = await translator.translate(body.text, body.language)
    return Translated(text=found.text, language=found.language)


def _translator(request: Request) -> Translator | None:
    parts: Parts = request.app.state.parts
    return parts.translator
