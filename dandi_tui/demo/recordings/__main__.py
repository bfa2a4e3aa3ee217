"""`python -m dandi_tui.demo.recordings HOME RECIPE=NAME…`: simulate recordings, write their files.

A file has its name once it is whole and on the disk.
"""

import gc
import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

from dandi_tui.demo.recordings import allen, ibl, ibl_raw, maze

WRITERS: dict[str, Callable[[Path], None]] = {
    "stim-c": allen.write_stim_c,
    "stim-c-raw": allen.write_stim_c_raw,
    "stim-b": allen.write_stim_b,
    "ks091": ibl.write_ks091,
    "ks091-raw": ibl_raw.write_ks091_raw,
    "nyu46": ibl.write_nyu46,
    "maze": maze.write_maze,
}


def main(home: Path, names: dict[str, str]) -> None:
    """Write files into `home`: of each recipe, the one of that name."""
    # pynwb's advice about fields that the real files have is not for the user.
    warnings.simplefilter("ignore")
    # It makes many objects and no garbage to speak of, and this process ends soon.
    gc.disable()
    for recipe, name in names.items():
        part = home / f".{recipe}.{os.getpid()}.part"
        WRITERS[recipe](part)
        with open(part, "rb") as whole:
            os.fsync(whole.fileno())
        part.replace(home / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), dict(pair.split("=", 1) for pair in sys.argv[2:]))
