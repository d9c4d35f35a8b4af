"""Twins of practice: brands for it, lessons played to them, and a desk that is cleared."""

from __future__ import annotations

from typing import Any

from typing_extensions import override

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.listening.v1 import listening_service_pb2_grpc as listening_grpc
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.routing.v1 import routing_service_pb2_grpc as routing_grpc
from services.common.model import errors

LESSONS = ("first-answers", "outage")
STEPS = 26


class Teaching(listening_grpc.ListeningServiceServicer):
    """A listener that plays lessons."""

    brands: list[listening.Brand]

    def __init__(self) -> None:
        super().__init__()
        self.lessons: dict[str, listening.Lesson] = {}

    def _lesson(self, brand: str) -> listening.Lesson:
        found = next((each for each in self.brands if each.name == brand), None)
        if found is None:
            raise errors.NotFound(brand)
        if not found.training:
            raise errors.WrongState(f"Nobody practises with {brand}; turn training on for it.")
        return self.lessons.setdefault(brand, listening.Lesson(brand=brand))

    @override
    async def CreateBrand(self, request: Any, context: Any) -> listening.Brand:
        made = listening.Brand(name=f"brands/{request.brand_id}")
        made.MergeFrom(request.brand)
        if any(each.name == made.name for each in self.brands):
            raise errors.AlreadyExists(made.name)
        self.brands.append(made)
        return made

    @override
    async def GetLesson(self, request: Any, context: Any) -> listening.Lesson:
        return self._lesson(request.brand)

    @override
    async def StartLesson(self, request: Any, context: Any) -> listening.Lesson:
        lesson = self._lesson(request.brand)
        lesson.lesson, lesson.running = request.lesson or LESSONS[0], True
        lesson.step_count, lesson.played_count = STEPS, 1
        lesson.lessons[:] = LESSONS
        return lesson

    @override
    async def EndLesson(self, request: Any, context: Any) -> listening.Lesson:
        lesson = self._lesson(request.brand)
        lesson.running = False
        return lesson


class Clearing(routing_grpc.RoutingServiceServicer):
    """A router whose practice is cleared."""

    queue: dict[str, routing.Opportunity]
    cleared: list[routing.ClearPracticeRequest]

    @override
    async def ClearPractice(self, request: Any, context: Any) -> routing.ClearPracticeResponse:
        self.cleared.append(request)
        mine = [each for each in self.queue.values() if each.brand == request.brand]
        for each in mine:
            each.state = routing.Opportunity.STATE_DISMISSED
        return routing.ClearPracticeResponse(dismissed_count=len(mine))
