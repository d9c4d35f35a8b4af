import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.common.model import errors
from services.listener.core import naming, paging


@pytest.mark.parametrize("value", ["a", "acme-1", "a" * 63])
def test_ids_of_small_letters_digits_and_hyphens_are_taken(value):
    assert naming.check_id("brand_id", value) == value


@pytest.mark.parametrize("value", ["", "A", "-a", "a-", "a" * 64, "a/b", "ä", "a\n"])
def test_other_ids_are_refused_by_field(value):
    with pytest.raises(errors.InvalidField) as refused:
        naming.check_id("brand_id", value)
    assert refused.value.field == "brand_id"


@pytest.mark.parametrize("name", ["", "acme", "sources/acme", "brands/", "brands/-", "brands/a/b"])
def test_names_of_another_form_are_refused(name):
    with pytest.raises(errors.InvalidField):
        naming.brand_id("name", name)


def test_a_parent_may_stand_for_all():
    assert naming.brand_id("parent", "brands/-", wildcard=True) == naming.ALL


def test_a_query_name_has_both_ids():
    assert naming.query_ids("name", "brands/a/queries/b") == ("a", "b")
    with pytest.raises(errors.InvalidField):
        naming.query_ids("name", "brands/a/queries")


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("sources/nosuch", "`antiphon source list` shows"),
        ("sources/nosuch/account", "`antiphon source connect ID`"),
        ("brands/nosuch", "`antiphon brand list` shows"),
        ("brands/acme/queries/nosuch", "`antiphon brand list` shows"),
        ("backfills/nosuch", "`antiphon backfill list` shows"),
    ],
)
def test_what_is_missing_is_told_with_where_to_look(name, remedy):
    told = naming.missing(name)
    assert told.metadata == {"resource": name}
    assert told.message.startswith(f"{name} does not exist; ")
    assert remedy in told.message


@given(st.text(max_size=30), st.text(max_size=10))
def test_a_token_gives_back_where_the_page_ended(last, scope):
    assert paging.read_token(paging.make_token(last, scope), scope) == last


@pytest.mark.parametrize("token", ["x", "////", paging.make_token("a", "other"), "ä"])
def test_a_token_of_something_else_is_refused(token):
    with pytest.raises(errors.InvalidField) as refused:
        paging.read_token(token, "brands")
    assert refused.value.field == "page_token"


@pytest.mark.parametrize(("asked", "given"), [(0, 100), (5, 5), (5000, 1000)])
def test_page_sizes_stay_within_bounds(asked, given):
    assert paging.size(asked) == given


def test_a_negative_page_size_is_refused():
    with pytest.raises(errors.InvalidField):
        paging.size(-1)
