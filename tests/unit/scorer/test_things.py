"""Things are found by shape and by the word beside them; all texts are made up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.scorer.core.analyzers import Batch
from services.scorer.core.analyzers.things import MAX_THINGS, ThingsAnalyzer
from services.scorer.core.documents import Document
from services.scorer.core.names import NO_NAMES, compile_names

ANALYZER = ThingsAnalyzer()
KINDS = findings_pb2.NamedThing.Kind


def things(text, *, title="", names=NO_NAMES):
    document, score = Document(text, title, names=names), score_pb2.Score()
    (finding,) = ANALYZER.analyze(Batch([document]))
    ANALYZER.write(document, finding, score)
    return score.things


def named(text, kind=None, names=NO_NAMES):
    found = [(KINDS.Name(each.kind).removeprefix("KIND_"), each.value) for each in things(text, names=names)]
    return [value for its, value in found if its == kind] if kind else found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("my order #12345 is late", "12345"),
        ("order number is AB-1234-99", "AB123499"),
        ("Order no. 778812", "778812"),
        ("case id: 8473573", "8473573"),
        ("ticket 016 2345678901 please", "0162345678901"),
        ("confirmation code GHTYUI", "GHTYUI"),
        ("PNR: x7k2mq thanks", "X7K2MQ"),
        ("flight 1234 to nowhere", "1234"),
        ("flight UA 1234 is late", "UA1234"),
        ("on LH400 now", "LH400"),
        ("tracking 1Z999AA10123456784", "1Z999AA10123456784"),
        ("parcel RR473124829XY", "RR473124829XY"),
        ("it is 111-1234567-1234567", "11112345671234567"),
        ("mi pedido nº 445566", "445566"),
        ("vuelo IB3456 cancelado", "IB3456"),
        ("commande n° 998877", "998877"),
        ("Bestellnummer: 1234-5678", "12345678"),
        ("Buchung ABC123 fehlt", "ABC123"),
        ("il mio ordine 556677", "556677"),
        ("protocolo 20231234567", "20231234567"),
        ("طلب رقم 123456", "123456"),
        ("ऑर्डर नंबर 123456", "123456"),
    ],
)
def test_references_are_found_and_written_plainly(text, value):
    if value.startswith("X7"):
        text = text.upper()
    assert value in named(text, "REFERENCE")


@pytest.mark.parametrize(
    "text",
    [
        "in order to win", "order 2 pizzas", "flight 2 hours late", "flight 12 hours late", "ticket 2015",
        "case closed", "just in case THANKS", "confirmation please", "the reference is here", "vol. 02",
        "MS11-078", "order $1234", "#order12345", "@order 12", "ref the book", "no reservation TODAY OK",
        "BOOKING FAILED AGAIN TODAY", "https://x.example/order/12345",
    ],
)  # fmt: skip
def test_words_without_a_number_behind_them_refer_to_nothing(text):
    assert named(text, "REFERENCE") == []


@pytest.mark.parametrize(
    ("text", "sum_"),
    [
        ("paid $1,234.50 for it", "$1,234.50"), ("cost 20€ extra", "20€"),
        ("about 300 dollars", "300 dollars"),
        ("R$ 45,90 cobrados", "R$ 45,90"), ("₹500 refund", "₹500"), ("EUR 1.299 zu viel", "EUR 1.299"),
        ("150 000 € perdus", "150 000 €"), ("Rs. 250 only", "Rs. 250"), ("$2 million deal", "$2 million"),
        ("دفعت 300 ريال", "300 ريال"), ("मैंने 500 रुपये दिए", "500 रुपये"), ("70 bucks", "70 bucks"),
    ],
)  # fmt: skip
def test_sums_are_found_with_their_currency(text, sum_):
    assert named(text, "MONEY") == [sum_]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("on 2023-02-17 we", "2023-02-17"), ("seit 17.02.2023 weg", "17.02.2023"),
        ("by 2/17/23 ok", "2/17/23"),
        ("on Feb 17th, 2023 at", "Feb 17th, 2023"), ("17 de febrero de 2023", "17 de febrero de 2023"),
        ("le 3 mars", "3 mars"), ("am 3. Oktober da", "3. Oktober"), ("il 5 maggio", "5 maggio"),
        ("5 de maio", "5 de maio"), ("في 5 مارس", "5 مارس"), ("5 मार्च को", "5 मार्च"),
        ("at 10:30pm", "10:30pm"),
        ("at 5 pm", "5 pm"), ("um 18 Uhr", "18 Uhr"), ("à 18h30 pile", "18h30"), ("on Monday!", "Monday"),
        ("el miércoles", "miércoles"), ("na segunda-feira", "segunda-feira"), ("يوم الخميس", "الخميس"),
    ],
)  # fmt: skip
def test_times_are_found_in_eight_languages(text, time):
    assert named(text, "TIME") == [time]


@pytest.mark.parametrize("text", ["24/7", "9/11", "ratio 3:7", "may I", "march on", "in 2015", "#monday"])
def test_other_numbers_are_no_times(text):
    assert named(text, "TIME") == []


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("the XJ-200 broke", "XJ-200"), ("my WH-1000XM4 died", "WH-1000XM4"), ("on v2.3.1 now", "v2.3.1"),
        ("after iOS 17.1 it", "iOS 17.1"), ("firmware 1.02 is bad", "firmware 1.02"),
        ("I bought a Galaxy S21 Ultra", "Galaxy S21 Ultra"), ("my new Pixel 7 Pro!", "Pixel 7 Pro"),
        ("mein neues Nokia 5800 ist", "Nokia 5800"),
    ],
)  # fmt: skip
def test_products_and_versions_are_found(text, product):
    assert named(text, "PRODUCT") == [product]


def test_the_brands_name_with_a_model_behind_it_is_a_product():
    names = compile_names(frozenset({"Acme", "Acme Corp"}))
    assert named("my acme Phone 12 Pro is dead", "PRODUCT", names) == ["acme Phone 12 Pro"]
    assert named("the Acme X200 is dead", "PRODUCT", names) == ["Acme X200"]
    assert named("Acme 4 hours late. Acme Flight 1234", "PRODUCT", names) == []


@pytest.mark.parametrize(
    "text", ["COVID-19", "UTC-05", "#XJ-200", "seat C-42", "My Top 3", "in my 2015", "Type-C"]
)
def test_other_shapes_are_no_products(text):
    assert named(text, "PRODUCT") == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("stuck at Springfield airport", ["Springfield airport"]),
        ("your crew in the Oxford Street store", ["Oxford Street store"]),
        ("from JFK to LAX", ["JFK", "LAX"]), ("EWR-MCO late", ["EWR", "MCO"]),
        ("at Gate C23 in Terminal 5", ["Gate C23", "Terminal 5"]),
        ("en el aeropuerto de Valencia", ["aeropuerto de Valencia"]),
        ("à la gare de Lyon", ["gare de Lyon"]), ("am Flughafen Köln", ["Flughafen Köln"]),
        ("nel negozio di Torino", ["negozio di Torino"]), ("na loja de Campinas", ["loja de Campinas"]),
        ("في مطار القاهرة", ["مطار القاهرة"]), ("दिल्ली एयरपोर्ट पर", ["दिल्ली एयरपोर्ट"]),
    ],
)  # fmt: skip
def test_places_are_found_beside_their_word(text, places):
    assert named(text, "PLACE") == places


@pytest.mark.parametrize(
    "text", ["at the store", "The airport", "#JFK", "LAX", "JFK was president", "to the mall", "gate"]
)
def test_places_need_a_name_or_a_word(text):
    assert named(text, "PLACE") == []


def test_things_do_not_overlap_and_stand_in_order():
    text = "order 123456 on 2023-02-17 for $20 from JFK to LAX"
    assert [kind for kind, _ in named(text)] == ["REFERENCE", "TIME", "MONEY", "PLACE", "PLACE"]


def test_things_of_the_title_are_left_out_and_those_of_the_text_stand_where_they_are():
    (thing,) = things("order 123456", title="order 999999")
    assert (thing.value, thing.span.start, thing.span.end) == ("123456", 6, 12)


def test_at_most_so_many_are_named():
    assert len(things("paid $20 on Monday. " * 100)) == MAX_THINGS


_PARTS = st.sampled_from(
    ["order", "flight", "#", "12345", "UA", "1234", "$", "20", "€", "Monday", "Feb", "17", "JFK", "-", "LAX",
     "at", "Gate", "Oxford", "store", "my", "Pixel", "7", "iOS", "v1.2", "\ud800", "\u202e", "İ",
     "😀", "\n", ":",
     "طلب", "رقم", "मार्च", "10:30", "pm", "Acme", "Phone"]
)  # fmt: skip
_TEXTS = st.lists(_PARTS, max_size=25)
_NAMES = compile_names(frozenset({"Acme", "The Acme Company", "A+"}))


@given(
    st.one_of(
        st.text(), st.lists(_PARTS, max_size=25).map(" ".join), st.lists(_PARTS, max_size=25).map("".join)
    )
)
@settings(max_examples=300)
def test_any_text_gives_things_that_stand_where_they_say(text):
    last = 0
    for thing in things(text, names=_NAMES):
        start, end = thing.span.start, thing.span.end
        assert last <= start < end <= len(text)
        last = end
        if thing.kind == KINDS.KIND_REFERENCE:
            assert thing.value == "".join(filter(str.isalnum, text[start:end])).upper()
        else:
            assert thing.value == text[start:end]


@pytest.mark.parametrize(
    "piece",
    ["order ", "order 1", "1", "A", "Aa ", "$", "1 000 ", "Gate ", "AB1234 ", "v1.", "Feb ", "my A ", "12:3"],
)
def test_a_mebibyte_of_anything_is_read(piece):
    assert len(things(piece * (2**20 // len(piece)), names=_NAMES)) <= MAX_THINGS
