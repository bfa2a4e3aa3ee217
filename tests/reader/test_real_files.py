"""Real files of every age through the reader process: all are answered, and it lives on."""

from pathlib import Path

import pytest

from dandi_tui.errors import FileFormatError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Objects
from dandi_tui.protocol.requests import Draw, Walk
from dandi_tui.reader.client import ReaderClient
from dandi_tui.settings import Settings
from tests.shared import shared_path


@pytest.mark.timeout(900)
@pytest.mark.parametrize("at_most", [8, pytest.param(0, marks=pytest.mark.full)])
async def test_every_real_file_is_drawn_by_one_reader(at_most: int, tmp_path: Path) -> None:
    """Objects spread over each file (all, in the long form) get a picture; one reader lives on."""
    files = sorted(shared_path("data", "nwb").rglob("*.nwb"))
    settings = Settings(cache_dir=tmp_path, log_file=tmp_path / "log")
    client = ReaderClient(settings)
    drawn, refused = 0, []
    try:
        await client.start()
        pid = client.pid
        for file in files:
            source = Address(local_path=str(file), name=file.name)
            try:
                objects = await walked(client, source)
            except FileFormatError:
                refused.append(file.name)
                continue
            step = max(1, len(objects) // at_most) if at_most else 1
            for path in ["/", *(obj.path for obj in objects[::step])]:
                await client.ask(Draw(source=source, path=path, width=80, height=18))
                drawn += 1
        assert client.pid == pid
    finally:
        await client.close()
    assert sorted(refused) == ["git-lfs-pointer.nwb", "gzipped_MIES_V2.nwb", "zero_bytes.nwb"]
    assert drawn > len(files)


async def walked(client: ReaderClient, source: Address) -> list[NwbObject]:
    """All objects of a file."""
    found: list[NwbObject] = []

    def keep(part: Objects) -> None:
        found.extend(part.objects)

    last = await client.ask(Walk(source=source), on_part=keep)
    return [*found, *last.objects]
