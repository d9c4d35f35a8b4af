import pytest
from starlette.routing import Match

from services.console.api.dispatch import Dispatch


async def answer(_request):
    raise AssertionError


PLACES = [
    ("POST", "/items/{item}:take", answer),
    ("GET", "/items/{item}:show", answer),
    ("GET", "/items", answer),
    ("GET", "/items/{item}", answer),
    ("PUT", "/items/{item}", answer),
    ("GET", "/items/{item}/parts/{part}", answer),
]


def found(verb, path):
    scope = {"type": "http", "method": verb, "path": path}
    match, child = Dispatch("/api", PLACES).matches(scope)
    return match, getattr(child.get("route"), "path", ""), child.get("path_params")


@pytest.mark.parametrize(
    ("verb", "path", "template", "parts"),
    [
        ("GET", "/api/items", "/api/items", {}),
        ("GET", "/api/items/a.b:c", "/api/items/{item}", {"item": "a.b:c"}),
        ("GET", "/api/items/a:show", "/api/items/{item}:show", {"item": "a"}),
        ("POST", "/api/items/a:take", "/api/items/{item}:take", {"item": "a"}),
        ("GET", "/api/items/a/parts/b", "/api/items/{item}/parts/{part}", {"item": "a", "part": "b"}),
    ],
)
def test_an_address_finds_its_place_and_actions_come_before_names(verb, path, template, parts):
    assert found(verb, path) == (Match.FULL, template, parts)


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/apiitems", "/api/things", "/api/items/a/parts", "/other"]
)
def test_what_is_no_address_finds_none(path):
    assert found("GET", path)[0] is Match.NONE


def test_another_verb_is_told_apart_from_no_address():
    assert found("DELETE", "/api/items/a")[0] is Match.PARTIAL
