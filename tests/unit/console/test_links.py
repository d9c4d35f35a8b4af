import pytest

from services.common.model import errors
from services.console.adapters import links
from services.console.adapters.links import Links

SECRET = "sixteen characters and more"
NOW = 1_700_000_000.0


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
    assert Links("").session(Links("").issue("local:eve", NOW), NOW) is None


def test_a_cookie_names_the_person_until_it_runs_out():
    known = Links(SECRET)
    cookie = known.issue("local:zoë", NOW)
    session = known.session(cookie, NOW)
    assert session.principal.subject == "local:zoë"
    assert session.principal.holder == "user:local:zoë"
    assert session.principal.roles == {"agent", "lead", "administrator"}
    assert known.session(cookie, NOW + links.SESSION_SECONDS + 1) is None


@pytest.mark.parametrize("cookie", ["", ".", "a.b.c", "YQ.99999999999.0000"])
def test_a_cookie_we_did_not_make_is_nobody(cookie):
    assert Links(SECRET).session(cookie, NOW) is None


def test_another_secret_ends_every_session():
    cookie = Links(SECRET).issue("local:ann", NOW)
    assert Links("another secret, long enough").session(cookie, NOW) is None
    assert Links(SECRET).session(cookie, NOW) is not None


def test_a_changed_name_is_noticed():
    cookie = Links(SECRET).issue("local:ann", NOW)
    _, expiry, signature = cookie.split(".")
    forged = Links(SECRET).issue("local:eve", NOW).split(".")[0]
    assert Links(SECRET).session(f"{forged}.{expiry}.{signature}", NOW) is None


def test_the_csrf_word_differs_between_sessions():
    known = Links(SECRET)
    ann, bob = (known.session(known.issue(name, NOW), NOW) for name in ("local:ann", "local:bob"))
    assert ann.csrf != bob.csrf


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
