"""Saved replies: every variable, every language, and what nobody knows."""

from __future__ import annotations

import pytest

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import drafting_service_pb2 as drafting
from services.common.model import errors
from services.router.core import macros


def facts(name="Ann Onymous"):
    mention = mention_pb2.Mention(network="x", link="https://x.test/1")
    mention.author.display_name, mention.author.handle = name, "ann"
    brand = events_pb2.BrandFact(name="brands/acme", display_name="Acme")
    return macros.Facts(mention, "user:maria.keller", brand, "abc")


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{customer.name}", "Ann Onymous"),
        ("{customer.first_name}, @{customer.handle}", "Ann, @ann"),
        ("{agent.name} {agent.initials}", "maria.keller MK"),
        ("{brand.name} {opportunity.id}", "Acme abc"),
        ("{opportunity.network} {opportunity.link}", "x https://x.test/1"),
        ("{{customer.name}} {{", "{customer.name} {"),
        ("{ customer.first_name | there }", "Ann"),
        ("no variable at all", "no variable at all"),
    ],
)
def test_variables_are_filled_in(text, filled):
    assert macros.render(text, facts()) == filled


@pytest.mark.parametrize("name", ["", "   ", "xX_99", "@ann", "4 you", "🦊 fox"])
def test_a_name_that_is_none_is_refused_by_name_unless_there_is_a_word_for_it(name):
    with pytest.raises(errors.InvalidField) as caught:
        macros.render("Hi {customer.first_name}!", facts(name))
    assert caught.value.field == "{customer.first_name}"
    assert macros.render("Hi {customer.first_name|there}!", facts(name)) == "Hi there!"


def saved(**texts):
    return drafting.Macro(display_name="Hello", texts=texts, default_language="en")


@pytest.mark.parametrize(
    "text", ["{customer.age}", "lone { brace", "lone } brace", "{}", "", "x" * 70_000, "{customer.name"]
)
def test_a_text_that_could_never_be_filled_in_is_refused_when_it_is_saved(text):
    with pytest.raises(errors.InvalidField) as caught:
        macros.check(saved(en=text))
    assert caught.value.field == "macro.texts[en]"


@pytest.mark.parametrize("language", ["english please", "E", "", "en_GB"])
def test_a_language_that_is_none_is_refused(language):
    with pytest.raises(errors.InvalidField):
        macros.check(saved(**{"en": "Hi", language: "Hi"}))


@pytest.mark.parametrize(
    ("asked", "spoken", "taken"),
    [("", "", "en"), ("", "de", "de"), ("", "fr", "en"), ("de", "en", "de"), ("de-AT", "", "de")],
)
def test_the_language_is_as_asked_else_as_spoken_else_the_default(asked, spoken, taken):
    assert macros.language(saved(en="Hi", de="Hallo"), asked, spoken) == taken


def test_a_language_that_was_asked_for_and_is_not_there_is_refused():
    with pytest.raises(errors.InvalidField):
        macros.language(saved(en="Hi"), "fr", "")


def test_the_only_language_is_the_default():
    assert macros.check(drafting.Macro(display_name="x", texts={"de": "Hallo"})).default_language == "de"
