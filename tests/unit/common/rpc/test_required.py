from __future__ import annotations

import pytest

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.scoring.v1 import scoring_service_pb2 as scoring
from services.common.model import errors
from services.common.rpc import required
from tests.fixtures import contracts

BRAND = listening.Brand(display_name="Acme")
SETTINGS = listening.ReplaySettings(format=listening.ReplaySettings.FORMAT_CSV)


def missing(request):
    check = required.check_for(request.DESCRIPTOR)
    if check is None:
        return None
    try:
        check(request)
    except errors.InvalidField as fault:
        return fault.field
    return None


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (listening.GetBrandRequest(), "name"),
        (listening.GetBrandRequest(name="brands/acme"), None),
        (listening.CreateBrandRequest(brand=BRAND), "brand_id"),
        (listening.CreateBrandRequest(brand_id="acme"), "brand"),
        (listening.CreateBrandRequest(brand_id="acme", brand=listening.Brand()), "brand.display_name"),
        (listening.CreateBrandRequest(brand_id="acme", brand=BRAND), None),
        (listening.ReplayRecordsRequest(), None),
        (listening.ReplayRecordsRequest(settings=listening.ReplaySettings()), "settings.format"),
        (listening.ReplayRecordsRequest(settings=SETTINGS), None),
        (listening.DeliverRequest(request_id="x", reply=listening.ReplyPayload()), "reply.mention_key"),
        (listening.DeliverRequest(request_id="x"), None),
        (routing.CreateReplyRequest(parent="o", request_id="x", reply=routing.Reply()), "reply.text"),
        # Numbers: 0 is a value like any other.
        (routing.RenewLeaseRequest(name="o"), None),
        # Lists: each element has its own outcome, and an empty list is a list.
        (scoring.ScoreMentionsRequest(), None),
        (scoring.ScoreMentionsRequest(mentions=[mention_pb2.Mention(text="hi")]), None),
        (listening.IngestMentionsRequest(mentions=[mention_pb2.Mention()]), None),
    ],
)
def test_the_first_missing_field_is_named_with_its_path(request_, field):
    assert missing(request_) == field


def test_a_request_without_required_fields_needs_no_check():
    assert required.check_for(listening.ListBrandsRequest.DESCRIPTOR) is None
    assert required.check_for(insights.GetArchiveSummaryRequest.DESCRIPTOR) is None


@pytest.mark.parametrize("method", contracts.methods(), ids=lambda method: method.full_name)
def test_a_whole_request_passes(method):
    assert missing(contracts.filled(method.request)) is None


def test_the_sentence_names_the_remedy():
    check = required.check_for(listening.GetBrandRequest.DESCRIPTOR)
    with pytest.raises(errors.InvalidField, match=r"^name: is required; fill it in\.$"):
        check(listening.GetBrandRequest())
