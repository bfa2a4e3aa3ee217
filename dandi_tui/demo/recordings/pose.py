"""Body parts as cameras see them: positions in pixels, how sure each is, and the pupil."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui.demo.recordings.storage import stepped

Array = npt.NDArray[np.float64]

CLOCK_S = 2.0**-13
SURE = 0.9
"""Below this confidence a position is missing."""


@dataclass(frozen=True)
class Camera:
    """One camera: `Left`, `Right` or `Body`; its rate and size; body parts and where they rest."""

    view: str
    rate_hz: float
    n_frames: int
    first_s: float
    scale: float
    """Of the positions, which are given for the left camera of 1280 x 1024 pixels."""

    @property
    def name(self) -> str:
        """`LeftCamera`."""
        return f"{self.view}Camera"

    @property
    def parts(self) -> dict[str, tuple[float, float]]:
        """Body parts, in order of name, and where they rest, x and y in pixels."""
        whole = _TAIL if self.view == "Body" else _FACE
        return {part: (self.scale * x, self.scale * y) for part, (x, y) in whole.items()}

    def times(self, rng: np.random.Generator) -> Array:
        """When each frame was taken, in seconds: regular but for its clock's 0.1 ms."""
        ideal = self.first_s + np.arange(self.n_frames) / self.rate_hz
        late = rng.integers(0, 2, self.n_frames) * CLOCK_S
        return stepped(ideal + late, CLOCK_S)


_FACE = {
    "LeftPaw": (420.0, 820.0),
    "LeftPupilBottom": (566.0, 424.0),
    "LeftPupilLeft": (548.0, 406.0),
    "LeftPupilRight": (584.0, 406.0),
    "LeftPupilTop": (566.0, 388.0),
    "LeftTongueEnd": (262.0, 716.0),
    "NoseTip": (196.0, 530.0),
    "RightPaw": (300.0, 846.0),
    "RightTongueEnd": (248.0, 724.0),
    "TubeBottom": (186.0, 744.0),
    "TubeTop": (170.0, 664.0),
}
_TAIL = {"TailStart": (240.0, 310.0)}


@dataclass(frozen=True)
class Movements:
    """What moves the parts: when the wheel turns, and when the mouse licks, in seconds."""

    turn_starts: Array
    turn_stops: Array
    licks: Array


def positions(
    part: str, rest: tuple[float, float], times: Array, moves: Movements, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Positions (frame, xy) in pixels, NaN where not sure, and confidence (frame,) of one part."""
    n = len(times)
    xy = np.array(rest) + rng.normal(0, 0.14, (n, 2))
    confidence = np.full(n, 1.0)
    if "Paw" in part:
        xy += _turning(times, moves)[:, np.newaxis] * rng.uniform(12, 26, 2)
        xy += _wander(times, rng, 2.0, 3.5)
    elif "Tongue" in part:
        confidence = np.where(_near(times, moves.licks, 0.05), 1.0, 0.0)
    elif "Pupil" in part:
        xy += _wander(times, rng, 6.0, 1.6)
    elif "Nose" in part or "Tail" in part:
        xy += _wander(times, rng, 1.0, 1.2)
    lapses = rng.random(n) < 0.004
    confidence = np.where(lapses, rng.uniform(0.1, 0.89, n), confidence)
    confidence = stepped(confidence, 2.0**-6)
    xy[confidence < SURE] = np.nan
    return stepped(xy, 0.5), confidence


def _near(times: Array, events: Array, within_s: float) -> npt.NDArray[np.bool_]:
    """Which of the times lie up to `within_s` after an event."""
    before = np.searchsorted(events, times, side="right") - 1
    return (before >= 0) & (times - events[before] < within_s)


def _turning(times: Array, moves: Movements) -> Array:
    """How far into a turn of the wheel: a bump from 0 to 1 and back within each."""
    turn = np.searchsorted(moves.turn_starts, times, side="right") - 1
    length = np.maximum(moves.turn_stops - moves.turn_starts, 1e-3)[turn]
    part = np.clip((times - moves.turn_starts[turn]) / length, 0, 1)
    return np.asarray(np.where(turn >= 0, np.sin(np.pi * part) ** 2, 0.0))


def _wander(times: Array, rng: np.random.Generator, period_s: float, size: float) -> Array:
    """A slow wander (frame, xy) of some `size` pixels."""
    knots = np.arange(times[0], times[-1] + 2 * period_s, period_s)
    return np.column_stack(
        [np.interp(times, knots, size * rng.standard_normal(len(knots))) for _ in range(2)]
    )


def pupil_diameter(times: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Raw and smoothed diameter in pixels, shape (frame,); raw is NaN where a blink hid it."""
    slow = 11 + 0.8 * _wander(times, rng, 9.0, 1.0)[:, 0]
    raw = slow + rng.normal(0, 0.25, len(times))
    raw[rng.random(len(times)) < 0.01] = np.nan
    return stepped(raw, 2.0**-3), stepped(slow, 2.0**-5)


def motion_energy(times: Array, moves: Movements, rng: np.random.Generator) -> Array:
    """Motion energy of a camera's region, from 0 to 1, shape (frame,)."""
    energy = 0.04 + 0.5 * _turning(times, moves) + np.abs(rng.normal(0, 0.02, len(times)))
    return stepped(np.clip(energy, 0, 1), 2.0**-8)
