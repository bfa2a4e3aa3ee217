"""The reader over real files: listed, walked and drawn, from disk and by ranges, also when the
server fails in the middle."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import h5py
import numpy as np
import pytest
from msgspec.structs import replace

from dandi_tui.errors import ConnectionFailedError, FileFormatError, NotFoundError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Numbers, Picture
from dandi_tui.protocol.requests import Draw, ListChildren, ListViews, Walk
from dandi_tui.reader.client import ReaderClient
from dandi_tui.settings import BytesMode, Settings
from tests.preview.units import write_units_and_wheel
from tests.remote.range_server import Exchange, RangeServer, serve

SERIES = "/acquisition/ramp"


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 4 MB: `ramp` is a TimeSeries of 500,000 samples 0, 2, 4, … mV at 1 kHz (values ×
    conversion 2), in one contiguous dataset."""
    path = tmp_path_factory.mktemp("recording") / "ramp.nwb"
    with h5py.File(path, "w") as file:
        file.attrs["neurodata_type"] = "NWBFile"
        file.attrs["nwb_version"] = "2.7.0"
        group = file.create_group(SERIES)
        group.attrs.update({"neurodata_type": "TimeSeries", "namespace": "core"})
        data = group.create_dataset("data", data=np.arange(500_000.0))
        data.attrs.update({"unit": "mV", "conversion": 2.0})
        start = group.create_dataset("starting_time", data=0.0)
        start.attrs.update({"rate": 1000.0, "unit": "seconds"})
    return path


@pytest.fixture
def server(recording: Path) -> Iterator[RangeServer]:
    with serve(recording.read_bytes()) as running:
        yield running


@asynccontextmanager
async def reading(folder: Path, mode: BytesMode = "blocks") -> AsyncIterator[ReaderClient]:
    # Only what is read is fetched: else all is here before anything can happen to it.
    settings = Settings(
        cache_dir=folder,
        bytes_mode=mode,
        max_tries=2,
        head_bytes=0,
        tail_bytes=0,
        whole_file_bytes=0,
    )
    client = ReaderClient(settings)
    try:
        async with asyncio.timeout(300):
            yield client
    finally:
        await client.close()


def local(path: Path) -> Address:
    return Address(local_path=str(path), name=path.name)


def remote(server: RangeServer) -> Address:
    return Address(url=server.url, name="ramp.nwb")


def drawing(source: Address, window: tuple[float, float] = (0.0, 1.0)) -> Draw:
    return Draw(source=source, path=SERIES, window=window, width=60, height=12)


async def all_of(client: ReaderClient, source: Address) -> list[NwbObject]:
    found: list[NwbObject] = []
    walk = Walk(source=source)
    answer = await client.ask(walk, on_part=lambda part: found.extend(part.objects))
    return [*found, *answer.objects]


async def test_files_whose_urls_differ_in_the_query_alone_are_two(tmp_path: Path) -> None:
    """Each is listed by its own URL, though the first is open when the second is asked for."""
    contents = {}
    for name in ("one", "two"):
        with h5py.File(tmp_path / name, "w") as file:
            file[name] = 1
        contents[name] = (tmp_path / name).read_bytes()

    turn = threading.Lock()

    def choose(exchange: Exchange) -> bool:
        with turn:
            exchange.server.etag = exchange.path.rpartition("=")[2]
            exchange.server.content = contents[exchange.server.etag]
            exchange.answer()
        return True

    with serve(b"", choose) as server:
        async with reading(tmp_path) as client:
            for name in contents:
                url = f"http://127.0.0.1:{server.server_port}/download?id={name}"
                answer = await client.ask(ListChildren(source=Address(url=url)))
                assert [obj.path for obj in answer.objects] == [f"/{name}"]


@pytest.mark.parametrize("mode", ["blocks", "remfile"])
async def test_a_remote_file_answers_as_the_local_one(
    mode: BytesMode, recording: Path, server: RangeServer, tmp_path: Path
) -> None:
    """The same objects and the same picture, through our blocks and through stock remfile."""
    async with reading(tmp_path, mode) as client:
        objects = [await all_of(client, source) for source in (local(recording), remote(server))]
        pictures = [
            await client.ask(drawing(source)) for source in (local(recording), remote(server))
        ]
    assert objects[0] == objects[1]
    assert SERIES in [obj.path for obj in objects[0]]
    assert isinstance(pictures[0], Picture)
    assert pictures[0] == pictures[1]
    assert len(pictures[0].rows) == 12


async def test_listed_objects_name_their_views(recording: Path, tmp_path: Path) -> None:
    """A series is offered as traces first, and its settings can be asked for."""
    async with reading(tmp_path) as client:
        listed = await client.ask(ListChildren(source=local(recording), path="/acquisition"))
        views = await client.ask(ListViews(source=local(recording), path=SERIES))
        every = await client.ask(ListViews())
    names = tuple(view.name for view in views.views)
    assert listed.objects[0].views == names
    assert names[0] == "traces"
    assert {*names} < {view.name for view in every.views}


async def test_numbers_are_the_data_times_conversion(recording: Path, tmp_path: Path) -> None:
    """`full` gives every sample of the window."""
    request = Draw(
        source=local(recording), path=SERIES, window=(1.0, 1.01), full=True, numbers=True
    )
    async with reading(tmp_path) as client:
        answer = await client.ask(request)
    assert isinstance(answer, Numbers)
    values = json.loads(answer.json)["series"][0]["y"]
    assert values == [2.0 * n for n in range(1000, 1010)]


async def test_units_below_a_series_are_the_same_by_ranges(tmp_path: Path) -> None:
    """One time axis: the wheel's trace, the spikes and the trials of two seconds later."""
    path = write_units_and_wheel(tmp_path / "units.nwb")
    pins = (("pin", "/units,/intervals/trials"),)
    wheel = Draw(source=local(path), path="/acquisition/wheel", width=80, height=30, options=pins)
    with serve(path.read_bytes()) as running:
        async with reading(tmp_path) as client:
            pictures = [
                await client.ask(replace(wheel, source=source, window=(12.0, 22.0)))
                for source in (local(path), remote(running))
            ]
            answer = await client.ask(replace(wheel, numbers=True, window=(12.0, 22.0)))
    assert isinstance(pictures[0], Picture)
    assert pictures[0] == pictures[1]
    assert len(pictures[0].rows) == 30
    assert pictures[0].facts.window == (12.0, 22.0)
    assert isinstance(answer, Numbers)
    panels = json.loads(answer.json)["panels"]
    assert [panel["kind"] for panel in panels] == ["series", "raster", "spans"]


def busy(exchange: Exchange) -> bool:
    exchange.refuse(503)
    return True


async def test_a_server_that_dies_is_an_error_and_then_works_again(
    server: RangeServer, tmp_path: Path
) -> None:
    """The sentence is of the connection, not of a damaged file; the reader stays the same."""
    async with reading(tmp_path) as client:
        await client.ask(drawing(remote(server)))
        pid = client.pid
        server.fault = busy
        with pytest.raises(ConnectionFailedError, match="503") as caught:
            await client.ask(drawing(remote(server), (400.0, 401.0)))
        assert caught.value.hint
        server.fault = None
        assert isinstance(await client.ask(drawing(remote(server), (400.0, 401.0))), Picture)
        assert client.pid == pid


async def test_a_server_that_fails_at_once_is_an_error(server: RangeServer, tmp_path: Path) -> None:
    """Not "this is no HDF5 file", which h5py makes of it."""
    server.fault = busy
    async with reading(tmp_path) as client:
        with pytest.raises(ConnectionFailedError, match="503"):
            await client.ask(ListChildren(source=remote(server)))


async def test_cancelling_a_stalled_read_leaves_the_file_open(
    server: RangeServer, tmp_path: Path
) -> None:
    """The next drawing of the same file comes from the same process."""
    async with reading(tmp_path) as client:
        await client.ask(drawing(remote(server)))
        pid = client.pid
        server.fault = lambda exchange: exchange.stall()
        task = asyncio.create_task(client.ask(drawing(remote(server), (400.0, 401.0))))
        await asyncio.to_thread(server.stalled.acquire)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        server.fault = None
        assert isinstance(await client.ask(drawing(remote(server), (400.0, 401.0))), Picture)
        assert client.pid == pid


async def test_files_that_are_not_there_or_not_hdf5_say_so(tmp_path: Path) -> None:
    """And the reader goes on."""
    (tmp_path / "text.nwb").write_text("not HDF5 at all, but longer than a signature")
    async with reading(tmp_path) as client:
        with pytest.raises(NotFoundError):
            await client.ask(ListChildren(source=local(tmp_path / "absent.nwb")))
        with pytest.raises(FileFormatError):
            await client.ask(ListChildren(source=local(tmp_path / "text.nwb")))


async def test_a_local_file_that_was_written_anew_is_opened_anew(tmp_path: Path) -> None:
    """What is shown is what is there."""
    path = tmp_path / "changing.nwb"
    async with reading(tmp_path) as client:
        for name in ("first", "second"):
            path.unlink(missing_ok=True)
            with h5py.File(path, "w") as file:
                file.create_group(name)
            listed = await client.ask(ListChildren(source=local(path)))
            assert [obj.name for obj in listed.objects] == [name]


async def test_more_files_than_are_held_open(recording: Path, tmp_path: Path) -> None:
    """The oldest are closed, and opened again when they are asked for."""
    paths = [tmp_path / f"{number}.nwb" for number in range(6)]
    for path in paths:
        path.symlink_to(recording)
    async with reading(tmp_path) as client:
        for path in (*paths, *paths):
            listed = await client.ask(ListChildren(source=local(path)))
            assert [obj.name for obj in listed.objects] == ["acquisition"]
        opened = [Path(link).name for link in descriptors(client.pid)]
    assert opened.count(recording.name) <= 3


def descriptors(pid: int) -> list[str]:
    """What the files that a process has open are; nothing where /proc is not."""
    folder = Path(f"/proc/{pid}/fd")
    return [str(link.readlink()) for link in folder.iterdir()] if folder.is_dir() else []
