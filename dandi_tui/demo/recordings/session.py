"""The clock and the epochs of a two-photon session, in frames as the real tables have them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

N_FRAMES = 113_888
MOVIE_FRAMES = 270
"""Of each natural movie; the real ones have 900."""

_ANCHORS = (
    # Frames whose times are known from the real session 501559087, in seconds.
    (747, 51.55381),
    (15_196, 531.93378),
    (30_701, 1_047.42969),
    (39_581, 1_342.66703),
)
_FRAME_S = 0.033247


@dataclass(frozen=True)
class Epoch:
    """A stretch of one stimulus, from frame `start` to frame `stop`."""

    start: int
    stop: int
    stimulus: str


STIM_B = (
    Epoch(747, 15_196, "static_gratings"),
    Epoch(16_100, 30_551, "natural_scenes"),
    Epoch(30_701, 39_581, "spontaneous"),
    Epoch(39_582, 54_050, "natural_scenes"),
    Epoch(54_953, 69_403, "static_gratings"),
    Epoch(70_307, 79_338, "natural_movie_one"),
    Epoch(80_241, 96_126, "natural_scenes"),
    Epoch(97_406, 113_662, "static_gratings"),
)

STIM_C = (
    Epoch(745, 23_304, "locally_sparse_noise"),
    Epoch(24_207, 33_234, "natural_movie_one"),
    Epoch(34_137, 56_696, "locally_sparse_noise"),
    Epoch(56_846, 65_716, "spontaneous"),
    Epoch(66_619, 75_646, "natural_movie_two"),
    Epoch(76_549, 99_108, "locally_sparse_noise"),
    Epoch(99_258, 112_980, "spontaneous"),
)


def frame_times() -> npt.NDArray[np.float64]:
    """Times of all frames in seconds, shape (frames,): from 26.72 s, 0.033247 s apart, to 10 µs."""
    first_frame, first_s = _ANCHORS[0]
    last_frame, last_s = _ANCHORS[-1]
    known = [
        (0, first_s - first_frame * (_ANCHORS[1][1] - first_s) / (_ANCHORS[1][0] - first_frame)),
        *_ANCHORS,
        (N_FRAMES - 1, last_s + (N_FRAMES - 1 - last_frame) * _FRAME_S),
    ]
    frames, seconds = zip(*known, strict=True)
    times: npt.NDArray[np.float64] = np.round(np.interp(np.arange(N_FRAMES), frames, seconds), 5)
    return times


@dataclass(frozen=True)
class Presentations:
    """One kind of stimulus as shown: condition `index[i]` from `onset_s[i]` on; -1 is a blank."""

    stimulus: str
    onset_s: npt.NDArray[np.float64]
    index: npt.NDArray[np.int64]
    n_conditions: int


def presentations(
    epochs: tuple[Epoch, ...], times: npt.NDArray[np.float64], rng: np.random.Generator
) -> tuple[Presentations, ...]:
    """What was shown when, one for each kind of stimulus but *spontaneous*, in order of name."""
    kinds = sorted({epoch.stimulus for epoch in epochs} - {"spontaneous"})
    return tuple(_presented(kind, epochs, times, rng) for kind in kinds)


def _presented(
    kind: str,
    epochs: tuple[Epoch, ...],
    times: npt.NDArray[np.float64],
    rng: np.random.Generator,
) -> Presentations:
    """All of one kind; movies of 9 s repeat for 300 s, all else lasts 0.25 s, shuffled."""
    spans = [(times[e.start], times[e.stop]) for e in epochs if e.stimulus == kind]
    if kind.startswith("natural_movie"):
        start, stop = spans[0]
        onsets = start + (stop - start) / 9_000 * np.arange(9_000)
        return Presentations(
            kind, np.round(onsets, 5), np.arange(9_000) % MOVIE_FRAMES, MOVIE_FRAMES
        )
    n_conditions = {"static_gratings": 120, "natural_scenes": 118, "locally_sparse_noise": 4_100}[
        kind
    ]
    onsets = np.concatenate([np.arange(start, stop - 0.24, 0.250014) for start, stop in spans])
    blanks = 0 if kind == "locally_sparse_noise" else len(onsets) // 119
    shown = np.resize(np.arange(n_conditions), len(onsets) - blanks)
    index = np.concatenate([shown, np.full(blanks, -1)])
    if blanks:
        rng.shuffle(index)
    return Presentations(kind, np.round(onsets, 5), index, n_conditions)
