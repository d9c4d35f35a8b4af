"""`antiphon source connect`, `accounts`, `disconnect`: the accounts that sources read and answer with."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Sequence
from typing import Annotated

import grpc
import typer

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.listening.v1 import listening_service_pb2_grpc as listening_grpc
from services.cli import app, loopback, output, secrets
from services.cli.session import Session
from services.common.model import errors

REDIRECT = "http://127.0.0.1:8731/connected"
"""Register this with the network, or name what you registered with `--redirect`."""
NETWORK_SECONDS = 60.0
"""How long connecting may take: the listener asks the network, which may be slow, before it answers."""
OF_APP = ("client_id", "client_secret")

Id = Annotated[str, typer.Argument(help="Id of the source.")]


class NothingToConnect(errors.AntiphonError):
    """The source needs no account."""


def register(commands: typer.Typer) -> None:
    """Adds the commands to those of sources."""
    commands.command()(connect)
    commands.command()(accounts)
    commands.command()(disconnect)


def connect(
    source_id: Id,
    from_file: Annotated[
        str | None,
        typer.Option(help="File with secrets, NAME=VALUE a line or one JSON object; - is standard input."),
    ] = None,
    stdin: Annotated[bool, typer.Option("--stdin", help="The same as `--from-file -`.")] = False,
    by_hand: Annotated[
        bool, typer.Option("--by-hand", help="Bring a token of your own instead of the network's page.")
    ] = False,
    redirect: Annotated[str, typer.Option(help="Where the network sends you back to.")] = REDIRECT,
    paste: Annotated[
        bool, typer.Option("--paste", help="Paste the address you were sent to; for a browser elsewhere.")
    ] = False,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Gives a source its account; what you type is not shown, and never told again."""
    if stdin and from_file is not None:
        raise typer.BadParameter("--stdin and --from-file cannot both be given; leave one out.")

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        kind = await _type_of(stub, source_id)
        name = f"sources/{source_id}/account"
        file = "-" if stdin else from_file
        given = secrets.read(file) if file else None
        if kind.flow == listening.SourceType.FLOW_OAUTH and not by_hand and given is None:
            account = await _on_page(stub, name, kind, redirect, paste=paste)
        else:
            given = given or secrets.ask(kind.secrets)
            request = listening.ConnectAccountRequest(name=name, secrets=given)
            account = await stub.ConnectAccount(request, timeout=NETWORK_SECONDS)
        if json:
            output.print_json(output.as_dict(account))
        else:
            unknown = "; the network has not told whose account it is"
            who = f" as {account.login}" if account.login else unknown
            output.say(f"sources/{source_id} is connected{who}.")

    app.call(data, work)


def accounts(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows which accounts are connected and when they end."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        answer = await stub.ListAccounts(listening.ListAccountsRequest(page_size=1000))
        if json:
            for account in answer.accounts:
                output.print_json(output.as_dict(account))
            return
        columns = ("source", "account", "how", "may", "ends", "secrets", "problem")
        empty = "No account is connected. Connect one with `antiphon source connect ID`."
        output.table("Accounts", columns, map(_row, answer.accounts), empty=empty)

    app.call(data, work)


def disconnect(source_id: Id, data: app.Data = app.DEFAULT_DATA) -> None:
    """Forgets the secrets of a source; revoke them on the network itself as well."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        name = f"sources/{source_id}/account"
        await stub.DisconnectAccount(listening.DisconnectAccountRequest(name=name))
        output.say(f"sources/{source_id} has no account any more; revoke its access on the network as well.")

    app.call(data, work)


async def _type_of(stub: listening_grpc.ListeningServiceAsyncStub, source_id: str) -> listening.SourceType:
    source = await stub.GetSource(listening.GetSourceRequest(name=f"sources/{source_id}"))
    types = await stub.ListSourceTypes(listening.ListSourceTypesRequest())
    kind = next((found for found in types.source_types if found.name == source.type), None)
    if kind is None or not kind.secrets:
        raise NothingToConnect(
            f"A source of type {source.type} reads without an account; nothing to connect."
        )
    return kind


async def _on_page(
    stub: listening_grpc.ListeningServiceAsyncStub,
    name: str,
    kind: listening.SourceType,
    redirect: str,
    *,
    paste: bool,
) -> listening.Account:
    known = await _kept(stub, name)
    keys = [key for key in kind.secrets if key.name in OF_APP and key.name not in known]
    begun = await stub.BeginAuthorization(
        listening.BeginAuthorizationRequest(name=name, redirect_uri=redirect, secrets=secrets.ask(keys))
    )
    output.say("Agree on this page; it opens in your browser where there is one:")
    sys.stderr.write(f"{begun.authorize_uri}\n")
    webbrowser.open(begun.authorize_uri)
    if paste or not loopback.is_here(redirect):
        came = loopback.read(typer.prompt("Address you were sent to, or the code", err=True), begun.state)
    else:
        came = await loopback.wait(redirect)
    if came.state != begun.state:
        raise loopback.NotAgreed("The answer is not to this question; run the command again.")
    return await stub.CompleteAuthorization(
        listening.CompleteAuthorizationRequest(state=came.state, code=came.code), timeout=NETWORK_SECONDS
    )


async def _kept(stub: listening_grpc.ListeningServiceAsyncStub, name: str) -> Sequence[str]:
    try:
        return (await stub.GetAccount(listening.GetAccountRequest(name=name))).secret_names
    except grpc.aio.AioRpcError as fault:
        if fault.code() is grpc.StatusCode.NOT_FOUND:
            return ()
        raise


def _row(account: listening.Account) -> tuple[str, ...]:
    ends = output.until(account.expire_time) if account.HasField("expire_time") else "never"
    return (
        account.name.removeprefix("sources/").removesuffix("/account"),
        account.login or "?",
        listening.Account.Way.Name(account.way).removeprefix("WAY_").lower(),
        " ".join(account.scopes),
        f"{ends}, renews itself" if account.renewable else ends,
        "\n".join((*account.secret_names, *(f"{name} (mounted)" for name in account.mounted_secret_names))),
        account.problem,
    )
