"""A whole file over a bad line, as the reader reads it: first wave, crawl, chunks, rest behind."""

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from dandi_tui.errors import ConnectionFailedError, DandiTuiError, NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.reader.files import OpenFiles
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings
from tests.remote.range_server import Exchange, Fault, RangeServer, every, serve
from tests.remote.test_faults import busy, cut, reset, shifted, silent, timeout_s

PASSING = [busy, cut, reset, shifted, silent]
WHOLE = {"whole_file_bytes": 40_000_000}
BY_PARTS = {"whole_file_bytes": 0}
WORDS: dict[Fault, str] = {
    busy: "answered 503",
    cut: "broke off|closed the connection",
    reset: "closed the connection",
    shifted: "sent another range",
    silent: r"sent nothing for ([3-9]|\d\d) s",
}


def other_etag(exchange: Exchange) -> bool:
    """The right bytes, but the server says that they are of another file."""
    exchange.answer(etag="other")
    return True


def gone(exchange: Exchange) -> bool:
    """It was there a moment ago."""
    exchange.refuse(404)
    return True


def write_file(path: Path, seed: int = 1) -> Path:
    """5 MB that no compression shortens: 32 datasets in 8 groups, in one piece and in chunks."""
    chosen = np.random.default_rng(seed)
    with h5py.File(path, "w", libver=("earliest", "v110")) as file:
        for g in range(8):
            group = file.create_group(f"processing/module {g}/inner")
            group.attrs["neurodata_type"] = "TimeSeries"
            group["plain"] = chosen.random(16_000)
            group["words"] = [f"word {seed} {g} {i}" for i in range(50)]
            group.create_dataset(
                "chunked", data=chosen.integers(0, 60_000, (200, 700), np.uint16),
                chunks=(40, 100), compression="gzip", compression_opts=1,
            )  # fmt: skip
            group.create_dataset(
                "growing", data=chosen.random(20_000), chunks=(999,), maxshape=(None,)
            )
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_file(tmp_path_factory.mktemp("whole") / "file.h5")


Everything = tuple[list[NwbObject], list[NwbObject], dict[str, Any]]


def everything(file: NwbFile) -> Everything:
    """The first level, the whole tree, and all values."""
    top = list(file.children("/"))
    objects = [obj for part in file.walk() for obj in part]
    paths = [obj.path for obj in objects if obj.kind == "dataset"]
    return top, objects, {one: file.data(one).read().tolist() for one in paths}


@pytest.fixture(scope="module")
def old_is(path: Path) -> Everything:
    return locally(path)


def locally(path: Path) -> Everything:
    file = NwbFile(str(path), name="file.h5")
    found = everything(file)
    file.close()
    return found


@contextmanager
def remotely(folder: Path, **settings: Any) -> Iterator[tuple[Fetcher, OpenFiles]]:
    """The files of a reader that is as it is."""
    fetcher = Fetcher(Settings(cache_dir=folder, **{"max_tries": 3, **settings}), Watch())
    files = OpenFiles(fetcher, stock=False)
    try:
        yield fetcher, files
    finally:
        files.close()
        fetcher.close()


def ask(both: tuple[Fetcher, OpenFiles], server: RangeServer, **more: Any) -> Everything:
    """One request for everything."""
    fetcher, files = both
    fetcher.begin()
    with files.use(Address(url=server.url, **{"blob": "blob", **more})) as file:
        return everything(file)


def is_clear(error: DandiTuiError) -> bool:
    """One sentence, a hint, and no secret, also not in what is logged."""
    logged = "".join(traceback.format_exception(error))
    return bool(re.fullmatch(r"[^\n]*\.", error.message) and error.hint and "secret" not in logged)


@pytest.mark.parametrize("settings", [WHOLE, BY_PARTS], ids=["whole", "by parts"])
@pytest.mark.parametrize("fault", PASSING)
def test_a_whole_file_is_right_though_every_third_answer_fails(
    fault: Fault, settings: dict[str, Any], path: Path, old_is: Everything, tmp_path: Path
) -> None:
    """The tree and all values, with everything on that a reader does by itself."""
    with (
        serve(path.read_bytes(), every(3, fault)) as server,
        remotely(tmp_path, max_tries=20, read_timeout_s=timeout_s(fault, 0.5), **settings) as both,
    ):
        assert ask(both, server) == old_is
        assert len(server.ranges) > 5


@pytest.mark.parametrize("settings", [WHOLE, BY_PARTS], ids=["whole", "by parts"])
@pytest.mark.parametrize("fault", PASSING)
def test_a_line_that_dies_in_the_middle_is_an_error_and_then_right_again(
    fault: Fault, settings: dict[str, Any], path: Path, old_is: Everything, tmp_path: Path
) -> None:
    """After the first answers: a sentence at the end of patience; the same reader goes on later."""
    dying = lambda exchange: exchange.number > 3 and fault(exchange)  # noqa: E731
    impatient = {"read_timeout_s": 1.0, "patience_s": 3.0, "max_tries": 20}
    patience = impatient if fault is silent else {}
    with (
        serve(path.read_bytes(), dying) as server,
        remotely(
            tmp_path, disk_cache_bytes=0, head_bytes=65_536, tail_bytes=0, **settings, **patience
        ) as both,
    ):
        for _ in range(2):
            with pytest.raises(ConnectionFailedError, match=WORDS[fault]) as caught:
                ask(both, server)
            assert is_clear(caught.value)
        server.fault = None
        assert ask(both, server) == old_is


@pytest.mark.parametrize("settings", [WHOLE, BY_PARTS], ids=["whole", "by parts"])
def test_an_answer_of_another_file_is_never_taken(
    settings: dict[str, Any], path: Path, old_is: Everything, tmp_path: Path
) -> None:
    """Every third answer says so: an error each time it is met, right as soon as it ends."""
    with (
        serve(path.read_bytes(), every(3, other_etag)) as server,
        remotely(tmp_path, **settings) as both,
    ):
        for _ in range(3):
            with pytest.raises(ConnectionFailedError, match="not the same any more") as caught:
                ask(both, server)
            assert is_clear(caught.value)
        server.fault = None
        assert ask(both, server) == old_is


@pytest.mark.parametrize("settings", [WHOLE, BY_PARTS], ids=["whole", "by parts"])
def test_a_file_that_is_replaced_is_never_mixed(
    settings: dict[str, Any], path: Path, old_is: Everything, tmp_path: Path
) -> None:
    """After some answers: an error, and then the new file; or the old one, if all of it came."""
    new = write_file(tmp_path / "new.h5", seed=2)
    new_is, new_content = locally(new), new.read_bytes()
    for n_answers in (1, 3, 8):
        folder = tmp_path / str(n_answers)
        with serve(path.read_bytes()) as server, remotely(folder, **settings) as both:

            def replace(exchange: Exchange, last: int = n_answers) -> bool:
                if exchange.number > last:
                    exchange.server.etag = "two"  # before the content: answers read it after
                    exchange.server.content = new_content
                return False

            server.fault = replace
            found = ask_or_be_told(both, server)
            assert found in (None, old_is, new_is), f"mixed after {n_answers} answers"
            n_before, then = len(server.ranges), ask_or_be_told(both, server)
            if found == old_is:  # all of it is here, or what is not tells of the change
                assert then in (None, old_is)
                assert then is None or len(server.ranges) == n_before
            else:
                assert then == new_is


def ask_or_be_told(both: tuple[Fetcher, OpenFiles], server: RangeServer) -> Everything | None:
    """None if it is said that the file is another."""
    try:
        return ask(both, server)
    except ConnectionFailedError as error:
        if "not the same any more" not in error.message:
            raise
        return None


def test_a_file_that_is_gone_is_asked_for_by_the_first_wave_alone(
    path: Path, tmp_path: Path
) -> None:
    """Head and tail at once, then an error."""
    content = path.read_bytes()
    with serve(content, gone) as server, remotely(tmp_path) as both:
        with pytest.raises(NotFoundError) as caught:
            ask(both, server, size_bytes=len(content))
        assert is_clear(caught.value)
        assert len(server.ranges) <= 3


def test_a_file_that_goes_in_the_middle_is_not_asked_for_by_all_that_wait(
    path: Path, old_is: Everything, tmp_path: Path
) -> None:
    """Those under way learn it, one by one; those behind them are not sent any more."""
    content = path.read_bytes()
    vanishing = lambda exchange: exchange.number > 3 and gone(exchange)  # noqa: E731
    with (
        serve(content, vanishing) as server,
        remotely(tmp_path, disk_cache_bytes=0, whole_file_bytes=0) as both,
    ):
        with pytest.raises(NotFoundError):
            ask(both, server, size_bytes=len(content))
        assert len(server.ranges) <= 3 + 16
        server.fault = None
        assert ask(both, server, size_bytes=len(content)) == old_is
