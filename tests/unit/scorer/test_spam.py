"""Spam and machines are told by signals that add up; customers are left alone. All texts are made up."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.scorer.core.analyzers import Batch, spam
from services.scorer.core.analyzers.spam import SpamAnalyzer
from services.scorer.core.documents import Document

ANALYZER = SpamAnalyzer()
NOW = 1_700_000_000
DAY = 86_400


def score_of(text, mention=None, *, title="", explained=False):
    document = Document(text, title, mention=mention or mention_pb2.Mention())
    (finding,) = ANALYZER.analyze(Batch([document]))
    score = score_pb2.Score()
    ANALYZER.write(document, finding, score)
    if explained:
        ANALYZER.explain(document, score)
    return score.spam


def by(**author):
    mention = mention_pb2.Mention()
    mention.create_time.seconds = NOW
    if (days := author.pop("days", None)) is not None:
        mention.author.create_time.seconds = int(NOW - days * DAY)
    for name, value in author.items():
        setattr(mention.author, name, value)
    return mention


def signals(told):
    return [reason.text for reason in told.reasons]


@pytest.mark.parametrize(
    "text",
    [
        "GIVEAWAY! Enter to win a phone https://x.example/a",
        "¡Sorteo! Participa y gana un móvil https://x.example/a",
        "Jeu concours : tentez de gagner un voyage https://x.example/a",
        "Gewinnspiel! Jetzt gewinnen https://x.example/a",
        "Concorso a premi: vinci un viaggio https://x.example/a",
        "Sorteio! Participe e ganhe um celular https://x.example/a",
        "مسابقة! اربح هاتف https://x.example/a",
        "इनाम जीतें, लकी ड्रा https://x.example/a",
        "Passive income with crypto, guaranteed profit, DM now",
        "follow back, gain followers #teamfollowback",
        "onlyfans link in bio, my nudes",
        "Gana dinero con criptomonedas https://x.example",
        "Geld verdienen von zuhause: passives Einkommen https://x.example",
        "buy now, use code SAVE20, limited time offer https://bit.ly/abc",
        "look https://a.example https://b.example https://c.example https://d.example",
        "#a #b #c #d #e #f #g #h #o #j #k new post",
        "win win win win win win win win win win https://x.example https://y.example",
        "للطلب واتس خصم خاص https://wa.me/966500000000",
    ],
)
def test_spam_is_told_in_eight_languages(text):
    told = score_of(text)
    assert told.present
    assert told.probability >= spam.THRESHOLD


@pytest.mark.parametrize(
    "text",
    [
        "",
        "My promo code does not work, can you help?",
        "I love this coupon app but my discount is gone :(",
        "WHY IS MY FLIGHT LATE AGAIN??? THIS IS RIDICULOUS",
        "Trains stand still after storm https://news.example/a",
        "@a @b my bag is lost since Monday https://x.example/photo",
        "noooooooooo not again",
        "Mein Gutschein geht nicht, bitte helfen Sie mir",
        "Mon code promo ne marche pas, aidez-moi",
        "please please please please help me now, I am stuck at the airport",
        "Your casino lounge was great, thanks",
        "My BTC deposit is missing since Friday, is crypto support asleep?",
        "so happy with my new phone #love #new #phone #happy",
    ],
)
def test_customers_are_no_spam(text):
    told = score_of(text)
    assert not told.present
    assert told.probability < 0.3


def test_what_says_nothing_has_the_probability_of_the_start_and_no_reasons():
    told = score_of("The train is late")
    assert told.probability == pytest.approx(1 / (1 + math.exp(-spam.START)))
    assert told.bot_probability == pytest.approx(1 / (1 + math.exp(-spam.ACCOUNT_START)))
    assert not told.reasons
    assert [reason.amount for reason in score_of("x", explained=True).reasons] == [
        spam.START,
        spam.ACCOUNT_START,
    ]


def test_words_are_named_as_written_with_their_place():
    told = score_of("Big GiveAway today")
    (start, word) = told.reasons
    assert (start.text, start.amount) == ("start", spam.START)
    assert (word.text, word.span.start, word.span.end) == ("GiveAway", 4, 12)


def test_words_of_the_title_have_no_place():
    told = score_of("see inside", title="Giveaway")
    assert (told.reasons[1].text, told.reasons[1].HasField("span")) == ("Giveaway", False)


def test_one_phrase_said_twice_counts_once():
    assert len(score_of("giveaway giveaway").reasons) == len(score_of("giveaway").reasons)


def test_links_that_only_the_network_marked_count_and_show_where_they_lead():
    mention = mention_pb2.Mention()
    for at in range(3):
        mention.entities.add(kind=mention_pb2.Entity.KIND_LINK, value=f"https://t.me/{at}")
    told = score_of("look", mention)
    assert "3 links" in signals(told)
    assert "a link into a chat" in signals(told)
    assert told.present


def test_a_wall_of_handles_is_a_signal():
    text = " ".join(f"@user{at}" for at in range(9))
    assert "9 accounts addressed" in signals(score_of(text))
    assert not score_of("@a @b @c @d look").reasons


@pytest.mark.parametrize(
    ("author", "signal"),
    [
        ({"days": 3}, "account: new"),
        ({"days": 10, "post_count": 3000}, "account: posts a day"),
        ({"following_count": 2000, "follower_count": 10}, "account: follows many, followed by few"),
        ({"following_count": 2, "follower_count": 0, "post_count": 500},
         "account: posts much, followed by nobody"),
        ({"handle": "maria83726152"}, "account: handle like a default one"),
        ({"handle": "weather_bot"}, "account: calls itself a bot"),
        ({"handle": "NewsBot"}, "account: calls itself a bot"),
        ({"bio": "I am a bot that posts the time"}, "account: calls itself a bot"),
        ({"bio": "Crypto signals, follow back"}, "account: profile promises money or followers"),
    ],
)  # fmt: skip
def test_accounts_show_machines(author, signal):
    told = score_of("hello", by(**author))
    assert signal in signals(told)
    assert told.bot_probability > score_of("hello").bot_probability


@pytest.mark.parametrize("handle", ["robotics_lab", "abbot", "talbot", "jane1984", "bottle", "sabot"])
def test_ordinary_handles_say_nothing(handle):
    assert not score_of("hello", by(handle=handle)).reasons


@pytest.mark.parametrize(
    "author", [{}, {"days": 400}, {"follower_count": 0}, {"following_count": 3000}, {"post_count": 10**6}]
)
def test_what_is_not_known_counts_as_nothing(author):
    assert score_of("hello", by(**author)).bot_probability == score_of("hello").bot_probability


def test_old_and_verified_accounts_are_less_suspect():
    plain = score_of("hello").bot_probability
    assert score_of("hello", by(days=2000)).bot_probability < plain
    assert score_of("hello", by(verified=True)).bot_probability < plain


def test_a_machine_makes_spam_likelier_but_not_alone():
    bot = by(handle="news_bot", days=3, bio="crypto signals")
    assert score_of("hello", bot).probability > score_of("hello").probability
    assert not score_of("hello", bot).present


def test_an_account_from_the_future_says_nothing():
    assert not score_of("hello", by(days=-5)).reasons


_PARTS = st.sampled_from(
    ["giveaway", "crypto", "follow back", "use code", "#tag", "@you", "https://bit.ly/a", "I", "my", "?",
     "WHY", "NOOOOOOOOO", "win", "\ud800", "\u202e", "😀", "\n", "اربح", "sorteo", "İ", "a", "late"]
)  # fmt: skip
_AUTHORS = st.fixed_dictionaries(
    {},
    optional={
        "days": st.floats(-10, 5000),
        "post_count": st.integers(0, 10**7),
        "follower_count": st.integers(0, 10**7),
        "following_count": st.integers(0, 10**7),
        "handle": st.sampled_from(["a", "bot", "x_bot", "ann12345678", "ann123456"]),
        "bio": st.sampled_from(["", "bot", "crypto", "engineer", "\u202e"]),
        "verified": st.booleans(),
    },
)


@given(st.one_of(st.text(), st.lists(_PARTS, max_size=25).map(" ".join)), _AUTHORS)
@settings(max_examples=200)
def test_the_reasons_add_up_and_their_places_hold_what_they_quote(text, author):
    told = score_of(text, by(**author), explained=True)
    of_account = [reason.amount for reason in told.reasons if spam.is_of_account(reason)]
    of_text = [reason.amount for reason in told.reasons if not spam.is_of_account(reason)]
    assert told.probability == pytest.approx(1 / (1 + math.exp(-sum(of_text))))
    assert told.bot_probability == pytest.approx(1 / (1 + math.exp(-sum(of_account))))
    for reason in told.reasons:
        if reason.HasField("span"):
            assert text[reason.span.start : reason.span.end] == reason.text


@pytest.mark.parametrize("piece", ["giveaway ", "#a ", "@a ", "https://a.b ", "A", "😀", "\u202e", "ñ ", "İ"])
def test_a_mebibyte_of_anything_is_read(piece):
    assert 0 < score_of(piece * (2**20 // len(piece))).probability < 1
