"""What leaves the archive, over gRPC: files of any form, markers beside a trend, channels that are tried."""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import io
import time
import zipfile
from datetime import UTC, datetime

import arro3.io
import grpc
import pytest

from antiphon.insights.v1 import analytics_service_pb2 as analytics
from antiphon.insights.v1 import curation_service_pb2 as curation
from antiphon.insights.v1 import dashboard_service_pb2 as boards
from antiphon.insights.v1 import insights_service_pb2 as archive
from antiphon.insights.v1 import reporting_service_pb2 as api
from antiphon.insights.v1.analytics_service_pb2_grpc import AnalyticsServiceStub
from antiphon.insights.v1.curation_service_pb2_grpc import CurationServiceStub
from antiphon.insights.v1.dashboard_service_pb2_grpc import DashboardServiceStub
from antiphon.insights.v1.insights_service_pb2_grpc import InsightsServiceStub
from antiphon.insights.v1.reporting_service_pb2_grpc import ReportingServiceStub
from services.common.config import InsightsSettings, StoreSettings
from services.common.model import identity
from services.common.model.principal import Principal
from services.common.rpc import channels
from services.common.rpc.errors import refusal_of
from services.insights import app
from services.insights.core import channels as rules
from services.insights.core import messages
from tests.acceptance.insights.test_numbers_service import HOUR, NOON, of_the_day, publish
from tests.fixtures.nats import eventually
from tests.unit.insights import hearing
from tests.unit.insights.histories import BRANDS, said

BEN = Principal("ben", "user", frozenset({"analyst"}), frozenset({"globex"}))


@pytest.fixture
def own(settings, bus_settings, store_settings, free_port, tmp_path):
    """Settings of the archive."""
    secret = tmp_path / "secret"
    secret.write_text("a secret of this installation")
    return dataclasses.replace(
        settings,
        bus=bus_settings,
        rpc=dataclasses.replace(settings.rpc, listen=f"127.0.0.1:{free_port}"),
        store=StoreSettings(url=store_settings.url, pool_size=4),
        data=dataclasses.replace(settings.data, suppression_key_file=secret),
        insights=InsightsSettings(allow_private_addresses=True, public_url="https://desk.example"),
    )


@pytest.fixture
async def open_as(own, signer):
    """A channel in somebody's name to an archive that runs."""
    opened = []

    def channel(principal):
        opened.append(channels.open(own.rpc.listen, own, signer=signer, principal=principal))
        return opened[-1]

    async with app.build(own):
        yield channel


async def exported(stub, form, **more):
    request = api.ExportSliceRequest(slice=of_the_day(), format=f"FORMAT_{form}", **more)
    pieces = [piece async for piece in stub.ExportSlice(request)]
    assert pieces[0].file_name.endswith(f".{form.lower()}")
    assert pieces[-1].row_count == pieces[0].total_row_count
    return b"".join(piece.data for piece in pieces)


def rows_of(table):
    return list(csv.DictReader(io.StringIO(table.decode(), newline="")))


async def test_a_slice_leaves_as_a_file_of_any_form_with_the_words_of_people_in_it(
    bus, open_as, administrator, tmp_path
):
    channel = open_as(administrator)
    numbers, stub = AnalyticsServiceStub(channel), ReportingServiceStub(channel)
    facts = [said(f"{at}", created=NOON + at, brands=BRANDS[: 1 + at % 2]) for at in range(30)]
    await publish(bus, *facts)

    async def all_there():
        trend = await numbers.GetTrend(analytics.GetTrendRequest(slice=of_the_day()))
        return trend.total.mention_count == 30

    await eventually(all_there)
    name = identity.mention_name(identity.make_key("x", "-", "3"))
    correct = archive.CorrectMentionRequest(name=name, sentiment="LABEL_POSITIVE")
    await InsightsServiceStub(channel).CorrectMention(correct)
    rows = rows_of(await exported(stub, "CSV"))
    assert len(rows) == 30
    assert {row["sentiment"] for row in rows if row["name"] != name} == {"negative"}
    (corrected,) = [row for row in rows if row["name"] == name]
    assert (corrected["sentiment"], corrected["corrected"], corrected["brands"]) == (
        "positive",
        "1",
        "acme globex",
    )
    file = tmp_path / "rows.parquet"
    file.write_bytes(await exported(stub, "PARQUET"))
    table = arro3.io.read_parquet(file).read_all()
    assert [cell.as_py() for cell in table.column("name")] == [row["name"] for row in rows]
    with zipfile.ZipFile(io.BytesIO(await exported(stub, "XLSX"))) as book:
        assert book.read("xl/worksheets/sheet1.xml").count(b"<row>") == 31
    sums = rows_of(
        await exported(
            stub, "CSV", content=2, dimension=analytics.DIMENSION_BRAND, bucket=analytics.BUCKET_DAY
        )
    )
    totals: dict[str, int] = {}
    for row in sums:
        totals[row["value"]] = totals.get(row["value"], 0) + int(row["mention_count"])
    assert totals == {"brands/acme": 30, "brands/globex": 15}
    theirs = rows_of(await exported(ReportingServiceStub(open_as(BEN)), "CSV"))
    assert [row["brands"] for row in theirs] == ["globex"] * 15


async def test_markers_stand_beside_the_numbers_of_their_brands(open_as, administrator):
    channel = open_as(administrator)
    stub, numbers = ReportingServiceStub(channel), AnalyticsServiceStub(channel)
    for brand, start, end in (("acme", -2, 30), ("globex", 1, 0), ("", -100, 0)):
        marker = analytics.Marker(
            name=f"markers/of-{brand or 'all'}", display_name="Sale", brands=[brand] if brand else []
        )
        marker.start_time.seconds = NOON + start * HOUR
        if end:
            marker.end_time.seconds = NOON + end * HOUR
        kept = await stub.CreateMarker(api.CreateMarkerRequest(marker=marker))
        assert kept.creator.startswith("user:")
    with pytest.raises(grpc.aio.AioRpcError) as fault:
        await stub.CreateMarker(api.CreateMarkerRequest(marker=kept))
    assert refusal_of(fault.value).code == grpc.StatusCode.ALREADY_EXISTS

    async def shown(numbers, **more):
        trend = await numbers.GetTrend(analytics.GetTrendRequest(slice=of_the_day(**more)))
        return [marker.name for marker in trend.markers]

    assert await shown(numbers) == ["markers/of-acme", "markers/of-globex"]
    assert await shown(numbers, brands=["acme"]) == ["markers/of-acme"]
    others = open_as(BEN)
    assert await shown(AnalyticsServiceStub(others)) == ["markers/of-globex"]
    theirs = await ReportingServiceStub(others).ListMarkers(api.ListMarkersRequest())
    assert [marker.name for marker in theirs.markers] == ["markers/of-all", "markers/of-globex"]
    with pytest.raises(grpc.aio.AioRpcError) as fault:
        await ReportingServiceStub(others).DeleteMarker(api.DeleteMarkerRequest(name="markers/of-all"))
    assert refusal_of(fault.value).reason == "WRONG_STATE"
    kept.display_name, kept.start_time.seconds = "Strike", NOON
    assert (await stub.UpdateMarker(api.UpdateMarkerRequest(marker=kept))).display_name == "Strike"
    assert await shown(numbers, brands=["acme"]) == ["markers/of-acme", "markers/of-all"]
    await stub.DeleteMarker(api.DeleteMarkerRequest(name="markers/of-all"))
    assert await shown(numbers, brands=["acme"]) == ["markers/of-acme"]


async def test_a_channel_is_tried_and_its_log_tells_what_became_of_it(open_as, administrator):
    channel = open_as(administrator)
    stub, numbers = ReportingServiceStub(channel), AnalyticsServiceStub(channel)
    async with hearing.web_server() as web:
        chat = api.Channel(name="channels/room", kind="KIND_CHAT", url=f"http://127.0.0.1:{web.port}/t0ken")
        kept = await stub.CreateChannel(api.CreateChannelRequest(channel=chat))
        assert (kept.host, kept.url) == ("127.0.0.1", "")
        web.statuses = [200, 500]
        tests = [await stub.TestChannel(api.TestChannelRequest(name=chat.name)) for _ in range(2)]
        assert [test.problem for test in tests] == ["", "127.0.0.1 answers with 500."]
        await stub.RetryChannelDelivery(api.RetryChannelDeliveryRequest(name=tests[1].name))

        async def all_taken():
            listed = await stub.ListChannelDeliveries(
                api.ListChannelDeliveriesRequest(parent="channels/-", page_size=1)
            )
            return listed.next_page_token and listed.deliveries[0].state == tests[0].state

        await eventually(all_taken)
    hook = api.Channel(name="channels/hook", kind="KIND_WEBHOOK", url="https://hook.example/")
    assert (await stub.CreateChannel(api.CreateChannelRequest(channel=hook))).secret.startswith("whsec_")
    listed = (await stub.ListChannels(api.ListChannelsRequest())).channels
    assert [(each.name, each.secret) for each in listed] == [("channels/hook", ""), ("channels/room", "")]
    alert = analytics.Alert(
        name="alerts/storm", slice=analytics.Slice(brands=["acme"]), channels=["channels/nobody"]
    )
    with pytest.raises(grpc.aio.AioRpcError) as fault:
        await numbers.CreateAlert(analytics.CreateAlertRequest(alert=alert))
    assert "channels/nobody" in fault.value.details()
    alert.channels[:] = ["channels/room"]
    alert.slice.query = "(lost"
    with pytest.raises(grpc.aio.AioRpcError, match=r"alert\.slice\.query: column 1"):
        await numbers.CreateAlert(analytics.CreateAlertRequest(alert=alert))
    alert.slice.query = "lost NOT found"
    assert (await numbers.CreateAlert(analytics.CreateAlertRequest(alert=alert))).channels == alert.channels
    await stub.DeleteChannel(api.DeleteChannelRequest(name="channels/room"))
    assert len((await stub.ListChannels(api.ListChannelsRequest())).channels) == 1


async def test_a_channel_is_changed_and_keeps_its_secrets_where_none_is_named(open_as, administrator):
    stub = ReportingServiceStub(open_as(administrator))
    async with hearing.web_server() as old, hearing.web_server() as new:
        hook = api.Channel(
            name="channels/hook", kind="KIND_WEBHOOK", url=f"http://127.0.0.1:{old.port}/t0ken"
        )
        secret = (await stub.CreateChannel(api.CreateChannelRequest(channel=hook))).secret
        named = api.Channel(name=hook.name, kind=hook.kind, display_name="Pager")
        kept = await stub.UpdateChannel(api.UpdateChannelRequest(channel=named))
        assert (kept.display_name, kept.host, kept.url, kept.secret) == ("Pager", "127.0.0.1", "", "")
        named.url = f"http://127.0.0.1:{new.port}/other"
        kept = await stub.UpdateChannel(api.UpdateChannelRequest(channel=named, renew_secret=True))
        assert kept.secret.startswith("whsec_")
        assert kept.secret != secret
        assert not (await stub.TestChannel(api.TestChannelRequest(name=hook.name))).problem
        ((path, headers, body),) = new.posts
        assert (path, old.posts) == ("/other", [])
        sent = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        signed = messages.signed(rules.secret_bytes(kept.secret), headers["webhook-id"], sent, body)
        assert headers["webhook-signature"] == signed["webhook-signature"]
        lost = api.UpdateChannelRequest(channel=api.Channel(name="channels/nobody", kind=hook.kind))
        assert (await refused(stub.UpdateChannel(lost)))[0] == grpc.StatusCode.NOT_FOUND
        wrong = api.UpdateChannelRequest(channel=api.Channel(name=hook.name, kind=hook.kind, url="ftp://x"))
        assert "channel.url" in (await refused(stub.UpdateChannel(wrong)))[1]
        analyst = ReportingServiceStub(open_as(BEN))
        theirs = analyst.UpdateChannel(api.UpdateChannelRequest(channel=named))
        assert (await refused(theirs))[0] == grpc.StatusCode.PERMISSION_DENIED


async def test_many_are_corrected_and_tagged_at_once_and_that_is_taken_back(bus, open_as, administrator):
    channel = open_as(administrator)
    stub, numbers = CurationServiceStub(channel), AnalyticsServiceStub(channel)
    await publish(
        bus, *[said(f"{at}", created=NOON + at, brands=BRANDS[at % 2 : at % 2 + 1]) for at in range(20)]
    )

    async def counted(**more):
        found = await numbers.GetBreakdown(
            analytics.GetBreakdownRequest(slice=of_the_day(**more), dimension=analytics.DIMENSION_SENTIMENT)
        )
        parts = {part.value: part.figures.mention_count for part in found.parts}
        return parts, found.total.corrected_count

    async def all_there():
        return (await counted())[0] == {"NEGATIVE": 20}

    await eventually(all_there)
    request = curation.ChangeMentionsRequest(
        slice=of_the_day(brands=["acme"]),
        sentiment="LABEL_POSITIVE",
        add_tags=["campaign"],
        reason="It is irony",
        validate_only=True,
    )
    assert (await stub.ChangeMentions(request)).mention_count == 10
    assert await counted() == ({"NEGATIVE": 20}, 0)
    request.validate_only = False
    kept = await stub.ChangeMentions(request)
    assert (kept.mention_count, kept.reason, kept.actor[:5]) == (10, "It is irony", "user:")
    assert await counted() == ({"NEGATIVE": 10, "POSITIVE": 10}, 10)
    assert await counted(tags=["campaign"]) == ({"POSITIVE": 10}, 10)
    some = of_the_day(tags=["campaign"])
    pieces = numbers.ListSliceMentions(analytics.ListSliceMentionsRequest(slice=some, limit=3))
    shown = [each async for piece in pieces for each in piece.mentions]
    assert [list(each.tags) for each in shown] == [["campaign"]] * 3
    one = curation.ChangeMentionsRequest(
        names=[shown[0].mention.name], remove_tags=["campaign"], add_tags=["marketing"], spam=True
    )
    await stub.ChangeMentions(one)
    tags = await stub.ListTags(curation.ListTagsRequest())
    assert [(each.tag, each.mention_count) for each in tags.tags] == [("campaign", 9), ("marketing", 1)]
    theirs = CurationServiceStub(open_as(BEN))
    assert not (await theirs.ListTags(curation.ListTagsRequest())).tags
    assert not (await theirs.ListMentionChanges(curation.ListMentionChangesRequest())).changes
    request.slice.brands[:] = ["globex"]
    assert (await theirs.ChangeMentions(request)).mention_count == 10
    last, first = [
        each.name
        for each in (await stub.ListMentionChanges(curation.ListMentionChangesRequest())).changes[1:]
    ]
    assert first == kept.name
    undone = await stub.UndoMentionChange(curation.UndoMentionChangeRequest(name=last))
    assert undone.undo_actor == kept.actor
    await stub.UndoMentionChange(curation.UndoMentionChangeRequest(name=first))
    assert await counted(brands=["acme"]) == ({"NEGATIVE": 10}, 0)
    assert await counted(brands=["globex"]) == ({"POSITIVE": 10}, 10)
    tags = await stub.ListTags(curation.ListTagsRequest())
    assert [(each.tag, each.mention_count) for each in tags.tags] == [("campaign", 10)]
    matching = curation.ChangeMentionsRequest(slice=of_the_day(query="bag NOT parcel"), add_tags=["bags"])
    bags = await stub.ChangeMentions(matching)
    assert (bags.mention_count, bags.slice.query) == (20, "")
    matching.slice.query = "parcel"
    assert (await stub.ChangeMentions(matching)).mention_count == 0


async def test_a_dashboard_is_shared_by_role_and_by_link_and_sent_as_a_letter(
    bus, own, signer, administrator
):
    async with hearing.mail_server() as mail:
        settings = dataclasses.replace(
            own,
            insights=dataclasses.replace(
                own.insights,
                smtp_host="127.0.0.1",
                smtp_port=mail.port,
                smtp_security="none",
                mail_from="antiphon@desk.example",
            ),
        )
        async with app.build(settings), contextlib.AsyncExitStack() as stack:

            def open_as(principal):
                channel = channels.open(own.rpc.listen, own, signer=signer, principal=principal)
                stack.push_async_callback(channel.close)
                return channel

            await see_and_send(bus, open_as, administrator, mail)


async def test_links_of_a_dashboard_are_listed_without_their_secrets_and_ended_one_by_one(
    open_as, administrator
):
    stub = DashboardServiceStub(open_as(administrator))
    tile = boards.Dashboard.Tile(title="Volume", kind=boards.Dashboard.Tile.KIND_TREND)
    for name in ("dashboards/week", "dashboards/other"):
        board = boards.Dashboard(name=name, display_name="This week", roles=["analyst"], tiles=[tile])
        await stub.CreateDashboard(boards.CreateDashboardRequest(dashboard=board))
    analyst = DashboardServiceStub(open_as(BEN))
    request = boards.CreateDashboardLinkRequest(name="dashboards/week")
    first, second = await stub.CreateDashboardLink(request), await analyst.CreateDashboardLink(request)
    request.ttl.seconds = 86_400
    other = await stub.CreateDashboardLink(request)
    desk = DashboardServiceStub(open_as(Principal("console", "service")))
    for link in (first, second):
        await desk.GetSharedDashboard(boards.GetSharedDashboardRequest(token=link.token))

    async def listed():
        asked = boards.ListDashboardLinksRequest(parent="dashboards/week")
        return (await analyst.ListDashboardLinks(asked)).links

    found = await listed()
    assert [each.name for each in found] == [other.name, second.name, first.name]
    assert [each.creator for each in found] == ["user:ada", "user:ben", "user:ada"]
    assert [each.HasField("use_time") for each in found] == [False, True, True]
    assert [each.expire_time for each in found] == [other.expire_time, second.expire_time, first.expire_time]
    assert [each.create_time for each in found] == [other.create_time, second.create_time, first.create_time]
    assert not any(each.token or link.token in str(each) for each in found for link in (first, second, other))
    await analyst.DeleteDashboardLink(boards.DeleteDashboardLinkRequest(name=first.name))
    assert [each.name for each in await listed()] == [other.name, second.name]
    assert (
        await refused(desk.GetSharedDashboard(boards.GetSharedDashboardRequest(token=first.token)))
    ) == await refused(desk.GetSharedDashboard(boards.GetSharedDashboardRequest(token="never was")))
    await desk.GetSharedDashboard(boards.GetSharedDashboardRequest(token=second.token))
    elsewhere = second.name.replace("week", "other")
    for name in (first.name, elsewhere, "dashboards/week", "dashboards/week/links/"):
        gone = stub.DeleteDashboardLink(boards.DeleteDashboardLinkRequest(name=name))
        assert (await refused(gone))[0] == grpc.StatusCode.NOT_FOUND, name
    assert len(await listed()) == 2


async def test_links_of_a_dashboard_are_told_to_who_sees_it_and_may_share_it(open_as, administrator):
    stub = DashboardServiceStub(open_as(administrator))
    tile = boards.Dashboard.Tile(title="Volume", kind=boards.Dashboard.Tile.KIND_TREND)
    board = boards.Dashboard(name="dashboards/week", display_name="Week", roles=["agent"], tiles=[tile])
    await stub.CreateDashboard(boards.CreateDashboardRequest(dashboard=board))
    made = await stub.CreateDashboardLink(boards.CreateDashboardLinkRequest(name=board.name))
    ask = boards.ListDashboardLinksRequest(parent=board.name)
    end = boards.DeleteDashboardLinkRequest(name=made.name)
    agent = DashboardServiceStub(open_as(Principal("cem", "user", frozenset({"agent"}))))
    blind = DashboardServiceStub(open_as(BEN))
    for caller, code in ((agent, "PERMISSION_DENIED"), (blind, "NOT_FOUND")):
        assert (await refused(caller.ListDashboardLinks(ask)))[0].name == code
        assert (await refused(caller.DeleteDashboardLink(end)))[0].name == code
    assert [each.name for each in (await stub.ListDashboardLinks(ask)).links] == [made.name]


async def refused(call):
    """Code and sentence of a refusal."""
    with pytest.raises(grpc.aio.AioRpcError) as fault:
        await call
    return fault.value.code(), fault.value.details()


async def see_and_send(bus, open_as, administrator, mail):
    stub = DashboardServiceStub(open_as(administrator))
    now = int(time.time()) // HOUR * HOUR
    await publish(
        bus, said("1", created=now - 60), said("2", created=now - 70, brands=BRANDS[1:]), message_id="board"
    )
    tile = boards.Dashboard.Tile
    board = boards.Dashboard(
        name="dashboards/week",
        display_name="This week",
        roles=["agent"],
        tiles=[
            tile(title="Volume", kind=tile.KIND_TREND, dimension=analytics.DIMENSION_BRAND),
            tile(title="Voice", kind=tile.KIND_BREAKDOWN, dimension=analytics.DIMENSION_BRAND),
            tile(title="Topics", kind=tile.KIND_TOPICS),
            tile(title="Spikes", kind=tile.KIND_SPIKES),
            tile(title="Care", kind=tile.KIND_CARE),
        ],
    )
    await stub.CreateDashboard(boards.CreateDashboardRequest(dashboard=board))
    render = boards.RenderDashboardRequest(name=board.name)

    async def both_there():
        html = (await stub.RenderDashboard(render)).html
        return "<td>acme</td>" in html and "<td>globex</td>" in html

    await eventually(both_there)
    agent = DashboardServiceStub(open_as(Principal("cem", "user", frozenset({"agent"}), frozenset({"acme"}))))
    theirs = (await agent.RenderDashboard(render)).html
    assert "<td>acme</td>" in theirs
    assert "globex" not in theirs
    analyst = DashboardServiceStub(open_as(BEN))
    assert not (await analyst.ListDashboards(boards.ListDashboardsRequest())).dashboards
    link = await stub.CreateDashboardLink(boards.CreateDashboardLinkRequest(name=board.name))
    desk = DashboardServiceStub(open_as(Principal("console", "service")))
    shared = boards.GetSharedDashboardRequest(token=link.token)
    assert "globex" in (await desk.GetSharedDashboard(shared)).html
    await stub.DeleteDashboardLinks(boards.DeleteDashboardLinksRequest(name=board.name))
    with pytest.raises(grpc.aio.AioRpcError) as fault:
        await desk.GetSharedDashboard(shared)
    assert refusal_of(fault.value).code == grpc.StatusCode.NOT_FOUND
    channel = api.Channel(name="channels/leads", kind="KIND_EMAIL", recipients=["lead@desk.example"])
    reporting = ReportingServiceStub(open_as(administrator))
    await reporting.CreateChannel(api.CreateChannelRequest(channel=channel))
    report = boards.Report(
        name="reports/week", dashboard=board.name, channel=channel.name, rhythm="RHYTHM_WEEKLY", hour=7
    )
    kept = await stub.CreateReport(boards.CreateReportRequest(report=report))
    assert kept.next_time.ToDatetime().weekday() == 0
    assert not kept.HasField("send_time")
    assert (await stub.SendReport(boards.SendReportRequest(name=report.name))).HasField("send_time")

    async def arrived():
        return mail.letters

    await eventually(arrived)
    leaves = [part for part in mail.letters[0].walk() if not part.is_multipart()]
    parts = {part.get_content_type(): part.get_content() for part in leaves}
    assert "https://desk.example/insights/dashboards/week" in parts["text/plain"]
    assert "<td>globex</td>" in parts["text/html"]
    await stub.DeleteDashboard(boards.DeleteDashboardRequest(name=board.name))
    assert not (await stub.ListReports(boards.ListReportsRequest())).reports
