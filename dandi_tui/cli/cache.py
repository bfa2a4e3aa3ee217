"""`dandi-tui cache [clear]`: what is kept of remote files on this machine."""

from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from dandi_tui import text
from dandi_tui.cli.cache_folders import FOLDERS, clear, kept_bytes
from dandi_tui.cli.output import print_json, table
from dandi_tui.errors import DandiTuiError
from dandi_tui.remote.disk import DiskBlocks, KeptFile, open_disk
from dandi_tui.settings import Settings
from dandi_tui.text import safe

MAX_S = 4e9
"""A time of use that is later, as of a broken clock, is shown as the year 2096."""


def run(args: Namespace, settings: Settings) -> int:
    """The verb; the exit code."""
    # Also what was kept before somebody turned keeping off.
    disk = open_disk(replace(settings, disk_cache_bytes=max(1, settings.disk_cache_bytes)))
    assert disk is not None
    files = disk.files()
    if args.action == "clear":
        _clear(disk, settings.cache_dir, files, as_json=args.json)
    elif args.json:
        for file in files:
            print_json(file_json(file))
    else:
        _show(disk, files, settings.disk_cache_bytes)
        for name, size in kept_bytes(settings.cache_dir).items():
            print(f"{text.size(size)}  {FOLDERS[name]}")
    return 0


def file_json(file: KeptFile) -> dict[str, object]:
    """A file of which something is kept; null where a thing is not known."""
    return {
        "key": file.key,
        "name": file.about.name or None if file.about else None,
        "kept_bytes": file.kept_bytes,
        "size_bytes": file.about.size_bytes if file.about else None,
        "used": _used(file).isoformat(timespec="seconds"),
    }


def _clear(disk: DiskBlocks, cache_dir: Path, files: list[KeptFile], *, as_json: bool) -> None:
    dropped = disk.clear()
    clear(cache_dir, dropped)
    left = {file.key for file in disk.files()}
    n_files = sum(file.key not in left for file in files)
    if as_json:
        print_json({"freed_bytes": dropped.freed_bytes, "files": n_files})
    else:
        print(f"Dropped {text.size(dropped.freed_bytes)} of {text.plural(n_files, 'file')}.")
    if dropped.n_left:
        raise DandiTuiError(
            f"{text.plural(dropped.n_left, 'file')} of the cache could not be removed: "
            f"{dropped.why}.",
            hint=f"{cache_dir} has to be writable",
        )


def _show(disk: DiskBlocks, files: list[KeptFile], limit_bytes: int) -> None:
    kept = text.size(sum(file.kept_bytes for file in files))
    limit = text.size(limit_bytes) if limit_bytes else "0: nothing more is kept"
    print(safe(disk.folder))
    print(f"{kept} of {limit}, {text.plural(len(files), 'file')}")
    rows = [[_name(file), text.size(file.kept_bytes), _of(file), _when(file)] for file in files]
    for line in table(rows, numeric=frozenset({1}), widest=0):
        print(line)


def _name(file: KeptFile) -> str:
    return safe(file.about.name) if file.about and file.about.name else file.key


def _of(file: KeptFile) -> str:
    return f"of {text.size(file.about.size_bytes)}" if file.about else ""


def _used(file: KeptFile) -> datetime:
    return datetime.fromtimestamp(min(max(0.0, file.used_s), MAX_S), UTC)


def _when(file: KeptFile) -> str:
    return f"{_used(file).astimezone():%Y-%m-%d %H:%M}"
