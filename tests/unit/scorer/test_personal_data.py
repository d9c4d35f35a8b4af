# ruff: noqa: RUF001  # words of other scripts look like ours
"""Personal data is found where it stands, and ordinary numbers are left alone. All of it is made up."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.scorer.core.analyzers import Batch
from services.scorer.core.analyzers.personal_data import MAX_FOUND, PersonalDataAnalyzer, find
from services.scorer.core.documents import Document
from services.scorer.core.personal import payments

KINDS = findings_pb2.PersonalData.Kind


def found(text):
    return [(KINDS.Name(each.kind).removeprefix("KIND_"), text[each.start : each.end]) for each in find(text)]


def only(text):
    ((kind, value),) = found(text)
    return kind, value


@pytest.mark.parametrize(
    "address",
    ["jo@example.org", "jane.doe+shop@mail.example.co.uk", "o'neil_7@example.io", "jörg@exämple.de"],
)
def test_mail_addresses_are_found(address):
    assert only(f"Write to {address}, please.") == ("EMAIL", address)
    assert only(address) == ("EMAIL", address)


def test_mail_addresses_that_hide_their_sign_are_found():
    assert only("it is jo (at) example [dot] org ok") == ("EMAIL", "jo (at) example [dot] org")


@pytest.mark.parametrize(
    "text",
    ["@brand help", "hi @name@social.example!", "look a@b", "https://social.example/@name", "5 @ 6.com?"],
)
def test_handles_are_no_mail_addresses(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "number",
    [
        "+49 171 1234567", "+1 (555) 123-4567", "+44 20 7946 0958", "+966 50 123 4567", "+919876543210",
        "0049 171 1234567", "(555) 123-4567", "555-123-4567", "555.123.4567", "555 123 4567",
        "1-800-555-0199", "030 12345678", "0171/1234567", "07700 900123", "020 7946 0958", "06 12 34 56 78",
        "06.12.34.56.78", "0612345678", "612 345 678", "91 123 45 67", "333 1234567", "(11) 91234-5678",
        "11 91234-5678", "98765 43210", "050 123 4567", "٠٥٠ ١٢٣ ٤٥٦٧", "०९८७६ ५४३२१०",
    ],
)  # fmt: skip
def test_phone_numbers_are_found_as_countries_write_them(number):
    assert only(f"it is {number}, thanks") == ("PHONE", number)
    assert only(number) == ("PHONE", number)


@pytest.mark.parametrize(
    "text",
    [
        "call me: 8005551234", "please phone 555-1234", "my number is 5551234567", "llámame al 612345678",
        "appelez le 612345678", "ruf an: 17112345678", "chiamami al 3331234567", "liga para 912345678",
        "اتصل 50123456", "फोन 9876543210",
    ],
)  # fmt: skip
def test_bare_numbers_are_phones_after_a_word_that_says_so(text):
    assert only(text)[0] == "PHONE"


@pytest.mark.parametrize(
    "text",
    [
        "order 8005551234", "order number 5551234567", "case #8477733", "ticket 0162345678901",
        "Bestellung 01234567890", "commande 0612345678", "pedido 612 345 678", "tag numbers 0016 964012",
        "flight 1234 gate 23", "2015-02-17", "17.02.2015", "02/17/2015 10:30", "call me 12/02/2015",
        "open 0800-1700", "from 2010 - 2015", "$1,234,567", "1.234.567 €", "12 345 678 people", "€12345678",
        "+1000000000 points", "2+12345678", "A12345678", "12345678abc", "99.99999999%", "10:30:45",
        "the star called 8462852", "room 12 of 300", "https://example.org/0612345678",
        "978-3-16-148410-0", "#06123456789", "user_0612345678",
    ],
)  # fmt: skip
def test_other_numbers_are_no_phones(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "number",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111111111111111",
        "3782 822463 10005",
        "5555.5555.5555.4444",
    ],
)
def test_payment_cards_are_found(number):
    assert only(f"card {number} 12/26 123") == ("CARD", number)


def test_numbers_that_fail_the_check_digit_are_no_cards():
    assert found("card 4111 1111 1111 1112") == []
    assert found("id 4111111111111112") == []


def test_a_card_beats_a_phone():
    assert found("call 4111111111111111") == [("CARD", "4111111111111111")]


@pytest.mark.parametrize(
    "account",
    ["DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819", "IT60 X054 2811 1010 0000 0123 456"],
)
def test_bank_accounts_are_found(account):
    assert only(f"Pay to {account} THANKS") == ("BANK_ACCOUNT", account)


def test_bank_accounts_with_a_wrong_check_are_not_found():
    assert found("DE88 3704 0044 0532 0130 00") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SSN: 123-45-6789", "123-45-6789"),
        ("my passport no. C01X00T47 is lost", "C01X00T47"),
        ("Reisepass Nr. C01X00T47", "C01X00T47"),
        ("mi DNI es 12345678Z", "12345678Z"),
        ("CPF 123.456.789-09", "123.456.789-09"),
        ("codice fiscale RSSMRA85T10A562S", "RSSMRA85T10A562S"),
        ("National Insurance QQ 12 34 56 C", "QQ 12 34 56"),
        ("رقم الهوية 1234567890", "1234567890"),
        ("आधार नंबर 1234 5678 9012", "1234 5678 9012"),
    ],
)
def test_identity_numbers_are_found_beside_their_word(text, value):
    assert ("IDENTITY_NUMBER", value) in found(text)


def test_identity_numbers_need_their_word():
    assert found("123-45-6789 and C01X00T47 and 12345678Z") == []
    assert found("passport control took 12 hours") == []


@pytest.mark.parametrize("address", ["192.168.0.1", "8.8.8.8", "2001:db8::ff00:42:8329"])
def test_addresses_of_machines_are_found(address):
    assert only(f"from {address}.") == ("IP_ADDRESS", address)


@pytest.mark.parametrize(
    "text", ["version 1.2.3.4", "v10.0.0.1", "300.1.1.1", "1.2.3.4.5", "std::map::at", "1:2:3"]
)
def test_versions_and_times_are_no_addresses_of_machines(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("I live at 221B Baker Street, apt 4.", "221B Baker Street, apt 4"),
        ("to 12 W. Long Oak Ave please", "12 W. Long Oak Ave"),
        ("wohne Lange Straße 12, 10115 Berlin", "Lange Straße 12, 10115 Berlin"),
        ("in der Musterstr. 5 klingeln", "Musterstr. 5"),
        ("Lindenweg 3, 12345 Neustadt", "Lindenweg 3, 12345 Neustadt"),
        ("au 12 rue de la Paix, 75002 Paris", "12 rue de la Paix, 75002 Paris"),
        ("en Calle de Alcalá 45, 28014 Madrid", "Calle de Alcalá 45, 28014 Madrid"),
        ("in Via Roma 12, 00184 Roma", "Via Roma 12, 00184 Roma"),
        ("na Rua Augusta, 1500", "Rua Augusta, 1500"),
        ("في شارع التحرير 15", "شارع التحرير 15"),
        ("मकान नंबर 12 में", "मकान नंबर 12"),
    ],
)
def test_postal_addresses_are_found_in_eight_languages(text, address):
    assert ("ADDRESS", address) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "follow 12 street fighters", "Sitzplatz 12", "Platz 3 beim Rennen", "10 Downing", "on Main Street",
        "Heimweg 2 Stunden", "via Twitter", "2 hours on the road", "rue de la Paix",
    ],
)  # fmt: skip
def test_streets_without_a_number_are_nobodys_address(text):
    assert found(text) == []


def test_dialling_links_hold_a_number():
    assert found("https://wa.me/491711234567") == [("PHONE", "491711234567")]


def test_several_finds_stand_in_the_order_of_the_text():
    text = "555-123-4567 or jo@example.org or 192.168.0.1"
    assert [kind for kind, _ in found(text)] == ["PHONE", "EMAIL", "IP_ADDRESS"]


def test_the_score_holds_spans_and_no_values():
    analyzer, document, score = PersonalDataAnalyzer(), Document("jo@example.org"), score_pb2.Score()
    (finding,) = analyzer.analyze(Batch([document]))
    analyzer.write(document, finding, score)
    (data,) = score.personal_data
    assert (data.kind, data.span.start, data.span.end) == (KINDS.KIND_EMAIL, 0, 14)
    assert b"example" not in score.SerializeToString()


_PARTS = st.sampled_from(
    [
        "jo@example.org", "+49 171 1234567", "4111 1111 1111 1111", "DE89370400440532013000", "Main Street 5",
        "12 Main Street", "passport", "call", "order", "1", "12", "-", "(", ")", "+", "@", ".", ":", "/", " ",
        "\u202e", "\ud800", "\U0001f600", "٣", "é", "\n", "\0", "[at]", "::", "Via", "rue de",
    ]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_PARTS, max_size=30).map("".join)))
@settings(max_examples=300)
def test_any_text_gives_ordered_spans_inside_it_without_overlaps(text):
    last = 0
    for each in find(text):
        assert last <= each.start < each.end <= len(text)
        last = each.end


@given(st.integers(0, 10**18).map(lambda number: str(number).zfill(13)))
def test_the_check_digit_tells_any_changed_digit(digits):
    check = next(digit for digit in "0123456789" if payments.passes_luhn(digits + digit))
    whole = digits + check
    at = random.Random(digits).randrange(len(whole))
    changed = whole[:at] + str((int(whole[at]) + 1) % 10) + whole[at + 1 :]
    assert payments.passes_luhn(whole)
    assert not payments.passes_luhn(changed)


@pytest.mark.parametrize(
    "piece",
    [
        "1", "1 ", "1(", "+1", "a@", "a@a.", "Aaa ", "A1", "1 Main Street ", "Calle ", "a:", "1.",
        "passport no ", "DE89 ", "a[at]a.", "0171 1234567, ", "1 rue de ",
    ],
)  # fmt: skip
def test_a_mebibyte_of_anything_is_read(piece):
    text = piece * (2**20 // len(piece))
    assert len(find(text)) <= MAX_FOUND
