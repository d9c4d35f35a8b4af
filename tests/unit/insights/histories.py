"""Short histories of a few mentions, as the log may tell them."""

from __future__ import annotations

from hypothesis import strategies as st

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.model import identity

BRANDS = ("brands/acme", "brands/globex")
AUTHORS = ("x:-:ann", "x:-:bob", "")


def mention(
    native_id: str = "1",
    *,
    network: str = "x",
    revision: int = 0,
    author: str = "x:-:ann",
    text: str = "Lost bag",
    **more,
) -> mention_pb2.Mention:
    key = identity.make_key(network, "-", native_id)
    made = mention_pb2.Mention(
        name=identity.mention_name(key),
        key=key,
        network=network,
        native_id=native_id,
        link=f"https://x.test/{native_id}",
        revision=revision,
        text=text,
        source=more.pop("source", "sources/feed"),
        conversation_key=more.pop("conversation", key),
    )
    made.author.key = author
    made.create_time.seconds = more.pop("created", 1_700_000_000)
    made.collect_time.seconds = more.pop("collected", 1_700_000_100)
    for brand in more.pop("brands", BRANDS[:1]):
        made.matches.add(brand=brand, query=f"{brand}/queries/name")
    assert not more, more
    return made


def score(
    label: str = "NEGATIVE", *, version: str = "vader/1", language: str = "en", rescored: int = 0
) -> score_pb2.Score:
    made = score_pb2.Score(model_version=version)
    if rescored:
        made.rescore_time.seconds = rescored
    made.language.code = language
    if label:
        made.sentiment.label = score_pb2.Sentiment.Label.Value(f"LABEL_{label}")
        made.sentiment.compound = {"NEGATIVE": -0.6, "NEUTRAL": 0.0, "POSITIVE": 0.7}[label]
    return made


def said(*args, **kwargs):
    """A collected mention with a score."""
    felt = kwargs.pop("felt", "NEGATIVE")
    version = kwargs.pop("version", "vader/1")
    language = kwargs.pop("language", "en")
    rescored = kwargs.pop("rescored", 0)
    item = events_pb2.MentionItem(mention=mention(*args, **kwargs))
    return item, score(felt, version=version, language=language, rescored=rescored)


def gone(native_id: str = "1", *, network: str = "x"):
    """A deletion."""
    key = identity.make_key(network, "-", native_id)
    return events_pb2.MentionItem(deletion=mention_pb2.Deletion(key=key, network=network)), score_pb2.Score()


@st.composite
def facts(draw):
    """One fact about one of a few mentions: facts of one key agree on what cannot change."""
    native_id = draw(st.sampled_from("1234"))
    network = "x" if native_id < "3" else "y"
    if draw(st.integers(0, 6)) == 0:
        return gone(native_id, network=network)
    revision = draw(st.integers(0, 2))
    return said(
        native_id,
        network=network,
        revision=revision,
        author=AUTHORS[int(native_id) % 3],
        text=f"words of {revision}",
        felt=draw(st.sampled_from(["NEGATIVE", "POSITIVE", ""])),
        version=draw(st.sampled_from(["vader/1", "vader/2"])),
        rescored=draw(st.sampled_from([0, 0, 1_700_000_500, 1_700_000_600])),
        source=draw(st.sampled_from(["sources/feed", "sources/api"])),
        collected=1_700_000_100 + draw(st.integers(0, 2)),
        brands=draw(st.lists(st.sampled_from(BRANDS), unique=True, max_size=2)),
    )
