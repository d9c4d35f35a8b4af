"""`antiphon sources`: what every source sees, saw in the last day, costs, and what is wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from antiphon.listening.v1 import listening_service_pb2 as listening
from services.cli import app, output, sights
from services.cli.session import Session

COLUMNS = ("source", "sees now", "last 24 hours", "budget, account, problem")
EMPTY = "No source is connected. Add one with `antiphon source add ID TYPE --set url=…`."


def register(root: typer.Typer) -> None:
    """Adds the command to the tree."""
    root.command("sources")(sources)


def sources(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows what every source sees now and saw in the last day, its budget, and what is wrong."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        now = datetime.now(UTC)
        listed = await stub.ListSources(listening.ListSourcesRequest(page_size=sights.PAGE))
        accounts = await stub.ListAccounts(listening.ListAccountsRequest(page_size=sights.PAGE))
        ends = {
            account.name.removesuffix("/account"): account.expire_time
            for account in accounts.accounts
            if account.HasField("expire_time")
        }
        days = sights.days(await sights.last_day(stub, now), now)
        if not json:
            rows = (_row(source, days, ends) for source in listed.sources)
            output.table("Sources", COLUMNS, rows, empty=EMPTY, whole=COLUMNS[1:3])
            return
        for source in listed.sources:
            day = days.get(source.name, sights.Day()).as_dict()
            account = {"account_expire_time": ends[source.name].ToJsonString()} if source.name in ends else {}
            output.print_json(output.as_dict(source) | {"last_day": day} | account)

    app.call(data, work)


def _row(source: listening.Source, days: dict[str, sights.Day], ends: sights.Ends) -> tuple[str, ...]:
    day = days.get(source.name, sights.Day())
    blind = f"\nblind for {output.span(day.blind.total_seconds())}" if day.blind else ""
    notes = [
        _budget(source.budget) if source.HasField("budget") else "",
        f"account ends {output.until(ends[source.name])}" if source.name in ends else "",
        source.problem,
    ]
    return (
        f"{source.name.removeprefix('sources/')} ({source.type})",
        sights.sees_now(source),
        day.bar + blind,
        "\n".join(filter(None, notes)),
    )


def _budget(budget: listening.SourceBudget) -> str:
    parts = []
    if budget.max_call_count:
        parts.append(f"{budget.call_count:,} of {budget.max_call_count:,} calls")
    elif budget.call_count:
        parts.append(f"{budget.call_count:,} calls")
    if budget.max_spent_micros:
        parts.append(
            f"{budget.spent_micros / 1e6:.2f} of {budget.max_spent_micros / 1e6:.2f} {budget.currency}"
        )
    elif budget.spent_micros:
        parts.append(f"{budget.spent_micros / 1e6:.2f} {budget.currency}")
    if (reserved := budget.call_count - budget.made_call_count) > 0:
        parts.append(f"{reserved:,} of the calls set aside, not made")
    if budget.HasField("exhaust_time"):
        parts.append(f"runs out {output.until(budget.exhaust_time)}")
    return ", ".join(parts)
