"""The traps of the files of 000728, one by one."""

from pathlib import Path

import h5py
import numpy as np
import pytest

OPHYS = "processing/ophys"


def neurodata_type(obj: h5py.HLObject) -> str:
    return str(obj.attrs["neurodata_type"])


def test_the_session_has_the_frames_rois_and_chunks_of_the_real_one(stim_c: h5py.File) -> None:
    """113,888 frames of 174 ROIs, in nine chunks of 9.7 MB, gzip 4."""
    data = stim_c[f"{OPHYS}/DfOverF/DfOverF/data"]
    assert (data.shape, data.dtype) == ((113_888, 174), np.float32)
    assert data.chunks == (39_894, 61)
    assert (data.compression, data.compression_opts) == ("gzip", 4)
    assert data.attrs["unit"] == "a.u."


def test_there_is_no_mean_image(stim_c: h5py.File) -> None:
    """The only summary image is the maximum projection."""
    assert list(stim_c[f"{OPHYS}/SummaryImages"]) == ["maximum_intensity_projection"]


def test_the_projection_is_of_the_base_type(stim_c: h5py.File) -> None:
    """An `Image`, two-dimensional, not a GrayscaleImage."""
    projection = stim_c[f"{OPHYS}/SummaryImages/maximum_intensity_projection"]
    assert neurodata_type(projection) == "Image"
    assert (projection.shape, projection.dtype) == ((512, 512), np.uint8)


@pytest.mark.parametrize(
    "series", ["DfOverF/DfOverF", "DfOverF/DfOverFEvents", "Fluorescence/Neuropil"]
)
def test_timestamps_are_a_link_to_those_of_corrected(stim_c: h5py.File, series: str) -> None:
    """A soft link; only Corrected has an array of its own."""
    link = stim_c[f"{OPHYS}/{series}"].get("timestamps", getlink=True)
    assert isinstance(link, h5py.SoftLink)
    assert link.path == "/processing/ophys/Fluorescence/Corrected/timestamps"


def test_time_does_not_start_at_zero(stim_b: h5py.File) -> None:
    """First frame at 26.72 s, 0.033247 s apart; frame 747 is where the first grating is."""
    times = stim_b[f"{OPHYS}/Fluorescence/Corrected/timestamps"][:]
    assert times[0] == pytest.approx(26.72, abs=0.01)
    assert np.diff(times).mean() == pytest.approx(0.033247, abs=1e-6)
    assert times[747] == 51.55381
    assert (np.diff(times) > 0).all()


def test_epochs_are_those_of_the_real_session(stim_b: h5py.File) -> None:
    """Eight, from the first static gratings to the last."""
    epochs = stim_b["intervals/epochs"]
    assert epochs["stimulus_type"].asstr()[:].tolist()[:3] == [
        "static_gratings",
        "natural_scenes",
        "spontaneous",
    ]
    assert epochs["start_time"][2] == 1047.42969
    assert epochs["stop_time"][2] == 1342.66703
    assert len(epochs["id"]) == 8


def test_a_movie_has_neither_starting_time_nor_rate(stim_c: h5py.File) -> None:
    """Both are NaN; one frame lies in nine chunks."""
    movie = stim_c["stimulus/templates/natural_movie_one"]
    assert np.isnan(movie["starting_time"][()])
    assert np.isnan(movie["starting_time"].attrs["rate"])
    assert movie["data"].chunks == (270, 135, 270)


def test_row_ids_are_not_row_numbers(stim_c: h5py.File) -> None:
    """They are the cells' global ids, and so is a column."""
    table = stim_c[f"{OPHYS}/ImageSegmentation/PlaneSegmentation"]
    ids = table["id"][:]
    assert ids[0] == 517_473_350
    assert (np.diff(ids) > 0).all()
    assert (table["global_roi_id"][:] == ids).all()
    assert "image_mask" not in table


def test_masks_lie_as_row_and_column_in_fields_x_and_y(stim_c: h5py.File) -> None:
    """Read so they match the bright somata; read as x and y they do not."""
    table = stim_c[f"{OPHYS}/ImageSegmentation/PlaneSegmentation"]
    projection = stim_c[f"{OPHYS}/SummaryImages/maximum_intensity_projection"][:].astype(float)
    mask = table["pixel_mask"][:]
    assert mask.dtype.names == ("x", "y", "weight")
    labelled = np.zeros(projection.shape, bool)
    labelled[mask["x"], mask["y"]] = True
    inside, outside = projection[labelled].mean(), projection[~labelled].mean()
    assert inside > 1.8 * outside
    assert projection[mask["y"], mask["x"]].mean() < 1.3 * outside


def test_masks_are_somata_that_do_not_overlap(stim_c: h5py.File) -> None:
    """174 blobs of 50 to 250 pixels, each brighter than what is right around it."""
    table = stim_c[f"{OPHYS}/ImageSegmentation/PlaneSegmentation"]
    mask, ends = table["pixel_mask"][:], table["pixel_mask_index"][:]
    sizes = np.diff(ends, prepend=0)
    assert len(ends) == 174
    assert sizes.min() >= 50
    assert sizes.max() <= 250
    assert len(np.unique(mask[["x", "y"]])) == len(mask)


def test_an_object_may_be_called_as_its_parent(stim_c: h5py.File) -> None:
    """`DfOverF/DfOverF`, of two types."""
    assert neurodata_type(stim_c[f"{OPHYS}/DfOverF"]) == "DfOverF"
    assert neurodata_type(stim_c[f"{OPHYS}/DfOverF/DfOverF"]) == "RoiResponseSeries"


def test_one_group_holds_thousands_of_images(stim_c: h5py.File) -> None:
    """All of the same type, each with an id of its own."""
    group = stim_c["stimulus/templates/locally_sparse_noise_template"]
    images = [group[name] for name in group if name.startswith("LocallySparseImage")]
    assert len(images) >= 4_000
    assert {neurodata_type(image) for image in images} == {"Image"}
    assert len({image.attrs["object_id"] for image in images}) == len(images)
    assert images[0].shape == (16, 28)


def test_acquisition_is_empty_and_the_movie_in_another_file(
    stim_c: h5py.File, stim_c_raw: h5py.File
) -> None:
    """The sibling has it, 19 frames a chunk, and the shifts' timestamps are a link."""
    assert list(stim_c["acquisition"]) == []
    movie = stim_c_raw["acquisition/MotionCorrectedTwoPhotonSeries"]
    assert movie["data"].dtype == np.uint16
    assert movie["data"].chunks == (19, 512, 512)
    shifts = stim_c_raw["acquisition/MotionCorrectionShiftsPerFrame"]
    assert isinstance(shifts.get("timestamps", getlink=True), h5py.SoftLink)


def test_slips_in_descriptions_are_kept(stim_b: h5py.File) -> None:
    """Braces of a template that nobody filled, and a description that says nothing."""
    plane = stim_b["general/optophysiology/ImagingPlane/description"].asstr()[()]
    assert "{depth} µm" in plane
    assert stim_b["session_description"].asstr()[()] == "Auto-generated by neuroconv"


def test_a_blank_is_the_largest_index(stim_b: h5py.File) -> None:
    """-1, once it is unsigned; all else is one of 118 scenes."""
    shown = stim_b["stimulus/presentation/natural_scenes_stimulus/data"][:]
    assert shown.dtype == np.uint32
    assert 30 < (shown == 4_294_967_295).sum() < 100
    assert set(shown) == {*range(118), 4_294_967_295}
    template = stim_b["stimulus/templates/natural_scenes_template"]
    assert template["NaturalScene117"].shape == (918, 1174)


def test_gratings_have_three_rows_only(stim_b: h5py.File) -> None:
    """The real table was cut by mistake."""
    table = stim_b["stimulus/presentation/static_gratings"]
    assert table["start_time"][:].tolist() == [51.55381, 51.78653, 52.0525]
    assert table["orientation_in_degrees"][:].tolist() == [90.0, 150.0, 30.0]
    assert not table["is_blank_sweep"][:].any()


def test_a_series_may_index_a_series(stim_b: h5py.File) -> None:
    """The frames shown are indices into the movie, by a link that pynwb no longer makes."""
    order = stim_b["stimulus/presentation/natural_movie_one_stimulus"]
    movie = stim_b["stimulus/templates/natural_movie_one"]
    assert order["indexed_timeseries"] == movie
    assert order["data"][:].max() < len(movie["data"])


def test_what_failed_is_absent(stim_b: h5py.File, stim_c: h5py.File) -> None:
    """No eye in one file, no Demixed in the other."""
    assert list(stim_b["processing/behavior"]) == ["BehavioralTimeSeries"]
    assert "pupil_location" in stim_c["processing/behavior/EyeTracking"]
    assert "Demixed" in stim_b[f"{OPHYS}/Fluorescence"]
    assert "Demixed" not in stim_c[f"{OPHYS}/Fluorescence"]


def test_dff_belongs_to_its_fluorescence(stim_b: h5py.File) -> None:
    """Corrected over its resting level is ΔF/F; Demixed less the neuropil is Corrected."""
    fluorescence = stim_b[f"{OPHYS}/Fluorescence"]
    corrected = fluorescence["Corrected/data"][:, 3].astype(float)
    dff = stim_b[f"{OPHYS}/DfOverF/DfOverF/data"][:, 3].astype(float)
    assert np.corrcoef(corrected, dff)[0, 1] > 0.97
    ratio = stim_b[f"{OPHYS}/ContaminationRatios/ratios"][3]
    left = fluorescence["Demixed/data"][:, 3] - ratio * fluorescence["Neuropil/data"][:, 3]
    assert np.abs(left - corrected).max() < 40


def test_neurons_answer_their_stimulus(stim_b: h5py.File) -> None:
    """Some ROI is several times more active after one of the scenes than after the others."""
    order = stim_b["stimulus/presentation/natural_scenes_stimulus"]
    times = stim_b[f"{OPHYS}/Fluorescence/Corrected/timestamps"][:]
    events = stim_b[f"{OPHYS}/DfOverF/DfOverFEvents/data"][:]
    after = np.searchsorted(times, order["timestamps"][:])[:, np.newaxis] + np.arange(2, 10)
    answers = events[after].sum(axis=1)
    scenes = order["data"][:]
    by_scene = np.array([answers[scenes == scene].mean(axis=0) for scene in range(118)])
    assert (by_scene.max(axis=0) > 8 * by_scene.mean(axis=0)).sum() >= 3


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "recipe", ["stim-c", "stim-c-raw", "stim-b", "ks091", "ks091-raw", "nyu46"]
)
def test_pynwb_finds_no_fault(demo_files: dict[str, Path], recipe: str) -> None:
    """Every file is valid against the specifications that it carries."""
    # Here, since the other tests do not need its second of import.
    from pynwb import validate

    assert not validate(path=str(demo_files[recipe]))
