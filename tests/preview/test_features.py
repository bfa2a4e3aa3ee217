"""Columns that the file itself names."""

from pathlib import Path

import numpy as np
from pynwb.misc import AbstractFeatureSeries

from tests.nwb.files import new_file, write
from tests.preview.ask import show
from tests.preview.units import opened


def test_features_have_their_own_names_and_units(tmp_path: Path) -> None:
    """The unit of the series is only `see 'feature_units'`."""
    file = new_file()
    file.add_acquisition(
        AbstractFeatureSeries(
            name="grating",
            data=np.arange(10.0).reshape(5, 2),
            features=["orientation", "speed"],
            feature_units=["degrees", "Hz"],
            starting_time=0.0,
            rate=1.0,
        )
    )
    with opened(write(file, tmp_path / "features.nwb")) as features:
        series = show(features, "/acquisition/grating")["series"]
    assert [line["name"] for line in series] == ["orientation, degrees", "speed, Hz"]
    assert series[1]["y"] == [1, 3, 5, 7, 9]
