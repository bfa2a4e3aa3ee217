"""The cache on disk is shared by processes, and closed to others."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dandi_tui.protocol.address import Address
from dandi_tui.remote.disk import ABOUT, About, open_disk
from dandi_tui.settings import Settings
from tests.remote.on_disk import (
    BLOCK,
    FILE_BYTES,
    KEY,
    OTHER,
    a_disk,
    path_of,
    used_bytes,
)


def test_clearing_leaves_what_is_not_ours(tmp_path: Path) -> None:
    """Files and folders of other names, also inside of our folders."""
    disk = a_disk(tmp_path)
    disk.put(KEY, 1, BLOCK)
    disk.put(OTHER, "x1-2", BLOCK)
    disk.put(OTHER, ABOUT, About("e", 1).packed())
    path_of(tmp_path, ".new-" + "a" * 16).write_bytes(b"")
    for path in ("blocks/notes", f"blocks/{KEY}/Notes.txt", "demo", "blocks/old/1"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("mine")
    assert disk.clear().freed_bytes == 2 * FILE_BYTES + 4096
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"blocks/notes", f"blocks/{KEY}/Notes.txt", "demo", "blocks/old/1"}


def test_files_are_listed_the_last_used_first(tmp_path: Path) -> None:
    """With what is known of them; listing them is no use of them."""
    disk = a_disk(tmp_path)
    for key, used_s in ((KEY, 1000), (OTHER, 2000)):
        disk.put(key, 1, BLOCK)
        os.utime(path_of(tmp_path, 1, key), (used_s, used_s))
    disk.put(OTHER, ABOUT, About("e", 7, "b.nwb").packed())
    os.utime(path_of(tmp_path, "about", OTHER), (500, 500))
    for _ in range(2):
        one, two = disk.files()
        assert (one.key, one.used_s, one.kept_bytes) == (OTHER, 2000, FILE_BYTES + 4096)
        assert one.about == About("e", 7, "b.nwb")
        assert (two.key, two.used_s, two.about) == (KEY, 1000, None)


def test_only_the_user_reads_what_is_kept(tmp_path: Path) -> None:
    """Folders 0700 and files 0600, also those that were there before."""
    old = os.umask(0)
    try:
        a_disk(tmp_path).put(KEY, 1, BLOCK)
        path_of(tmp_path, 1).chmod(0o644)
        path_of(tmp_path, 1).parent.chmod(0o755)
        a_disk(tmp_path).put(KEY, 2, BLOCK)
    finally:
        os.umask(old)
    modes = {stat.S_IMODE(path_of(tmp_path, name).stat().st_mode) for name in (1, 2)}
    assert modes == {0o600}
    for folder in (tmp_path / "blocks", path_of(tmp_path, 1).parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_embargoed_files_are_kept_only_if_that_is_wished_and_safe(tmp_path: Path) -> None:
    """The folder is closed to others first; where that cannot be, nothing is kept."""
    open_one, private = Address(url="http://a/b"), Address(url="http://a/b", private=True)
    (tmp_path / "blocks").mkdir(mode=0o755)
    plain, wished = (
        open_disk(Settings(cache_dir=tmp_path, keep_embargoed=keep)) for keep in (False, True)
    )
    assert plain
    assert wished
    assert plain.may_keep(open_one)
    assert not plain.may_keep(private)
    assert stat.S_IMODE((tmp_path / "blocks").stat().st_mode) == 0o755
    assert wished.may_keep(private)
    assert stat.S_IMODE((tmp_path / "blocks").stat().st_mode) == 0o700
    (tmp_path / "no").write_text("in the way")
    unsafe = open_disk(Settings(cache_dir=tmp_path / "no", keep_embargoed=True))
    assert unsafe
    assert not unsafe.may_keep(private)


WRITER = """
import hashlib, pathlib, random, sys
from dandi_tui.remote.disk import DiskBlocks
folder, seed, limit = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
disk, rng = DiskBlocks(folder, limit), random.Random(seed)

def content(key, name):
    return hashlib.sha256(f"{key} {name}".encode()).digest() * 2048

for turn in range(250):
    key, name = rng.choice("abc") * 40, rng.choice([rng.randrange(40), f"x{seed}-{turn + 999}"])
    disk.put(key, name, content(key, name))
    disk.put(key, "tree", content(key, "tree") * rng.randrange(1, 4))
    name = rng.randrange(40)
    assert disk.get(key, name) in (None, content(key, name))
    tree = disk.get(key, "tree")
    assert tree is None or tree == content(key, "tree") * (len(tree) // 65536)
    if turn % 60 == 59:
        disk.forget(key)
assert not disk._said, "it could not write"
"""


@contextmanager
def standing_still(processes: list[subprocess.Popen[bytes]]) -> Iterator[None]:
    """What is counted meanwhile was there at one time."""
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    yield
    for process in processes:
        process.send_signal(signal.SIGCONT)


def test_processes_share_the_folder(tmp_path: Path) -> None:
    """Three write the same blocks and others, drop files and make room at once: every block that
    is read is right. The limit holds, and a tenth more for each further process, and no
    temporary file is left."""
    limit_bytes = 60 * FILE_BYTES
    command = [sys.executable, "-c", WRITER, str(tmp_path / "blocks")]
    processes = [
        subprocess.Popen([*command, str(seed), str(limit_bytes)], stderr=subprocess.PIPE)
        for seed in range(3)
    ]
    most_bytes = 0
    while running := [process for process in processes if process.poll() is None]:
        with standing_still(running):
            most_bytes = max(most_bytes, sum(file.kept_bytes for file in a_disk(tmp_path).files()))
        with suppress(subprocess.TimeoutExpired):
            running[0].wait(0.02)
    said = [process.communicate()[1].decode() for process in processes]
    assert said == [""] * 3
    assert most_bytes > 20 * FILE_BYTES
    assert max(most_bytes, used_bytes(tmp_path)) <= 1.2 * limit_bytes + 3 * 4 * FILE_BYTES
    assert not list(tmp_path.rglob(".*")), "a temporary file is left"


def test_clearing_while_another_process_writes(tmp_path: Path) -> None:
    """It goes on, and what it reads is right."""
    command = [sys.executable, "-c", WRITER, str(tmp_path / "blocks"), "7", str(10**9)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            a_disk(tmp_path).clear()
        assert process.stderr
        assert process.stderr.read() == b""
