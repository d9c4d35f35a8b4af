from hypothesis import given
from hypothesis import strategies as st

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.insights.core import entries

KEYS = st.sampled_from(["x:-:1", "x:-:2"])
MATCHES = st.lists(
    st.builds(
        mention_pb2.Match, brand=st.sampled_from(["brands/a", "brands/b"]), query=st.sampled_from(["q", "r"])
    ),
    max_size=3,
)


@st.composite
def facts(draw):
    if draw(st.integers(0, 5)) == 0:
        deletion = mention_pb2.Deletion(key=draw(KEYS), network="x")
        return events_pb2.MentionItem(deletion=deletion), score_pb2.Score()
    mention = mention_pb2.Mention(
        key=draw(KEYS),
        network="x",
        revision=draw(st.integers(0, 1)),
        source=draw(st.sampled_from(["sources/a", "sources/b"])),
        matches=draw(MATCHES),
    )
    mention.collect_time.seconds = draw(st.integers(0, 2))
    score = score_pb2.Score(model_version=draw(st.sampled_from(["v1", "v2"])))
    return events_pb2.MentionItem(mention=mention), score


def flat(gist):
    entries_ = {
        key: (entry.mention.SerializeToString(deterministic=True), entry.score.SerializeToString())
        for key, entry in gist.entries.items()
    }
    return entries_, gist.deletions


@given(st.lists(facts(), max_size=8), st.randoms(use_true_random=False), st.integers(0, 8))
def test_what_is_kept_of_a_key_does_not_depend_on_order_or_repetition(history, random, repeats):
    again = history + history[:repeats]
    random.shuffle(again)
    assert flat(entries.fold(again)) == flat(entries.fold(history))


@given(facts(), facts(), facts())
def test_merging_is_associative(one, two, three):
    a, b, c = (entries.Entry(item.mention, score) for item, score in (one, two, three))
    left = entries.merge(entries.merge(a, b), c)
    right = entries.merge(a, entries.merge(b, c))
    assert left == right


def test_a_higher_revision_replaces_a_lower_one_with_its_matches():
    old = entries.Entry(
        mention_pb2.Mention(key="k", revision=1, matches=[{"brand": "brands/a"}]), score_pb2.Score()
    )
    new = entries.Entry(
        mention_pb2.Mention(key="k", revision=2, matches=[{"brand": "brands/b"}]), score_pb2.Score()
    )
    assert entries.merge(old, new) is new
    assert entries.merge(new, old) is new


def test_matches_of_the_same_revision_are_united_in_order():
    one = entries.Entry(mention_pb2.Mention(key="k", matches=[{"brand": "brands/b"}]), score_pb2.Score())
    two = entries.Entry(mention_pb2.Mention(key="k", matches=[{"brand": "brands/a"}]), score_pb2.Score())
    assert [match.brand for match in entries.merge(one, two).mention.matches] == ["brands/a", "brands/b"]


def test_an_item_without_a_known_fact_has_a_problem():
    assert "neither" in entries.problem(events_pb2.MentionItem())


def test_an_item_without_a_key_has_a_problem():
    item = events_pb2.MentionItem(mention=mention_pb2.Mention(key="nonsense", network="x"))
    assert "network:site:native_id" in entries.problem(item)


def test_an_item_without_a_network_has_a_problem():
    item = events_pb2.MentionItem(deletion=mention_pb2.Deletion(key="x:-:1"))
    assert "does not name its network" in entries.problem(item)


def test_a_proper_item_has_no_problem():
    assert (
        entries.problem(events_pb2.MentionItem(deletion=mention_pb2.Deletion(key="x:-:1", network="x"))) == ""
    )
