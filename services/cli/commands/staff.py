"""`antiphon staff`: queues, agents, who is there, and what is offered to whom."""

from __future__ import annotations

from typing import Annotated

import typer

from antiphon.routing.v1 import staffing_service_pb2 as messages
from services.cli import app, brands, output, rosters, staffing
from services.cli.commands.queue import full_name
from services.cli.session import Session

commands = typer.Typer(help="Say who works on what, and see who is there.", no_args_is_help=True)

QueueName = Annotated[str, typer.Argument(help="Id of the queue, for example billing.")]
AgentName = Annotated[str, typer.Argument(help="Name of the user, for example alice.")]
Name = Annotated[str, typer.Argument(help="Opportunity, for example opportunities/abc… or its id.")]
Brands = Annotated[list[str] | None, typer.Option("--brand", help="Brand; all at first.")]
Skills = Annotated[list[str] | None, typer.Option("--skill", help="Skill and level, for example french=5.")]
Calendar = Annotated[str | None, typer.Option(help="Calendar of the hours; always at first.")]

QUEUES = ("queue", "work", "members", "asks for", "asks for less", "look at this")
AGENTS = ("agent", "status", "load (soft/hard)", "skills", "queues", "look at this")
OFFERS = ("opportunity", "to", "ends", "from")


@commands.command()
def queues(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows queues."""

    async def work(opened: Session) -> None:
        stub, token = await opened.staffing(), ""
        found: list[messages.Queue] = []
        while True:
            page = await stub.ListQueues(messages.ListQueuesRequest(page_size=500, page_token=token))
            found += page.queues
            token = page.next_page_token
            if not token:
                break
        if json:
            for queue in found:
                output.print_json(output.as_dict(queue))
            return
        empty = "No queue yet: everybody works everything of their brands. Add one: `antiphon staff queue`."
        output.table("Queues", QUEUES, map(staffing.queue_row, found), empty=empty)

    app.call(data, work)


@commands.command()
def queue(
    name: QueueName,
    title: Annotated[str | None, typer.Option(help="Name for people.")] = None,
    brand: Brands = None,
    member: Annotated[list[str] | None, typer.Option(help="Agent who serves it; everybody at first.")] = None,
    skill: Skills = None,
    push: Annotated[
        bool | None, typer.Option("--push/--pull", help="Offer its work, or let agents take it.")
    ] = None,
    strategy: Annotated[
        str | None, typer.Option(help="Who is asked first: longest-idle or least-loaded.")
    ] = None,
    sticky: Annotated[
        bool | None, typer.Option("--sticky/--no-sticky", help="Ask the customer's last agent first.")
    ] = None,
    offer: Annotated[
        str | None, typer.Option(help="How long an agent has to accept, for example 30s.")
    ] = None,
    head_start: Annotated[
        str | None, typer.Option(help="How much older its work counts, for example 10m.")
    ] = None,
    weight: Annotated[
        list[str] | None, typer.Option(help="What one of a network takes of a capacity, for example mail=3.")
    ] = None,
    step: Annotated[
        list[str] | None,
        typer.Option(help='What it asks less of with age, for example "15m:drop=french,widen=sales".'),
    ] = None,
    overflow: Annotated[str | None, typer.Option(help="Queue that has its work once it is old.")] = None,
    overflow_after: Annotated[str | None, typer.Option(help="Age for that, for example 2h.")] = None,
    calendar: Calendar = None,
    deadlines: Annotated[str | None, typer.Option(help="Deadline policy of its work.")] = None,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Sets a queue up, or changes what is named of it; an empty word empties: `--calendar ""`."""
    given = {
        "display_name": title,
        "brands": rosters.names(brand, brands.full_name),
        "members": rosters.names(member, staffing.agent),
        "skills": rosters.numbers(skill, "skill"),
        "assignment": None if push is None else staffing.ASSIGNMENTS[push],
        "strategy": rosters.choice(strategy, staffing.STRATEGIES, "strategy"),
        "sticky": sticky,
        "offer_seconds": rosters.seconds(offer),
        "head_start_seconds": rosters.seconds(head_start),
        "channel_weights": rosters.numbers(weight, "weight"),
        "steps": rosters.steps(step),
        "overflow_queue": None if overflow is None else staffing.queue(overflow),
        "overflow_after_seconds": rosters.seconds(overflow_after),
        "calendar": calendar,
        "deadline_policy": None if deadlines is None else staffing.deadline_policy(deadlines),
    }

    async def work(opened: Session) -> None:
        stub, full = await opened.staffing(), staffing.queue(name)
        made, new = await staffing.found(
            stub.GetQueue(messages.GetQueueRequest(name=full)), messages.Queue(name=full)
        )
        if rosters.change(made, given) or new:
            made = await stub.UpdateQueue(messages.UpdateQueueRequest(queue=made, allow_missing=True))
        if json:
            output.print_json(output.as_dict(made))
        else:
            output.table("Queue", QUEUES, [staffing.queue_row(made)])

    app.call(data, work)


@commands.command("delete-queue")
def delete_queue(name: QueueName, data: app.Data = app.DEFAULT_DATA) -> None:
    """Removes a queue; what waits in it can be taken by everybody of its brand."""

    async def work(opened: Session) -> None:
        stub = await opened.staffing()
        await stub.DeleteQueue(messages.DeleteQueueRequest(name=staffing.queue(name)))
        output.say(f"{staffing.queue(name)} is gone.")

    app.call(data, work)


@commands.command()
def estimate(name: QueueName, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Tells how long something that comes into a queue now will wait, and what that rests on."""

    async def work(opened: Session) -> None:
        stub = await opened.staffing()
        told = await stub.GetQueueEstimate(messages.GetQueueEstimateRequest(name=staffing.queue(name)))
        if json:
            output.print_json(output.as_dict(told))
        else:
            output.people.print(staffing.estimate(told), markup=False)

    app.call(data, work)


@commands.command()
def agents(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows agents with status and load."""

    async def work(opened: Session) -> None:
        stub, token = await opened.staffing(), ""
        found: list[messages.Agent] = []
        while True:
            page = await stub.ListAgents(messages.ListAgentsRequest(page_size=1000, page_token=token))
            found += page.agents
            token = page.next_page_token
            if not token:
                break
        if json:
            for agent in found:
                output.print_json(output.as_dict(agent))
            return
        empty = "No agent yet: everybody with the role works, without skills and limits."
        output.table("Agents", AGENTS, map(staffing.agent_row, found), empty=empty)

    app.call(data, work)


@commands.command()
def agent(
    name: AgentName,
    title: Annotated[str | None, typer.Option(help="Name for people.")] = None,
    skill: Skills = None,
    soft: Annotated[str | None, typer.Option(help="Load up to which work is offered, or none.")] = None,
    hard: Annotated[str | None, typer.Option(help="Load above which nothing can be taken, or none.")] = None,
    limit: Annotated[
        list[str] | None, typer.Option(help="Largest load of a network, for example mail=2.")
    ] = None,
    brand: Brands = None,
    queue_: Annotated[list[str] | None, typer.Option("--queue", help="Queue served; all at first.")] = None,
    calendar: Calendar = None,
    team: Annotated[str | None, typer.Option(help="Team that reports count the work for.")] = None,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Sets an agent up, or changes what is named; an empty word empties: `--skill ""`."""
    given = {
        "display_name": title,
        "skills": rosters.numbers(skill, "skill"),
        "soft_capacity": rosters.capacity(soft),
        "hard_capacity": rosters.capacity(hard),
        "channel_limits": rosters.numbers(limit, "limit"),
        "brands": rosters.names(brand, brands.full_name),
        "queues": rosters.names(queue_, staffing.queue),
        "calendar": calendar,
        "team": team,
    }

    async def work(opened: Session) -> None:
        stub, full = await opened.staffing(), staffing.agent(name)
        made, new = await staffing.found(
            stub.GetAgent(messages.GetAgentRequest(name=full)), messages.Agent(name=full)
        )
        if rosters.change(made, given) or new:
            made = await stub.UpdateAgent(messages.UpdateAgentRequest(agent=made, allow_missing=True))
        _print_agent(made, json=json)

    app.call(data, work)


@commands.command("delete-agent")
def delete_agent(name: AgentName, data: app.Data = app.DEFAULT_DATA) -> None:
    """Removes an agent; what the agent holds returns to its place."""

    async def work(opened: Session) -> None:
        stub = await opened.staffing()
        await stub.DeleteAgent(messages.DeleteAgentRequest(name=staffing.agent(name)))
        output.say(f"{staffing.agent(name)} is gone.")

    app.call(data, work)


@commands.command()
def presence(
    status: Annotated[str, typer.Argument(help="available, busy, away or offline; here keeps it.")],
    agent: Annotated[str, typer.Option(help="Another agent, for leads.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Says whether you are there; away and offline return what you hold."""
    if status not in staffing.STATUSES:
        raise typer.BadParameter(f"{status!r} is no status; write one of {', '.join(staffing.STATUSES)}.")

    async def work(opened: Session) -> None:
        stub = await opened.staffing()
        wish = messages.SetPresenceRequest(name=staffing.agent(agent), status=staffing.STATUSES[status])
        _print_agent(await stub.SetPresence(wish), json=json)

    app.call(data, work)


@commands.command()
def check(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Tells what does not look right: queues nobody serves, skills nobody has; fails where work waits."""

    async def work(opened: Session) -> None:
        stub = await opened.staffing()
        told = await stub.CheckStaffing(messages.CheckStaffingRequest())
        if json:
            output.print_json(output.as_dict(told))
        else:
            for sentence in told.unserved:
                output.complain(f"Work waits: {sentence}")
            for sentence in told.warnings:
                output.people.print(sentence, markup=False)
            if not (told.unserved or told.warnings):
                output.people.print("All is well: everything can be taken by somebody.")
        if told.unserved:
            raise typer.Exit(1)

    app.call(data, work)


@commands.command()
def offers(
    everybody: Annotated[bool, typer.Option("--all", help="Everybody's, not only yours.")] = False,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Shows what is offered to you and waits for your word."""

    async def work(opened: Session) -> None:
        stub = await opened.staffing()
        wish = messages.ListOffersRequest(agent="agents/-" if everybody else "", page_size=500)
        found = (await stub.ListOffers(wish)).offers
        if json:
            for offer in found:
                output.print_json(output.as_dict(offer))
            return
        output.table("Offers", OFFERS, map(staffing.offer_row, found), empty="Nothing is offered now.")

    app.call(data, work)


@commands.command()
def accept(name: Name, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Accepts what is offered to you."""

    async def work(opened: Session) -> None:
        stub = await opened.staffing()
        taken = await stub.AcceptOffer(messages.AcceptOfferRequest(opportunity=full_name(name)))
        if json:
            output.print_json(output.as_dict(taken))
        else:
            output.say(
                f"{taken.name} is yours for {output.until(taken.lease.expire_time).removeprefix('in ')}."
            )

    app.call(data, work)


@commands.command()
def decline(
    name: Name,
    reason: Annotated[str, typer.Option(help="Why, for the record.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Declines what is offered to you; it keeps its age and place, and you are not asked again."""

    async def work(opened: Session) -> None:
        stub = await opened.staffing()
        wish = messages.DeclineOfferRequest(opportunity=full_name(name), reason=reason)
        returned = await stub.DeclineOffer(wish)
        if json:
            output.print_json(output.as_dict(returned))
        else:
            output.say(f"{returned.name} has gone back to its place.")

    app.call(data, work)


def _print_agent(agent_: messages.Agent, *, json: bool) -> None:
    if json:
        output.print_json(output.as_dict(agent_))
    else:
        output.table("Agent", AGENTS, [staffing.agent_row(agent_)])
