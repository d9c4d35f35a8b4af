"""A consumer that was rewound is handed everything again that its stream still holds."""

import pytest

from services.common.model import errors
from tests.fixtures import log
from tests.fixtures.log import mention_consumer, number_of, running
from tests.fixtures.nats import eventually


async def test_a_running_consumer_begins_with_the_oldest_message_again(bus, bus_settings):
    seen = []

    async def handle(batch):
        seen.extend(number_of(item) for item in batch.items)

    for number in (1, 2):
        await log.publish(bus, number)
    async with running(mention_consumer(bus, bus_settings, handle)):
        await eventually(lambda: seen == [1, 2])
        await eventually(lambda: log.acknowledged(bus))
        await bus.rewind("scorer")
        await eventually(lambda: seen == [1, 2, 1, 2])


async def test_nobody_can_be_rewound_whom_no_stream_knows(bus):
    with pytest.raises(errors.NotFound):
        await bus.rewind("nobody")
