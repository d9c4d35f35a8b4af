from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.cli import changes
from services.cli.changes import Move

NEGATIVE = score_pb2.Sentiment.LABEL_NEGATIVE
NEUTRAL = score_pb2.Sentiment.LABEL_NEUTRAL


def score(label=NEGATIVE, priority=None, version="v/1", **fields):
    made = score_pb2.Score(model_version=version, **fields)
    if label:
        made.sentiment.label = label
    if priority is not None:
        made.priority.value = priority
    return made


def kept(number, held, *, brands=("brands/acme",), text="Lost bag"):
    found = insights.ArchivedMention(score=held)
    found.mention.name = f"mentions/{number}"
    found.mention.text = text
    for brand in brands:
        found.mention.matches.add(brand=brand)
    return found


def test_the_same_scores_change_nothing():
    report = changes.Report()
    assert not report.add(kept(1, score(priority=40)), score(priority=40, version="v/2"))
    assert (report.all.mentions, report.all.changed, report.all.moves) == (1, 0, {})
    assert (report.version, dict(report.versions)) == ("v/2", {"v/1": 1})


def test_labels_are_counted_from_what_to_what_with_examples():
    report = changes.Report()
    for number in range(5):
        assert report.add(kept(number, score()), score(NEUTRAL))
    report.add(kept(9, score()), score(0))
    assert report.all.moves == {
        Move("sentiment", "negative", "neutral"): 5,
        Move("sentiment", "negative", "nothing"): 1,
    }
    first, second = changes.label_rows(report)
    assert first[:3] == ("sentiment", "negative → neutral", "5")
    assert first[3].splitlines() == [f"mentions/{number}: Lost bag" for number in range(3)]
    assert second[1] == "negative → nothing"


def test_examples_hide_personal_data():
    report = changes.Report()
    after = score(NEUTRAL)
    after.personal_data.add().span.end = 3
    report.add(kept(1, score(), text="Ann lost a bag"), after)
    ((_, text),) = report.examples[Move("sentiment", "negative", "neutral")]
    assert text == "••• lost a bag"


def test_priorities_are_counted_by_direction_and_across_the_lines():
    change = changes.Report()
    for before, after in ((40, 50), (49.9, 90), (80, 79), (51, 51.5), (50, 49)):
        change.add(kept(1, score(priority=before)), score(priority=after))
    found = change.all
    assert (found.higher, found.lower, found.changed) == (2, 2, 4)
    assert found.over == {50: 2, 80: 1}
    assert found.under == {50: 1, 80: 1}
    assert round(found.mean_difference, 2) == round((10 + 40.1 - 1 + 0.5 - 1) / 5, 2)


def test_a_score_without_a_priority_crosses_no_line():
    report = changes.Report()
    assert not report.add(kept(1, score()), score(priority=90))
    assert (report.all.compared, report.all.over[50]) == (0, 0)


def test_each_brand_of_a_mention_has_its_own_numbers():
    report = changes.Report()
    report.add(kept(1, score(), brands=("brands/acme", "brands/globex", "brands/acme")), score(NEUTRAL))
    report.add(kept(2, score()), score())
    told = changes.keys(report)
    assert told["mentions"] == 2
    assert told["brands"]["brands/acme"]["mentions"] == 2
    assert told["brands"]["brands/globex"]["labels"] == [
        {"question": "sentiment", "before": "negative", "after": "neutral", "count": 1}
    ]
    assert [row[0] for row in changes.brand_rows(report)] == ["all", "acme", "globex"]


def test_wishes_are_compared_as_a_set():
    question = findings_pb2.Intent(kind=findings_pb2.Intent.KIND_QUESTION)
    praise = findings_pb2.Intent(kind=findings_pb2.Intent.KIND_PRAISE)
    report = changes.Report()
    assert not report.add(kept(1, score(intents=[question, praise])), score(intents=[praise, question]))
    report.add(kept(1, score(intents=[question])), score(intents=[praise, question]))
    assert report.all.moves == {Move("intent", "question", "praise, question"): 1}
