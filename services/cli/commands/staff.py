"""`antiphon staff`: queues, agents, who is there, and what is offered to whom."""

from __future__ import annotations

from typing import Annotated

import typer

from antiphon.routing.v1 import staffing_service_pb2 as messages
from services.cli import app, brands, output, staffing
from services.cli.commands.queue import full_name
from services.cli.session import Session

commands = typer.Typer(help="Say who works on what, and see who is there.", no_args_is_help=True)

QueueName = Annotated[str, typer.Argument(help="Id of the queue, for example billing.")]
AgentName = Annotated[str, typer.Argument(help="Name of the user, for example alice.")]
Name = Annotated[str, typer.Argument(help="Opportunity, for example opportunities/abc… or its id.")]
Brands = Annotated[list[str] | None, typer.Option("--brand", help="Brand; all when left out.")]
Skills = Annotated[list[str] | None, typer.Option("--skill", help="Skill and level, for example french=5.")]
Calendar = Annotated[str, typer.Option(help="Calendar of the hours; always when left out.")]

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
    title: Annotated[str, typer.Option(help="Name for people.")] = "",
    brand: Brands = None,
    member: Annotated[
        list[str] | None, typer.Option(help="Agent who serves it; everybody if left out.")
    ] = None,
    skill: Skills = None,
    push: Annotated[
        bool, typer.Option("--push/--pull", help="Offer its work, or let agents take it.")
    ] = False,
    strategy: Annotated[str, typer.Option(help="Who is asked first: longest-idle or least-loaded.")] = "",
    sticky: Annotated[bool, typer.Option("--sticky", help="Ask the customer's last agent first.")] = False,
    offer: Annotated[str, typer.Option(help="How long an agent has to accept, for example 30s.")] = "",
    head_start: Annotated[str, typer.Option(help="How much older its work counts, for example 10m.")] = "",
    weight: Annotated[
        list[str] | None, typer.Option(help="What one of a network takes of a capacity, for example mail=3.")
    ] = None,
    step: Annotated[
        list[str] | None,
        typer.Option(help='What it asks less of with age, for example "15m:drop=french,widen=sales".'),
    ] = None,
    overflow: Annotated[str, typer.Option(help="Queue that has its work once it is old.")] = "",
    overflow_after: Annotated[str, typer.Option(help="Age for that, for example 2h.")] = "",
    calendar: Calendar = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Sets a queue up, or replaces it."""
    if strategy and strategy not in staffing.STRATEGIES:
        raise typer.BadParameter(f"{strategy!r} is no strategy; write longest-idle or least-loaded.")
    wanted = messages.Queue(
        name=staffing.queue(name),
        display_name=title,
        brands=map(brands.full_name, brand or []),
        members=map(staffing.agent, member or []),
        skills=staffing.numbers(skill or [], "skill"),
        assignment=messages.Queue.ASSIGNMENT_PUSH if push else messages.Queue.ASSIGNMENT_PULL,
        strategy=staffing.STRATEGIES.get(strategy),
        sticky=sticky,
        offer_seconds=staffing.seconds(offer),
        head_start_seconds=staffing.seconds(head_start),
        channel_weights=staffing.numbers(weight or [], "weight"),
        steps=map(staffing.step, step or []),
        overflow_queue=staffing.queue(overflow),
        overflow_after_seconds=staffing.seconds(overflow_after),
        calendar=calendar,
    )

    async def work(opened: Session) -> None:
        stub = await opened.staffing()
        made = await stub.UpdateQueue(messages.UpdateQueueRequest(queue=wanted, allow_missing=True))
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
    title: Annotated[str, typer.Option(help="Name for people.")] = "",
    skill: Skills = None,
    soft: Annotated[int | None, typer.Option(help="Load up to which work is offered.")] = None,
    hard: Annotated[int | None, typer.Option(help="Load above which nothing can be taken.")] = None,
    limit: Annotated[
        list[str] | None, typer.Option(help="Largest load of a network, for example mail=2.")
    ] = None,
    brand: Brands = None,
    queue_: Annotated[
        list[str] | None, typer.Option("--queue", help="Queue served; all if left out.")
    ] = None,
    calendar: Calendar = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Sets an agent up, or replaces the settings; status and work stay."""
    wanted = messages.Agent(
        name=staffing.agent(name),
        display_name=title,
        skills=staffing.numbers(skill or [], "skill"),
        soft_capacity=soft,
        hard_capacity=hard,
        channel_limits=staffing.numbers(limit or [], "limit"),
        brands=map(brands.full_name, brand or []),
        queues=map(staffing.queue, queue_ or []),
        calendar=calendar,
    )

    async def work(opened: Session) -> None:
        stub = await opened.staffing()
        made = await stub.UpdateAgent(messages.UpdateAgentRequest(agent=wanted, allow_missing=True))
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
