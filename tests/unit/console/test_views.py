import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.scoring.v1 import score_pb2
from services.console.live import picture
from services.console.live.picture import Facts, Picture
from services.console.views import marks, threads, words
from services.console.views.pages import Pages


def spans(draw_from):
    return st.lists(st.tuples(draw_from, draw_from, st.floats(-4, 4)), max_size=6)


@given(st.text(max_size=40), spans(st.integers(-2, 45)))
def test_stretches_joined_are_always_the_text(text, found):
    score = score_pb2.Score()
    for start, end, valence in found:
        score.sentiment.terms.add(text="x", valence=valence, span={"start": start, "end": end})
    mention = mention_pb2.Mention(
        text=text, matches=[{"brand": "brands/a", "spans": [{"start": 1, "end": 4}]}]
    )
    assert "".join(part.text for part in marks.stretches(mention, score)) == text


def test_felt_words_the_brand_and_links_are_marked():
    text = "Acme is awful see http://x.y"
    score = score_pb2.Score()
    score.sentiment.terms.add(text="awful", valence=-2.0, span={"start": 8, "end": 13})
    mention = mention_pb2.Mention(
        text=text, matches=[{"brand": "brands/acme", "spans": [{"start": 0, "end": 4}]}]
    )
    mention.entities.add(kind="KIND_LINK", value="http://x.y", span={"start": 18, "end": 28})
    mention.entities.add(kind="KIND_LINK", value="javascript:1", span={"start": 14, "end": 17})
    assert [(part.text, part.kind) for part in marks.stretches(mention, score)] == [
        ("Acme", "name"),
        (" is ", "plain"),
        ("awful", "negative"),
        (" see ", "plain"),
        ("http://x.y", "link"),
    ]


@pytest.mark.parametrize(
    ("address", "followed"),
    [
        ("https://a.example/1", True),
        ("http://127.0.0.1:9/x", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        ("http://[bad", False),
        ("", False),
    ],
)
def test_only_web_addresses_are_followed(address, followed):
    assert bool(words.web(address)) is followed


@pytest.mark.parametrize(
    ("seconds", "told"), [(-5, "0 s"), (59, "59 s"), (61, "1 min"), (7200, "2 h"), (200_000, "2 d")]
)
def test_spans_are_told_short(seconds, told):
    assert words.span(seconds) == told


def test_numbers_are_told_for_people():
    assert words.grouped(12485) == "12,485"
    assert [words.short(number) for number in (950, 1000, 18_400, 2_500_000)] == [
        "950",
        "1k",
        "18.4k",
        "2.5M",
    ]
    assert words.signed(-1.94) == "\u22121.9"
    assert words.points(30) == "+30"


def test_states_this_build_does_not_know_are_shown_carefully():
    opportunity = routing.Opportunity()
    opportunity.state = 99
    assert words.state(opportunity) == "unknown"
    reply = routing.Reply()
    reply.state = 99
    assert words.reply_state(reply) == "checking"


def test_due_is_the_deadline_and_answer_by_the_end_of_the_window_the_nearer_first():
    opportunity = routing.Opportunity()
    opportunity.rank_time.seconds = 50
    assert words.ends(opportunity) == []
    opportunity.deadline_time.seconds = 200
    due = ("due", opportunity.deadline_time)
    assert words.ends(opportunity) == [due]
    opportunity.reply_window_end_time.seconds = 100
    assert words.ends(opportunity) == [("answer by", opportunity.reply_window_end_time), due]
    opportunity.reply_window_end_time.seconds = 300
    assert [end.name for end in words.ends(opportunity)] == ["due", "answer by"]


def archived(key, text="x", created=1, conversation=""):
    made = insights.ArchivedMention()
    made.mention.key, made.mention.text = key, text
    made.mention.conversation_key = conversation or key
    made.mention.create_time.seconds = created
    made.score.model_version = "v1"
    return made


def test_a_thread_joins_what_archive_and_router_know_in_the_order_of_life():
    opportunity = routing.Opportunity(conversation_key="c")
    opportunity.mention.CopyFrom(archived("m3", "now", created=3).mention)
    opportunity.mentions.extend([archived("m1", "edited", created=1).mention, opportunity.mention])
    opportunity.score.model_version = "v2"
    found = threads.turns(opportunity, [archived("m1", "old", created=1), archived("m2", "brand", created=2)])
    assert [(turn.mention.text, turn.current) for turn in found] == [
        ("edited", False),
        ("brand", False),
        ("now", True),
    ]
    assert [turn.score.model_version for turn in found] == ["v1", "v1", "v2"]


def test_what_a_person_said_before_leaves_this_conversation_out():
    opportunity = routing.Opportunity(conversation_key="c")
    known = [archived(f"m{n}", str(n), created=n) for n in range(9)] + [archived("mc", conversation="c")]
    assert [each.mention.text for each in threads.earlier(opportunity, known)] == ["8", "7", "6", "5", "4"]


def an_opportunity(uid="a", text="It leaks"):
    made = routing.Opportunity(name=f"opportunities/{uid}", state="STATE_OPEN", priority=100)
    made.mention.text = text
    made.mention.author.display_name = "Ann"
    return made


def test_only_what_changed_is_news():
    pages = Pages()
    before = picture.draw(pages, Facts(queue=[an_opportunity("a"), an_opportunity("b")]))
    assert before.news(before) == {}
    after = picture.draw(pages, Facts(queue=[an_opportunity("b", "Fixed"), an_opportunity("a")]))
    news = after.news(before)
    assert set(news) == {"order", "cards"}
    assert news["order"] == ("b", "a")
    assert list(news["cards"]) == ["b"]
    assert before.news(Picture()) == {name: value for name, value in before.parts().items() if value}


def test_a_picture_without_any_answer_can_be_drawn():
    empty = picture.draw(Pages(), Facts(trouble="The router does not answer."))
    assert empty.order == ()
    assert "\u2013" in empty.strip


def test_a_source_in_trouble_says_so():
    source = listening.Source(name="sources/feed", state="STATE_RETRYING", problem="It answered 503.")
    drawn = picture.draw(Pages(), Facts(sources=[source]))
    assert "It answered 503." in drawn.sources
    assert 'data-state="retrying"' in drawn.sources


def test_our_answer_that_came_back_from_the_network_is_not_shown_twice():
    opportunity = routing.Opportunity(conversation_key="c")
    ours = archived("m2", "Sorry!", created=2)
    ours.mention.link = "http://n/2"
    known = [archived("m1", "It leaks", created=1), ours]
    reply = routing.Reply(state="STATE_SENT", link="http://n/2")
    assert [turn.mention.text for turn in threads.turns(opportunity, known, [reply])] == ["It leaks"]
    assert len(threads.turns(opportunity, known, [routing.Reply(state="STATE_QUEUED")])) == 2


def test_words_the_brand_wrote_are_not_marked_as_felt():
    mention = mention_pb2.Mention(text="sorry", author={"own": True})
    score = score_pb2.Score()
    score.sentiment.terms.add(text="sorry", valence=-1.0, span={"start": 0, "end": 5})
    assert [part.kind for part in threads.Turn(mention, score, current=False).stretches] == ["plain"]


def test_cards_hide_personal_data():
    opportunity = routing.Opportunity(name="opportunities/a")
    opportunity.mention.text = "mail a@bc.de now"
    span = opportunity.score.personal_data.add().span
    span.start, span.end = 5, 12
    shown = Pages().render("parts/card.html", opportunity=opportunity)
    assert "mail •@••.•• now" in shown
    assert "bc.de" not in shown
