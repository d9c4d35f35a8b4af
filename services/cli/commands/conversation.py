"""`antiphon conversation`: which mentions are one opportunity; merged and split by hand."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import conversation_service_pb2 as messages
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.cli import app, output
from services.cli.session import Session

commands = typer.Typer(
    help="See which mentions are one opportunity; merge and split them.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(help="Opportunity (opportunities/… or its id).")]
Reason = Annotated[str, typer.Option(help="Why, for the record.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it; without, only show what it would do.")]
Id = Annotated[str, typer.Option("--id", help="UUID of this wish, to repeat it safely; made anew without.")]

MENTIONS = ("mention", "when (UTC)", "who", "words")
AT_MOST = 500


@commands.command()
def show(name: Name, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows the mentions of an opportunity by their keys, and what was moved into and out of it."""

    async def work(opened: Session) -> None:
        full = _full(name)
        desk, stub = await opened.router(), await opened.conversations()
        found = await desk.GetOpportunity(routing.GetOpportunityRequest(name=full))
        wish = messages.ListConversationMovesRequest(parent=full, page_size=AT_MOST)
        moves = (await stub.ListConversationMoves(wish)).moves
        if json:
            change = messages.ConversationChange(opportunity=found, moves=moves)
            output.print_json(output.as_dict(change))
            return
        _print_opportunity(found)
        _print_moves(moves, full)

    app.call(data, work)


@commands.command()
def merge(
    name: Name,
    joined: Annotated[list[str], typer.Argument(help="Opportunities that join it.")],
    reason: Reason = "",
    yes: Yes = False,
    request_id: Id = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Makes opportunities one; without --yes shows what it would do."""

    async def work(opened: Session) -> None:
        stub, full, others = await opened.conversations(), _full(name), [_full(one) for one in joined]
        if not yes:
            asked = messages.GetConversationMergePreviewRequest(name=full, joined=others)
            _print(await stub.GetConversationMergePreview(asked), json=json, done=False)
            return
        wish = messages.MergeConversationsRequest(
            name=full, joined=others, reason=reason, request_id=request_id or str(uuid.uuid4())
        )
        _print(await stub.MergeConversations(wish), json=json, done=True)

    app.call(data, work)


@commands.command()
def split(
    name: Name,
    mention: Annotated[
        list[str] | None, typer.Option(help="Key of a mention that leaves; repeat it.")
    ] = None,
    move: Annotated[str, typer.Option(help="Merge to take back, as `conversation show` lists it.")] = "",
    reason: Reason = "",
    yes: Yes = False,
    request_id: Id = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Makes some mentions an opportunity of their own, or takes a merge back; without --yes shows it only."""

    async def work(opened: Session) -> None:
        stub, full = await opened.conversations(), _full(name)
        taken = f"conversationMoves/{move}" if move.isdecimal() else move
        if not yes:
            asked = messages.GetConversationSplitPreviewRequest(
                name=full, mention_keys=mention or [], move=taken
            )
            _print(await stub.GetConversationSplitPreview(asked), json=json, done=False)
            return
        wish = messages.SplitConversationRequest(
            name=full,
            mention_keys=mention or [],
            move=taken,
            reason=reason,
            request_id=request_id or str(uuid.uuid4()),
        )
        _print(await stub.SplitConversation(wish), json=json, done=True)

    app.call(data, work)


@commands.command()
def start(
    network: Annotated[str, typer.Argument(help="Where, for example email.")],
    recipient: Annotated[str, typer.Argument(help="Whom to write to: a handle or an e-mail address.")],
    brand: Annotated[str, typer.Option(help="Brand that writes.")],
    title: Annotated[str, typer.Option(help="Subject, where the network has such.")] = "",
    reason: Reason = "",
    request_id: Id = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Begins a conversation with somebody who did not write; you hold it, `queue reply` writes to them."""

    async def work(opened: Session) -> None:
        stub = await opened.conversations()
        wish = messages.StartConversationRequest(
            brand=brand if "/" in brand else f"brands/{brand}",
            network=network,
            recipient=recipient,
            title=title,
            reason=reason,
            request_id=request_id or str(uuid.uuid4()),
        )
        found = await stub.StartConversation(wish)
        if json:
            output.print_json(output.as_dict(found))
            return
        _print_opportunity(found)
        output.say(f'Write to them with `antiphon queue reply {found.name.partition("/")[2]} "…"`.')

    app.call(data, work)


def _full(name: str) -> str:
    return name if "/" in name else f"opportunities/{name}"


def _print(change: messages.ConversationChange, *, json: bool, done: bool) -> None:
    if json:
        output.print_json(output.as_dict(change))
        return
    _print_opportunity(change.opportunity)
    if change.HasField("separated"):
        _print_opportunity(change.separated)
    for move in change.moves:
        output.people.print(f"  {_carried(move)}", markup=False, soft_wrap=True)
    if not done:
        output.say("Nothing was changed; --yes does it.")


def _print_opportunity(found: routing.Opportunity) -> None:
    state = routing.Opportunity.State.Name(found.state).removeprefix("STATE_").lower()
    facts = [found.name or "a new opportunity", state, f"priority {found.priority}"]
    if found.HasField("deadline_time"):
        facts.append(f"due {output.moment(found.deadline_time):%Y-%m-%d %H:%M}")
    if found.merged_into:
        facts.append(f"merged into {found.merged_into}")
    output.table(
        " · ".join(facts),
        MENTIONS,
        _mentions(found.mentions),
        empty="It has no mentions that are kept.",
        whole=("mention",),
    )


def _mentions(found: Iterable[mention_pb2.Mention]) -> Iterable[tuple[str, ...]]:
    for mention in found:
        when = f"{output.moment(mention.create_time):%Y-%m-%d %H:%M}"
        yield (mention.key, when, mention.author.handle and f"@{mention.author.handle}", mention.text)


def _print_moves(moves: Sequence[messages.ConversationMove], here: str) -> None:
    for move in moves:
        number, when = move.name.rpartition("/")[2], f"{output.moment(move.create_time):%Y-%m-%d %H:%M}"
        told = f"move {number}, {when} by {move.actor.removeprefix('user:')}: {_what(move, here)}"
        if move.reason:
            told += f", because: {move.reason}"
        if move.HasField("undo_time"):
            told += f"; taken back {output.moment(move.undo_time):%Y-%m-%d %H:%M}"
        output.people.print(f"  {told}", markup=False, soft_wrap=True)


def _what(move: messages.ConversationMove, here: str) -> str:
    merged, count = move.kind == messages.ConversationMove.KIND_MERGE, move.mention_count
    mentions = "1 mention" if count == 1 else f"{count} mentions"
    if move.source == here:
        return f"{mentions} {'went into' if merged else 'split off as'} {move.target}"
    return f"{mentions} {'came with' if merged else 'were split off'} {move.source}"


def _carried(move: messages.ConversationMove) -> str:
    counts = {
        "mentions": move.mention_count,
        "answers": move.reply_count,
        "notes": move.note_count,
        "drafts": move.draft_count,
        "commitments": move.commitment_count,
    }
    told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"{move.source} → {move.target or 'a new opportunity'}: {told or 'no mentions'}"
