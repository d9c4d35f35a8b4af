"""Documents and grounds as the tests of judgements need them: made by hand, or drawn by chance."""

from __future__ import annotations

from hypothesis import strategies as st

from antiphon.mention.v1 import mention_pb2
from services.scorer.core import cues
from services.scorer.core.analyzers import grounds
from services.scorer.core.analyzers.grounds import Grounds
from services.scorer.core.analyzers.judging import Verdict
from services.scorer.core.analyzers.protocol import Batch
from services.scorer.core.analyzers.spam import Spam
from services.scorer.core.documents import Document
from services.scorer.core.names import NO_NAMES, compile_names

ACME = compile_names(frozenset({"Acme", "Acme Air"}))

GROUNDS = (
    grounds.QUESTION,
    grounds.COMPLAINT,
    grounds.FAULT,
    grounds.DANGER,
    grounds.LEGAL,
    grounds.CHURN,
    grounds.PURCHASE,
    grounds.PRAISE,
    grounds.SUGGESTION,
    grounds.SPAM,
)

PIECES = """
    please help lost refund stranded today injured lawyer third time still waiting thanks great i my @acme
    https://example.com ? the parcel friend not 最悪 😡
"""
WORDS = st.lists(st.sampled_from(PIECES.split()), max_size=12).map(" ".join)


@st.composite
def mentions(draw):
    made = mention_pb2.Mention(
        text=draw(WORDS),
        private=draw(st.booleans()),
        kind=draw(st.sampled_from(mention_pb2.Mention.Kind.values())),
    )
    if draw(st.booleans()):
        made.rating = draw(st.floats(0, 1))
    if draw(st.booleans()):
        made.engagement.like_count = draw(st.integers(0, 10**9))
        made.engagement.repost_count = draw(st.integers(0, 10**6))
    made.author.own = draw(st.booleans())
    return made


@st.composite
def documents(draw):
    mention = draw(mentions())
    return Document(mention.text, mention=mention, names=draw(st.sampled_from([ACME, NO_NAMES])))


def chances():
    return st.dictionaries(st.sampled_from(GROUNDS), st.floats(0, 1))


@st.composite
def cases(draw):
    """A document with grounds; the signs are those of its text."""
    document = draw(documents())
    (found,) = cues.find([document])
    return document, Grounds(found, draw(chances()), draw(st.floats(-1, 1)))


def document(text="", **fields):
    """A document of a brand called Acme."""
    mention = mention_pb2.Mention(text=text, **fields)
    return Document(text, mention.title, names=ACME, mention=mention)


def ground(made):
    """What the signs alone say of a document."""
    (found,) = grounds.read(Batch([made]))
    return found


def chance(probability):
    """A finding of that probability."""
    return Verdict(present=probability >= 0.5, probability=probability)


def account(odds):
    """A finding on an account that is run by a machine with those log-odds more than others."""
    return Spam(account=(("account: odd", None, odds),))
