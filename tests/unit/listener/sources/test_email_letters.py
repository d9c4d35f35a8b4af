"""Letters: whose words are in them, which machine wrote them, and what is too much."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from antiphon.mention.v1 import mention_pb2
from services.listener.sources.email import letters, wording
from services.listener.sources.email.mailbox import Raw

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HEAD = (
    "From: Mira <mira@people.example>\nMessage-ID: <m1@people.example>\n"
    "Date: Sun, 22 Nov 2026 11:00:00 +0000\n"
)


def read(letter, *, keep=False):
    reader = letters.Reader("sources/test", "care@brand.example", keep_automatic=keep)
    content = letter.replace("\n", "\r\n").encode()
    item = reader.read(Raw(1, NOW, content), NOW)
    return None if item is None else item.mention


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It leaks.\n-- \nMira\nHead of tea", "It leaks."),
        ("It leaks.\n\nOn Monday Care wrote:\n> Does it?\n> Really?", "It leaks."),
        ("It leaks.\n\nAm 3.11. um 10:00 schrieb\nCare <care@brand.example>:\n> Tut es das?", "It leaks."),
        ("> Does it?\nYes.\n> Where?\nBelow.", "Yes.\nBelow."),
        ("It leaks.\n\n-----Original Message-----\nFrom: Care\nSent: Monday\n\nDoes it?", "It leaks."),
        ("Es tropft.\n\nVon: Care <care@brand.example>\nGesendet: Montag\nAn: Mira\n\nTut es?", "Es tropft."),
        ("Three things:\n- one: a\n- two: b", "Three things:\n- one: a\n- two: b"),
        ("> only history", "> only history"),
    ],
)
def test_history_and_signature_are_left_out(text, words):
    assert wording.own_words(text) == words


def test_flowed_lines_are_paragraphs():
    assert (
        wording.unflowed("It leaks \nfrom below.\n\n From the lid.")
        == "It leaks from below.\n\nFrom the lid."
    )


@pytest.mark.parametrize(
    "mark", ['<blockquote type="cite">', '<div class="gmail_quote">', '<div id="divRplyFwdMsg">']
)
def test_history_in_html_is_left_out(mark):
    html = f"<p>It leaks.</p>{mark}Does it?"
    said = read(f"{HEAD}Content-Type: text/html\n\n{html}")
    assert said.text == "It leaks."


def test_a_letter_is_a_private_message_in_its_thread():
    said = read(
        f"{HEAD}Subject: =?utf-8?q?Tr=C3=B6pfchen?=\n"
        "References: <root@x.example> <mid@x.example>\nIn-Reply-To: <mid@x.example>\n\nIt leaks."
    )
    assert said.private
    assert said.kind == mention_pb2.Mention.KIND_MESSAGE
    assert (said.native_id, said.title) == ("m1@people.example", "Tröpfchen")
    assert said.conversation_key == letters.key_of("root@x.example")
    assert said.parent_key == letters.key_of("mid@x.example")
    assert (said.author.handle, said.author.display_name) == ("mira@people.example", "Mira")


def test_a_letter_from_the_mailbox_itself_is_our_own():
    assert read(HEAD.replace("mira@people", "care@brand") + "\nWe are on it.").author.own


def test_a_date_far_from_the_arrival_is_not_believed():
    said = read(HEAD.replace("2026 11:00", "1999 11:00") + "\nIt leaks.")
    assert said.create_time.ToDatetime(tzinfo=UTC) == NOW
    said = read(HEAD + "\nIt leaks.")
    assert said.create_time.ToDatetime(tzinfo=UTC) == NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    "line",
    ["Auto-Submitted: auto-replied", "Precedence: bulk", "Return-Path: <>", "X-Autoreply: yes"],
)
def test_what_a_machine_wrote_is_left_out_unless_asked_for(line):
    letter = f"{line}\n{HEAD}\nI am on holiday."
    assert read(letter) is None
    assert read(letter, keep=True).text == "I am on holiday."


def test_a_letter_that_says_that_a_person_wrote_it_is_kept():
    assert read(f"Auto-Submitted: no\n{HEAD}\nIt leaks.") is not None


OURS = "0f0e0d0c-0b0a-4908-8706-050403020100.antiphon@brand.example"


def report(of):
    return (
        "From: Mail Delivery <daemon@x.example>\nMessage-ID: <d1@x.example>\nSubject: Undelivered\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nThere is no such mailbox.\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{of}>\n"
        "References: <m1@people.example>\n\n--b--\n"
    )


def test_that_an_answer_of_ours_was_not_delivered_is_told_in_its_thread():
    said = read(report(OURS))
    assert said.text == "There is no such mailbox."
    assert said.parent_key == letters.key_of(OURS)
    assert said.conversation_key == letters.key_of("m1@people.example")


def test_that_something_else_was_not_delivered_is_left_out():
    assert read(report("other@x.example")) is None


def test_attachments_are_kept_by_name():
    said = read(
        f'{HEAD}Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nSee below.\n--b\n'
        'Content-Type: application/pdf\nContent-Disposition: attachment; filename="a.pdf"\n\nx\n--b--\n'
    )
    assert said.text == "See below."
    assert [entity.value for entity in said.entities] == ["a.pdf"]


def test_a_letter_without_an_id_is_known_by_its_content():
    without = HEAD.replace("Message-ID: <m1@people.example>\n", "")
    first, second = read(f"{without}\nOne."), read(f"{without}\nTwo.")
    assert first.native_id == read(f"{without}\nOne.").native_id != second.native_id


def test_letters_within_letters_without_end_are_not_read():
    nested = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(300))
    with pytest.raises(letters.UnreadableError):
        read(f"{HEAD}{nested}\ndeep")


@pytest.mark.parametrize("charset", ["no-such-set", "utf-8", "latin-1"])
def test_words_in_any_charset_are_read(charset):
    letter = (
        f"{HEAD}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\nIt leaks."
    )
    assert read(letter).text == "It leaks."
