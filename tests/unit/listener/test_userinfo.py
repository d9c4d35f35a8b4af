import pytest

from services.common.model import errors
from services.listener.core import userinfo
from services.listener.sources import registry


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://mira:s3cret@feed.example/x", "https://***@feed.example/x"),
        ("https://mira@feed.example/x", "https://***@feed.example/x"),
        ("https://mira:s3:c@ret@feed.example", "https://***@feed.example"),
        ("wss://:s3cret@stream.example:8443/?a=b@c", "wss://***@stream.example:8443/?a=b@c"),
        ("not http://a:b@x.example, http://c@y.example", "not http://***@x.example, http://***@y.example"),
        ("https://feed.example/@mira?to=a@b.example#c@d", "https://feed.example/@mira?to=a@b.example#c@d"),
        ("care@acme.example", "care@acme.example"),
        ("plain", "plain"),
    ],
)
def test_a_name_and_password_in_an_address_are_masked_and_nothing_else_is(text, shown):
    assert userinfo.mask(text) == shown
    assert userinfo.without(text) == shown.replace("***@", "")


def test_what_was_copied_from_where_it_is_masked_is_refused():
    with pytest.raises(errors.InvalidField, match=r"config\.url: holds \*\*\*"):
        registry.find("rss").validate({"url": "https://***@feed.example/x"})
