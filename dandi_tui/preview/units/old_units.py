"""Units where they are no table: `UnitTimes` and `Clustering` of NWB 1 and of NWB 2's betas."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import DandiTuiError, FileFormatError, NotFoundError
from dandi_tui.nwb.data import Data
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.units.old_spikes import ClusterSpikes, ListedSpikes
from dandi_tui.preview.units.spike_source import SpikeSource
from dandi_tui.preview.units.spikes import open_spikes
from dandi_tui.preview.words import value_words
from dandi_tui.protocol.objects import NwbObject

TYPES = ("UnitTimes", "Clustering", "ClusterTimes")
"""What they are called; `Clustering` is deprecated in NWB 2, and still in some of its files."""

MAX_UNITS = 20_000

MAX_EVENTS = 2_000_000
"""Of a longer list without the numbers of its clusters, the clusters are not looked for."""

ABOUT = ("unit_description", "source")
"""What NWB 1.0.6 says of a unit beside its times."""


def _nothing(_unit: int) -> list[tuple[str, str]]:
    return []


@dataclass(frozen=True)
class OldUnits:
    """Units with what is known of each."""

    spikes: SpikeSource
    names: tuple[str, ...] = ()
    """Safe; empty: they have none."""
    about: Callable[[int], list[tuple[str, str]]] = _nothing
    """Of a unit: labels and words, safe."""
    waveforms: str = ""
    """The path of the group with their waveforms; empty: there is none."""
    slots: tuple[int, ...] = ()
    """Of each unit the row of its waveform there."""


def is_old_units(obj: NwbObject) -> bool:
    """Whether these are units without a table."""
    return any(map(obj.is_a, TYPES)) and obj.kind != "dataset"


def open_old_units(file: NwbFile, obj: NwbObject) -> OldUnits:
    """Which units there are; none of their spikes is read.

    Raises:
        NotFoundError: There are no times.
        FileFormatError: They do not fit together.
    """
    if file.exists(f"{obj.path}/spike_times"):  # NWB 2.0 beta
        return OldUnits(open_spikes(file, obj))
    if obj.is_a("UnitTimes"):
        return _listed(file, obj)
    return _clustered(file, obj)


def _listed(file: NwbFile, obj: NwbObject) -> OldUnits:
    """A unit for each group, in the order of `unit_list`, else by their names."""
    members = (child for child in file.children(obj.path) if _is_group(child))
    names = sorted((child.name for child in members), key=_by_number)
    path = f"{obj.path}/unit_list"
    listed = file.data(path).plain((0, MAX_UNITS)) if file.exists(path) else []
    place = {str(name): i for i, name in enumerate(listed if isinstance(listed, list) else [])}
    names = sorted(names, key=lambda name: place.get(name, len(place)))[:MAX_UNITS]
    spikes = ListedSpikes(file, tuple(f"{obj.path}/{name}/times" for name in names))
    about = partial(_about, file, tuple(f"{obj.path}/{name}" for name in names))
    return OldUnits(spikes, tuple(text.safe(name, limit=60) for name in names), about)


def _is_group(child: NwbObject) -> bool:
    return child.kind == "group" or (child.kind == "link" and not child.broken and not child.dtype)


def _by_number(name: str) -> list[tuple[int, str]]:
    """`cell_2` comes before `cell_10`."""
    parts = re.split(r"(\d+)", name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _about(file: NwbFile, paths: tuple[str, ...], unit: int) -> list[tuple[str, str]]:
    found = []
    for name in ABOUT:
        path = f"{paths[unit]}/{name}"
        try:
            said = file.data(path).plain() if file.exists(path) else None
            said = said if said is not None else file.attribute(paths[unit], name)
        except DandiTuiError:
            continue
        if said is not None:
            found.append((name, value_words(said, 80)))
    return found


def _clustered(file: NwbFile, obj: NwbObject) -> OldUnits:
    paths = (f"{obj.path}/times", f"{obj.path}/num")
    if not all(map(file.exists, paths)):
        raise NotFoundError("These clusters have no times.")
    times, num = (file.data(path) for path in paths)
    if not (_is_list(times) and _is_list(num)) or times.shape != num.shape:
        raise FileFormatError("The clusters do not fit the times.")
    numbers = _numbers(file, obj.path, num)
    names = tuple(str(number) for number in numbers.tolist())
    spikes = ClusterSpikes(times, num, numbers)
    slots = tuple(int(number) for number in numbers)
    return OldUnits(spikes, names, _nothing, _waveforms(file, obj), slots)


def _is_list(data: Data) -> bool:
    return data.numeric and len(data.shape or ()) == 1


def _numbers(file: NwbFile, path: str, num: Data) -> npt.NDArray[np.int64]:
    """The clusters there are: `cluster_nums`, else all that `num` names, ascending."""
    listed = f"{path}/cluster_nums"
    if file.exists(listed) and _is_list(file.data(listed)):
        found = file.data(listed).read((0, MAX_UNITS))
    elif num.n_values <= MAX_EVENTS:
        found = num.read()
    else:
        raise FileFormatError("This list does not say which clusters there are, and is too long.")
    numbers = np.asarray(found, dtype=np.float64)
    return np.unique(numbers[np.isfinite(numbers)].astype(np.int64))[:MAX_UNITS]


def _waveforms(file: NwbFile, obj: NwbObject) -> str:
    """The path of the `ClusterWaveforms` beside it that is of these clusters.

    NWB 1.0.6, ClusterWaveforms: cluster 3 is in slot 3 of `waveform_mean`.
    """
    home = obj.path.rsplit("/", 1)[0] or "/"
    for one in file.children(home):
        link = f"{one.path}/clustering_interface"
        is_linked = one.is_a("ClusterWaveforms") and file.exists(link)
        if is_linked and file.real_path(link) == file.real_path(obj.path):
            return one.path
    return ""
