"""What a mailbox has beyond other networks: TLS, folders whose numbers change, copies of what was sent."""

from __future__ import annotations

import email
import tempfile
from pathlib import Path

import pytest

from services.listener.sources import base as sources
from tests.fixtures import dovecot, peers
from tests.fixtures.peers import email as mail
from tests.fixtures.peers.base import WORD
from tests.fixtures.peers.reading import asking

pytestmark = pytest.mark.skipif(dovecot.PROGRAM is None, reason=dovecot.MISSING)


peer = peers.only("email")


@pytest.fixture
def secure(certificate):
    """A server of its own with a certificate that nobody knows."""
    # Not below tmp_path, which the server's own users may not enter.
    with tempfile.TemporaryDirectory(prefix="antiphon-dovecot-") as folder:
        server = dovecot.Dovecot(Path(folder), *certificate)
        yield server, certificate[0]
        server.close()


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_server_is_believed_by_its_certificate_only(peer, reading, secure, monkeypatch, security):
    server, certificate = secure
    port = server.tls_port if security == "tls" else server.port
    config = {"security": security, "imap_port": str(port)}
    with pytest.raises(sources.SourceRejected, match="certificate"):
        await reading.until(lambda _: False, config=config)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(sources.SourceRejected, match="name and password"):
        await reading.until(lambda _: False, config=config)


async def test_a_folder_that_is_not_there_is_told(reading):
    with pytest.raises(sources.SourceRejected, match="no folder"):
        await reading.until(lambda _: False, config={"folder": "Nowhere"})


async def test_a_folder_whose_numbers_changed_is_read_anew(peer, reading):
    keys = [await peer.post(f"{WORD} {number}") for number in range(3)]
    await reading.see(*keys)
    stale = reading.cursor.replace('"validity":', '"validity":9')
    await reading.again(stale).see(*keys)


async def test_nothing_is_marked_as_read(peer, reading):
    await reading.see(await peer.post(f"{WORD} here"))
    names = [file.name for file in (dovecot.shared().home(peer.user) / "mail").glob("*/*.test*")]
    assert names
    assert not [name for name in names if "S" in name.partition(":2,")[2]]


async def test_a_copy_is_filed_where_the_server_files_none(peer, reading, monkeypatch):
    mention = await reading.learn(f"{WORD} here", subject="Leaks")
    asked = asking(peer, mention)
    monkeypatch.setattr(peer, "deliver", lambda *_: None)
    async with reading.open() as source:
        sent = await source.reply(asked)
        assert isinstance(sent, sources.Sent)
        assert await source.find_reply(asked) == sent


async def test_an_answer_goes_to_whom_the_letter_names_for_answers(peer, reading):
    letter = peer.letter(f"{WORD} here", peer.now(), "mira@people.example", subject="Leaks")
    letter["Reply-To"] = "home@people.example"
    taken = []
    peer.take = taken.append
    peer.deliver(letter.as_bytes(), peer.now())
    key = mail.key_of(str(letter["Message-ID"])[1:-1])
    mention = (await reading.see(key)).mention(key)
    async with reading.open() as source:
        assert isinstance(await source.reply(asking(peer, mention)), sources.Sent)
    sent = email.message_from_bytes(taken[0])
    assert (sent["To"], sent["Subject"]) == ("home@people.example", "Re: Leaks")
    assert sent["In-Reply-To"] == sent["References"] == letter["Message-ID"]


async def test_a_letter_that_is_gone_is_not_answered(peer, reading):
    mention = await reading.learn(f"{WORD} here")
    for file in (dovecot.shared().home(peer.user) / "mail").glob("*/*.test*"):
        file.unlink()
    async with reading.open() as source:
        outcome = await source.reply(asking(peer, mention))
    assert isinstance(outcome, sources.Refused)
    assert outcome.permanent
