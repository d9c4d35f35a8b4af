"""`antiphon insights care|communities|customers`: who answers whom, and by how many channels people come."""

from __future__ import annotations

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.cli import app, charts, output
from services.cli.commands import insights
from services.cli.sliced import sliced


@sliced
def care(what: api.Slice, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows how accounts of brands answer, ours beside competitors': how soon, and how people sound after."""
    request = api.GetCarePerformanceRequest(slice=what)

    def show(found: api.CarePerformance) -> None:
        rows = [
            ("all", "", found.total),
            *((each.handle, each.network, each.care) for each in found.accounts),
        ]
        columns = ("account", "network", "answers", "median wait", "9 in 10 within", "better", "worse")
        output.table("Answers", columns, (_cared(*row) for row in rows))
        _read(found.read_count, found.answer_count)
        insights.seen(found.coverage)

    insights.ask(data, json, lambda stub: stub.GetCarePerformance(request), show)


@sliced
def communities(
    what: api.Slice, data: app.Data = app.DEFAULT_DATA, limit: insights.Many = 20, json: app.Json = False
) -> None:
    """Finds where others than brands give answers, to which questions, and who is thanked for them."""
    request = api.ListCommunitiesRequest(slice=what, result_count=limit)

    def show(found: api.ListCommunitiesResponse) -> None:
        columns = ("", "network", "answers", "thanked", "accepted", "median wait")
        for title, answerers in (("Places", found.places), ("Authors", found.authors)):
            output.table(title, columns, map(_answerer, answerers), empty=f"{title}: nobody answers.")
        asked = ("topic", "questions", "answers", "thanked", "accepted", "best place", "best author")
        output.table("Topics", asked, map(_answered, found.topics), empty="Topics: nothing stands out.")
        _read(found.read_count, found.answer_count)
        insights.seen(found.coverage)

    insights.ask(data, json, lambda stub: stub.ListCommunities(request), show)


def _answerer(each: api.ListCommunitiesResponse.Answerer) -> tuple[str, ...]:
    counts = (each.answer_count, each.thanked_count, each.accepted_count)
    wait = output.span(each.median_wait.ToTimedelta().total_seconds())
    return each.place or each.handle or each.author_key, each.network, *(f"{n:,}" for n in counts), wait


def _answered(each: api.ListCommunitiesResponse.Topic) -> tuple[str, ...]:
    whole = each.total
    counts = (each.question_count, whole.answer_count, whole.thanked_count, whole.accepted_count)
    place = each.places[0].place if each.places else ""
    author = (each.authors[0].handle or each.authors[0].author_key) if each.authors else ""
    return each.name, *(f"{n:,}" for n in counts), place, author


def _read(read: int, whole: int) -> None:
    if read < whole:
        output.say(f"{read:,} of {whole:,} answers were read, spread evenly.")


@sliced
def customers(what: api.Slice, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows how many channels customers use; accounts that were merged count as one customer."""
    request = api.GetChannelUseRequest(slice=what)

    def show(found: api.ChannelUse) -> None:
        steps = (
            (
                f"{each.channel_count:,}",
                charts.bar(each.share.value),
                f"{each.customer_count:,}",
                insights.exactly(each.share.value),
            )
            for each in found.steps
        )
        title = f"{found.customer_count:,} customers, {found.merged_customer_count:,} of them merged"
        output.table(title, ("channels", "", "customers", "share"), steps, empty="Nobody.")
        rows = ((each.network, f"{each.customer_count:,}", f"{each.only_count:,}") for each in found.channels)
        output.table("Channels", ("network", "customers", "use no other"), rows, empty="No channel.")
        insights.seen(found.coverage)

    insights.ask(data, json, lambda stub: stub.GetChannelUse(request), show)


def _cared(name: str, network: str, told: api.Care) -> tuple[str, ...]:
    waits = (told.median_wait, told.ninth_decile_wait)
    middle, most = (output.span(wait.ToTimedelta().total_seconds()) for wait in waits)
    tones = (f"{count} of {told.replied_count}" for count in (told.better_count, told.worse_count))
    return name, network, f"{told.answer_count:,}", middle, most, *tones
