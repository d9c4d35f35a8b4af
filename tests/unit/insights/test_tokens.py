import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.common.model import errors
from services.insights.core import tokens

PLACES = st.builds(
    tokens.Place, create_time=st.integers(-(2**63), 2**63 - 1), id=st.integers(-(2**63), 2**63 - 1)
)


@given(PLACES, st.text())
def test_a_token_leads_back_to_its_place(place, filter_text):
    assert tokens.decode(tokens.encode(place, filter_text), filter_text) == place


def test_no_token_is_the_beginning():
    assert tokens.decode("", "network = x") is None


def test_a_token_of_another_filter_is_refused():
    token = tokens.encode(tokens.Place(1, 2), "network = x")
    with pytest.raises(errors.InvalidField, match="another filter"):
        tokens.decode(token, "network = y")


@pytest.mark.parametrize("token", ["nonsense", "ö", "====", "AAAA"])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(errors.InvalidField, match="not a token"):
        tokens.decode(token, "")
