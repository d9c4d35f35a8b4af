"""Mail servers as providers run them: TLS from the start or later, tokens instead of passwords."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import ssl
import tempfile
import uuid
from pathlib import Path

import jwt
import pytest
from aiosmtpd import smtp

from services.common.model.clock import SystemClock
from services.listener.sources import base, registry
from tests.fixtures import dovecot
from tests.fixtures.peers import email as mail

pytestmark = [
    pytest.mark.skipif(dovecot.PROGRAM is None, reason=dovecot.MISSING),
    pytest.mark.timeout(60),
]
ADDRESS = "care@brand.example"
PASSWORD = "a pretend password"
SIGNER = "s" * 40
TOKENS = """
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {base}/oauth2
}}
"""
ASKED = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={keys}/
username_attribute = email
"""


def token_for(address=ADDRESS, hours=1):
    """As a provider signs them."""
    now = dt.datetime.now(dt.UTC)
    said = {"email": address, "sub": address, "iat": now, "exp": now + dt.timedelta(hours=hours)}
    return jwt.encode(said, SIGNER, "HS256", headers={"kid": "default", "typ": "JWT"})


@pytest.fixture
def box(certificate, monkeypatch):
    """A mailbox that takes a password, or tokens that the provider signed."""
    monkeypatch.setattr(dovecot, "_CONFIG", dovecot._CONFIG + TOKENS)
    # Not below tmp_path, which the server's own users may not enter.
    with tempfile.TemporaryDirectory(prefix="antiphon-dovecot-") as folder:
        home = Path(folder)
        keys = home / "keys" / "default" / "HS256"
        keys.mkdir(parents=True)
        (keys / "default").write_text(base64.b64encode(SIGNER.encode()).decode())
        (home / "oauth2").write_text(ASKED.format(keys=home / "keys"))
        for each in (home, home / "keys", home / "keys" / "default", keys):
            each.chmod(0o755)
        server = dovecot.Dovecot(home, *certificate)
        server.allow(ADDRESS, PASSWORD)
        yield server
        server.close()


class Post:
    """A server for sending, with TLS as `security` has it.

    Attributes:
        letters: what it took.
        tokens: those that are good.
    """

    def __init__(self, security, certificate):
        self.letters = []
        self.tokens = set()
        self._lines = []
        self._security = security
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(*certificate)

    async def __aenter__(self):
        implicit = self._context if self._security == "tls" else None
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._line, "127.0.0.1", 0, ssl=implicit)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *fault):
        self._server.close()
        for line in self._lines:
            if isinstance(line.transport, asyncio.Transport):
                line.transport.abort()
        await asyncio.sleep(0.01)

    def _line(self):
        later = self._context if self._security == "starttls" else None
        line = smtp.SMTP(
            self,
            hostname="mail.brand.example",
            tls_context=later,
            require_starttls=later is not None,
            auth_require_tls=later is not None,  # TLS from the start it does not see
            authenticator=self._authenticate,
            loop=asyncio.get_running_loop(),
        )
        self._lines.append(line)
        return line

    def _authenticate(self, server, session, envelope, mechanism, given):
        known = (given.login.decode(), given.password.decode()) == (ADDRESS, PASSWORD)
        return smtp.AuthResult(success=known, handled=False)

    async def auth_XOAUTH2(self, server, args):  # noqa: N802  # as aiosmtpd names it
        said = base64.b64decode(args[1]).decode()
        known = {f"user={ADDRESS}\x01auth=Bearer {token}\x01\x01" for token in self.tokens}
        if said in known:
            return smtp.AuthResult(success=True, auth_data=ADDRESS)
        await server.challenge_auth(b'{"status":"400"}')
        return smtp.AuthResult(success=False, handled=False)

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802  # the same
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # as aiosmtpd names it
        self.letters.append(envelope.content)
        return "250 OK"


class Renewing:
    """Secrets of which the network gives new ones."""

    expire_time = None

    def __init__(self, *tokens):
        self.tokens = [*tokens]

    def get(self, name):
        return self.find(name) or pytest.fail(f"{name} was asked for")

    def find(self, name):
        return self.tokens[0] if name == "access_token" else ""

    async def refresh(self, renew):
        if len(self.tokens) == 1:
            raise base.SourceRejected("Connect it anew.")
        self.tokens.pop(0)


def opened(type_name, box, post, security, credentials):
    kind = registry.find(type_name)
    imap_port = box.tls_port if security == "tls" else box.port
    config = {"address": ADDRESS, "security": security, "lookback_hours": "48"}
    for server, port in (("imap", imap_port), ("smtp", post.port)):
        config |= {f"{server}_host": "127.0.0.1", f"{server}_port": str(port)}
    kind.validate(config)
    return kind.open(base.SourceContext("sources/m", config, allow_private=True, credentials=credentials))


def letter(box):
    """Somebody wrote."""
    sent = f"Message-ID: <1@people.example>\r\nFrom: mira@people.example\r\nTo: {ADDRESS}\r\n"
    box.deliver(ADDRESS, f"{sent}Subject: Late\r\n\r\nIt is late.\r\n".encode(), dt.datetime.now(dt.UTC))
    return mail.key_of("1@people.example")


def answer(key):
    return base.ReplyRequest(str(uuid.uuid4()), key, "", "We are on it.", SystemClock().now(), private=True)


async def read_and_answered(source, key):
    pages = source.pages("")
    try:
        assert [item.mention.key for item in (await anext(pages)).items] == [key]
        return await source.reply(answer(key))
    finally:
        await pages.aclose()
        await source.close()


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_password_goes_over_tls_to_a_server_with_a_trusted_name_only(
    box, certificate, monkeypatch, security
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    given = base.GivenCredentials({"password": PASSWORD})
    async with Post(security, certificate) as post:
        outcome = await read_and_answered(opened("email", box, post, security, given), letter(box))
        assert isinstance(outcome, base.Sent), outcome
        assert len(post.letters) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_server_for_sending_is_believed_by_its_certificate_only(
    box, certificate, monkeypatch, tmp_path, security
):
    given = base.GivenCredentials({"password": PASSWORD})
    key = letter(box)
    async with Post(security, certificate) as post:
        source = opened("email", box, post, security, given)
        trust_until_found(source, monkeypatch, certificate)
        outcome = await source.reply(answer(key))
        assert isinstance(outcome, base.Refused), outcome
        assert "certificate" in outcome.reason
        assert not post.letters
        await source.close()


def trust_until_found(source, monkeypatch, certificate):
    """The mailbox is trusted, and the server for sending is not."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    find = source._letter

    async def found(wanted):
        letter = await find(wanted)
        monkeypatch.delenv("SSL_CERT_FILE")
        return letter

    monkeypatch.setattr(source, "_letter", found)


@pytest.mark.parametrize("type_name", ["gmail", "microsoft365"])
@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_token_reads_and_answers(box, certificate, monkeypatch, type_name, security):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    token = token_for()
    async with Post(security, certificate) as post:
        post.tokens.add(token)
        source = opened(type_name, box, post, security, Renewing(token))
        outcome = await read_and_answered(source, letter(box))
        assert isinstance(outcome, base.Sent), outcome
        assert len(post.letters) == 1


async def test_a_token_that_ended_early_is_renewed_once(box, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    fresh = token_for()
    async with Post("tls", certificate) as post:
        post.tokens.add(fresh)
        credentials = Renewing(token_for(hours=-1), fresh)
        outcome = await read_and_answered(opened("gmail", box, post, "tls", credentials), letter(box))
        assert isinstance(outcome, base.Sent), outcome
        assert credentials.tokens == [fresh]


async def test_an_account_without_access_is_told_to_be_connected(box, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    good, ended = token_for(), token_for(hours=-1)
    key = letter(box)
    async with Post("tls", certificate) as post:
        source = opened("gmail", box, post, "tls", Renewing(ended, ended))
        with pytest.raises(base.SourceRejected, match="connect it anew with `antiphon source connect`"):
            await anext(source.pages(""))
        source = opened("gmail", box, post, "tls", Renewing(good))
        refused = await source.reply(answer(key))
        assert isinstance(refused, base.Refused), refused
        assert "connect it anew" in refused.reason
        assert not post.letters


@pytest.mark.parametrize(
    ("type_name", "imap", "smtp_server"),
    [
        ("gmail", ("imap.gmail.com", 993, "tls"), ("smtp.gmail.com", 465, "tls")),
        (
            "microsoft365",
            ("outlook.office365.com", 993, "tls"),
            ("smtp.office365.com", 587, "starttls"),
        ),
    ],
)
def test_a_provider_is_known_by_its_address_alone(type_name, imap, smtp_server):
    kind = registry.find(type_name)
    kind.validate({"address": ADDRESS})
    account = kind.open(base.SourceContext("sources/m", {"address": ADDRESS}))._account
    assert (account.imap.host, account.imap.port, account.imap.security) == imap
    assert (account.smtp.host, account.smtp.port, account.smtp.security) == smtp_server
