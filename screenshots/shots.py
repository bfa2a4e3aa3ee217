"""Which pictures there are: what each starts from, and what must be on it."""

from dataclasses import dataclass

FILE = "000728/sub-491604983/sub-491604983_ses-501560436-StimC_behavior+image+ophys.nwb"
RAW = "000728/sub-491604983/sub-491604983_ses-501560436-StimC_ophys.nwb"
SCENES = "000728/sub-495727015/sub-495727015_ses-501559087-StimB_behavior+image+ophys.nwb"
_KS091 = "000409/sub-KS091/sub-KS091_ses-78b4fff5-c5ec-44d9-b5f9-d59493063f00"
TRIALS = f"{_KS091}_desc-processed_behavior+ecephys.nwb"
MAZE = "000732/sub-demo01/sub-demo01_ses-maze_behavior+ecephys+icephys.nwb"

DFF = "/processing/ophys/DfOverF/DfOverF"
PROJECTION = "/processing/ophys/SummaryImages/maximum_intensity_projection"
SEGMENTATION = "/processing/ophys/ImageSegmentation/PlaneSegmentation"
SPEED = "/processing/behavior/BehavioralTimeSeries/running_speed"
LFP = "/processing/ecephys/LFP/ElectricalSeriesLFP"
SWEEPS = "/general/intracellular_ephys/intracellular_recordings"

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One picture: where to start, what to press, what must be on the screen then."""

    name: str
    target: str
    size: tuple[int, int] = (120, 36)
    keys: tuple[str, ...] = ()
    shows: tuple[str, ...]
    object_path: str = ""
    """Go here before the keys are pressed."""
    view: str = ""
    """Of the object, in place of its first one."""
    options: Options = ()
    window: tuple[float, float] | None = None
    traces: tuple[int, int] | None = None
    frame: int | None = None


SCREENS = (
    Shot(
        name="dandisets",
        target="",
        keys=("slash", *"visual"),
        shows=("found", "Allen Institute"),
    ),
    Shot(
        name="traces",
        target=FILE,
        keys=("right_square_bracket",) * 8,
        shows=("ROI 5", "507–567 s"),
        object_path=DFF,
    ),
    Shot(
        name="image",
        target=FILE,
        keys=("4", "plus"),
        shows=("512 × 512", "▀"),
        object_path=PROJECTION,
    ),
    Shot(
        name="small",
        target=FILE,
        size=(80, 24),
        keys=("right_square_bracket",) * 8,
        shows=("507–567 s",),
        object_path=DFF,
    ),
    Shot(name="table", target=TRIALS, shows=("892",), object_path="/intervals/trials"),
    Shot(
        name="help",
        target=FILE,
        keys=("question_mark",),
        shows=("Help: 3 Objects",),
        object_path=DFF,
    ),
)
"""Whole screens."""


def _view(
    name: str,
    target: str,
    object_path: str,
    shows: str,
    options: Options = (),
    *,
    view: str = "",
    window: tuple[float, float] | None = None,
    traces: tuple[int, int] | None = None,
    frame: int | None = None,
) -> Shot:
    """One view of an object, which has the screen to itself."""
    return Shot(
        name=f"view-{name}",
        target=target,
        size=(100, 30),
        keys=("4", "plus"),
        shows=(shows,),
        object_path=object_path,
        view=view or name,
        options=options,
        window=window,
        traces=traces,
        frame=frame,
    )


VIEWS = (
    _view("pinned", FILE, DFF, "running_speed", (("pin", SPEED),), view="traces",
          window=(500.0, 580.0)),
    _view("heatmap", FILE, DFF, "ROI 0–59", view="traces", window=(500.0, 800.0), traces=(0, 60)),
    _view("overview", FILE, DFF, "27–3,813 s"),
    _view("correlation", FILE, DFF, "ROI 0–173"),
    _view("tuning", SCENES, DFF, "ROI 3", traces=(3, 4)),
    _view("ROIs", FILE, SEGMENTATION, "ROI 58", (("roi", "58"),)),
    _view("image", FILE, PROJECTION, "row 210", (("centre", "230,260"), ("cursor", "210,118"),
          ("map", "viridis"), ("zoom", "2.5"))),
    _view("frames", RAW, "/acquisition/MotionCorrectedTwoPhotonSeries", "mean of 10",
          (("mean", "10"),)),
    _view("pose", TRIALS, "/processing/pose_estimation/LeftCamera", "9 of 11 parts",
          (("trail", "100"),), frame=5000),
    _view("raster", TRIALS, "/units", "unit 0–", (("filter", "kilosort2_label=good"),),
          window=(100.0, 110.0)),
    _view("unit", TRIALS, "/units", "autocorrelogram", (("unit", "18"),)),
    _view("aligned", TRIALS, "/units", "892 trials",
          (("column", "feedback_time"), ("group", "mouse_wheel_choice"), ("unit", "7"))),
    _view("electrodes", MAZE, "/general/extracellular_ephys/electrodes", "CA1"),
    _view("spectrum", MAZE, LFP, "Hz"),
    _view("spectrogram", MAZE, LFP, "Hz"),
    _view("path", MAZE, "/processing/behavior/Position", "meters"),
    _view("occupancy", MAZE, "/processing/behavior/Position", "bins", (("style", "occupancy"),),
          view="path"),
    _view("intervals", TRIALS, "/intervals/trials", "lanes by", window=(100.0, 200.0)),
    _view("events", TRIALS, "/processing/lick_times", "5,122"),
    _view("sweeps", MAZE, "/acquisition/CurrentClampSeries009", "sweep 9 of 12"),
    _view("F-I", MAZE, SWEEPS, "12 sweeps"),
    _view("columns", MAZE, "/units", "pyramidal", (("column", "cell_type"),)),
    _view("timeline", MAZE, "/processing/behavior", "30 Hz"),
    _view("card", MAZE, "/", "Rattus norvegicus"),
)  # fmt: skip
"""A picture for every neurodata type."""

SHOTS = (*SCREENS, *VIEWS)
