"""`python -m dandi_tui.demo.recordings RECIPE PATH`: simulate one recording and write its file."""

import sys
import warnings
from collections.abc import Callable
from pathlib import Path

from dandi_tui.demo.recordings import allen, ibl, ibl_raw

WRITERS: dict[str, Callable[[Path], None]] = {
    "stim-c": allen.write_stim_c,
    "stim-c-raw": allen.write_stim_c_raw,
    "stim-b": allen.write_stim_b,
    "ks091": ibl.write_ks091,
    "ks091-raw": ibl_raw.write_ks091_raw,
    "nyu46": ibl.write_nyu46,
}


def main(recipe: str, path: Path) -> None:
    """Write the file; pynwb's advice about fields that the real files have is not for the user."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        WRITERS[recipe](path)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
