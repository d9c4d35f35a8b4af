"""Changes of many mentions: what may be asked, and what is kept of it."""

import pytest

from antiphon.insights.v1 import analytics_service_pb2 as analytics
from antiphon.insights.v1 import curation_service_pb2 as curation
from services.common.model import errors
from services.insights.core import changing


def of_the_day(**more):
    found = analytics.Slice(**more)
    found.start_time.seconds, found.end_time.seconds = 1, 2
    return found


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (curation.ChangeMentionsRequest(add_tags=["x"]), "slice"),
        (curation.ChangeMentionsRequest(slice=analytics.Slice(), add_tags=["x"]), "start_time"),
        (curation.ChangeMentionsRequest(slice=of_the_day()), "add_tags"),
        (curation.ChangeMentionsRequest(slice=of_the_day(), add_tags=["Two Words"]), "add_tags"),
        (
            curation.ChangeMentionsRequest(slice=of_the_day(), add_tags=["x"], remove_tags=["x"]),
            "remove_tags",
        ),
        (curation.ChangeMentionsRequest(slice=of_the_day(), sentiment=0), "sentiment"),
    ],
)
def test_a_change_that_says_not_which_or_what_is_refused_by_field(request_, problem):
    with pytest.raises(errors.InvalidField, match=problem):
        changing.read(request_, "user:ann")


def test_a_record_holds_no_author_and_no_words():
    asked = curation.ChangeMentionsRequest(
        slice=of_the_day(
            author_keys=["x:-:ann"], text="ann smith", query="author:ann refund", brands=["acme"]
        ),
        spam=True,
    )
    kept = changing.kept(asked, "user:bob")
    assert b"ann" not in kept.SerializeToString()
    assert (kept.spam, list(kept.slice.brands), kept.HasField("sentiment")) == (True, ["acme"], False)
