"""A secret that is not there is told of in a sentence that names the setting."""

from __future__ import annotations

import pytest

from services.common.config import ConsoleSettings, secretfile
from services.common.config.insights import InsightsSettings
from services.console.adapters import translating
from services.console.adapters.issuer import Issuer
from services.insights.adapters import mailing
from services.insights.core.messages import Message


def test_what_stands_in_the_file_counts_without_its_line_ends(tmp_path):
    file = tmp_path / "key"
    file.write_text(" secret\n\n")
    assert secretfile.read("ANTIPHON_X_FILE", file) == "secret"
    assert not secretfile.read("ANTIPHON_X_FILE", None)


@pytest.mark.parametrize(
    ("held", "problem"),
    [(None, "cannot be read"), (b" \n", "is empty"), (b"\xff\xfe\x00", "is no text")],
)
def test_a_file_without_a_secret_is_refused_by_the_name_of_its_setting(tmp_path, held, problem):
    file = tmp_path / "key"
    if held is not None:
        file.write_bytes(held)
    with pytest.raises(secretfile.SecretProblem, match=rf"^ANTIPHON_X_FILE: .*{problem}.*;"):
        secretfile.read("ANTIPHON_X_FILE", file)


def test_a_console_does_not_start_without_the_secrets_that_are_set(tmp_path):
    gone = tmp_path / "gone"
    with pytest.raises(secretfile.SecretProblem, match="ANTIPHON_CONSOLE_TRANSLATOR_KEY_FILE"):
        translating.of(ConsoleSettings(translator_url="https://t.example", translator_key_file=gone))
    with pytest.raises(secretfile.SecretProblem, match="ANTIPHON_CONSOLE_OIDC_CLIENT_SECRET_FILE"):
        Issuer(ConsoleSettings(oidc_client_secret_file=gone), accounts=None)


def test_a_letter_that_lacks_its_password_says_so_and_blames_no_server(tmp_path):
    settings = InsightsSettings(
        smtp_host="127.0.0.1",
        mail_from="desk@example.org",
        smtp_user="desk",
        smtp_password_file=tmp_path / "gone",
    )
    said = mailing.send(Message("id", "test", "Title", "Text"), ["lead@example.org"], settings)
    assert said.startswith("ANTIPHON_INSIGHTS_SMTP_PASSWORD_FILE: ")
