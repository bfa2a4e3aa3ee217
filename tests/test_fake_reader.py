"""The stand-in for the reader behaves as the reader does."""

import asyncio

import pytest

from dandi_tui.errors import FileFormatError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Picture
from dandi_tui.protocol.requests import Draw, ListChildren
from tests.fake_reader import FakeReader

FILE = Address(local_path="/a.nwb")
OBJECTS = (
    NwbObject(path="/", kind="group"),
    NwbObject(path="/acquisition", kind="group"),
    NwbObject(path="/acquisition/TwoPhoton", kind="group", neurodata_type="TwoPhotonSeries"),
)


async def test_children_are_found_by_their_paths() -> None:
    """A group is answered with its direct children only."""
    reader = FakeReader(OBJECTS)
    answer = await reader.ask(ListChildren(source=FILE))
    assert [obj.path for obj in answer.objects] == ["/acquisition"]


async def test_a_drawing_names_its_request() -> None:
    """The rows have the size asked for and say which object they are of."""
    picture = await FakeReader(OBJECTS).ask(Draw(source=FILE, path="/x", width=40, height=5))
    assert isinstance(picture, Picture)
    assert [len(row) for row in picture.rows] == [40] * 5
    assert picture.rows[0].startswith("/x")


async def test_a_stalled_request_waits_until_it_is_released_or_cancelled() -> None:
    """Cancelling is recorded and frees the reader; releasing lets the next request through."""
    reader = FakeReader(OBJECTS, stalled=["/x"])
    task = asyncio.create_task(reader.ask(Draw(source=FILE, path="/x")))
    await asyncio.sleep(0)
    idle = [reader.idle]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    idle.append(reader.idle)
    assert idle == [False, True]
    assert len(reader.cancelled) == 1
    reader.release("/x")
    await reader.ask(Draw(source=FILE, path="/x"))


async def test_an_error_is_raised_as_it_is_given() -> None:
    """A test can make any path fail."""
    reader = FakeReader(answers={"/x": FileFormatError("The file is damaged.", hint="Try another")})
    with pytest.raises(FileFormatError, match="damaged"):
        await reader.ask(Draw(source=FILE, path="/x"))
