"""`antiphon training`: lessons on the sandbox network for brands that agents practise with."""

from __future__ import annotations

from typing import Annotated

import typer

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.cli import app, brands, output
from services.cli.session import Session

commands = typer.Typer(
    help="Practise on the sandbox network; see `antiphon brand add --training`.", no_args_is_help=True
)

Brand = Annotated[str, typer.Argument(help="Id of a brand for practice.")]
LessonName = Annotated[str, typer.Option(help="first-answers or outage; first-answers when left out.")]
Speed = Annotated[float, typer.Option(min=0.1, max=1000, help="Times faster than written.")]
REASON = "Practice starts over."


@commands.command()
def start(
    brand: Brand,
    lesson: LessonName = "",
    speed: Speed = 1.0,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Plays a lesson from its beginning; what is open stays."""

    async def work(opened: Session) -> None:
        _tell(await _start(opened, brand, lesson, speed), json=json)

    app.call(data, work)


@commands.command()
def reset(
    brand: Brand,
    lesson: LessonName = "",
    speed: Speed = 1.0,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
    *,
    empty: Annotated[bool, typer.Option("--empty", help="Play no new lesson.")] = False,
) -> None:
    """Ends the lesson, dismisses all that is open, and plays a lesson anew."""

    async def work(opened: Session) -> None:
        name = brands.full_name(brand)
        listener = await opened.listener()
        ended = await listener.EndLesson(listening.EndLessonRequest(brand=name))
        wish = routing.ClearPracticeRequest(brand=name, reason=REASON)
        cleared = await (await opened.router()).ClearPractice(wish)
        if not json:
            output.say(f"{cleared.dismissed_count:,} dismissed.")
            if cleared.answering_count:
                output.say(f"{cleared.answering_count:,} stay until their answers have ended.")
        stands = ended if empty else await _start(opened, brand, lesson or ended.lesson, speed)
        if json:
            output.print_json(output.as_dict(stands) | output.as_dict(cleared))
        else:
            _tell(stands, json=False)

    app.call(data, work)


@commands.command()
def show(brand: Brand, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows how the lesson stands."""

    async def work(opened: Session) -> None:
        listener = await opened.listener()
        wish = listening.GetLessonRequest(brand=brands.full_name(brand))
        _tell(await listener.GetLesson(wish), json=json)

    app.call(data, work)


async def _start(opened: Session, brand: str, lesson: str, speed: float) -> listening.Lesson:
    listener = await opened.listener()
    wish = listening.StartLessonRequest(brand=brands.full_name(brand), lesson=lesson, speed=speed)
    return await listener.StartLesson(wish)


def _tell(lesson: listening.Lesson, *, json: bool) -> None:
    if json:
        output.print_json(output.as_dict(lesson))
        return
    if not lesson.lesson:
        output.say(f"No lesson is played to {lesson.brand}. Start one with `antiphon training start`.")
        return
    doing = "is played" if lesson.running else "has ended"
    output.say(
        f"{lesson.lesson} {doing} to {lesson.brand}: {lesson.played_count:,} of {lesson.step_count:,} posts."
    )
