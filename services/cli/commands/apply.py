"""`antiphon apply`: brands, queries and policies from a folder, for who keeps them under version control.

What is there already is left as it is, so that it can run after every deployment, as the Job of the charts
does. Files are `BRAND.what.yaml` for a brand's own policy, lists or thresholds, `what.yaml` for those of all
that have none, and `ID.brand.json` for a brand with its queries.
"""

from __future__ import annotations

import json as json_text
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import grpc
import typer

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import policy_service_pb2 as policies
from services.cli import app, brands, output
from services.cli.session import Session
from services.common.model import errors
from services.common.rpc import errors as rpc_errors

BRAND: Final = ".brand.json"
SUFFIXES: Final = (".yaml", ".yml")
KINDS: Final = (policies.POLICY_KIND_POLICY, policies.POLICY_KIND_LISTS, policies.POLICY_KIND_THRESHOLDS)

_NAMED_BY_OTHERS: Final = re.compile(r"^kind:\s*(lists|thresholds)", re.MULTILINE)

Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Folder with the documents.")]


class Unusable(errors.AntiphonError):
    """A document of the folder cannot be read."""


def register(root: typer.Typer) -> None:
    """Adds the command to the tree."""
    root.command("apply")(apply)


def apply(folder: Folder, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Puts brands and policies of a folder in force; what is there already stays as it is."""

    async def work(opened: Session) -> None:
        for file in sorted(folder.glob(f"*{BRAND}")):
            _tell(file, await _brand(opened, file), json=json)
        for file in _documents(folder):
            _tell(file, await _policy(opened, file), json=json)

    app.call(data, work)


def _documents(folder: Path) -> Iterator[Path]:
    """Lists and thresholds first, since policies name them."""
    found = [file for file in sorted(folder.iterdir()) if file.suffix in SUFFIXES and file.is_file()]
    yield from sorted(found, key=lambda file: not _NAMED_BY_OTHERS.search(_read(file)))


async def _brand(opened: Session, file: Path) -> str:
    given = _parsed(file)
    name = f"brands/{file.name.removesuffix(BRAND)}"
    stub = await opened.listener()
    wanted = listening.Brand(
        display_name=given["name"], aliases=given.get("aliases", ()), handles=given.get("handles", ())
    )
    made = await _unless_there(
        stub.CreateBrand(listening.CreateBrandRequest(brand_id=name.partition("/")[2], brand=wanted))
    )
    for number, expression in enumerate(given.get("queries") or [f'"{given["name"]}"'], start=1):
        query = listening.Query(expression=expression)
        request = listening.CreateQueryRequest(parent=name, query_id=f"q{number}", query=query)
        made = await _unless_there(stub.CreateQuery(request)) or made
    return "made" if made else "there already"


async def _unless_there(call: Any) -> bool:
    """Whether the call made something; a thing of that name may exist."""
    try:
        await call
    except grpc.aio.AioRpcError as fault:
        if rpc_errors.refusal_of(fault).reason == errors.AlreadyExists.reason:
            return False
        raise
    return True


async def _policy(opened: Session, file: Path) -> str:
    text = _read(file)
    parts = file.stem.split(".", 1)
    brand = brands.full_name(parts[0]) if len(parts) > 1 else ""
    stub = await opened.policies()
    for kind in KINDS:
        if await _in_force(stub, kind, brand) == text:
            return "in force already"
    request = policies.ApplyPolicyRequest(text=text, brand=brand, comment=f"antiphon apply {file.name}")
    try:
        answer = await stub.ApplyPolicy(request)
    except grpc.aio.AioRpcError as fault:
        refusal = rpc_errors.refusal_of(fault)
        if refusal.reason != errors.StaleVersion.reason:
            raise
        # The folder has the say here: what it holds comes after whatever was applied last.
        request.based_on_version = int(refusal.metadata["version"])
        answer = await stub.ApplyPolicy(request)
    return f"{answer.name} is in force"


async def _in_force(stub: Any, kind: policies.PolicyKind, brand: str) -> str:
    try:
        found = await stub.GetPolicy(policies.GetPolicyRequest(kind=kind, brand=brand))
    except grpc.aio.AioRpcError as fault:
        if fault.code() is grpc.StatusCode.NOT_FOUND:
            return ""
        raise
    return str(found.text) if found.brand == brand else ""


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise Unusable(f"{file} cannot be read as text; mend it.") from fault


def _parsed(file: Path) -> Mapping[str, Any]:
    try:
        given = json_text.loads(_read(file))
    except ValueError as fault:
        raise Unusable(f"{file} is no JSON ({fault}); mend it.") from fault
    if not isinstance(given, dict) or not given.get("name"):
        raise Unusable(f"{file} names no brand; write at least {{'name': '…'}}.")
    return given


def _tell(file: Path, outcome: str, *, json: bool) -> None:
    if json:
        output.print_json({"file": file.name, "outcome": outcome})
    else:
        output.say(f"{file.name}: {outcome}.")
