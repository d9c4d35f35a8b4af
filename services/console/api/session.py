"""Signing in and out, and what people do with their own account."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from services.common.model import errors
from services.common.model.principal import ROLES
from services.console.adapters.accounts import SESSION, Opened
from services.console.api.access import OWN_ACCOUNT, Caller, Doors, check
from services.console.core import people

CALLBACK: Final = "/api/v1/session:callback"

router = APIRouter(tags=["session"])


class Body(BaseModel):
    """A JSON object with names as everywhere in the interface; what is not known is refused."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", strict=True)


Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Password = Annotated[str, Field(max_length=people.LONGEST_PASSWORD, pattern=r"^[^\x00]*$")]


class Me(Body):
    """The caller, as every service sees them."""

    subject: str = Field(examples=["alice"])
    holder: str = Field(description="How leases, replies and the audit name them.", examples=["user:alice"])
    roles: list[str] = Field(examples=[list(ROLES[:2])])
    brands: list[str] = Field(description="Ids of brands, or `*` for all.", examples=[["*"]])
    display_name: str = ""
    csrf: str = Field(default="", description="What `X-Antiphon-Csrf` must carry; empty for programs.")
    has_password: bool = False
    has_second_factor: bool = False


class Options(Body):
    """How one can sign in here."""

    set_up: bool = Field(description="False while there is no administrator: the first link makes one.")
    open_id_connect: str = Field(description="What to call the company's sign-in; empty where there is none.")


class Credentials(Body):
    """What people prove themselves with."""

    name: Text = Field(examples=["alice"])
    password: Password
    code: Text = Field(default="", description="Of the second factor, or a recovery code.")


class FirstAdministrator(Body):
    """Whoever has the first link."""

    token: Text = Field(description="What the link carries.")
    name: Text = Field(examples=["alice"])
    display_name: Text = ""
    password: Password


class Acceptance(Body):
    """Whoever has a one-time link."""

    token: Text = Field(description="What the link carries.")
    password: Password


class PasswordChange(Body):
    """Another password."""

    old: Password
    new: Password


class Confirmation(Body):
    """A code of the second factor."""

    code: Text


class Proof(Body):
    """The password, once more."""

    password: Password


class SecondFactor(Body):
    """What a phone is given."""

    secret: str
    address: str = Field(description="What its picture (QR) says.")


class RecoveryCodes(Body):
    """For when the phone is lost; shown once."""

    codes: list[str]


@router.get("/me", summary="Who is signed in", name="get_me")
@router.get("/session", summary="Who is signed in, with the word that changes must carry")
async def get_session(request: Request) -> Me:
    caller: Caller = request.state.session
    doors: Doors = request.app.state.doors
    return await _me(doors, caller)


@router.get("/session:options", summary="How one can sign in here")
async def get_session_options(request: Request) -> Options:
    doors: Doors = request.app.state.doors
    title = doors.issuer.title if doors.issuer else ""
    return Options(set_up=await doors.accounts.is_set_up(), open_id_connect=title)


@router.post("/session", summary="Sign in", response_model=Me)
async def open_session(request: Request, body: Credentials) -> Response:
    """Sets the cookie. `CODE_NEEDED` asks for the second factor; 429 says how long a lock lasts."""
    doors: Doors = request.app.state.doors
    return _signed_in(request, await doors.accounts.sign_in(body.name, body.password, body.code))


@router.delete("/session", summary="Sign out", status_code=204)
async def close_session(request: Request) -> Response:
    caller: Caller = request.state.session
    doors: Doors = request.app.state.doors
    await doors.accounts.sign_out(caller.secret)
    response = Response(status_code=204)
    response.delete_cookie(doors.links.cookie_name)
    return response


@router.post("/session:setUp", summary="Become the first administrator", response_model=Me)
async def set_up(request: Request, body: FirstAdministrator) -> Response:
    doors: Doors = request.app.state.doors
    if not doors.links.admits(body.token):
        raise errors.NotPermitted("This link is of another installation; open the one that was printed.")
    return _signed_in(request, await doors.accounts.set_up(body.name, body.display_name, body.password))


@router.post("/session:accept", summary="Set a password, with a one-time link", response_model=Me)
async def accept_invitation(request: Request, body: Acceptance) -> Response:
    doors: Doors = request.app.state.doors
    return _signed_in(request, await doors.accounts.accept(body.token, body.password))


@router.post("/session:changePassword", summary="Set another password; ends all sessions", status_code=204)
async def change_password(request: Request, body: PasswordChange) -> Response:
    caller, doors = _own(request)
    user = await doors.accounts.known(caller.principal)
    await doors.accounts.change_password(user, body.old, body.new)
    return Response(status_code=204)


@router.post("/session:beginSecondFactor", summary="A secret to put into a phone")
async def begin_second_factor(request: Request) -> SecondFactor:
    caller, doors = _own(request)
    user = await doors.accounts.known(caller.principal)
    secret, address = await doors.accounts.begin_second_factor(user)
    return SecondFactor(secret=secret, address=address)


@router.post("/session:confirmSecondFactor", summary="Have codes asked for from now on")
async def confirm_second_factor(request: Request, body: Confirmation) -> RecoveryCodes:
    caller, doors = _own(request)
    user = await doors.accounts.known(caller.principal)
    return RecoveryCodes(codes=list(await doors.accounts.confirm_second_factor(user, body.code)))


@router.post("/session:dropSecondFactor", summary="Ask for no code any more", status_code=204)
async def drop_second_factor(request: Request, body: Proof) -> Response:
    caller, doors = _own(request)
    user = await doors.accounts.known(caller.principal)
    await doors.accounts.drop_second_factor(user, body.password)
    return Response(status_code=204)


@router.get("/session:openIdConnect", summary="Sign in with the company's accounts", status_code=303)
async def begin_open_id_connect(request: Request) -> Response:
    doors: Doors = request.app.state.doors
    if doors.issuer is None:
        raise errors.NotFound("The company's sign-in", "set ANTIPHON_CONSOLE_OIDC_ISSUER first")
    return RedirectResponse(await doors.issuer.begin(_callback(request)), status_code=303)


@router.get("/session:callback", summary="Where the company's sign-in comes back to", status_code=303)
async def complete_open_id_connect(
    request: Request,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
) -> Response:
    doors: Doors = request.app.state.doors
    if doors.issuer is None:
        raise errors.NotFound("The company's sign-in", "set ANTIPHON_CONSOLE_OIDC_ISSUER first")
    opened = await doors.issuer.complete(state, code, _callback(request))
    response = RedirectResponse("/", status_code=303)
    set_cookie(request, response, opened)
    return response


def set_cookie(request: Request, response: Response, opened: Opened) -> None:
    """Gives the browser its session, kept from scripts and from other sites."""
    doors: Doors = request.app.state.doors
    response.set_cookie(
        doors.links.cookie_name,
        opened.secret,
        max_age=int(SESSION.total_seconds()),
        httponly=True,
        samesite="lax" if opened.session.method == "oidc" else "strict",
        secure=is_secure(request),
    )


def is_secure(request: Request) -> bool:
    """Whether the browser came by https, also where an ingress before us ended it."""
    return "https" in {request.url.scheme, request.headers.get("x-forwarded-proto", "")}


def _callback(request: Request) -> str:
    scheme = "https" if is_secure(request) else "http"
    return f"{scheme}://{request.headers.get('host', '')}{CALLBACK}"


def _signed_in(request: Request, opened: Opened) -> Response:
    user = opened.session.user
    shown = Me(
        subject=user.name,
        holder=user.principal.holder,
        roles=sorted(user.roles),
        brands=sorted(user.brands),
        display_name=user.display_name,
        csrf=opened.session.csrf,
        has_password=user.has_password,
        has_second_factor=user.has_second_factor,
    )
    response = JSONResponse(shown.model_dump(by_alias=True))
    set_cookie(request, response, opened)
    return response


async def _me(doors: Doors, caller: Caller) -> Me:
    principal = caller.principal
    known = await doors.accounts.session(caller.secret) if caller.secret else None
    user = known.user if known else None
    return Me(
        subject=principal.subject,
        holder=principal.holder,
        roles=sorted(principal.roles),
        brands=sorted(principal.brands),
        display_name=user.display_name if user else principal.subject,
        csrf=caller.csrf,
        has_password=bool(user and user.has_password),
        has_second_factor=bool(user and user.has_second_factor),
    )


def _own(request: Request) -> tuple[Caller, Doors]:
    return check(request, OWN_ACCOUNT), request.app.state.doors


def expiry(moment: datetime) -> str:
    """A moment as the interface has it."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
