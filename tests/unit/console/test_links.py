import pytest

from services.common.model import errors
from services.console.adapters import links
from services.console.adapters.links import Links

SECRET = "sixteen characters and more"


def secret_file(tmp_path, content=SECRET, mode=0o600):
    file = tmp_path / "page.token"
    file.write_text(content)
    file.chmod(mode)
    return file


def test_the_secret_admits_and_nothing_else_does():
    known = Links(SECRET)
    assert known.admits(SECRET)
    assert not known.admits(SECRET[:-1])
    assert not known.admits("")


def test_without_a_secret_nobody_is_admitted():
    assert not Links("").admits("")


def test_two_desks_on_one_machine_have_cookies_of_their_own():
    assert Links(SECRET).cookie_name != Links("another secret, long enough").cookie_name


def test_the_secret_comes_from_its_file(tmp_path):
    assert Links.load(secret_file(tmp_path, SECRET + "\n")).admits(SECRET)


@pytest.mark.parametrize(
    ("content", "mode", "remedy"), [(SECRET, 0o644, "chmod 600"), ("short", 0o600, "16 or more")]
)
def test_a_secret_that_is_none_is_refused_with_the_remedy(tmp_path, content, mode, remedy):
    with pytest.raises(links.LinkProblem, match=remedy):
        Links.load(secret_file(tmp_path, content, mode))


def test_a_missing_file_is_told_with_the_setting(tmp_path):
    with pytest.raises(links.LinkProblem, match="ANTIPHON_CONSOLE_LINK_TOKEN_FILE"):
        Links.load(tmp_path / "none")


def test_a_colleague_has_a_plain_name():
    assert links.subject("ines") == "local:ines"
    assert links.subject().startswith("local:")
    with pytest.raises(errors.InvalidField):
        links.subject("Ines Möller")
