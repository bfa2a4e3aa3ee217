"""The demo archive's NWB files: which there are, and writing them on first use.

Simulating and writing takes some ten seconds and needs pynwb; it happens in processes of its own,
two of them. When the files are there, all of this costs a few milliseconds and imports nothing.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from dandi_tui.demo.file_metadata import METADATA
from dandi_tui.errors import DandiTuiError

Progress = Callable[[int, int, str], None]

RECIPES = Path(__file__).parent / "recordings"
PROCESSES = 2
POLL_S = 0.1
UNUSED_S = 7 * 86_400
"""Files of other recipes are removed when nothing used them for a week."""
ABANDONED_S = 3_600
LEAST_FREE_BYTES = 1_000_000
"""Whoever fails with less room than this failed for want of it."""
ANOTHER_FOLDER = "Name another folder with --cache-dir."


@dataclass(frozen=True)
class DemoFile:
    """One file of the demo archive."""

    dandiset: str
    path: str
    """Of the asset."""
    name: str
    """In the cache folder."""
    metadata: dict[str, Any] = field(default_factory=dict)
    """Of the asset, in the archive's words: who, when, what was measured."""
    recipe: str = ""
    """What writes it: a name that `dandi_tui.demo.recordings` knows."""
    about_bytes: int = 0
    """Its size, roughly, for the progress bar."""

    @property
    def key(self) -> str:
        """`000728/sub-…/sub-….nwb`."""
        return f"{self.dandiset}/{self.path}"


_STIM_C = "sub-491604983/sub-491604983_ses-501560436-StimC"
_STIM_B = "sub-495727015/sub-495727015_ses-501559087-StimB"
_KS091 = "sub-KS091/sub-KS091_ses-78b4fff5-c5ec-44d9-b5f9-d59493063f00"
_MAZE = "sub-demo01/sub-demo01_ses-maze"
_NYU46 = "sub-NYU-46/sub-NYU-46_ses-64e3fb86-928c-4079-865c-b364205b502e"

FILES: tuple[DemoFile, ...] = tuple(
    # In the order of the archive, by creation: raw movies come first.
    DemoFile(dandiset, path, path.rpartition("/")[2], METADATA[recipe], recipe, about_bytes)
    for dandiset, path, recipe, about_bytes in (
        ("000728", f"{_STIM_C}_ophys.nwb", "stim-c-raw", 3_500_000),
        ("000728", f"{_STIM_C}_behavior+image+ophys.nwb", "stim-c", 37_800_000),
        ("000728", f"{_STIM_B}_behavior+image+ophys.nwb", "stim-b", 13_300_000),
        ("000409", f"{_KS091}_desc-raw_ecephys.nwb", "ks091-raw", 5_500_000),
        ("000409", f"{_KS091}_desc-processed_behavior+ecephys.nwb", "ks091", 11_900_000),
        ("000409", f"{_NYU46}_desc-processed_behavior+ecephys.nwb", "nyu46", 4_200_000),
        ("000732", f"{_MAZE}_behavior+ecephys+icephys.nwb", "maze", 1_340_000),
    )
)


def ensure_files(folder: Path, *, on_progress: Progress) -> dict[str, Path]:
    """Every file of the demo on disk, written now if it is missing.

    A file has its final name only when it is whole, and lies in a folder named after the recipes:
    when they change, it is written anew. Several processes may do this at once; one writes, the
    others wait for it.

    Args:
        folder: Where the demo keeps its files; made if it is missing.
        on_progress: Told bytes written, bytes in all, and what is being written.

    Returns:
        Where each file is, by `dandiset/path`.

    Raises:
        DandiTuiError: Some are missing, and cannot be written.
    """
    home = files_home(folder)
    if _missing(home):
        on_progress(0, _total(FILES), "the demo's files")
        try:
            _write_missing(home, on_progress)
        except BrokenPipeError:
            raise  # who is told of the progress has gone
        except OSError as error:
            sentence = f"{folder} cannot be written ({error.strerror or 'it is refused'})."
            raise DandiTuiError(sentence, hint=ANOTHER_FOLDER) from error
    with suppress(OSError):  # a folder that is read-only will do
        os.utime(home)
        _remove_unused(folder, home)
    return {file.key: home / file.name for file in FILES}


def _write_missing(home: Path, on_progress: Progress) -> None:
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home):
        write_files(_missing(home), home, on_progress)


def files_home(folder: Path) -> Path:
    """Where in `folder` the files of these recipes are."""
    return folder / f"files-{recipe_tag()}"


def is_written(folder: Path) -> bool:
    """Whether all files are there, so that `ensure_files` takes no time."""
    return not _missing(files_home(folder))


def recipe_tag() -> str:
    """Twelve digits that change with any line of what writes the files."""
    digest = sha256()
    for source in sorted(RECIPES.rglob("*.py")):
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:12]


def _missing(home: Path) -> list[DemoFile]:
    return [file for file in FILES if not (home / file.name).is_file()]


def _total(files: tuple[DemoFile, ...] | list[DemoFile]) -> int:
    return sum(file.about_bytes for file in files)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Wait until no other process writes here; the system lets go when a process ends."""
    with open(home / ".lock", "w") as lock:
        # Some network file systems cannot lock: then two may write, each under names of its own.
        with suppress(OSError):
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _remove_unused(folder: Path, home: Path) -> None:
    """Remove the files of other recipes that nobody used for a while."""
    for other in folder.glob("files-*"):
        if other != home and time.time() - other.stat().st_mtime > UNUSED_S:
            shutil.rmtree(other, ignore_errors=True)


@dataclass
class _Writer:
    """A process that writes some of the files, one after the other."""

    files: list[DemoFile]
    home: Path
    process: subprocess.Popen[bytes]
    errors: IO[bytes]

    @classmethod
    def start(cls, files: list[DemoFile], home: Path) -> "_Writer":
        """Begin to write."""
        errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        paths = [str(RECIPES.parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
        names = [f"{file.recipe}={file.name}" for file in files]
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "dandi_tui.demo.recordings", str(home), *names],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        return cls(files, home, process, errors)

    def written(self) -> int:
        """Bytes so far; of a file in the making never more than it was said to become."""
        whole = [file for file in self.files if (self.home / file.name).exists()]
        parts = [
            min(_size(self._part(file)), file.about_bytes)
            for file in self.files
            if file not in whole
        ]
        return _total(whole) + sum(parts)

    def current(self) -> str:
        """The name of the file in the making."""
        left = [file.name for file in self.files if not (self.home / file.name).exists()]
        return left[0] if left else ""

    def running(self) -> bool:
        """Whether it has more to do; raises if it gave up."""
        code = self.process.poll()
        if not code:
            return code is None
        self.errors.seek(0)
        lines = self.errors.read().decode(errors="replace").strip().splitlines()
        cause = lines[-1] if lines else f"Its writer ended with {code}."
        is_full = shutil.disk_usage(self.home).free < LEAST_FREE_BYTES
        raise DandiTuiError(
            f"The demo's file {self.current()} could not be written in {self.home}.",
            hint=f"The disk is full. {ANOTHER_FOLDER}" if is_full else cause,
        )

    def stop(self) -> None:
        """End the process if it still runs, and leave no half of a file behind."""
        self.process.kill()
        self.process.wait()
        self.errors.close()
        for file in self.files:
            self._part(file).unlink(missing_ok=True)

    def _part(self, file: DemoFile) -> Path:
        return self.home / f".{file.recipe}.{self.process.pid}.part"


def _size(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.stat().st_size
    return 0


def shares(files: list[DemoFile]) -> list[list[DemoFile]]:
    """The files divided among two processes so that both have about as much to do."""
    parts: list[list[DemoFile]] = [[] for _ in range(PROCESSES)]
    for file in sorted(files, key=lambda file: -file.about_bytes):
        min(parts, key=_total).append(file)
    return [part for part in parts if part]


def _any_running(writers: list[_Writer]) -> bool:
    """Asks every one of them, since each may raise."""
    running = [writer.running() for writer in writers]
    return any(running)


def write_files(files: list[DemoFile], home: Path, on_progress: Progress) -> None:
    """Write `files` into `home`."""
    for left in home.glob(".*.part"):
        if time.time() - left.stat().st_mtime > ABANDONED_S:
            left.unlink(missing_ok=True)  # its writer was killed
    writers: list[_Writer] = []
    try:
        writers += [_Writer.start(part, home) for part in shares(files)]
        while _any_running(writers):
            what = ", ".join(filter(None, (writer.current() for writer in writers)))
            on_progress(sum(writer.written() for writer in writers), _total(files), what)
            time.sleep(POLL_S)
    finally:
        for writer in writers:
            writer.stop()
    on_progress(_total(files), _total(files), "the demo's files")
