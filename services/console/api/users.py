"""People, their roles and brands; tokens for programs; and what was refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import AwareDatetime, Field

from services.common.model import errors
from services.common.rpc.permissions import PERMISSIONS
from services.console.adapters.accounts import Accounts
from services.console.api.access import (
    EVERY_SCOPE,
    MANAGE_USERS,
    OWN,
    OWN_ACCOUNT,
    READ_ACCESS,
    Caller,
    check,
    check_scope,
)
from services.console.api.session import Body, Text, expiry
from services.console.core.people import NAME, User
from services.console.store.entries import Dated
from services.console.store.passes import Token
from services.console.store.users import Wish

SCOPES: Final = frozenset({each.name for each in (*PERMISSIONS.values(), *OWN)} | {EVERY_SCOPE})
LONGEST_TOKEN: Final = timedelta(days=400)
PAGE: Final = 50
MOST: Final = 500

Name = Annotated[str, Path(pattern=NAME)]
Words = Annotated[list[Text], Field(max_length=100)]
PageSize = Annotated[int, Query(alias="pageSize", ge=0, le=2**31 - 1)]

router = APIRouter()


class Person(Body):
    """Somebody who can sign in."""

    name: str = Field(description="Format: `users/{user}`; the id is the subject that services know.")
    display_name: str
    roles: list[str]
    brands: list[str] = Field(description="Ids of brands, or `*` for all.")
    disabled: bool
    has_password: bool
    has_second_factor: bool
    create_time: str


class People(Body):
    """A page of people."""

    users: list[Person]
    next_page_token: str


class NewPerson(Body):
    """Somebody to add."""

    user_id: str = Field(pattern=NAME, examples=["alice"])
    display_name: Text = ""
    roles: Words = Field(examples=[["agent"]])
    brands: Words = Field(default=["*"], examples=[["acme"]])


class PersonChange(Body):
    """What is to be different; what is absent stays."""

    display_name: Text | None = None
    roles: Words | None = None
    brands: Words | None = None
    disabled: bool | None = None


class Invited(Body):
    """Somebody, with the one-time link for their password."""

    user: Person
    token: str = Field(description="What the link carries: give it to them; it is shown once.")


class Pass(Body):
    """A token of a program."""

    name: str = Field(description="Format: `tokens/{token}`.")
    user: str = Field(description="For whom it acts. Format: `users/{user}`.")
    title: str
    scopes: list[str] = Field(description="Permissions it was made for, or `*`.")
    brands: list[str]
    create_time: str
    expire_time: str


class Passes(Body):
    """Tokens."""

    tokens: list[Pass]


class NewPass(Body):
    """A token to make."""

    title: Text = Field(min_length=1, examples=["Weekly report"])
    scopes: Words = Field(examples=[["queue.read", "mentions.read"]])
    brands: Words = Field(default=["*"])
    expire_time: AwareDatetime = Field(strict=False, examples=["2027-01-01T00:00:00Z"])


class Made(Body):
    """A token that was just made."""

    token: Pass
    secret: str = Field(description="What the program sends as `Authorization: Bearer`; shown once.")


class Line(Body):
    """Something done with accounts, or something refused."""

    event_time: str
    actor: str = Field(description="Format: `user:{sub}`; empty where nobody was known.")
    action: str
    target: str
    reason: str = Field(description="Why it was refused; empty where it was not.")
    why: str = Field(description="Why it was done, as whoever did it said; may be empty.")


class Lines(Body):
    """A page of lines, newest first."""

    entries: list[Line]
    next_page_token: str


class Scopes(Body):
    """What a token can be made for."""

    scopes: list[str]


@router.get("/users", summary="People", tags=["users"])
async def list_users(
    request: Request,
    page_size: PageSize = 0,
    page_token: Annotated[str, Query(alias="pageToken", max_length=200, pattern=r"^[^\x00]*$")] = "",
) -> People:
    caller, accounts = _may(request, MANAGE_USERS)
    count = min(page_size or PAGE, MOST)
    found = await accounts.people(page_token, count)
    seen = [each for each in found if _reaches(caller, each)]
    following = found[-1].name if len(found) == count else ""
    return People(users=[_person(each) for each in seen], next_page_token=following)


@router.post("/users", summary="Add somebody", tags=["users"])
async def create_user(request: Request, body: NewPerson) -> Invited:
    caller, accounts = _may(request, MANAGE_USERS)
    wish = Wish(body.user_id, body.display_name, frozenset(body.roles), frozenset(body.brands))
    user, secret = await accounts.create(caller.principal, wish)
    return Invited(user=_person(user), token=secret)


@router.get("/users/{user}", summary="Somebody", tags=["users"])
async def get_user(request: Request, user: Name) -> Person:
    _, accounts = _may(request, MANAGE_USERS)
    return _person(await accounts.person(user))


@router.patch("/users/{user}", summary="Change roles, brands and name, or keep them out", tags=["users"])
async def update_user(request: Request, user: Name, body: PersonChange) -> Person:
    caller, accounts = _may(request, MANAGE_USERS)
    values: dict[str, Any] = {
        name: sorted(set(value)) if isinstance(value, list) else value
        for name, value in body.model_dump().items()
        if value is not None
    }
    found = await accounts.person(user)
    if not values:
        return _person(found)
    return _person(await accounts.change(caller.principal, found, values))


@router.post("/users/{user}:reset", summary="Take password, second factor and sessions away", tags=["users"])
async def reset_user(request: Request, user: Name) -> Invited:
    caller, accounts = _may(request, MANAGE_USERS)
    found = await accounts.person(user)
    secret = await accounts.reset(caller.principal, found)
    return Invited(user=_person(await accounts.person(user)), token=secret)


@router.get("/scopes", summary="What a token can be made for", tags=["users"])
async def list_scopes(request: Request) -> Scopes:
    _may(request, OWN_ACCOUNT)
    return Scopes(scopes=sorted(SCOPES))


@router.get("/tokens", summary="Tokens: one's own, or all for whoever manages users", tags=["users"])
async def list_tokens(request: Request) -> Passes:
    caller, accounts = _may(request, OWN_ACCOUNT)
    everybody = MANAGE_USERS.allows(caller.principal)
    user = None if everybody else await accounts.known(caller.principal)
    found = [each for each in await accounts.tokens(user) if not everybody or _reaches(caller, each.user)]
    return Passes(tokens=[_pass(each) for each in found])


@router.post("/tokens", summary="Make a token that acts for you", tags=["users"])
async def create_token(request: Request, body: NewPass) -> Made:
    caller, accounts = _may(request, OWN_ACCOUNT)
    unknown = sorted(set(body.scopes) - SCOPES)
    if unknown or not body.scopes:
        raise errors.InvalidField("scopes", "is one or more of what `GET /api/v1/scopes` lists.")
    for scope in body.scopes:  # a token makes none that can do more than itself
        check_scope(caller, scope)
    now = datetime.now(UTC)
    if not now < body.expire_time <= now + LONGEST_TOKEN:
        raise errors.InvalidField("expireTime", f"lies ahead, by {LONGEST_TOKEN.days} days at most.")
    user = await accounts.known(caller.principal)
    made, secret = await accounts.create_token(
        user, body.title, frozenset(body.scopes), frozenset(body.brands), body.expire_time
    )
    return Made(token=_pass(made), secret=secret)


@router.delete("/tokens/{token}", summary="End a token", status_code=204, tags=["users"])
async def delete_token(request: Request, token: Annotated[str, Path(pattern="^[0-9a-f]{16}$")]) -> Response:
    caller, accounts = _may(request, OWN_ACCOUNT)
    await accounts.drop_token(caller.principal, token, any_owner=MANAGE_USERS.allows(caller.principal))
    return Response(status_code=204)


@router.get("/access", summary="Who signed in, changes of accounts, refusals", tags=["audit"])
async def list_access(
    request: Request,
    page_size: PageSize = 0,
    page_token: Annotated[str, Query(alias="pageToken", pattern="^[0-9]{0,18}$")] = "",
    refused: bool = False,  # noqa: FBT001, FBT002  # a parameter of the address
) -> Lines:
    _, accounts = _may(request, READ_ACCESS)
    count = min(page_size or PAGE, MOST)
    found = await accounts.entries(int(page_token or 0), count, refused=refused)
    following = str(found[-1].id) if len(found) == count else ""
    return Lines(entries=[_line(each) for each in found], next_page_token=following)


def _may(request: Request, permission: Any) -> tuple[Caller, Accounts]:
    return check(request, permission), request.app.state.doors.accounts


def _reaches(caller: Caller, user: User) -> bool:
    """Whether somebody shares a brand with the caller."""
    return "*" in caller.principal.brands or bool(user.brands & caller.principal.brands)


def _person(user: User) -> Person:
    return Person(
        name=f"users/{user.name}",
        display_name=user.display_name,
        roles=sorted(user.roles),
        brands=sorted(user.brands),
        disabled=user.disabled,
        has_password=user.has_password,
        has_second_factor=user.has_second_factor,
        create_time=expiry(user.create_time),
    )


def _pass(token: Token) -> Pass:
    return Pass(
        name=f"tokens/{token.uid}",
        user=f"users/{token.user.name}",
        title=token.title,
        scopes=sorted(token.scopes),
        brands=sorted(token.brands),
        create_time=expiry(token.create_time),
        expire_time=expiry(token.expire_time),
    )


def _line(dated: Dated) -> Line:
    return Line(event_time=expiry(dated.event_time), **dated.entry._asdict())
