import pytest

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.scoring.v1 import score_pb2
from services.cli import agreement
from services.cli.agreement import SILENT, Tally

NEGATIVE, NEUTRAL, POSITIVE = score_pb2.Sentiment.Label.values()[1:]


def corrected(*corrections, brands=("brands/acme",), revision=0):
    found = insights.CorrectedMention(
        corrections=[
            insights.Correction(**{"corrector": f"user:{at}"} | each) for at, each in enumerate(corrections)
        ]
    )
    found.mention.mention.revision = revision
    for brand in brands:
        found.mention.mention.matches.add(brand=brand)
    return found


def score(label=NEGATIVE, *, spam=None):
    made = score_pb2.Score()
    if label:
        made.sentiment.label = label
    if spam is not None:
        made.spam.present = spam
    return made


def counted(found, made, brand=""):
    tallies = {}
    agreement.add(tallies, found, made, brand)
    return {
        each: {question: dict(tally.cells) for question, tally in questions.items()}
        for each, questions in tallies.items()
    }


def test_a_mention_counts_for_each_of_its_brands_once():
    found = corrected({"sentiment": POSITIVE}, brands=("brands/acme", "brands/acme", "brands/globex"))
    cells = {"sentiment": {("positive", "negative"): 1}}
    assert counted(found, score()) == {"brands/acme": cells, "brands/globex": cells}
    assert counted(found, score(), "brands/globex") == {"brands/globex": cells}


def test_questions_are_counted_apart_and_silence_is_no_answer():
    found = corrected({"sentiment": POSITIVE}, {"spam": False}, {"should_answer": False})
    assert counted(found, score(0, spam=True)) == {
        "brands/acme": {
            "sentiment": {("positive", SILENT): 1},
            "spam": {("no", "yes"): 1},
            "should_answer": {("no", SILENT): 1},
        }
    }


def test_what_was_said_of_another_revision_or_taken_back_does_not_count():
    found = corrected({"sentiment": POSITIVE}, {"spam": True, "superseded": True, "revision": 2}, revision=2)
    assert counted(found, score()) == {}


@pytest.mark.parametrize(
    ("labels", "verdict"),
    [
        ([POSITIVE], ("positive", False)),
        ([POSITIVE, NEGATIVE, NEGATIVE], ("negative", True)),
        ([POSITIVE, NEGATIVE], ("negative", True)),
        ([NEUTRAL, POSITIVE, NEUTRAL, POSITIVE], ("positive", True)),
    ],
)
def test_most_people_decide_and_of_a_tie_the_last(labels, verdict):
    found = corrected(*({"sentiment": label} for label in labels))
    assert agreement.verdicts(found) == {"sentiment": verdict}


def tally(**cells):
    made = Tally()
    for name, count in cells.items():
        said, scored = name.split("_")
        made.cells[said, scored] = count
    return made


def test_kappa_is_cohens():
    # The example of Cohen's definition: 20 + 15 of 50 agree, 0.5 by chance.
    found = tally(yes_yes=20, no_no=15, yes_no=5, no_yes=10, yes_silent=4)
    assert found.accuracy == 0.7
    assert found.kappa == pytest.approx(0.4)
    assert (found.judged, found.silent) == (50, 4)


def test_the_interval_is_wilsons():
    low, high = tally(yes_yes=8, yes_no=2).interval
    assert (low, high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))


def test_where_chance_explains_everything_there_is_no_kappa():
    assert tally(yes_yes=30).kappa is None
    assert Tally().kappa is None
    assert Tally().accuracy is None
    assert Tally().interval is None


def test_too_few_mentions_get_words_in_the_place_of_numbers():
    few, enough = tally(yes_yes=19), tally(yes_yes=15, no_no=5)
    tallies = {"brands/acme": {"spam": few, "should_answer": enough}}
    spam, answer = agreement.rows(tallies)
    assert spam[:4] == ("acme", "spam", "19 of 19", "too few to tell")
    assert answer[2:5] == ("20 of 20", "100.0% (84% to 100%)", "1.00")
    assert [each["enough"] for each in agreement.keys(tallies)] == [False, True]


def test_the_confusion_has_a_row_for_each_answer_of_people():
    found = tally(yes_yes=3, yes_no=1, no_silent=2)
    assert list(agreement.confusion(found, "spam")) == [("no", "0", "0", "2"), ("yes", "1", "3", "0")]


def test_what_the_scorer_is_not_asked_is_not_compared():
    said = {"relevant": False, "brand": "brands/acme"}
    assert agreement.verdicts(corrected(said, {"spam": True})) == {"spam": ("yes", False)}
