"""From documents to scores: what is covered, what is said, and what a failing text costs."""

import pytest

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.scorer.core import documents, scores
from services.scorer.core.analyzers import registry
from services.scorer.core.analyzers.judging import Judge
from services.scorer.core.analyzers.language import Language, LanguageAnalyzer
from services.scorer.core.analyzers.sentiment import SentimentAnalyzer
from services.scorer.core.documents import Document
from services.scorer.core.models import Models
from services.scorer.core.names import NO_NAMES
from services.scorer.core.scoring import Fault, Scorer

LABELS = score_pb2.Sentiment
JUDGE = Judge(Models.load())
SENTIMENT = SentimentAnalyzer(JUDGE)


@pytest.fixture(scope="module")
def scorer():
    return Scorer(registry.make())


def only(outcomes):
    (score,) = outcomes
    assert isinstance(score, score_pb2.Score)
    return score


def reasons(score):
    return {silence.analyzer: silence.reason for silence in score.abstentions}


class Told(LanguageAnalyzer):
    """Says of every text the language written in its first word; fails where that is `fail`."""

    def analyze(self, batch):
        texts = [document.text for document in batch.documents]
        codes = [text.split()[0] for text in texts]
        if "fail" in codes:
            raise RuntimeError("the text should not be quoted: " + texts[codes.index("fail")])
        return [Language(code, 0.9) for code in codes]


class Failing(SentimentAnalyzer):
    def analyze(self, batch):
        if any("poison" in document.text for document in batch.documents):
            raise ValueError("poison")
        return super().analyze(batch)


def test_a_score_says_what_made_it(scorer):
    score = only(scorer.score([Document("The crew was great but the wait was terrible!")]))
    assert scorer.listing.startswith("language/3+lid176 lexicon/vader1+3.3.2 sentiment/")
    assert score.model_version == scorer.model_version
    assert len(score.model_version) == 12
    assert score.language.code == "en"
    assert score.sentiment.label == LABELS.LABEL_NEGATIVE
    assert [term.text for term in score.sentiment.terms] == ["great", "terrible"]
    assert [(term.span.start, term.span.end) for term in score.sentiment.terms] == [(13, 18), (36, 44)]
    assert not score.abstentions


def test_a_language_that_no_model_knows_gets_no_sentiment(scorer):
    score = only(scorer.score([Document("Juna on taas myöhässä eikä kukaan auta meitä täällä asemalla")]))
    assert score.language.code == "fi"
    assert not score.HasField("sentiment")
    assert reasons(score)["sentiment"] == "No sentiment model covers language fi."
    assert reasons(score)["lexicon"] == "The lexicon holds English words only."


def test_with_the_lexicon_alone_its_bounds_give_the_label():
    scorer = Scorer(registry.make(name for name in registry.NAMES if name not in {"language", "lexicon"}))
    score = only(scorer.score([Document("The crew was great but the wait was terrible!")]))
    assert scorer.listing == "language/3+lid176 lexicon/vader1+3.3.2"
    assert score.sentiment.label == LABELS.LABEL_NEGATIVE
    assert score.sentiment.intensity == score.sentiment.compound < 0
    assert score.sentiment.probability == 0


def test_a_short_text_is_scored_by_its_words_and_says_that_its_language_is_unsure(scorer):
    score = only(scorer.score([Document("thx, gr8!! :)")]))
    assert score.language.code == "und"
    assert score.sentiment.label == LABELS.LABEL_POSITIVE
    assert "too short" in reasons(score)["language"]


def test_a_text_without_language_and_known_words_gets_no_sentiment(scorer):
    score = only(scorer.score([Document("qzx")]))
    assert not score.HasField("sentiment")
    assert {"language", "lexicon", "sentiment"} <= set(reasons(score))


def test_an_english_text_without_feeling_is_neutral(scorer):
    score = only(scorer.score([Document("What time does the next train to the airport go?")]))
    assert score.sentiment.label == LABELS.LABEL_NEUTRAL
    assert (score.sentiment.neutral, score.sentiment.compound) == (1.0, 0.0)


def test_title_and_text_count_together_and_only_the_text_has_spans(scorer):
    score = only(scorer.score([Document("The food was awful.", title="Lovely crew, never again")]))
    lovely, awful = score.sentiment.terms
    assert (lovely.text, lovely.HasField("span")) == ("Lovely", False)
    assert (awful.text, awful.span.start) == ("awful", 13)


def test_the_end_of_a_title_does_not_turn_the_text_around(scorer):
    score = only(scorer.score([Document("Good food and a good crew.", title="Would I come back? Never")]))
    assert score.sentiment.label == LABELS.LABEL_POSITIVE


def test_a_title_repeated_by_the_text_counts_once():
    mention = mention_pb2.Mention(title="Great crew", text="Great crew and more")
    assert documents.read(mention, lambda _mention: NO_NAMES).title == ""


def test_one_failing_text_costs_only_itself():
    scorer = Scorer([Told(), Failing(JUDGE)])
    outcomes = scorer.score(
        [Document(text) for text in ("en good", "en poison", "fail", "fi hyvä", "en bad")]
    )
    assert outcomes[1] == Fault("sentiment", "The analyzer sentiment failed on it (ValueError).")
    assert outcomes[2] == Fault("language", "The analyzer language failed on it (RuntimeError).")
    good, finnish, bad = outcomes[0], outcomes[3], outcomes[4]
    assert good.sentiment.label == LABELS.LABEL_POSITIVE
    assert reasons(finnish) == {"sentiment": "No sentiment model covers language fi."}
    assert bad.sentiment.label == LABELS.LABEL_NEGATIVE


def test_the_time_of_each_analyzer_is_told():
    told = []
    Scorer([Told(), SENTIMENT], lambda *what: told.append(what)).score(
        [Document("en good"), Document("de gut")]
    )
    assert [(name, texts) for name, texts, _ in told] == [("language", 2), ("sentiment", 2)]
    assert all(seconds >= 0 for _, _, seconds in told)


def test_an_empty_batch_has_no_scores(scorer):
    assert scorer.score([]) == []


def test_of_very_many_words_the_strongest_are_named():
    document = Document("good " * 200 + "terrible " * 3 + "good " * 200)
    feeling = JUDGE.feel(document)
    sentiment = score_pb2.Sentiment()
    scores.write_feeling(document, feeling, sentiment)
    terms = sentiment.terms
    assert len(terms) == scores.MAX_TERMS
    assert [term.text for term in terms].count("terrible") == 3
    starts = [term.span.start for term in terms]
    assert starts == sorted(starts)


def test_a_quarter_of_a_mebibyte_is_scored(scorer):
    score = only(scorer.score([Document("the plane was late again and it was bad " * 6_500)]))
    assert score.sentiment.label == LABELS.LABEL_NEGATIVE


@pytest.mark.parametrize(
    "text", ["a\x00b good", "\u202egood\u202c", "\ufeffgood", "good\n\n\nbad", "\U000e0001 good"]
)
def test_odd_characters_do_not_stop_it(scorer, text):
    assert isinstance(only(scorer.score([Document(text)])), score_pb2.Score)


def test_same_text_same_score(scorer):
    document = Document("United lost my bag again, thanks for nothing!!")
    first = only(scorer.score([document]))
    scorer.score([Document("something else entirely, quite good")])
    assert only(scorer.score([document])) == first


def test_the_language_model_is_loaded_once_per_analyzer():
    assert LanguageAnalyzer().version == "3+lid176"
