"""The epochs of NWB 1 as events: a group for each in `/epochs`, with its start, stop and tags.

NWB 1.0.6, Epoch: `start_time` and `stop_time` in seconds; `tags` are words.
"""

from dataclasses import dataclass

import numpy as np

from dandi_tui import text
from dandi_tui.errors import DandiTuiError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Floats
from dandi_tui.preview.times.epochs import MAX_OLD_EPOCHS, OLD_PATH, read_epochs

TAGS = "tags"
"""The column that groups them."""


@dataclass(frozen=True)
class OldEpochs:
    """By their start; those without a start or a stop are left out."""

    columns: dict[str, Floats]
    """`start_time` and `stop_time`, shape (epochs,), in seconds."""
    tags: tuple[str, ...]
    """Of each its tags, or where it has none its name; safe."""


def read_old_epochs(file: NwbFile) -> OldEpochs | None:
    """The epochs of a file of NWB 1; None if it has none.

    Raises:
        UsageError: There are too many to be read one by one.
    """
    try:
        n = len(file.children(OLD_PATH)) if file.exists(OLD_PATH) else 0
    except DandiTuiError:
        return None
    if n > MAX_OLD_EPOCHS:
        raise UsageError(
            f"{n:,} epochs, a group each, are too many to align to.",
            hint="Choose another view.",
        )
    epochs = read_epochs(file) if n else ()
    if not epochs:
        return None
    times = {
        "start_time": np.array([epoch.start_s for epoch in epochs], dtype=np.float64),
        "stop_time": np.array([epoch.stop_s for epoch in epochs], dtype=np.float64),
    }
    return OldEpochs(times, tuple(text.safe(epoch.kind, limit=60) for epoch in epochs))
